// Job: every day reminds of cards that nobody collects, and lets those fall asleep whose last day has gone by (SLP-01, TIM-08).
import { addDays, startOfDay } from '../../base/day.ts';
import type { Job } from '../../base/jobs.ts';
import { sleepCards } from '../cards/index.ts';
import { lockHolders } from '../holders/index.ts';
import { findUncollected, takeReminders } from './store.ts';

/** Days before the last day on which the holder is reminded. */
const reminderDays = [60, 30, 7] as const;
const atOnce = 1000;

export const putToSleep: Job = {
  name: 'production.put-to-sleep',
  async run(call) {
    const reminders = await takeReminders(call.db, call.today, reminderDays, call.now, atOnce);
    const seen = await findUncollected(call.db, call.today, atOnce);
    await lockHolders(
      call,
      seen.map(({ holderId }) => holderId),
    );
    // Again under the locks: somebody may have stood at the counter at midnight.
    const locked = new Set(seen.map(({ cardId }) => cardId));
    const asleep = (await findUncollected(call.db, call.today, atOnce)).filter(({ cardId }) => locked.has(cardId));
    await sleepCards(
      call,
      asleep.map(({ cardId }) => cardId),
    );
    if (reminders.length + asleep.length > 0) {
      call.about(...reminders.map(({ holderId }) => holderId), ...asleep.map(({ holderId }) => holderId));
      const marked = (days: number) =>
        reminders.filter(({ daysBefore }) => daysBefore === days).map(({ cardId }) => cardId);
      call.note({
        remind60: marked(60),
        remind30: marked(30),
        remind7: marked(7),
        asleep: asleep.map(({ cardId }) => cardId),
      });
    }
    const more = reminders.length === atOnce || asleep.length === atOnce;
    return { again: more ? call.now : startOfDay(addDays(call.today, 1)) };
  },
};
