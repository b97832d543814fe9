// Job: a bank opens no account for a card of a batch: the card leaves the batch, the others go on, and the order goes back to its person.
import type { Call } from '../../base/call.ts';
import type { Job } from '../../base/jobs.ts';
import { lockHolders } from '../holders/index.ts';
import { lockOrders, moveOrders } from '../orders/index.ts';
import { findRefusedItems, lockBatch, takeItemsOut } from './store.ts';
import { scrapAndTell } from './tell-accounts.ts';

const atOnce = 500;
const everyMs = 1_000;

export const takeOutRefused: Job = {
  name: 'production.take-out-refused',
  async run(call) {
    const seen = await findRefusedItems(call.db, atOnce);
    const orderIds: string[] = [];
    for (const batchId of [...new Set(seen.map((one) => one.batchId))].sort())
      orderIds.push(...(await takeOut(call, batchId)));
    if (orderIds.length > 0) call.note({ orderIds, reason: 'account-refused' });
    return { again: new Date(call.now.getTime() + (seen.length === atOnce ? 0 : everyMs)) };
  },
};

/** As with a return file the batch comes first; then people, cards, orders. Gives the orders that went back. */
async function takeOut(call: Call, batchId: string): Promise<string[]> {
  const batch = (await lockBatch(call.db, batchId))!;
  const holderIds = (await findRefusedItems(call.db, atOnce, batchId)).map(({ holderId }) => holderId);
  await lockHolders(call, holderIds);
  // Looked at once more behind the locks: the bank may have thought better of it meanwhile.
  const locked = new Set(holderIds);
  const refused = (await findRefusedItems(call.db, atOnce, batchId)).filter(({ holderId }) => locked.has(holderId));
  if (batch.state !== 'planned' || refused.length === 0) return [];
  await scrapAndTell(
    call,
    batch,
    refused.map(({ cardId }) => cardId),
  );
  const orders = await lockOrders(
    call,
    refused.map(({ orderId }) => orderId),
  );
  const back = orders.filter(({ state }) => state === 'in-production').map(({ id }) => id);
  await moveOrders(call, back, 'returned', { reason: 'account-refused' });
  await takeItemsOut(call.db, batchId, refused, call.now);
  call.about(...holderIds);
  return back;
}
