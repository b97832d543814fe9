// Job: forgets challenges that nobody can use any more.
import { addDays, startOfDay } from '../../base/day.ts';
import type { Job } from '../../base/jobs.ts';
import { forgetChallenges } from './challenge.ts';

export const sweepChallenges: Job = {
  name: 'keys.sweep-challenges',
  async run(call) {
    await forgetChallenges(call);
    return { again: startOfDay(addDays(call.today, 1)) };
  },
};
