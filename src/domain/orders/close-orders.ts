// Job: an order is done when its card is enabled, and, where the region says so, the financial account is open (APP-10).
import type { Job } from '../../base/jobs.ts';
import { moveOrders } from './move-orders.ts';
import { listDone } from './store.ts';

const batch = 2000;
const everyMs = 10 * 60_000;

export const closeOrders: Job = {
  name: 'orders.close-orders',
  async run(call) {
    const done = await listDone(call.db, batch);
    const ids = done.map(({ id }) => id);
    await moveOrders(call, ids, 'closed');
    if (ids.length > 0) {
      call.about(...done.map(({ holderId }) => holderId));
      call.note({ orderIds: ids });
    }
    return { again: done.length === batch ? call.now : new Date(call.now.getTime() + everyMs) };
  },
};
