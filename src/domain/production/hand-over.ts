// A finished card reaches its holder: one way for the counter and for the visit, with the same checks.
import type { Call } from '../../base/call.ts';
import type { Static } from '../../base/shape.ts';
import { collectLockedCards, lockCard } from '../cards/index.ts';
import { lockHolder } from '../holders/index.ts';
import { lockOrders, moveOrders, type Order, orderStates, regroupAtHandOver } from '../orders/index.ts';
import { type BroughtIntoUse, bringIntoUse, type OnTheSpot } from './bring-into-use.ts';
import { refuse } from './refuse.ts';
import { requireCollector, type ShownDocument } from './require-collector.ts';

/** Hands one card over in the transaction of the call; refuses the wrong person, a sleeping card, a card past its day. */
export async function handOver(
  call: Call,
  { cardId, orderId, holderId }: { readonly cardId: string; readonly orderId: string; readonly holderId: string },
  shown: Static<typeof ShownDocument>,
  from: 'ready' | 'on-the-way',
  onTheSpot: OnTheSpot,
): Promise<BroughtIntoUse & { order: Order; as: 'self' | 'guardian' }> {
  await lockHolder(call, holderId);
  const card = await lockCard(call, cardId);
  const [order] = await lockOrders(call, [orderId]);
  // Who stands there comes first: a stranger learns nothing about the card.
  const as = await requireCollector(call, order!, shown);
  if (card.socialState === 'sleeping') throw refuse('asleep');
  if (card.collectBy !== null && card.collectBy < call.today) {
    throw refuse('collect-by-passed', { collectBy: card.collectBy });
  }
  if (order!.state !== from || order!.cardId !== cardId) {
    throw refuse('not-waiting', { state: orderStates.words[order!.state].zh });
  }
  await regroupAtHandOver(call, order!);
  await collectLockedCards(call, [card]);
  await moveOrders(call, [orderId], 'collected');
  call.about(order!.holderId);
  return { ...(await bringIntoUse(call, order!, card, onTheSpot)), order: order!, as };
}
