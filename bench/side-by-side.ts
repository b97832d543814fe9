// Measures contenders in turn, round after round, so that a slow phase of the machine hits all of them alike: ratios per round, then medians.

export interface Row {
  name: string;
  /** Operations in a second of processor time of the first contender, median over the rounds. */
  ops: number;
  /** How many times faster than each peer: the median of the ratios of single rounds. */
  ratios: Record<string, number>;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};

/** Processor time of this process in milliseconds: what others do on the same machine does not count, unlike with a clock. */
function spent(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Seconds of processor time for one operation, from as many as fit into the slice. */
function time(operation: () => unknown, slice: number): number {
  let count = 0;
  // Groups keep the question for the time out of operations of a microsecond.
  let group = 1;
  const start = spent();
  let now = start;
  while (now - start < slice) {
    for (let i = 0; i < group; i++) operation();
    count += group;
    const last = now;
    now = spent();
    if (now - last < slice / 50) group *= 2;
  }
  return (now - start) / count / 1000;
}

/** One row: ours first, then the peers. `slice` is in milliseconds per contender and round. */
export function compare(
  name: string,
  ours: () => unknown,
  peers: Record<string, () => unknown>,
  { rounds = 9, slice = 30, warmup = 300 } = {},
): Row {
  // Long enough for the compilers, whose work in the background counts as processor time too.
  for (const operation of [...Object.values(peers), ours]) time(operation, warmup);
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
