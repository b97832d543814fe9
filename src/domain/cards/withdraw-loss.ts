// Action: the card was found again; the frozen card comes back, unless a new one took its place meanwhile.
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Type } from '../../base/shape.ts';
import { restoreGoodCard } from './loss.ts';
import { requireHolder, requireMayTouch } from './whose.ts';

export const withdrawLoss = action({
  name: 'cards.withdraw-loss',
  title: { zh: '社保卡解挂', en: 'Withdraw a loss report' },
  by: ['citizen', 'bank-teller', 'bureau-clerk'],
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({ cardId: Id, socialState: OneOf(['enabled']) }),
  async run(call, { holderId }) {
    const card = await restoreGoodCard(call, await requireHolder(call, holderId));
    await requireMayTouch(call, card);
    call.note({ cardId: card.id, orderId: card.orderId, region: card.region });
    return { cardId: card.id, socialState: 'enabled' as const };
  },
});
