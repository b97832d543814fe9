// What is going to happen on which day: everybody who will act later puts it here.
import { addDays, type Day } from '../base/day.ts';

type Act = () => Promise<void>;

export class Agenda {
  readonly #days = new Map<Day, Act[]>();
  #today: Day;

  constructor(today: Day) {
    this.#today = today;
  }

  get today(): Day {
    return this.#today;
  }

  /** Plans an act for a day; for a day that has passed it happens at the next tick. */
  on(day: Day, act: Act): void {
    const when = day > this.#today ? day : addDays(this.#today, 1);
    const acts = this.#days.get(when);
    if (acts) acts.push(act);
    else this.#days.set(when, [act]);
  }

  /** Plans an act some days from today. */
  in(days: number, act: Act): void {
    this.on(addDays(this.#today, Math.max(1, days)), act);
  }

  /** Turns to the next day and gives what happens on it. */
  turn(): readonly Act[] {
    this.#today = addDays(this.#today, 1);
    const acts = this.#days.get(this.#today) ?? [];
    this.#days.delete(this.#today);
    return acts;
  }
}
