// A finished card reaches its holder: one way for the counter and for the visit, with the same checks.
import type { Call } from '../../base/call.ts';
import type { Static } from '../../base/shape.ts';
import { collectCards, lockCard } from '../cards/index.ts';
import { getOrder, lockOrders, moveOrders, type Order, orderStates } from '../orders/index.ts';
import { type BroughtIntoUse, bringIntoUse, type OnTheSpot } from './bring-into-use.ts';
import { refuse } from './refuse.ts';
import { requireCollector, type ShownDocument } from './require-collector.ts';

/** Hands one card over in the transaction of the call; refuses the wrong person, a sleeping card, a card past its day. */
export async function handOver(
  call: Call,
  { cardId, orderId }: { readonly cardId: string; readonly orderId: string },
  shown: Static<typeof ShownDocument>,
  from: 'ready' | 'on-the-way',
  onTheSpot: OnTheSpot,
): Promise<BroughtIntoUse & { order: Order; as: 'self' | 'guardian' }> {
  const as = await requireCollector(call, await getOrder(call.db, orderId), shown);
  const card = await lockCard(call, cardId);
  if (card.socialState === 'sleeping') throw refuse('asleep');
  if (card.collectBy !== null && card.collectBy < call.today) {
    throw refuse('collect-by-passed', { collectBy: card.collectBy });
  }
  const [order] = await lockOrders(call, [orderId]);
  if (order!.state !== from || order!.cardId !== cardId) {
    throw refuse('not-waiting', { state: orderStates.words[order!.state].zh });
  }
  await collectCards(call, [cardId]);
  await moveOrders(call, [orderId], 'collected');
  call.about(order!.holderId);
  return { ...(await bringIntoUse(call, order!, cardId, onTheSpot)), order: order!, as };
}
