import { beforeEach, expect, test } from 'vitest';
import { testHouse } from '../../test/database.ts';
import { systemActor } from './actor.ts';
import { openCall } from './call.ts';
import { type Errand, type Job, later, runDueJobs, runNextJob, startJobs } from './jobs.ts';
import { sql } from './sql.ts';

const house = await testHouse();
await house.database.script('create table public.mark (n int not null)');
const marks = async () =>
  (await house.database.rows<{ n: number }>(sql`select n from public.mark order by n`)).map(({ n }) => n);
const want = (job: Parameters<typeof later>[1], payload: unknown, options = {}) =>
  house.database.transaction((db) =>
    later(openCall(house, db, systemActor('test')), job as never, payload as never, options),
  );

beforeEach(async () => {
  await house.database.script('delete from base.job; delete from public.mark');
});

const mark: Job<{ n: number }> = {
  name: 'test.mark',
  run: async (call, { n }) => {
    await call.db.run(sql`insert into public.mark values (${n})`);
  },
};

test('a due job runs once; one that is not due waits', async () => {
  await want(mark, { n: 1 });
  await want(mark, { n: 2 }, { due: new Date(house.clock.now().getTime() + 60_000) });
  expect(await runDueJobs(house, [mark])).toBe(1);
  expect(await marks()).toEqual([1]);
  house.clock.moveTo(new Date(house.clock.now().getTime() + 60_000));
  expect(await runDueJobs(house, [mark])).toBe(1);
  expect(await marks()).toEqual([1, 2]);
});

test('the same key while one waits is one job', async () => {
  await want(mark, { n: 1 }, { key: 'k' });
  await want(mark, { n: 1 }, { key: 'k' });
  expect(await runDueJobs(house, [mark])).toBe(1);
  await want(mark, { n: 3 }, { key: 'k' });
  expect(await runDueJobs(house, [mark])).toBe(1);
});

test('many workers at once run every job exactly once', async () => {
  for (let n = 0; n < 25; n += 1) await want(mark, { n });
  await Promise.all(Array.from({ length: 5 }, () => runDueJobs(house, [mark])));
  expect(await marks()).toEqual(Array.from({ length: 25 }, (_, n) => n));
});

test('a job that throws leaves nothing, waits longer each time, and stops after twelve tries', async () => {
  const broken: Job<{ n: number }> = {
    name: 'test.broken',
    run: async (call, { n }) => {
      await call.db.run(sql`insert into public.mark values (${n})`);
      throw new Error('no luck');
    },
  };
  await want(broken, { n: 1 });
  const waits: number[] = [];
  for (let i = 0; i < 12; i += 1) {
    expect(await runNextJob(house, [broken])).toBe(true);
    const { due, state } = await house.database.one<{ due: Date; state: string }>(sql`select due, state from base.job`);
    waits.push(due.getTime() - house.clock.now().getTime());
    expect(state).toBe(i === 11 ? 'stopped' : 'waiting');
    house.clock.moveTo(due);
  }
  expect(await marks()).toEqual([]);
  expect(waits[1]!).toBeGreaterThan(waits[0]!);
  expect(await runNextJob(house, [broken])).toBe(false);
});

test('a job that comes again keeps coming; an errand runs outside a transaction and is taken by one worker', async () => {
  let outside = 0;
  const errand: Errand<{ n: number }> = {
    name: 'test.errand',
    errand: async (h) => {
      outside += 1;
      return outside < 3 ? { again: h.clock.now() } : undefined;
    },
  };
  await want(errand, { n: 1 });
  await Promise.all([runDueJobs(house, [errand]), runDueJobs(house, [errand])]);
  await runDueJobs(house, [errand]);
  expect(outside).toBe(3);
  expect(await house.database.one(sql`select state from base.job`)).toEqual({ state: 'done' });
});

test('unknown jobs are left alone for the version that knows them', async () => {
  await want({ name: 'test.of-tomorrow' }, {});
  expect(await runNextJob(house, [mark])).toBe(false);
});

test('while one errand waits for a slow outside, other jobs are done; stopping waits for the errand', async () => {
  let answer = () => {};
  const outside = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const slow: Errand = { name: 'test.slow', errand: () => outside };
  await want(slow, {}, { due: new Date(house.clock.now().getTime() - 1000) });
  await want(mark, { n: 7 });
  const stop = startJobs(house, [slow, mark], 5);
  await expect.poll(marks, { timeout: 5000 }).toEqual([7]);
  let stopped = false;
  const ended = stop().then(() => {
    stopped = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(stopped).toBe(false);
  answer();
  await ended;
  expect(await house.database.rows(sql`select name from base.job where state <> 'done'`)).toEqual([]);
});
