// Action: close the bank account behind a card, old or new, at its own bank and on its holder's wish (OLD-02).
import { action } from '../../base/action.ts';
import { Id, OneOf, shape } from '../../base/shape.ts';
import { closeAccount as close } from './account.ts';
import { getCard } from './find-cards.ts';
import { requireIssuingBank } from './whose.ts';

export const closeAccount = action({
  name: 'cards.close-account',
  title: { zh: '注销社保卡金融账户', en: 'Close the bank account of a card' },
  by: ['bank-teller'],
  input: shape({ cardId: Id }),
  output: shape({ cardId: Id, financialState: OneOf(['closed']) }),
  async run(call, { cardId }) {
    await requireIssuingBank(call, await getCard(call.db, cardId));
    await close(call, cardId);
    call.note({ cardId });
    return { cardId, financialState: 'closed' as const };
  },
});
