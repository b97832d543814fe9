// The clock is handed in: the real one, or one that a simulation moves.

export interface Clock {
  now(): Date;
}

export const realClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved; it never goes backwards. */
export class MovableClock implements Clock {
  #now: number;
  constructor(start: Date) {
    this.#now = start.getTime();
  }
  now(): Date {
    return new Date(this.#now);
  }
  moveTo(instant: Date): void {
    if (instant.getTime() < this.#now) throw new Error('a clock never goes backwards');
    this.#now = instant.getTime();
  }
}

/** The real clock moved into another time, for a city that lives in its campaign; it can be moved on, never back. */
export class ShiftedClock implements Clock {
  #shift: number;
  constructor(shiftMs: number) {
    this.#shift = shiftMs;
  }
  now(): Date {
    return new Date(Date.now() + this.#shift);
  }
  get shiftMs(): number {
    return this.#shift;
  }
  /** Enters the time of another city; only before anything has happened by this clock. */
  setShift(shiftMs: number): void {
    this.#shift = shiftMs;
  }
  /** To an instant at least: this clock runs by itself, and what was done meanwhile may have taken it past that. */
  moveTo(instant: Date): void {
    this.#shift += Math.max(0, instant.getTime() - this.now().getTime());
  }
}
