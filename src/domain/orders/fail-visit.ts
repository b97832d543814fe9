// Action: the visit came to nothing, e.g. nobody was home; the outlet schedules another (ELG-09).
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Type } from '../../base/shape.ts';
import { lockOrders } from './move-orders.ts';
import { refuse } from './refuse.ts';
import { findVisit, moveVisit, visitFailures } from './visit.ts';

export const failVisit = action({
  name: 'orders.fail-visit',
  title: { zh: '上门未成功', en: 'Report a failed visit' },
  by: ['bank-visitor'],
  input: shape({ orderId: Id, failure: OneOf(visitFailures) }),
  output: shape({ orderId: Id, attempts: Type.Integer() }),
  async run(call, { orderId, failure }) {
    const [order] = await lockOrders(call, [orderId]);
    const visit = await findVisit(call.db, orderId);
    if (!visit) throw refuse('not-waiting');
    if (visit.visitorId !== call.actor.id) throw refuse('not-yours');
    await moveVisit(call, orderId, 'failed', { failure });
    call.about(order!.holderId);
    call.note({ orderId, failure, outletId: visit.outletId });
    return { orderId, attempts: visit.attempts + 1 };
  },
});
