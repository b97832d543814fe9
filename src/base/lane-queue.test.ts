import { expect, test } from 'vitest';
import type { Database, Lane } from './database/database.ts';
import { LaneQueue, type LaneWork } from './lane-queue.ts';

const noLane: Lane = {
  execute: async () => ({ rows: [], count: 0 }),
  script: async () => undefined,
  close: async () => undefined,
};
const database = { openLane: () => noLane } as unknown as Database;

type Run = LaneWork<string, string>['run'];
const upper = async (items: readonly string[]) => items.map((item) => item.toUpperCase());

function queueOf(
  run: (items: readonly string[], statement: number) => ReturnType<Run>,
  over: Partial<LaneWork<string, string>> = {},
) {
  const statements: string[][] = [];
  const queue = new LaneQueue<string, string>(database, {
    ...{ lanes: 2, cap: 4, most: 8, keyOf: (item) => item },
    run: (_, items) => {
      statements.push([...items]);
      return run(items, statements.length);
    },
    ...over,
  });
  return { queue, statements };
}
const failing = (code: string) => Object.assign(new Error(code), { code });

test('one alone goes at once; what arrives together or while the lanes are busy goes together, at most so many', async () => {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((done) => {
    release = done;
  });
  const { queue, statements } = queueOf(async (items, n) => {
    if (n <= 2) await gate;
    return upper(items);
  });
  const first = queue.do('a');
  await new Promise(setImmediate);
  expect(statements).toEqual([['a']]);
  const second = queue.do('b');
  await new Promise(setImmediate);
  const rest = ['c', 'd', 'e', 'f', 'g', 'h'].map((item) => queue.do(item));
  await new Promise(setImmediate);
  expect(statements).toEqual([['a'], ['b']]);
  release();
  expect(await Promise.all([first, second, ...rest])).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']);
  expect(statements.slice(2)).toEqual([
    ['c', 'd', 'e', 'f'],
    ['g', 'h'],
  ]);
});

test('items of one key never share a statement, and keep their order', async () => {
  const { queue, statements } = queueOf(upper, { keyOf: (item) => item[0]!, lanes: 1 });
  await Promise.all(['a1', 'b1', 'a2', 'a3', 'b2'].map((item) => queue.do(item)));
  expect(statements).toEqual([['a1', 'b1'], ['a2', 'b2'], ['a3']]);
});

test('nor are items of one key under way on two lanes: the second waits, and others pass', async () => {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((done) => {
    release = done;
  });
  const { queue, statements } = queueOf(
    async (items, n) => {
      if (n === 1) await gate;
      return upper(items);
    },
    { keyOf: (item) => item[0]! },
  );
  const first = queue.do('a1');
  await new Promise(setImmediate);
  const second = queue.do('a2');
  expect(await queue.do('b1')).toBe('B1');
  expect(statements).toEqual([['a1'], ['b1']]);
  release();
  expect(await Promise.all([first, second])).toEqual(['A1', 'A2']);
  expect(statements.at(-1)).toEqual(['a2']);
});

test('a full queue says so at once, with a time to come again, and serves on', async () => {
  const { queue } = queueOf(async (items) => {
    await new Promise((done) => setTimeout(done, 5));
    return upper(items);
  });
  const all = Array.from({ length: 30 }, (_, i) => queue.do(`x${i}`));
  const settled = await Promise.allSettled(all);
  const refused = settled.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  expect(refused).toHaveLength(22);
  expect(refused[0]!.reason.problem()).toMatchObject({ status: 503, code: 'lane.busy', facts: { seconds: 2 } });
  expect(await queue.do('later')).toBe('LATER');
});

test('a deadlock is tried again together, then singly; only the guilty item fails', async () => {
  const { queue, statements } = queueOf(async (items, n) => {
    if (n === 1) throw failing('40P01');
    return upper(items);
  });
  expect(await Promise.all(['a', 'b'].map((item) => queue.do(item)))).toEqual(['A', 'B']);
  expect(statements).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);

  const guilty = queueOf(async (items) => {
    if (items.includes('bad')) throw failing('22003');
    return upper(items);
  });
  const answers = await Promise.allSettled(['a', 'bad', 'c'].map((item) => guilty.queue.do(item)));
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(guilty.statements).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
});

test('an item whose answer is an error fails alone; a broken connection is asked again', async () => {
  const { queue } = queueOf(async (items) => items.map((item) => (item === 'no' ? new Error('no') : item)));
  expect(
    (await Promise.allSettled(['a', 'no', 'b'].map((item) => queue.do(item)))).map(({ status }) => status),
  ).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  const broken = queueOf(async (items, n) => {
    if (n === 1) throw new Error('Connection terminated unexpectedly');
    return upper(items);
  });
  expect(await broken.queue.do('a')).toBe('A');
});
