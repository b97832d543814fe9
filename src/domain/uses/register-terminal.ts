// Action: a bureau registers a point of service of an institution: how it reads cards, with or without a line, and for what (GEN-12).
import { action } from '../../base/action.ts';
import { Code, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { getInstitution, requireBureauOf } from '../institutions/index.ts';
import { serviceCodes, ways } from './catalogue.ts';
import { refuse } from './refuse.ts';
import { TerminalId } from './shapes.ts';
import { insertTerminal } from './store.ts';

export const ServiceList = Type.Array(OneOf(serviceCodes), { minItems: 1, maxItems: 100, uniqueItems: true });
export const WayList = Type.Array(OneOf(ways), { minItems: 1, maxItems: ways.length, uniqueItems: true });

export const registerTerminal = action({
  name: 'uses.register-terminal',
  title: { zh: '登记用卡终端', en: 'Register a point of service' },
  by: ['bureau-clerk', 'system-administrator', 'system'],
  input: shape({
    institutionId: Id,
    code: Code,
    name: Text(100),
    services: ServiceList,
    ways: WayList,
    online: Type.Boolean(),
    offline: Type.Boolean(),
    longitude: Type.Optional(Maybe(Type.Number({ minimum: -180, maximum: 180 }))),
    latitude: Type.Optional(Maybe(Type.Number({ minimum: -90, maximum: 90 }))),
    /** The busy ledger account that takes what people pay here from their personal accounts. */
    payTo: Type.Optional(Maybe(Id)),
  }),
  output: shape({ terminal: TerminalId }),
  async run(call, { longitude = null, latitude = null, payTo = null, ...input }) {
    const { region } = await getInstitution(call.db, input.institutionId);
    await requireBureauOf(call, region);
    if ((longitude === null) !== (latitude === null)) throw refuse('place-incomplete');
    if (!input.online && !input.offline) throw refuse('line-needed');
    const row = await insertTerminal(call.db, { ...input, region, longitude, latitude, payTo }, call.now);
    if (!row) throw refuse('code-taken');
    call.note({ terminal: row.id, institutionId: input.institutionId, services: [...input.services] });
    return { terminal: row.id };
  },
});
