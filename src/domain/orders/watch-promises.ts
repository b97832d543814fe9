// Job: every midnight, orders past their promise are flagged, each once; alarm and apology follow from the journal line (TIM-01).
import { addDays, startOfDay } from '../../base/day.ts';
import type { Job } from '../../base/jobs.ts';
import { flagOverdue } from './store.ts';

export const watchPromises: Job = {
  name: 'orders.watch-promises',
  async run(call) {
    const late = await flagOverdue(call.db, call.today);
    if (late.length > 0) {
      call.about(...late.map(({ holderId }) => holderId));
      call.note({
        orderIds: late.map(({ id }) => id),
        banks: [...new Set(late.map(({ bankCode }) => bankCode ?? '—'))],
      });
    }
    return { again: startOfDay(addDays(call.today, 1)) };
  },
};
