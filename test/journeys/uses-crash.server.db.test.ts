// kill -9 under load, again and again: every use that was answered is there, none is there twice, and asking again settles the rest.
import { spawn } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { MovableClock } from '../../src/base/clock.ts';
import { Database } from '../../src/base/database/database.ts';
import { openPostgres } from '../../src/base/database/postgres.ts';
import { silentLog } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { sql } from '../../src/base/sql.ts';
import { accountsOf, verifyLedger } from '../../src/domain/ledger/index.ts';
import { chip, usesHouse } from '../../src/domain/uses/uses.fixture.ts';
import { bundleScenario } from '../crash.ts';
import { testDatabaseUrl } from '../database.ts';
import { testVault } from '../vault.ts';

const now = new Date('2025-03-03T02:00:00Z');
const url = await testDatabaseUrl();
const database = new Database(await openPostgres(url));
const house = {
  database,
  clock: new MovableClock(now),
  random: new SeededRandom(1),
  vault: testVault(),
  log: silentLog,
};
afterAll(() => database.close());
const t = await usesHouse(undefined, house);

const kills = 6;
const answersBeforeDeath = 400;

test('a server killed under load six times has lost no answered use, paid none twice, and a repeat of every number agrees', async () => {
  const cards = await t.people(60);
  const plenty = 1_000_000n;
  await t.money(
    cards.map(({ holderId }) => holderId),
    plenty,
  );
  const program = await bundleScenario(new URL('./uses.scenario.ts', import.meta.url).pathname);
  const answered = new Set<number>();
  let from = 1;
  for (let kill = 0; kill < kills; kill += 1) {
    const lines = await loadUntilKilled(program, { terminal: t.desk, from, cards });
    expect(lines.length).toBeGreaterThanOrEqual(answersBeforeDeath);
    for (const line of lines) {
      const [number, allowed] = line.split(' ');
      expect(allowed).toBe('true');
      answered.add(Number(number));
    }
    from = Math.max(...answered) + 1000;
  }
  const recorded = async () =>
    new Set(
      (
        await database.rows<{ number: bigint }>(sql`
          select u.number from uses.use u join ledger.paid_view p
            on right(p.transfer_id::text, 12) = right(lpad(to_hex(u.number), 15, '0'), 12)
          where u.terminal = ${t.desk} and p.reason is null and p.transfer_id::text like '%-7573-8000-8%'`)
      ).map(({ number }) => Number(number)),
    );
  const there = await recorded();
  expect([...answered].filter((number) => !there.has(number))).toEqual([]);
  // Whoever lost an answer asks again: what had been done is found, what had not is done now, once.
  const open = [...there].filter((number) => !answered.has(number));
  const again = await Promise.all(
    [...open, ...[...answered].slice(0, 200)].map((number) =>
      t.use({
        ...{ number: BigInt(number), service: 'pharmacy-purchase', amountFen: 1n },
        credential: chip(cards[number % cards.length]!),
      }),
    ),
  );
  expect(again.every(({ allowed, repeated }) => allowed && repeated)).toBe(true);
  const debits = (await accountsOf(
    database,
    cards.map(({ holderId }) => holderId),
  )) as unknown as { debitsPosted: bigint }[];
  // Counted again: a statement that was under way when its caller died may have committed after the first count.
  const inTheEnd = await recorded();
  expect(debits.reduce((sum, { debitsPosted }) => sum + debitsPosted, 0n)).toBe(BigInt(inTheEnd.size));
  expect((await verifyLedger(database)).intact).toBe(true);
}, 180_000);

/** Lines that came out whole before the end. */
function loadUntilKilled(program: string, given: unknown): Promise<string[]> {
  const child = spawn(process.execPath, [program, url, now.toISOString(), JSON.stringify(given), '1000000000'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  child.stdout.on('data', (chunk) => {
    said += chunk;
    if (said.split('\n').length > answersBeforeDeath) child.kill('SIGKILL');
  });
  return new Promise((done, fail) => {
    child.once('close', (_, signal) => {
      if (signal !== 'SIGKILL') fail(new Error(`the load ended by itself: ${complaint.slice(0, 2000)}`));
      else done(said.split('\n').slice(0, -1));
    });
  });
}
