// Query: the work queue of a bureau or bank: orders of the own region, and of the own bank, by state, outlet, lateness.
import { query } from '../../base/action.ts';
import { Code, Id, Maybe, shape, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from '../holders/index.ts';
import { getInstitution } from '../institutions/index.ts';
import { answerOf, OrderAnswer, StateWord } from './shapes.ts';
import { listOrdersOf, pageOrders } from './store.ts';

export const findOrders = query({
  name: 'orders.find-orders',
  title: { zh: '申领单队列', en: 'Queue of orders' },
  by: ['bureau-clerk', 'bank-teller', 'outlet-manager', 'bank-office'],
  personal: true,
  input: shape({
    state: Type.Optional(StateWord),
    /** Such as needs-review, visit-first, fee-due. */
    stateReason: Type.Optional(Code),
    bank: Type.Optional(Code),
    outletId: Type.Optional(Id),
    /** The orders of one person, the newest first, whatever else is asked. */
    holderId: Type.Optional(Id),
    overdue: Type.Optional(Type.Boolean()),
    after: Type.Optional(Id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  output: shape({
    orders: Type.Array(shape({ name: Type.String(), number: Type.String(), order: OrderAnswer })),
    next: Maybe(Id),
  }),
  async run(call, { limit = 50, bank, holderId, ...wish }) {
    const own = await getInstitution(call.db, call.actor.institutionId ?? '');
    // A bank sees its own orders, whatever it asks for.
    const ofBank = { region: own.region, bank: own.bankCode ?? bank };
    const orders = holderId
      ? (await listOrdersOf(call.db, [holderId])).filter(
          (one) => one.region === ofBank.region && (!ofBank.bank || one.bankCode === ofBank.bank),
        )
      : await pageOrders(call.db, { ...wish, ...ofBank, limit });
    const ids = orders.map(({ holderId }) => holderId);
    const people = await maskedIdentityOf(call, ids);
    call.about(...ids);
    return {
      orders: orders.map((order) => {
        const { name, number } = people.get(order.holderId)!;
        return { name, number, order: answerOf(order) };
      }),
      next: !holderId && orders.length === limit ? orders.at(-1)!.id : null,
    };
  },
});
