// The year's counters of a person (年度累计): what was already counted against deductibles, bands and caps. Pure; moved by settlements.

/** Fen by name of the counter; `count:*` counts admissions. Names: scope, dedc, count, cap, beyond, self, top, each with its id. */
export type Counters = ReadonlyMap<string, bigint>;

export const read = (counters: Counters, name: string): bigint => counters.get(name) ?? 0n;

/** The counters after a settlement. Adding what `undo` gives back leads exactly to where one began. */
export function moved(counters: Counters, moves: Counters): Counters {
  const after = new Map(counters);
  for (const [name, by] of moves) {
    const amount = read(counters, name) + by;
    if (amount < 0n) throw new RangeError(`the counter ${name} would fall below zero`);
    if (amount === 0n) after.delete(name);
    else after.set(name, amount);
  }
  return after;
}

/** The moves that take a settlement back. */
export const undo = (moves: Counters): Counters => new Map([...moves].map(([name, by]) => [name, -by]));
