// Job: finished cards of people who died, and of orders that were withdrawn, are cancelled and wait to be destroyed (open question 6).
import type { Job } from '../../base/jobs.ts';
import { cancelCards } from '../cards/index.ts';
import { lockHolders } from '../holders/index.ts';
import { lockOrders, moveOrders, openStates } from '../orders/index.ts';
import { findStopped } from './store.ts';

const atOnce = 1000;
const everyMinutes = 10;

export const stopCards: Job = {
  name: 'production.stop-cards',
  async run(call) {
    const seen = await findStopped(call.db, atOnce);
    await lockHolders(
      call,
      seen.map(({ holderId }) => holderId),
    );
    const locked = new Set(seen.map(({ cardId }) => cardId));
    const stopped = (await findStopped(call.db, atOnce)).filter(({ cardId }) => locked.has(cardId));
    await cancelCards(
      call,
      stopped.map(({ cardId }) => cardId),
    );
    const orders = await lockOrders(
      call,
      stopped.map(({ orderId }) => orderId),
    );
    const open = orders.filter(({ state }) => openStates.includes(state)).map(({ id }) => id);
    await moveOrders(call, open, 'withdrawn', { reason: 'holder-deceased' });
    if (stopped.length > 0) call.note({ cardIds: stopped.map(({ cardId }) => cardId), orderIds: open });
    const pause = seen.length === atOnce ? 0 : everyMinutes * 60_000;
    return { again: new Date(call.now.getTime() + pause) };
  },
};
