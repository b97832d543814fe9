// Measures contenders in turn, round after round, so that a slow phase of the machine hits all of them alike: ratios per round, then medians.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** Collects young garbage. */
const collect: (options: { type: 'minor' }) => void = runInNewContext('gc');

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

interface Contender {
  operation: () => unknown;
  /** How many operations run between two looks at the clock, so that looking does not count among those of a microsecond. */
  group: number;
}

/** Seconds of processor time for one operation, from as many as fit into the slice, and with the garbage they leave behind. */
function time(contender: Contender, slice: number): number {
  let count = 0;
  const start = spent();
  let now = start;
  while (now - start < slice) {
    for (let i = 0; i < contender.group; i++) contender.operation();
    count += contender.group;
    const last = now;
    now = spent();
    if (now - last < slice / 20) contender.group *= 2;
  }
  // Otherwise whoever comes next would pay for it: a cipher of Node costs several times its call.
  collect({ type: 'minor' });
  return (spent() - start) / count / 1000;
}

/** One row: ours first, then the peers. Many short rounds: `slice` is in milliseconds per contender and round. */
export function compare(
  name: string,
  ours: () => unknown,
  peers: Record<string, () => unknown>,
  { rounds = 21, slice = 8, warmup = 150 } = {},
): Row {
  const own: Contender = { operation: ours, group: 1 };
  const others = Object.entries(peers).map(([peer, operation]) => ({
    peer,
    operation,
    group: 1,
    ratios: [] as number[],
  }));
  // Long enough for the compilers, whose work in the background counts as processor time too.
  for (const contender of [...others, own]) {
    time(contender, warmup);
    contender.group = Math.max(1, Math.floor((contender.group * slice) / warmup));
  }
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Ours before and after each peer: a drift of the machine within the round cancels.
    let before = time(own, slice);
    times.push(before);
    for (const other of others) {
      const theirs = time(other, slice);
      const after = time(own, slice);
      other.ratios.push(theirs / ((before + after) / 2));
      before = after;
    }
  }
  const ratios = others.map(({ peer, ratios: all }) => [peer, Number(median(all).toPrecision(4))]);
  return { name, ops: Math.round(1 / median(times)), ratios: Object.fromEntries(ratios) };
}
