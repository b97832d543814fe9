// Action: activate the financial side, in person at the issuing bank and nowhere else (ENB-02).
import { action } from '../../base/action.ts';
import { Fen, Id, Maybe, OneOf, shape } from '../../base/shape.ts';
import { getHolder } from '../holders/index.ts';
import { mayActivate, minorAccountLimit } from '../policy/index.ts';
import { activateAccount as activate } from './account.ts';
import { getCard } from './find-cards.ts';
import { refuse } from './refuse.ts';
import { rulesOf } from './region-rules.ts';
import { requireIssuingBank } from './whose.ts';

export const activateAccount = action({
  name: 'cards.activate-account',
  title: { zh: '激活金融功能', en: 'Activate the financial function' },
  by: ['bank-teller', 'bank-visitor'],
  input: shape({ cardId: Id }),
  output: shape({
    cardId: Id,
    financialState: OneOf(['active']),
    /** The bank sets this limit on a minor's account (open question 10); null: the region sets none. */
    dailyLimitFen: Maybe(Fen),
  }),
  async run(call, { cardId }) {
    const card = await getCard(call.db, cardId);
    await requireIssuingBank(call, card);
    const pack = (await rulesOf(call, [card.region]))(card.region);
    const asked =
      call.actor.role === 'bank-visitor'
        ? ({ role: 'bank-visitor', place: 'visit' } as const)
        : ({ role: 'bank-teller', place: 'counter' } as const);
    if (mayActivate(pack, { ...asked, day: call.today }).value !== true) {
      throw refuse('may-not-activate', { cardId });
    }
    await activate(call, cardId);
    const { born } = await getHolder(call.db, card.holderId);
    const dailyLimitFen = minorAccountLimit(pack, { born, day: call.today })?.toString() ?? null;
    call.note({ cardId, orderId: card.orderId, region: card.region, dailyLimitFen });
    return { cardId, financialState: 'active' as const, dailyLimitFen };
  },
});
