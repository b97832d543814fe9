// Puts orders that are in production into batches: cards planned and tied to their orders, one statement a step.
import type { Call } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { planCards } from '../cards/index.ts';
import { awaitAccounts, isBatchProxy, linkCards, type Order } from '../orders/index.ts';
import { failuresOf, insertBatches, insertItems, plannedCardsOf } from './store.ts';
import { askForAccounts, scrapAndTell } from './tell-accounts.ts';

/** Cards in one batch, at most. */
export const batchCap = 5000;

export interface PlannedBatch {
  readonly batchId: string;
  readonly number: string;
  readonly cards: number;
}

export interface BatchPlan {
  readonly region: string;
  readonly bankCode: string;
  readonly makerId: string;
  readonly reprint: boolean;
}

/** Plans a new card for each order and spreads them over batches; the orders are locked and in production. */
export async function planBatches(call: Call, plan: BatchPlan, orders: readonly Order[]): Promise<PlannedBatch[]> {
  if (orders.length === 0) return [];
  const orderIds = orders.map(({ id }) => id);
  // A making on the spot that was given up may have left a planned card behind.
  await scrapAndTell(
    call,
    plan,
    (await plannedCardsOf(call.db, orderIds)).map(({ cardId }) => cardId),
  );
  const cards = await planCards(
    call,
    orders.map((order) => ({
      holderId: order.holderId,
      region: order.region,
      bankCode: order.bankCode,
      generation: order.generation,
      orderId: order.id,
      batchProxy: isBatchProxy(order),
      replacesCardId: order.replacesCardId,
    })),
  );
  await linkCards(
    call,
    orders.map(({ id }, i) => ({ orderId: id, cardId: cards[i]!.cardId })),
  );
  const failures = await failuresOf(call.db, orderIds);
  const parts = Array.from({ length: Math.ceil(orders.length / batchCap) }, (_, i) => ({
    id: call.newId(),
    orders: orders.slice(i * batchCap, (i + 1) * batchCap),
  }));
  const numbers = await insertBatches(
    call.db,
    parts.map((part) => ({ ...plan, id: part.id, cards: part.orders.length, dueOn: earliestPromise(part.orders) })),
    call.now,
  );
  await insertItems(
    call.db,
    orders.map((order, i) => ({
      cardId: cards[i]!.cardId,
      batchId: parts[Math.floor(i / batchCap)]!.id,
      line: (i % batchCap) + 1,
      orderId: order.id,
      holderId: order.holderId,
      cardNumber: cards[i]!.cardNumber,
      cardIdentifier: cards[i]!.cardIdentifier,
      attempt: (failures.get(order.id) ?? 0) + 1,
    })),
  );
  const wanted = orders.map(({ id, holderId }, i) => ({ orderId: id, holderId, cardNumber: cards[i]!.cardNumber }));
  if (await askForAccounts(call, plan, wanted)) await awaitAccounts(call, orderIds);
  const numberOf = new Map(numbers.map(({ id, number }) => [id, number]));
  return parts.map((part) => ({ batchId: part.id, number: numberOf.get(part.id)!, cards: part.orders.length }));
}

const earliestPromise = (orders: readonly Order[]): Day | null =>
  orders.reduce<Day | null>(
    (first, { promiseDay }) => (promiseDay !== null && (first === null || promiseDay < first) ? promiseDay : first),
    null,
  );
