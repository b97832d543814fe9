// Figures for staff over planted orders: service quality, load of outlets, effect of a policy; and a roster taken piece by piece.
import { beforeAll, describe, expect, test } from 'vitest';
import { perform } from '../../base/action.ts';
import type { Day } from '../../base/day.ts';
import { runNextJob } from '../../base/jobs.ts';
import { sql } from '../../base/sql.ts';
import {
  checkRoster,
  commitRoster,
  groupStatus,
  jobs,
  openGroupOrder,
  outletLoad,
  policyEffect,
  rosterProgress,
  serviceQuality,
} from './index.ts';
import { acceptedOrders } from './orders.fixture.ts';
import { openTown, rosterCsv, type Town } from './town.fixture.ts';

describe('figures', () => {
  let town: Town;
  const clerk = () => town.staff('bureau-clerk', 'bureau');
  beforeAll(async () => {
    town = await openTown('2025-03-03T02:00:00Z');
    const orders = await acceptedOrders(town.house, {
      count: 4,
      promiseDay: '2025-02-20' as Day,
      outletId: town.places.icbc1!,
    });
    const made = (i: number, at: string) =>
      town.house.database.run(sql`
        update orders.order set state = 'ready', accepted_at = '2025-02-10T02:00:00Z', produced_at = ${new Date(at)} where id = ${orders[i]!.id}`);
    // Two in time, the second on the last evening of Beijing's day; one late; one not made yet.
    await made(0, '2025-02-12T02:00:00Z');
    await made(1, '2025-02-20T15:30:00Z');
    await made(2, '2025-02-20T16:30:00Z');
    await town.house.database.run(
      sql`update orders.order set overdue_since = '2025-02-21' where id = ${orders[3]!.id}`,
    );
    // Not due yet: neither kept nor broken.
    await acceptedOrders(town.house, { count: 1, promiseDay: '2025-03-20' as Day });
  });

  test('GOV-07 the share of promises kept, who is late, and how long half and nine of ten wait', async () => {
    const found = await town.look(serviceQuality, clerk(), {
      region: 'beijing',
      from: '2025-02-01' as Day,
      until: '2025-03-31' as Day,
    });
    expect(found.banks).toEqual([
      { bank: 'icbc', due: 4, kept: 2, overdue: 1, collected: 0, enabled: 0, activated: 0 },
    ]);
    expect(found.months).toEqual([{ month: '2025-02', due: 4, kept: 2 }]);
    expect(found.making).toEqual({ cards: 3, half: 10.6, nineOfTen: 10.6 });
    expect(found.collecting).toEqual({ cards: 0, half: null, nineOfTen: null });
    expect(found.complaints).toEqual({ raised: 0, answered: 0, open: 0, halfAnsweredIn: null });
    const none = await town.look(serviceQuality, clerk(), {
      region: 'fuzhou',
      from: '2025-02-01' as Day,
      until: '2025-03-31' as Day,
    });
    expect(none.banks).toEqual([]);
  });

  test('a period that ends before it begins is refused', async () => {
    await expect(
      town.look(serviceQuality, clerk(), { region: 'beijing', from: '2025-03-02' as Day, until: '2025-03-01' as Day }),
    ).rejects.toMatchObject({ code: 'orders.bad-period' });
  });

  test('GOV-07 what waits at each outlet, and its quota of the day', async () => {
    await town.house.database.run(sql`
      insert into institutions.quota (institution_id, work, from_day, per_day)
      values (${town.places.icbc1}, 'counter-orders', '2025-01-01', 30), (${town.places.icbc1}, 'counter-orders', '2025-06-01', 99)`);
    const { outlets } = await town.look(outletLoad, clerk(), { region: 'beijing' });
    expect(outlets.find(({ outletId }) => outletId === town.places.icbc1)).toMatchObject({
      perDay: 30,
      waiting: 3,
      coming: 1,
    });
    expect(outlets.find(({ outletId }) => outletId === town.places.abc1)).toMatchObject({ perDay: null, waiting: 0 });
  });

  test('the effect of a version is asked of the people in the register, by an officer of the region only', async () => {
    await town.settle(4, town.insuredAs('flexible'));
    await town.settle(2, { ...town.insuredAs('retired'), oldCard: null });
    const question = {
      region: 'beijing',
      version: 1,
      day: '2026-03-02' as Day,
      weeks: 1,
      counterShare: 100,
      perDay: 1,
    };
    const found = await town.look(policyEffect, town.staff('policy-officer', 'bureau'), question);
    expect(found.people).toBe(6);
    expect(found.groups.reduce((sum, { after }) => sum + after.may, 0)).toBe(6);
    for (const { before, after } of found.groups) expect(after).toEqual(before);
    expect(found.outlets.reduce((sum, { after }) => sum + after, 0)).toBe(6);
    await expect(town.look(policyEffect, town.staff('policy-officer', 'fzBureau'), question)).rejects.toMatchObject({
      code: 'institutions.not-your-region',
    });
  });
});

describe('a large roster', () => {
  test('APP-01 500 rows at a time, seen growing; asked for twice it is taken once; who died meanwhile joins the report; telephones go to the right people', {
    timeout: 120_000,
  }, async () => {
    const town = await openTown('2024-11-05T02:00:00Z');
    await town.openBatch('batch-1', '2024-11-01').catch(() => undefined);
    const clerk = town.staff('unit-clerk', 'works');
    const { groupOrderId } = await town.act(openGroupOrder, clerk, { banks: ['icbc'] });
    const people = await town.settle(550, town.insuredAt('works'));
    const file = rosterCsv(people.map(({ person }) => person));
    const { importId } = await town.act(checkRoster, clerk, { groupOrderId, fileName: 'big.csv', file });
    const { database } = town.house;
    await database.run(sql`update holders.holder set deceased_on = '2024-11-04' where id = ${people[3]!.id}`);
    await database.run(
      sql`update holders.holder set phone = null, contact_is_own = false where id = ${people[549]!.id}`,
    );
    const progress = () => town.look(rosterProgress, clerk, { importId });
    const step = () =>
      runNextJob(
        town.house,
        jobs.filter(({ name }) => name === 'orders.import-roster'),
      );
    expect(await progress()).toMatchObject({ state: 'checked', taken: 0, goodRows: 550 });
    await town.act(commitRoster, clerk, { importId });
    expect(await town.act(commitRoster, clerk, { importId })).toMatchObject({ state: 'importing', taken: 499 });
    expect(await progress()).toMatchObject({ state: 'importing', taken: 499, goodRows: 549, badRows: 1 });
    await step();
    expect(await progress()).toMatchObject({ state: 'committed', taken: 549, goodRows: 549, badRows: 1 });
    expect(await step()).toBe(false);
    const { counts } = await town.look(groupStatus, clerk, { groupOrderId });
    expect(counts.draft).toBe(549);
    const { phonesOf } = await import('../holders/index.ts');
    const phones = await town.inCall((call) => phonesOf(call, [people[549]!.id]));
    expect(phones.get(people[549]!.id)).toBe(people[549]!.person.phone);
    await expect(
      perform(town.house, commitRoster, town.staff('unit-clerk', 'shop'), { importId }),
    ).rejects.toMatchObject({ code: 'institutions.not-your-institution' });
  });
});
