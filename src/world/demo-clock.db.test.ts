// The demo city lives on while its clock moves: after a restart too, and without touching those whom a visitor may be.
import { afterAll, expect, test } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { testVault } from '../../test/vault.ts';
import { doors, jobs, operations, standingJobs } from '../app.ts';
import { ShiftedClock } from '../base/clock.ts';
import { openHttp } from '../base/http.ts';
import { verifyJournal } from '../base/journal.ts';
import { silentLog } from '../base/log.ts';
import { systemRandom } from '../base/random.ts';
import { sql } from '../base/sql.ts';
import { foundDemo } from './demo.ts';
import { DemoClock } from './demo-clock.ts';
import type { KeptCity } from './kept-city.ts';

const machinery = { operations, jobs, standingJobs };

test('the city of the demo lives on when its clock moves, also after a restart; those one may be are left alone', async () => {
  const turnedAway: string[] = [];
  const log = {
    ...silentLog,
    info: (facts: { surprise?: string }) => void (facts.surprise && turnedAway.push(facts.surprise)),
  };
  const failed: unknown[] = [];
  const house = {
    database: await testDatabase(),
    clock: new ShiftedClock(Date.UTC(2025, 0, 1) - Date.now()),
    random: systemRandom,
    vault: testVault(),
    log: {
      ...log,
      warn: (facts: unknown) => void failed.push(facts),
      error: (facts: unknown) => void failed.push(facts),
    } as unknown as typeof silentLog,
  };
  const { city } = await foundDemo(house, machinery, 120);
  const kept = JSON.parse(JSON.stringify(city)) as KeptCity;
  const count = async (statement: ReturnType<typeof sql>) =>
    (await house.database.one<{ n: number }>(sql`select count(*)::int as n from ${statement}`)).n;
  const standing = async () => ({
    applied: await count(sql`orders.order_view where accepted_at is not null`),
    made: await count(sql`orders.order_view where produced_at is not null`),
    collected: await count(sql`orders.order_view where collected_at is not null`),
    enabled: await count(sql`cards.card_view where generation = 3 and enabled_at is not null`),
  });
  const ofApart = () =>
    house.database.rows(sql`
      select order_id, state, bank_code from orders.order_view where holder_id = any(${kept.apart}::uuid[]) order by order_id`);
  const before = await standing();
  const apartBefore = await ofApart();
  let kepts = 0;

  const clock = new DemoClock(house, machinery, kept, () => {
    kepts += 1;
  });
  const http = await openHttp(house, {
    ...{ operations: [], version: 'test', doors, authenticate: async () => undefined },
  });
  await http.listen({ host: '127.0.0.1', port: 0 });
  afterAll(() => http.close());
  expect(clock.progress).toBeUndefined();
  clock.move(30);
  clock.move(5);
  // It stops after the day in hand, and says how far it has come.
  await clock.stop();
  expect(clock.progress).toMatchObject({ from: '2025-11-03', to: '2025-12-03', state: 'stopped' });
  expect(clock.progress!.today <= '2025-11-04').toBe(true);

  // The hospital and the pharmacy open: those one may be are seen before the days go on.
  const opened = clock.progress!.today;
  clock.openDesks(`http://127.0.0.1:${(http.server.address() as { port: number }).port}`, true);
  clock.move(18);
  while (clock.progress!.state === 'moving') await new Promise((resolve) => setTimeout(resolve, 50));
  expect(clock.progress).toMatchObject({ state: 'arrived', to: clock.progress!.today });
  expect(kepts).toBeGreaterThanOrEqual(18);
  const midway = await standing();
  for (const step of ['applied', 'made', 'collected', 'enabled'] as const)
    expect(midway[step]).toBeGreaterThan(before[step]);

  const settled = await house.database.rows<{ day: string; apart: boolean }>(sql`
    select distinct to_char(settled_at, 'YYYY-MM-DD') as day, holder_id = any(${kept.apart}::uuid[]) as apart from medical.settlement`);
  expect(settled.filter(({ apart }) => apart)).toEqual([{ day: opened, apart: true }]);
  expect(settled.filter(({ apart }) => !apart).length).toBeGreaterThan(5);

  const afterRestart = new DemoClock(house, machinery, JSON.parse(JSON.stringify(kept)) as KeptCity, () => undefined);
  afterRestart.move(14);
  while (afterRestart.progress!.state === 'moving') await new Promise((resolve) => setTimeout(resolve, 50));
  const after = await standing();
  for (const step of ['collected', 'enabled'] as const) expect(after[step]).toBeGreaterThan(midway[step]);
  expect(afterRestart.progress!.acts).toBeGreaterThan(10);

  expect(await ofApart()).toEqual(apartBefore);
  expect(failed).toEqual([]);
  expect(turnedAway).toEqual([]);
  expect((await verifyJournal(house.database)).intact).toBe(true);
}, 600_000);
