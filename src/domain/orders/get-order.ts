// One order by its id, for whoever stands above.
import type { Db } from '../../base/database/database.ts';
import type { Order } from './order.ts';
import { refuse } from './refuse.ts';
import { findOrder } from './store.ts';

/** Refuses when there is none. */
export async function getOrder(db: Db, id: string): Promise<Order> {
  const order = await findOrder(db, id);
  if (!order) throw refuse('no-such-order');
  return order;
}
