// Action: the card was found again; the frozen card comes back, unless a new one took its place meanwhile.
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Type } from '../../base/shape.ts';
import { holderOfCall } from '../holders/index.ts';
import { lockGoodCard, restoreGoodCard } from './loss.ts';
import { requireMayTouch } from './whose.ts';

export const withdrawLoss = action({
  name: 'cards.withdraw-loss',
  title: { zh: '社保卡解挂', en: 'Withdraw a loss report' },
  by: ['citizen', 'bank-teller', 'bureau-clerk'],
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({ cardId: Id, socialState: OneOf(['enabled']) }),
  async run(call, { holderId }) {
    const whose = await holderOfCall(call, holderId);
    const card = await lockGoodCard(call, whose);
    await requireMayTouch(call, card);
    await restoreGoodCard(call, whose);
    call.note({ cardId: card.id, orderId: card.orderId, region: card.region });
    return { cardId: card.id, socialState: 'enabled' as const };
  },
});
