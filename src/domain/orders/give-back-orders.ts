// Job: a bank has left; what it has not begun to make goes back to its person to choose again, where the region wants that (open question 7).
import { addDays, startOfDay } from '../../base/day.ts';
import type { Job } from '../../base/jobs.ts';
import { answerTo } from './mishap.ts';
import { moveOrders } from './move-orders.ts';
import { listOfLeftBanks, lockOrderRows } from './store.ts';

const batch = 500;

export const giveBackOrders: Job = {
  name: 'orders.give-back-orders',
  async run(call) {
    const given: { id: string; holderId: string }[] = [];
    const found = await listOfLeftBanks(call.db, call.today, batch);
    for (const region of [...new Set(found.map((one) => one.region))].sort()) {
      if ((await answerTo(call, region, 'bank-leaves')) !== 'choose-again') continue;
      const ids = found.filter((one) => one.region === region).map(({ id }) => id);
      // Production may have taken one meanwhile: that one is finished.
      const waiting = (await lockOrderRows(call.db, ids)).filter(({ state }) => state === 'accepted');
      given.push(...waiting);
    }
    const orderIds = given.map(({ id }) => id);
    await moveOrders(call, orderIds, 'returned', { reason: 'bank-left' });
    if (given.length > 0) {
      call.about(...given.map(({ holderId }) => holderId));
      call.note({ orderIds, reason: 'bank-left' });
    }
    return { again: given.length === batch ? call.now : startOfDay(addDays(call.today, 1)) };
  },
};
