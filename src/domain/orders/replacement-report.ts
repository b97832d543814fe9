// Query: replacements of cards over a period, by cause and by generation of the card replaced: do contactless cards break less (GEN-16)?
import { query } from '../../base/action.ts';
import { Code, DayText, OneOf, shape, Type } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { replacements } from './judge-order.ts';
import { refuse } from './refuse.ts';
import { countReplacements } from './replacement-store.ts';

const Count = Type.Integer({ minimum: 0 });

export const replacementReport = query({
  name: 'orders.replacement-report',
  title: { zh: '补换卡原因统计', en: 'Replacements by cause' },
  by: ['bureau-clerk', 'auditor'],
  personal: false,
  /** Both days are counted. */
  input: shape({ region: Type.Optional(Code), from: DayText, to: DayText }),
  output: shape({
    generations: Type.Array(
      shape({
        generation: Type.Integer(),
        /** Cards in use at some time of the period: enabled by its end and not yet being replaced when it began. */
        inUse: Count,
        causes: Type.Array(shape({ reason: OneOf(replacements), count: Count })),
        /** Replaced for damage or wear, for each 10,000 cards in use. */
        damagedPerTenThousand: Type.Number({ minimum: 0 }),
      }),
    ),
  }),
  async run(call, { region, from, to }) {
    if (from > to) throw refuse('bad-period');
    const own = call.actor.institutionId ? await getInstitution(call.db, call.actor.institutionId) : undefined;
    return { generations: await countReplacements(call.db, own?.region ?? region ?? null, from, to) };
  },
});
