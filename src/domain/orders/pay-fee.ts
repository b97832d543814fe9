// Action: a counter records that the fee was paid; without a standard nothing may be charged (FEE-01..03, BNK-10).
import { action } from '../../base/action.ts';
import { parseFen } from '../../base/money.ts';
import { Fen, Id, shape, Text } from '../../base/shape.ts';
import { getOrder } from './get-order.ts';
import { lockOrders } from './move-orders.ts';
import { refuse } from './refuse.ts';
import { requireMayHandle } from './require-may-handle.ts';
import { answerOf, OrderAnswer } from './shapes.ts';
import { savePayment } from './store.ts';

export const payFee = action({
  name: 'orders.pay-fee',
  title: { zh: '登记缴费', en: 'Record a paid fee' },
  by: ['bank-teller', 'bureau-clerk'],
  input: shape({ orderId: Id, amountFen: Fen, receipt: Text(64) }),
  output: OrderAnswer,
  async run(call, { orderId, amountFen, receipt }) {
    const [order] = await lockOrders(call, [orderId]);
    await requireMayHandle(call, order!);
    const { feeFen, state } = order!;
    if (!feeFen || ['draft', 'withdrawn', 'rejected'].includes(state)) throw refuse('nothing-to-charge');
    if (parseFen(amountFen) !== feeFen) throw refuse('wrong-amount', { due: feeFen.toString(), given: amountFen });
    if (!(await savePayment(call, orderId, receipt))) throw refuse('paid-already');
    call.note({ orderId, amountFen });
    return answerOf(await getOrder(call.db, orderId));
  },
});
