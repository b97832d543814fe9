// Whom the checks of a day look at: those of whom the journal has spoken since the last look, and everybody once a month.
import type { Db } from '../../base/database/database.ts';
import { addDays, type Day } from '../../base/day.ts';
import { beginning, type Place, readNews } from '../../base/journal.ts';
import type { CheckContext } from './what-must-hold.ts';

export class LookAtNews {
  #place: Place = beginning;
  #lookedAtAll = false;

  /** Everybody on the first look, at a month's end and when asked; else those of whom something new is written. */
  async holdersOn(db: Db, day: Day, everybody: boolean): Promise<CheckContext['holders']> {
    const spokenOf = new Set<string>();
    for (;;) {
      const lines = await readNews(db, this.#place);
      const last = lines.at(-1);
      if (!last) break;
      for (const { about } of lines) for (const holderId of about) spokenOf.add(holderId);
      this.#place = last;
    }
    const all = everybody || !this.#lookedAtAll || addDays(day, 1).slice(0, 7) !== day.slice(0, 7);
    this.#lookedAtAll = true;
    return all ? 'all' : [...spokenOf];
  }
}
