// Query: the milestones of a region: when each bank's first third-generation card was made, handed over and enabled (BNK-15).
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { dayOf } from '../../base/day.ts';
import { Code, DayText, Maybe, shape, Type } from '../../base/shape.ts';
import { firstCardsByBank } from './store.ts';

export const firstCards = query({
  name: 'cards.first-cards',
  title: { zh: '各银行首张第三代社保卡', en: 'First third-generation card of each bank' },
  // News without a person in it: anybody may know.
  by: roles,
  personal: false,
  input: shape({ region: Code }),
  output: shape({
    /** Earliest bank first; a bank without a card is not in the list. */
    banks: Type.Array(
      shape({
        bankCode: Code,
        madeOn: DayText,
        /** Days on which its first card reached each next step, not always the same card; null while none has. */
        collectedOn: Maybe(DayText),
        enabledOn: Maybe(DayText),
      }),
    ),
  }),
  async run(call, { region }) {
    const banks = await firstCardsByBank(call.db, region);
    const day = (at: Date | null) => (at ? dayOf(at) : null);
    return {
      banks: banks.map(({ bankCode, madeAt, collectedAt, enabledAt }) => ({
        bankCode,
        madeOn: dayOf(madeAt),
        collectedOn: day(collectedAt),
        enabledOn: day(enabledAt),
      })),
    };
  },
});
