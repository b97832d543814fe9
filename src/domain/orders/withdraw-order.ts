// Action: the person takes the order back before making begins; nobody has to change the card (GOAL-01, GOAL-02).
import { action } from '../../base/action.ts';
import { Id, shape } from '../../base/shape.ts';
import { cancelCards } from '../cards/index.ts';
import { lockHolder } from '../holders/index.ts';
import { getOrder } from './get-order.ts';
import { isOvertaken } from './group-day.ts';
import { moveOrders } from './move-orders.ts';
import { withdrawableStates } from './order.ts';
import { refuse } from './refuse.ts';
import { requireMayHandle } from './require-may-handle.ts';
import { answerOf, OrderAnswer } from './shapes.ts';
import { lockOrderRows } from './store.ts';

export const withdrawOrder = action({
  name: 'orders.withdraw-order',
  title: { zh: '撤回申领', en: 'Withdraw an order' },
  by: ['citizen', 'bureau-clerk', 'unit-clerk', 'school-clerk'],
  input: shape({ orderId: Id }),
  output: OrderAnswer,
  async run(call, { orderId }) {
    const { holderId } = await getOrder(call.db, orderId);
    await lockHolder(call, holderId);
    const [order] = await lockOrderRows(call.db, [orderId]);
    await requireMayHandle(call, order!);
    // A clerk may take people off the list, but not take back what they have decided.
    const clerk = call.actor.role === 'unit-clerk' || call.actor.role === 'school-clerk';
    const overtaken = order!.state === 'ready' && !clerk && (await isOvertaken(call, order!));
    const may = overtaken || (clerk ? order!.state === 'draft' : withdrawableStates.includes(order!.state));
    if (!may) throw refuse('not-waiting');
    // The finished card is of no use to its person: it waits to be destroyed.
    if (overtaken && order!.cardId) await cancelCards(call, [order!.cardId]);
    await moveOrders(call, [orderId], 'withdrawn', { reason: overtaken ? 'group-changed' : 'by-holder' });
    call.note({ orderId, from: order!.state, refundFen: order!.feePaidAt ? order!.feeFen!.toString() : null });
    return answerOf(await getOrder(call.db, orderId));
  },
});
