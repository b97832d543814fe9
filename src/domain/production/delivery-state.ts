// Query: where the card of an order is, with its two clocks apart (TIM-09): for its holder and for those who serve the holder.
import { query } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { DayText, Id, Instant, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { requireMayActFor } from '../holders/index.ts';
import { getInstitution, requireStaffIn } from '../institutions/index.ts';
import { getOrder, type Order, type OrderState, orderStates } from '../orders/index.ts';
import { ownBank, requireSameBank } from './own-institution.ts';
import { type ParcelEnd, parcelStates } from './states.ts';
import { findShelfOf, parcelsOfOrder } from './store.ts';
import { twoClocks } from './two-clocks.ts';

export const deliveryState = query({
  name: 'production.delivery-state',
  title: { zh: '制卡与寄送进度', en: 'Making and delivery of an order' },
  by: ['citizen', 'bank-office', 'bank-teller', 'bureau-clerk'],
  personal: true,
  input: shape({ orderId: Id }),
  output: shape({
    orderId: Id,
    state: OneOf(Object.keys(orderStates.moves) as OrderState[]),
    making: shape({
      since: Maybe(Instant),
      until: Maybe(Instant),
      promiseDay: Maybe(DayText),
      overdue: Type.Boolean(),
    }),
    delivery: Maybe(shape({ since: Instant, until: Maybe(Instant) })),
    parcels: Type.Array(
      shape({ trackingNumber: Text(30), state: OneOf(Object.keys(parcelStates.moves) as ('posted' | ParcelEnd)[]) }),
    ),
    /** The outlet where the card lies. */
    outlet: Maybe(Text(200)),
  }),
  async run(call, { orderId }) {
    const order = await getOrder(call.db, orderId);
    await requireMaySee(call, order);
    call.about(order.holderId);
    call.note({ orderId });
    const parcels = await parcelsOfOrder(call.db, orderId);
    const shelf = order.cardId ? await findShelfOf(call.db, order.cardId) : undefined;
    return {
      orderId,
      state: order.state,
      ...twoClocks(order, parcels, call.today),
      parcels: parcels.map(({ trackingNumber, state }) => ({ trackingNumber, state })),
      outlet: shelf ? (await getInstitution(call.db, shelf.outletId)).name : null,
    };
  },
});

async function requireMaySee(call: Call, order: Order): Promise<void> {
  if (call.actor.role === 'citizen') await requireMayActFor(call, order.holderId);
  else if (call.actor.role === 'bureau-clerk') await requireStaffIn(call, order.region);
  else requireSameBank(await ownBank(call), order);
}
