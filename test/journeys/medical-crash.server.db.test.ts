// A settlement and its reversal, killed after every statement: money, counters and account agree at every moment, and a repeat ends it.
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Database } from '../../src/base/database/database.ts';
import { openPostgres } from '../../src/base/database/postgres.ts';
import { verifyJournal } from '../../src/base/journal.ts';
import { sql } from '../../src/base/sql.ts';
import { balancesOf, verifyLedger } from '../../src/domain/ledger/index.ts';
import { medicalTown } from '../../src/domain/medical/medical.fixture.ts';
import { readyVisit } from '../../src/domain/medical/ready-visit.fixture.ts';
import { killAtEveryStatement } from '../crash.ts';
import { testDatabaseUrl, testHouse } from '../database.ts';
import { type Bill, run } from './medical-settlement.scenario.ts';

const now = '2025-03-03T02:00:00Z';

test('MED-05 the process is killed after every statement of settle and reverse: all of it or nothing, and a repeat ends it', {
  timeout: 300_000,
}, async () => {
  const url = await testDatabaseUrl();
  const database = new Database(await openPostgres(url));
  const town = await medicalTown(now, { ...(await testHouse(now)), database });
  const patients = await town.people(80, { accountFen: 30_000n });
  const waiting = [...patients];

  const endings = await killAtEveryStatement(
    resolve(import.meta.dirname, 'medical-settlement.scenario.ts'),
    url,
    new Date(now),
    async (): Promise<Bill> => {
      const patient = waiting.shift()!;
      const visit = await readyVisit(town, town.hospital, patient, 250_000n);
      return {
        ...{ staff: town.hospital.staff, visitId: visit.visitId, holderId: patient.holderId },
        ...{ credential: patient.credential, totalFen: '250000', message: `crash-${patient.holderId.slice(-12)}` },
      };
    },
    4,
  );

  /** What the hospital would see: settlements, counters, account and lines, in one look. */
  const look = async (holderId: string) => {
    const row = await database.one<{ settled: number; reversed: number; scope: bigint; settledLines: number }>(sql`
      select (select count(*)::int from medical.settlement where holder_id = ${holderId} and reverses is null) as settled,
             (select count(*)::int from medical.settlement where holder_id = ${holderId} and reverses is not null) as reversed,
             coalesce((select amount from medical.counter where holder_id = ${holderId} and name = 'scope:outpatient'), 0)::int8 as scope,
             (select count(*)::int from medical.fee_line l join medical.visit v on v.id = l.visit_id
              where v.holder_id = ${holderId} and l.settlement_id is not null) as "settledLines"`);
    const account = await database.one<{ id: string }>(
      sql`select account_id as id from ledger.account_view where owner_id = ${holderId}`,
    );
    const [money] = await balancesOf(database, [account.id]);
    return { ...row, account: money!.creditsPosted - money!.debitsPosted };
  };

  // Claim, locks, card, lines, counters, ledger, rows, journal, answer: for each of the two acts.
  expect(endings.filter(({ ending }) => ending === 'killed').length).toBeGreaterThan(35);
  for (const { given, statements } of endings) {
    const where = `killed after statement ${statements}`;
    const seen = await look(given.holderId);
    const stands = seen.settled === 1 && seen.reversed === 0;
    expect(seen.settled, where).toBeGreaterThanOrEqual(seen.reversed);
    expect(seen.scope, where).toBe(stands ? 250_000n : 0n);
    expect(seen.account, where).toBe(stands ? 0n : 30_000n);
    expect(seen.settledLines, where).toBe(stands ? 1 : 0);
    // The lost answer: sent again, both acts end, once.
    await run(town.house, given);
    expect(await look(given.holderId), where).toEqual({
      settled: 1,
      reversed: 1,
      scope: 0n,
      settledLines: 0,
      account: 30_000n,
    });
  }
  expect(await verifyLedger(database)).toMatchObject({ intact: true });
  expect((await verifyJournal(database)).intact).toBe(true);
  await database.close();
});
