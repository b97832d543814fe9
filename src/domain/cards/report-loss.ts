// Action: report the loss of a card; the good card is frozen at once (RPL-01).
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Type } from '../../base/shape.ts';
import { holderOfCall } from '../holders/index.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { lockGoodCard, suspendGoodCard } from './loss.ts';

export const reportLoss = action({
  name: 'cards.report-loss',
  title: { zh: '社保卡挂失', en: 'Report the loss of a card' },
  by: ['citizen', 'bank-teller', 'bureau-clerk'],
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({ cardId: Id, socialState: OneOf(['suspended']) }),
  async run(call, { holderId }) {
    const whose = await holderOfCall(call, holderId);
    const { id, region, orderId } = await lockGoodCard(call, whose);
    // Any counter of the region may freeze: hurry protects the holder, and the card can be brought back.
    if (call.actor.role !== 'citizen') await requireStaffIn(call, region);
    await suspendGoodCard(call, whose);
    call.note({ cardId: id, orderId, region });
    return { cardId: id, socialState: 'suspended' as const };
  },
});
