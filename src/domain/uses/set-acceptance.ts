// Action: what a region or one institution accepts less than the catalogue, and how stale its block lists may be (GEN-15, open
// question 14). It holds from the next card on.
import { action } from '../../base/action.ts';
import { Code, Id, Maybe, Nothing, OneOf, shape, Type } from '../../base/shape.ts';
import { generations } from '../cards/index.ts';
import { getInstitution, requireBureauOf } from '../institutions/index.ts';
import { serviceCodes } from './catalogue.ts';
import { WayList } from './register-terminal.ts';
import { saveAcceptance } from './store.ts';

export const setAcceptance = action({
  name: 'uses.set-acceptance',
  title: { zh: '设置用卡接受规则', en: 'Set which cards a service accepts' },
  by: ['bureau-clerk', 'policy-officer', 'system'],
  input: shape({
    service: OneOf(serviceCodes),
    region: Code,
    /** For this institution only; for the whole region without it. */
    institutionId: Type.Optional(Id),
    /** Only these generations; null takes the limit away. */
    generations: Type.Optional(
      Maybe(Type.Array(Type.Integer({ minimum: 1, maximum: 3 }), { maxItems: generations.length, uniqueItems: true })),
    ),
    ways: Type.Optional(Maybe(WayList)),
    /** Ways that need the PIN here as well. */
    pinWays: Type.Optional(Maybe(WayList)),
    /** How old a block list may be when a card is taken without a line; at most a week. */
    staleHours: Type.Optional(Maybe(Type.Integer({ minimum: 0, maximum: 168 }))),
    closed: Type.Optional(Type.Boolean()),
  }),
  output: Nothing,
  async run(call, input) {
    await requireBureauOf(call, input.region);
    if (input.institutionId) {
      // The institution has to be one of the region, or the row would never apply.
      const { region } = await getInstitution(call.db, input.institutionId);
      await requireBureauOf(call, region);
    }
    const { generations = null, ways = null, pinWays = null, staleHours = null, closed = false } = input;
    const institutionId = input.institutionId ?? null;
    await saveAcceptance(
      call.db,
      { service: input.service, region: input.region, institutionId, generations, ways, pinWays, staleHours, closed },
      call.actor.id,
      call.now,
    );
    call.note({ service: input.service, region: input.region, institutionId, staleHours, closed });
    return {};
  },
});
