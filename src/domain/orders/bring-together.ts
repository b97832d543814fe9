// The orders, bookings and wishes of two records of one person come under one (production.approve-merge).
import type { Call } from '../../base/call.ts';
import { sql } from '../../base/sql.ts';
import { endBooking, findOpenBooking, givePlaceBack } from './booking.ts';
import { refuse } from './refuse.ts';
import { findOpenOrders } from './store.ts';

/** Refuses while both have an order under way: people decide which of the two goes on. The holders are locked by the caller. */
export async function bringOrdersTogether(call: Call, fromId: string, intoId: string): Promise<void> {
  const open = await findOpenOrders(call.db, [fromId, intoId]);
  if (open.size > 1) throw refuse('two-under-way', { orders: [...open.values()] });
  const booked = await findOpenBooking(call.db, fromId);
  if (booked && (await findOpenBooking(call.db, intoId))) {
    await endBooking(call, booked.id, 'cancelled');
    await givePlaceBack(call.db, booked.outletId, booked.day);
  }
  await call.db.run(sql`
    update orders.order set
      holder_id = case when holder_id = ${fromId}::uuid then ${intoId}::uuid else holder_id end,
      guardian_id = case when guardian_id = ${fromId}::uuid then ${intoId}::uuid else guardian_id end
    where holder_id = ${fromId} or guardian_id = ${fromId}`);
  await call.db.run(sql`update orders.booking set holder_id = ${intoId} where holder_id = ${fromId}`);
  await call.db.run(sql`
    update orders.opening_wish w set holder_id = ${intoId} where holder_id = ${fromId}
      and not exists (select 1 from orders.opening_wish o where o.holder_id = ${intoId} and o.region = w.region)`);
}
