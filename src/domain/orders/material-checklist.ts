// Query: what to bring, and what of it is still missing (APP-09). About a kind of person, not about anybody.
import { query } from '../../base/action.ts';
import { Code, Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import {
  askableGroups,
  type ChannelCode,
  channelKinds,
  materialsFor,
  outletKinds,
  packInForce,
  samplePerson,
} from '../policy/index.ts';
import { replacements } from './judge-order.ts';
import { ReasonAnswer, reasonAnswer } from './may-i-apply.ts';

export const materialChecklist = query({
  name: 'orders.material-checklist',
  title: { zh: '材料清单', en: 'What to bring' },
  by: ['citizen', 'bank-teller', 'bureau-clerk', 'unit-clerk', 'school-clerk', 'community-worker'],
  personal: false,
  input: shape({
    region: Code,
    group: OneOf(askableGroups),
    channel: OneOf(Object.keys(channelKinds) as [ChannelCode, ...ChannelCode[]]),
    outlet: Type.Optional(OneOf(outletKinds)),
    replace: Type.Optional(OneOf(replacements)),
    brought: Type.Optional(Type.Array(Code, { maxItems: 20 })),
  }),
  output: shape({
    /** Null: the region has not said. */
    needed: Maybe(Type.Array(Type.String())),
    missing: Type.Array(Type.String()),
    reasons: Type.Array(ReasonAnswer),
  }),
  async run(call, { region, group, channel, outlet, replace, brought = [] }) {
    const { pack, openings } = await packInForce(call.db, region, call.today);
    const person = samplePerson(pack, group, call.today);
    const held = replace ? { ...person, currentCard: { generation: 3 as const, region } } : person;
    const answer = materialsFor(pack, {
      day: call.today,
      person: held,
      openings,
      channel,
      outlet,
      ...(replace ? { purpose: 'replace' as const, reason: replace } : {}),
    });
    const needed = answer.value === 'unknown' ? null : [...answer.value];
    return {
      needed,
      missing: (needed ?? []).filter((material) => !brought.includes(material)),
      reasons: answer.reasons.map(reasonAnswer),
    };
  },
});
