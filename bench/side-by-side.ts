// Measures contenders in turn, round after round, so that a slow phase of the machine hits all of them: ratios per round, then medians.

export interface Row {
  name: string;
  /** Operations a second of the first contender, median over the rounds. */
  ops: number;
  /** How many times faster than each peer: the median of the ratios of single rounds. */
  ratios: Record<string, number>;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};

/** Seconds for one operation, from as many as fit into the slice. */
function time(operation: () => unknown, slice: number): number {
  // Groups of 8 keep the clock out of operations of a microsecond.
  let count = 0;
  const start = performance.now();
  let now = start;
  do {
    operation();
    count++;
    if (now - start > slice / 50 || count % 8 === 0 || count === 1) now = performance.now();
  } while (now - start < slice);
  return (performance.now() - start) / count / 1000;
}

/** One row: ours first, then the peers. `slice` is in milliseconds per contender and round. */
export function compare(
  name: string,
  ours: () => unknown,
  peers: Record<string, () => unknown>,
  { rounds = 9, slice = 30, warmup = 60 } = {},
): Row {
  for (const operation of [ours, ...Object.values(peers)]) time(operation, warmup);
  const own: number[] = [];
  const ratios = Object.fromEntries(Object.keys(peers).map((peer) => [peer, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    // Ours before and after each peer: a drift of the machine within the round cancels.
    let before = time(ours, slice);
    own.push(before);
    for (const [peer, operation] of Object.entries(peers)) {
      const theirs = time(operation, slice);
      const after = time(ours, slice);
      ratios[peer]!.push(theirs / ((before + after) / 2));
      before = after;
    }
  }
  const rounded = Object.entries(ratios).map(([peer, all]) => [peer, Number(median(all).toPrecision(4))]);
  return { name, ops: Math.round(1 / median(own)), ratios: Object.fromEntries(rounded) };
}
