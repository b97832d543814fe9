// Standing job: whose certification runs out is told three times and suspended last; each step once, a page at a time (BEN-09).

import { addDays, startOfDay } from '../../base/day.ts';
import type { Job } from '../../base/jobs.ts';
import { type OverdueStep, overdueSteps } from './certification.ts';
import { stepOverdue } from './certification-store.ts';

const pageSize = 5_000;

export const watchCertification: Job<Record<string, never>> = {
  name: 'benefits.watch-certification',
  async run(call) {
    // Last step first, so that nobody takes two steps in one day.
    for (const step of (Object.keys(overdueSteps.moves) as OverdueStep[]).reverse()) {
      const stepped = await stepOverdue(call.db, step, call.today, pageSize);
      if (stepped.length === 0) continue;
      call.note({ step, toldHolders: [...new Set(stepped.map(({ holderId }) => holderId))] });
      return { again: call.now };
    }
    return { again: startOfDay(addDays(call.today, 1)) };
  },
};
