// Query: the points of service of an institution, for its own staff and its bureau.
import { query } from '../../base/action.ts';
import { Code, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { getInstitution, requireStaffIn, requireStaffOf } from '../institutions/index.ts';
import { serviceCodes, ways } from './catalogue.ts';
import { TerminalId } from './shapes.ts';
import { pageTerminals } from './store.ts';

const pageSize = 100;

export const listTerminals = query({
  name: 'uses.list-terminals',
  title: { zh: '用卡终端列表', en: 'List points of service' },
  by: ['scene-operator', 'bureau-clerk', 'system-administrator', 'auditor'],
  personal: false,
  input: shape({ institutionId: Id, after: Type.Optional(TerminalId) }),
  output: shape({
    terminals: Type.Array(
      shape({
        terminal: TerminalId,
        code: Code,
        name: Text(100),
        services: Type.Array(OneOf(serviceCodes)),
        ways: Type.Array(OneOf(ways)),
        online: Type.Boolean(),
        offline: Type.Boolean(),
        state: OneOf(['open', 'closed']),
      }),
    ),
    next: Maybe(TerminalId),
  }),
  async run(call, { institutionId, after = 0 }) {
    const { region } = await getInstitution(call.db, institutionId);
    if (call.actor.role === 'scene-operator') await requireStaffOf(call, institutionId);
    else await requireStaffIn(call, region);
    const rows = await pageTerminals(call.db, { institutionId, after, limit: pageSize + 1 });
    const page = rows.slice(0, pageSize);
    return {
      terminals: page.map(({ id, code, name, services, ways, online, offline, state }) => ({
        ...{ terminal: id, code, name, online, offline, state },
        services: [...services],
        ways: [...ways],
      })),
      next: rows.length > pageSize ? page.at(-1)!.id : null,
    };
  },
});
