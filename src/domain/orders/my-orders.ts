// Query: my orders, or my child's, each with its timeline (TIM-01, TIM-09).
import { query } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { accountRefusalsOf } from '../banking/index.ts';
import { requireSpeaker } from './open-case.ts';
import { answerOf, OrderAnswer } from './shapes.ts';
import { listOrdersOf, listSteps } from './store.ts';
import { refusedCards, TimelineShape, timelineOf } from './timeline.ts';

export const myOrders = query({
  name: 'orders.my-orders',
  title: { zh: '我的申领', en: 'My orders' },
  by: ['citizen'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({ orders: Type.Array(shape({ order: OrderAnswer, timeline: TimelineShape })) }),
  async run(call, { holderId }) {
    const who = (await requireSpeaker(call, holderId)).holderId;
    call.about(who);
    const orders = await listOrdersOf(call.db, [who]);
    const steps = await listSteps(
      call.db,
      orders.map(({ id }) => id),
    );
    const refusals = await accountRefusalsOf(call.db, refusedCards(orders));
    return {
      orders: orders.map((order) => ({
        order: answerOf(order),
        timeline: timelineOf(
          order,
          steps.filter(({ orderId }) => orderId === order.id),
          refusals.get(order.cardId ?? ''),
        ),
      })),
    };
  },
});
