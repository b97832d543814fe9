// Three servers, three hundred callers, accounts that run dry, a third of the requests sent again: no answer may be wrong.
import { afterAll, expect, test } from 'vitest';
import { testDatabaseUrl } from '../../../test/database.ts';
import { testVault } from '../../../test/vault.ts';
import { MovableClock } from '../../base/clock.ts';
import { Database } from '../../base/database/database.ts';
import { openPostgres } from '../../base/database/postgres.ts';
import { silentLog } from '../../base/log.ts';
import { SeededRandom } from '../../base/random.ts';
import { sql } from '../../base/sql.ts';
import { accountsOf, verifyLedger } from '../ledger/index.ts';
import { authorise } from './gate.ts';
import type { UseAnswer } from './use.ts';
import { chip, usesHouse } from './uses.fixture.ts';

const url = await testDatabaseUrl();
const servers = await Promise.all(
  [1, 2, 3].map(async (seed) => ({
    database: new Database(await openPostgres(url)),
    clock: new MovableClock(new Date('2025-03-03T02:00:00Z')),
    random: new SeededRandom(seed),
    vault: testVault(),
    log: silentLog,
  })),
);
afterAll(() => Promise.all(servers.map(({ database }) => database.close())));
const house = servers[0]!;
const t = await usesHouse(undefined, house);

const accounts = 500;
const eachFen = 10n;
const requests = 30_000;
const callers = 300;

test('30,000 debits on 500 accounts of 10 each, 30 % sent again, by three servers: none wrong, none twice, none lost', async () => {
  const cards = await t.people(accounts);
  await t.money(
    cards.map(({ holderId }) => holderId),
    eachFen,
  );
  const desks = await Promise.all(
    [1, 2, 3, 4, 5].map((n) => t.terminal({ code: `abuse-${n}`, longitude: null, latitude: null })),
  );
  const chance = new SeededRandom(42);
  const answers = new Map<number, UseAnswer[]>();
  const asked: number[] = [];
  let next = 0;
  const ask = async (i: number) => {
    const answer = await authorise(chance.pick(servers), t.clerkOf(t.hospital), {
      ...{
        terminal: desks[i % desks.length]!,
        number: BigInt(i),
        service: 'pharmacy-purchase',
        purpose: 'serve-holder',
      },
      // The same number is always the same card.
      credential: chip(cards[(i * 7919) % accounts]!),
      amountFen: 1n,
    });
    answers.set(i, [...(answers.get(i) ?? []), answer]);
  };
  const caller = async () => {
    for (let sent = 0; sent < requests / callers; sent += 1) {
      if (asked.length > 0 && chance.fraction() < 0.3) await ask(chance.pick(asked));
      else {
        next += 1;
        asked.push(next);
        await ask(next);
      }
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));

  const allowed = new Map<string, number>();
  for (const [i, all] of answers) {
    // Whoever asks twice gets the same answer.
    expect(new Set(all.map(({ allowed, reason }) => `${allowed} ${reason}`)).size, `use ${i}`).toBe(1);
    expect(all.filter(({ repeated }) => !repeated).length, `use ${i}`).toBe(1);
    expect(all[0]!.reason ?? 'funds-short').toBe('funds-short');
    const { holderId } = cards[(i * 7919) % accounts]!;
    if (all[0]!.allowed) allowed.set(holderId, (allowed.get(holderId) ?? 0) + 1);
  }
  const kept = await accountsOf(
    house.database,
    cards.map(({ holderId }) => holderId),
  );
  const totals = kept as unknown as { ownerId: string; debitsPosted: bigint; creditsPosted: bigint }[];
  expect(totals).toHaveLength(accounts);
  for (const { ownerId, debitsPosted, creditsPosted } of totals) {
    expect(creditsPosted).toBe(eachFen);
    expect(debitsPosted).toBeLessThanOrEqual(eachFen);
    expect(debitsPosted).toBe(BigInt(allowed.get(ownerId) ?? 0));
  }
  // There was more to pay than there was money: most accounts ran dry, so the limit was really tried.
  expect(totals.filter(({ debitsPosted }) => debitsPosted === eachFen).length).toBeGreaterThan(accounts * 0.9);
  const { uses, transfers } = await house.database.one<{ uses: number; transfers: number }>(sql`
    select (select count(*)::int from uses.use) as uses,
      (select count(*)::int from ledger.transfer where code = 'pharmacy-purchase') as transfers`);
  expect([uses, transfers]).toEqual([answers.size, answers.size]);
  expect((await verifyLedger(house.database)).intact).toBe(true);
}, 240_000);
