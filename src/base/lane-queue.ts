// Many callers in one statement (decision 0004): whoever waits while a lane is busy goes with the next statement. No timer.
import type { Database, Lane } from './database/database.ts';
import { isRetryable } from './database/database.ts';
import { refusals } from './refusal.ts';

const refuse = refusals('lane', {
  busy: {
    status: 503,
    zh: '系统繁忙，排队已满',
    en: 'The system is busy: the queue is full',
    remedy: {
      zh: '请在 {seconds} 秒后用同一编号重试；本次没有记录任何内容。',
      en: 'Try again in {seconds} s with the same number; nothing was recorded.',
    },
  },
});

export interface LaneWork<I, O> {
  /** How many connections work side by side; 2 or 3 are enough for one process. */
  readonly lanes: number;
  /** Most items in one statement; beyond some 128 statements get in each other's way. */
  readonly cap: number;
  /** Most items that wait; whoever comes after that is told to come again. */
  readonly most: number;
  /** Items of one key follow one another: never two in one statement, nor on two lanes, where one would wait for the other's lock. */
  keyOf(item: I): string;
  /**
   * Runs one statement for all items and answers in their order; an Error is the answer of one item. It may be run again
   * with the same items after it failed, even after it was committed unseen, so it has to be idempotent.
   */
  run(lane: Lane, items: readonly I[]): Promise<readonly (O | Error)[]>;
}

interface Waiting<I, O> {
  readonly item: I;
  readonly key: string;
  resolve(answer: O): void;
  reject(error: Error): void;
}

const batchTries = 3;
const singleTries = 4;

/** Collects items and runs them on a few lanes: one alone goes at once, a thousand go in a dozen statements. */
export class LaneQueue<I, O> {
  readonly #work: LaneWork<I, O>;
  readonly #idle: Lane[];
  readonly #underWay = new Set<string>();
  #queue: Waiting<I, O>[] = [];
  #flushing = false;

  constructor(database: Database, work: LaneWork<I, O>) {
    this.#work = work;
    this.#idle = Array.from({ length: work.lanes }, () => database.openLane());
  }

  get waiting(): number {
    return this.#queue.length;
  }

  do(item: I): Promise<O> {
    if (this.#queue.length >= this.#work.most) return Promise.reject(refuse('busy', { seconds: 2 }));
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, key: this.#work.keyOf(item), resolve, reject });
      this.#flushSoon();
    });
  }

  /** After everything that arrived in this turn of the event loop has been queued. */
  #flushSoon(): void {
    if (this.#flushing || this.#idle.length === 0) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      while (this.#idle.length > 0) {
        const batch = this.#take();
        if (batch.length === 0) return;
        void this.#flush(this.#idle.pop()!, batch);
      }
    });
  }

  async #flush(lane: Lane, batch: readonly Waiting<I, O>[]): Promise<void> {
    try {
      await this.#runBatch(lane, batch);
    } finally {
      this.#idle.push(lane);
      for (const { key } of batch) this.#underWay.delete(key);
      if (this.#queue.length > 0) this.#flushSoon();
    }
  }

  #take(): Waiting<I, O>[] {
    const batch: Waiting<I, O>[] = [];
    const later: Waiting<I, O>[] = [];
    let i = 0;
    for (; i < this.#queue.length && batch.length < this.#work.cap; i += 1) {
      const one = this.#queue[i]!;
      if (this.#underWay.has(one.key)) later.push(one);
      else {
        this.#underWay.add(one.key);
        batch.push(one);
      }
    }
    this.#queue = later.length > 0 ? later.concat(this.#queue.slice(i)) : this.#queue.slice(i);
    return batch;
  }

  async #runBatch(lane: Lane, batch: readonly Waiting<I, O>[]): Promise<void> {
    const items = batch.map(({ item }) => item);
    try {
      const answers = await tried(batchTries, () => this.#work.run(lane, items));
      batch.forEach((one, i) => {
        settle(one, answers[i]!);
      });
    } catch (error) {
      if (batch.length === 1) return batch[0]!.reject(error as Error);
      // One item may be at fault; the others must not suffer for it.
      for (const one of batch) {
        await tried(singleTries, () => this.#work.run(lane, [one.item])).then(
          ([answer]) => settle(one, answer!),
          (fault) => one.reject(fault),
        );
      }
    }
  }
}

function settle<I, O>(one: Waiting<I, O>, answer: O | Error): void {
  if (answer instanceof Error) one.reject(answer);
  else one.resolve(answer);
}

async function tried<T>(most: number, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= most || !(isRetryable(error) || isBroken(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 4 * 2 ** attempt));
    }
  }
}

/** Whether the connection broke; what was asked may or may not have been done. */
function isBroken(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return /^(08|57P0)/.test(code) || /^(ECONN|EPIPE)/.test(code) || /Connection terminated|not queryable/.test(message);
}
