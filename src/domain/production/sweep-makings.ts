// Job: no making stays open overnight (TIM-02). Ends those of days gone by and raises the alarm.
import { addDays, startOfDay } from '../../base/day.ts';
import type { Job } from '../../base/jobs.ts';
import { endWithoutCard } from './give-up-making.ts';
import { listLeftMakings } from './store.ts';

const atOnce = 200;

export const sweepMakings: Job = {
  name: 'production.sweep-makings',
  async run(call) {
    const left = await listLeftMakings(call.db, call.today, atOnce);
    // In the order of the people, as everybody locks them.
    for (const making of [...left].sort((a, b) => (a.holderId < b.holderId ? -1 : 1))) {
      await endWithoutCard(call, making, 'day-over');
    }
    if (left.length > 0) {
      call.note({
        makingIds: left.map(({ id }) => id),
        alarm: left.map(({ orderId }) => orderId),
        outletIds: [...new Set(left.map(({ outletId }) => outletId))],
      });
    }
    return { again: left.length === atOnce ? call.now : startOfDay(addDays(call.today, 1)) };
  },
};
