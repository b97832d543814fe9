// Query: one order for the staff who handle it: masked person, timeline, the decision with its sources, the visit.
import { query } from '../../base/action.ts';
import { Id, Maybe, shape, Type } from '../../base/shape.ts';
import { accountRefusalsOf } from '../banking/index.ts';
import { maskedIdentityOf } from '../holders/index.ts';
import { getOrder } from './get-order.ts';
import { requireMayHandle } from './require-may-handle.ts';
import { answerOf, OrderAnswer } from './shapes.ts';
import { findDecision, listSteps } from './store.ts';
import { refusedCards, TimelineShape, timelineOf } from './timeline.ts';
import { findVisit } from './visit.ts';

export const orderDetail = query({
  name: 'orders.order-detail',
  title: { zh: '申领单详情', en: 'One order in detail' },
  by: [
    'bureau-clerk',
    'bank-teller',
    'outlet-manager',
    'bank-office',
    'bank-visitor',
    'unit-clerk',
    'school-clerk',
    'community-worker',
  ],
  personal: true,
  input: shape({ orderId: Id }),
  output: shape({
    name: Type.String(),
    number: Type.String(),
    phone: Maybe(Type.String()),
    order: OrderAnswer,
    timeline: TimelineShape,
    /** What policy decided: version, grounds with their sources. */
    decision: Type.Unknown(),
    /** Helper or counter staff who prepared it, and who said yes. */
    preparedBy: Maybe(Type.String()),
    confirmedBy: Maybe(Type.String()),
    guardianId: Maybe(Id),
    visit: Maybe(
      shape({
        state: Type.String(),
        reason: Type.String(),
        day: Maybe(Type.String()),
        partOfDay: Maybe(Type.String()),
        attempts: Type.Integer(),
        failure: Maybe(Type.String()),
      }),
    ),
  }),
  async run(call, { orderId }) {
    const order = await getOrder(call.db, orderId);
    await requireMayHandle(call, order);
    const person = (await maskedIdentityOf(call, [order.holderId])).get(order.holderId)!;
    const visit = await findVisit(call.db, orderId);
    const refusals = await accountRefusalsOf(call.db, refusedCards([order]));
    call.note({ orderId });
    return {
      ...person,
      order: answerOf(order),
      timeline: timelineOf(order, await listSteps(call.db, [orderId]), refusals.get(order.cardId ?? '')),
      decision: await findDecision(call.db, orderId),
      preparedBy: order.preparedBy,
      confirmedBy: order.confirmedBy,
      guardianId: order.guardianId,
      visit: visit
        ? {
            state: visit.state,
            reason: visit.reason,
            day: visit.day,
            partOfDay: visit.partOfDay,
            attempts: visit.attempts,
            failure: visit.failure,
          }
        : null,
    };
  },
});
