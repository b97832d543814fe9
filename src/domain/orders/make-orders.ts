// What production does with orders: takes the accepted ones, ties the cards to them, asks where a card goes.
import type { Call } from '../../base/call.ts';
import { moveOrders } from './move-orders.ts';
import type { Order } from './order.ts';
import { refuse } from './refuse.ts';
import { findAddresses, saveAccountAwaited, saveCardLinks, takeAccepted } from './store.ts';

/**
 * Takes accepted orders of one bank into production, the most urgent first; two callers never get the same one. Orders
 * made on the spot at a counter, and orders with a fee still due, are not among them.
 */
export async function takeOrdersToMake(
  call: Call,
  wish: { readonly region: string; readonly bankCode: string; readonly limit: number },
): Promise<Order[]> {
  const orders = await takeAccepted(call, wish);
  await moveOrders(
    call,
    orders.map(({ id }) => id),
    'in-production',
  );
  return orders.map((order) => ({ ...order, state: 'in-production' as const, stateReason: null }));
}

/** Ties each order to the card planned for it. */
export async function linkCards(
  call: Call,
  links: readonly { readonly orderId: string; readonly cardId: string }[],
): Promise<void> {
  if (links.length === 0) return;
  const linked = await saveCardLinks(call.db, links);
  if (linked !== links.length) throw refuse('no-such-order');
}

/** The bank has been asked for the accounts of these orders in production: they wait, and say so. */
export const awaitAccounts = (call: Call, orderIds: readonly string[]) => saveAccountAwaited(call.db, orderIds);

/**
 * Where the finished card is brought, in clear: the order's own address for mail, the address of the visit, the unit's for a
 * delivery to the unit; null when it goes to an outlet. The call is then about the holder.
 */
export async function deliveryAddress(call: Call, orderId: string): Promise<string | null> {
  const found = await findAddresses(call.db, orderId);
  if (!found) throw refuse('no-such-order');
  call.about(found.holderId);
  const { pickUp, own, ofVisit, ofGroup, groupOrderId } = found;
  if (pickUp === 'mail' && own) return call.vault.open(own, `orders.order.address:${orderId}`);
  if (pickUp === 'visit' && ofVisit) return call.vault.open(ofVisit, `orders.visit.address:${orderId}`);
  if (pickUp === 'unit-delivery' && ofGroup)
    return call.vault.open(ofGroup, `orders.group_order.delivery_address:${groupOrderId}`);
  return null;
}
