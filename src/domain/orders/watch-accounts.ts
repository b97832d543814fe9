// Job: an order that waits for the bank to open the account goes on once the account is there.
import type { Job } from '../../base/jobs.ts';
import { endAccountAwaited } from './store.ts';

const batch = 5_000;
const everyMs = 1_000;

export const watchAccounts: Job = {
  name: 'orders.watch-accounts',
  async run(call) {
    const ids = (await endAccountAwaited(call.db, batch)).map(({ id }) => id);
    if (ids.length > 0) call.note({ orderIds: ids });
    return { again: new Date(call.now.getTime() + (ids.length === batch ? 0 : everyMs)) };
  },
};
