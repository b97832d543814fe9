// Job: once a week everybody invited who has not chosen yet is reminded; an invitation stays an invitation (GOAL-02).
import { addDays, startOfDay } from '../../base/day.ts';
import type { Job } from '../../base/jobs.ts';
import { saveReminders } from './group-store.ts';

const weekMs = 7 * 24 * 3600_000;
const morningMs = 9 * 3600_000;

export const remind: Job = {
  name: 'orders.remind',
  async run(call) {
    const reminded = await saveReminders(call, new Date(call.now.getTime() - weekMs), null);
    if (reminded.length > 0) {
      call.about(...reminded.map(({ holderId }) => holderId));
      call.note({ orderIds: reminded.map(({ id }) => id) });
    }
    return { again: new Date(startOfDay(addDays(call.today, 1)).getTime() + morningMs) };
  },
};
