// Action: the bureau gives an order back because something has to be put right; it keeps its place (APP-01).
import { action } from '../../base/action.ts';
import { Id, OneOf, shape } from '../../base/shape.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { getOrder } from './get-order.ts';
import { lockOrders, moveOrders } from './move-orders.ts';
import { orderStates } from './order.ts';
import { refuse } from './refuse.ts';
import { answerOf, OrderAnswer } from './shapes.ts';

const returnReasons = ['needs-correction', 'photo-needed', 'address-needed', 'phone-needed'] as const;

export const returnForCorrection = action({
  name: 'orders.return-for-correction',
  title: { zh: '退回补正', en: 'Return for correction' },
  by: ['bureau-clerk'],
  input: shape({ orderId: Id, reason: OneOf(returnReasons) }),
  output: OrderAnswer,
  async run(call, { orderId, reason }) {
    const [order] = await lockOrders(call, [orderId]);
    await requireStaffIn(call, order!.region);
    // A card that is being made cannot be held up; from there only a bank's refusal leads back.
    if (order!.state === 'in-production')
      throw refuse('order-cannot-move', { orders: [orderId], to: orderStates.words.returned.zh });
    await moveOrders(call, [orderId], 'returned', { reason });
    call.about(order!.holderId);
    call.note({ orderId, reason });
    return answerOf(await getOrder(call.db, orderId));
  },
});
