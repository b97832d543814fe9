// Small worlds played from one seed: everything holds on every day, the same seed gives the same figures, and a planted fault is found.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bankLines, jobs, openHouse, operations, standingJobs } from '../../src/app.ts';
import { MovableClock } from '../../src/base/clock.ts';
import { readConfig } from '../../src/base/config.ts';
import { type Day, startOfDay } from '../../src/base/day.ts';
import { sql } from '../../src/base/sql.ts';
import { type Played, type PlayOptions, play } from '../../src/world/index.ts';

const machinery = { operations, jobs, standingJobs, bankLines };

async function playOne(options: Partial<PlayOptions> & { spoilOn?: Day }): Promise<Played> {
  const home = mkdtempSync(join(tmpdir(), 'yikatong-world-test-'));
  chmodSync(home, 0o755);
  const from = options.from ?? ('2025-10-01' as Day);
  const house = await openHouse(
    readConfig({ YIKATONG_HOME: home, LOG_LEVEL: 'silent' }),
    new MovableClock(startOfDay(from)),
  );
  try {
    return await play(house, machinery, {
      region: 'beijing',
      seed: 11,
      people: 150,
      from,
      to: '2026-01-25' as Day,
      ...options,
      beforeDay: async (day) => {
        if (day !== options.spoilOn) return;
        // Somebody at the database makes a second good card of one that only waits; the index that forbids it is gone.
        await house.database.script('drop index cards.one_good_card; alter table cards.card disable trigger all');
        await house.database.run(sql`
          insert into cards.card (id, holder_id, region, generation, card_number, social_state, financial_state, batch_proxy, enabled_at)
          select gen_random_uuid(), holder_id, region, generation, 'Z99999999', 'enabled', 'none', false, now()
          from cards.card where social_state = 'enabled' limit 1`);
      },
    });
  } finally {
    await house.database.close();
    rmSync(home, { recursive: true, force: true });
  }
}

test('OLD-01 TIM-01 CAL-07 a city plays its last months of the campaign and the regular phase: everything holds on every day', {
  timeout: 300_000,
}, async () => {
  const { report, broken } = await playOne({ people: 120 });
  expect(broken).toEqual([]);
  const enabled = report.batches.reduce((sum, batch) => sum + batch.enabled, 0);
  expect(enabled).toBeGreaterThan(20);
  expect(report.batches.map(({ batch }) => batch)).toEqual(expect.arrayContaining(['batch-4', 'batch-5']));
  for (const { applied, made, collected } of report.batches) expect(applied >= made && made >= collected).toBe(true);
  expect(report.journal.lines).toBeGreaterThan(500);
});

test('the same seed plays the same city twice', { timeout: 120_000 }, async () => {
  const options = { people: 60, to: '2025-11-10' as Day };
  const [first, again] = [await playOne(options), await playOne(options)];
  expect(first.report.batches.some(({ applied }) => applied > 0)).toBe(true);
  expect(again.report.batches).toEqual(first.report.batches);
  expect(again.report.cards).toEqual(first.report.cards);
});

test('a second good card planted behind everybody’s back is found at the month’s end at the latest, with seed and day', {
  timeout: 120_000,
}, async () => {
  const { broken } = await playOne({ people: 60, to: '2025-11-20' as Day, spoilOn: '2025-10-09' as Day });
  expect(broken[0]).toMatch(
    /seed 11, day 2025-10-(09|[12]\d|3[01]): OLD-01 nobody has two good social cards: 1 broken/,
  );
});

test('GEN-16 the wear of contact plugs is seen in the replacements of a city: cards read without contact are not worn out', {
  timeout: 600_000,
}, async () => {
  const wear = {
    ...{ usesPerYear: 100, damagePerThousandPlugs: 20, otherDamagePerYear: 0 },
    contactlessShare: { 1: 0, 2: 0, 3: 1 },
  };
  const { report, broken } = await playOne({ people: 100, to: '2025-12-15' as Day, wear });
  expect(broken).toEqual([]);
  const rateOf = (generation: number) => report.damage.find((one) => one.generation === generation)!;
  expect(rateOf(2).perTenThousand).toBeGreaterThan(500);
  expect(rateOf(3).inUse).toBeGreaterThan(3);
  expect(rateOf(3).perTenThousand).toBe(0);
});

test('SLP-01 ELG-09 Fuzhou plays nine months: visits at home fail and are made again, cards that nobody fetched fall asleep and are destroyed by two people', {
  timeout: 400_000,
}, async () => {
  const { report, broken } = await playOne({
    region: 'fuzhou',
    seed: 3,
    people: 300,
    from: '2024-01-08' as Day,
    to: '2024-10-10' as Day,
  });
  expect(broken).toEqual([]);
  expect(report.asides.visitsDone).toBeGreaterThan(0);
  expect(report.asides.visitsFailed).toBeGreaterThan(0);
  expect(report.cards['G3 destroyed']).toBeGreaterThan(0);
  // The card office tried to sign both times itself.
  expect(report.refusals['production.second-person-needed']).toBeGreaterThan(0);
});

test.each([
  ['hengshui', '2024-03-04', '2024-04-20'],
  ['guilin', '2024-04-01', '2024-05-01'],
  ['guangxi-beihai', '2024-06-10', '2024-07-20'],
])(
  '%s plays as far as its pack knows: nobody is lost, nothing is invented',
  { timeout: 180_000 },
  async (region, from, to) => {
    const { report, broken } = await playOne({ region, people: 60, from: from as Day, to: to as Day });
    expect(broken).toEqual([]);
    expect(report.people).toBeGreaterThan(55);
  },
);
