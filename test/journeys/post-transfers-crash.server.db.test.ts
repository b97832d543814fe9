import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Database } from '../../src/base/database/database.ts';
import { openPostgres } from '../../src/base/database/postgres.ts';
import { newUuid } from '../../src/base/ids.ts';
import { systemRandom } from '../../src/base/random.ts';
import { balancesOf, openAccounts, verifyLedger } from '../../src/domain/ledger/index.ts';
import { killAtEveryStatement } from '../crash.ts';
import { testDatabaseUrl, testHouse } from '../database.ts';
import { type Given, moveMoney } from './post-transfers.scenario.ts';

const now = '2026-01-05T02:00:00Z';

test('(h) the process is killed after every statement: every fen is accounted for, and asking again ends the work exactly once', {
  timeout: 600_000,
}, async () => {
  const url = await testDatabaseUrl();
  const database = new Database(await openPostgres(url));
  const house = { ...(await testHouse(now)), database, random: systemRandom };
  const newId = () => newUuid(house.clock.now(), systemRandom);
  const prepare = async (): Promise<Given> => {
    const given = { fund: newId(), person: newId(), other: newId(), ids: Array.from({ length: 10 }, newId) };
    const limit = 'debits-must-not-exceed-credits' as const;
    await openAccounts({ db: database, now: house.clock.now() }, [
      { accountId: given.fund, ownerId: given.fund, ledger: 'benefit', code: 'fund', busy: true },
      { accountId: given.person, ownerId: given.person, ledger: 'benefit', code: 'personal', limit },
      { accountId: given.other, ownerId: given.other, ledger: 'benefit', code: 'personal', limit },
    ]);
    return given;
  };
  const endings = await killAtEveryStatement(
    resolve(import.meta.dirname, 'post-transfers.scenario.ts'),
    url,
    new Date(now),
    prepare,
  );

  expect(endings.filter(({ ending }) => ending === 'killed').length).toBeGreaterThan(25);
  for (const { given, statements } of endings) {
    const where = `killed after statement ${statements}`;
    expect(await verifyLedger(database), where).toMatchObject({ intact: true });
    for (const answers of [await moveMoney(house, given), await moveMoney(house, given)]) {
      expect(
        answers.map((answer) => (answer === 'exists' ? 'done' : answer)),
        where,
      ).toEqual(['done', 'refused:exceeds-credits', 'done', 'done', 'done', 'done', 'done', 'done']);
    }
    const none = { debitsPending: 0n, creditsPending: 0n };
    const totals = new Map(
      (await balancesOf(database, [given.fund, given.person, given.other])).map((a) => [a.accountId, a]),
    );
    expect(totals.get(given.fund), where).toMatchObject({ debitsPosted: 1020n, creditsPosted: 270n, ...none });
    expect(totals.get(given.person), where).toMatchObject({ debitsPosted: 300n, creditsPosted: 1010n, ...none });
    expect(totals.get(given.other), where).toMatchObject({ debitsPosted: 20n, creditsPosted: 60n, ...none });
  }
  expect(await verifyLedger(database)).toMatchObject({ intact: true });
  await database.close();
});
