// Query: how the group order stands, and whom the clerk still has to chase; names masked (APP-01).
import { query } from '../../base/action.ts';
import { Code, DayText, Id, Maybe, shape, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from '../holders/index.ts';
import { getGroup, groupClerks } from './get-group.ts';
import { countGroup } from './group-store.ts';
import { answerOf, OrderAnswer, StateWord } from './shapes.ts';
import { pageOrders } from './store.ts';

export const groupStatus = query({
  name: 'orders.group-status',
  title: { zh: '集体申领进度', en: 'Progress of a group order' },
  by: groupClerks,
  personal: true,
  input: shape({
    groupOrderId: Id,
    state: Type.Optional(StateWord),
    /** The last order of the page before. */
    after: Type.Optional(Id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  output: shape({
    banks: Type.Array(Code),
    deliveryWishDay: Maybe(DayText),
    /** Orders in each state; `chosen` are the drafts whose person has chosen. */
    counts: Type.Record(Type.String(), Type.Integer()),
    orders: Type.Array(shape({ name: Type.String(), number: Type.String(), order: OrderAnswer })),
    next: Maybe(Id),
  }),
  async run(call, { groupOrderId, state, after, limit = 50 }) {
    const group = await getGroup(call, groupOrderId);
    const counts = await countGroup(call.db, groupOrderId);
    const orders = await pageOrders(call.db, { region: group.region, groupOrderId, state, after, limit });
    const ids = orders.map(({ holderId }) => holderId);
    const people = await maskedIdentityOf(call, ids);
    call.about(...ids);
    return {
      banks: [...group.banks],
      deliveryWishDay: group.deliveryWishDay,
      counts,
      orders: orders.map((order) => {
        const { name, number } = people.get(order.holderId)!;
        return { name, number, order: answerOf(order) };
      }),
      next: orders.length === limit ? orders.at(-1)!.id : null,
    };
  },
});
