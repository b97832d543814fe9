// The one way orders move: along the table of moves, times stamped, steps written. For this module and for production above it.
import type { Call } from '../../base/call.ts';
import { beforeState, type Order, type OrderState, orderStates, type StateReason } from './order.ts';
import { refuse } from './refuse.ts';
import { lockOrderRows, saveMoves } from './store.ts';

/** Moves orders to a state, all or none; refuses when one of them may not go there. Duplicated ids count once. */
export async function moveOrders(
  call: Call,
  ids: readonly string[],
  to: OrderState,
  { reason }: { readonly reason?: StateReason } = {},
): Promise<void> {
  const wanted = new Set(ids);
  if (wanted.size === 0) return;
  const moved = new Set(await saveMoves(call, [...wanted], beforeState(to), to, reason ?? null));
  if (moved.size === wanted.size) return;
  const stuck = [...wanted].filter((id) => !moved.has(id));
  throw refuse('order-cannot-move', { orders: stuck.slice(0, 20), to: orderStates.words[to].zh });
}

/** The orders, locked in id order; refuses when one is missing. */
export async function lockOrders(call: Call, ids: readonly string[]): Promise<Order[]> {
  const wanted = [...new Set(ids)];
  const orders = await lockOrderRows(call.db, wanted);
  if (orders.length !== wanted.length) throw refuse('no-such-order');
  return orders;
}
