import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { perform } from '../../src/base/action.ts';
import { Database } from '../../src/base/database/database.ts';
import { openPostgres } from '../../src/base/database/postgres.ts';
import { verifyJournal } from '../../src/base/journal.ts';
import { sql } from '../../src/base/sql.ts';
import { productionCity } from '../../src/domain/production/production.fixture.ts';
import { takeReturnFile } from '../../src/domain/production/take-return-file.ts';
import { killAtEveryStatement } from '../crash.ts';
import { testDatabaseUrl, testHouse } from '../database.ts';
import { run } from './return-file.scenario.ts';

const now = '2025-03-03T02:00:00Z';

test('the process is killed after every statement of a return file: sent again, each card is settled exactly once', {
  timeout: 300_000,
}, async () => {
  const url = await testDatabaseUrl();
  const database = new Database(await openPostgres(url));
  const city = await productionCity('beijing', now, { ...(await testHouse(now)), database });
  await city.ordered(800);
  /** What has happened to the ten cards of a batch and their orders, and how often. */
  const settled = (batchId: string) =>
    database.one(sql`
      select (select count(*)::int from production.item where batch_id = ${batchId} and state = 'made') as made,
        (select count(*)::int from production.item where batch_id = ${batchId} and state in ('failed', 'scrapped')) as unmade,
        (select count(*)::int from cards.move m join production.item i using (card_id)
          where i.batch_id = ${batchId} and m.side = 'social' and m.from_state = 'planned') as moves,
        (select count(*)::int from orders.step s join production.item i using (order_id)
          where i.batch_id = ${batchId} and s.state = 'produced') as produced,
        (select count(*)::int from production.item again join production.item i using (order_id)
          where i.batch_id = ${batchId} and again.batch_id <> i.batch_id) as reprinted,
        (select count(*)::int from production.return_file where batch_id = ${batchId}) as files`);
  const nothing = { made: 0, unmade: 0, moves: 0, produced: 0, reprinted: 0, files: 0 };
  const everything = { made: 7, unmade: 3, moves: 10, produced: 7, reprinted: 3, files: 1 };

  const endings = await killAtEveryStatement(
    resolve(import.meta.dirname, 'return-file.scenario.ts'),
    url,
    new Date(now),
    async () => {
      const [batch] = await city.atTheMaker(10);
      const { batchId, number, cards } = batch!;
      const lines = cards.map((card, i) =>
        i < 7 ? city.made(card) : city.unmade(card, i < 9 ? 'failed' : 'scrapped'),
      );
      return { maker: city.who.maker, batchId, file: city.returnFile(number, lines) };
    },
    4,
  );

  expect(endings.filter(({ ending }) => ending === 'killed').length).toBeGreaterThan(15);
  for (const { given, statements, ending } of endings) {
    const where = `killed after statement ${statements}`;
    expect([nothing, everything], where).toContainEqual(await settled(given.batchId));
    if (ending === 'finished') expect(await settled(given.batchId), where).toEqual(everything);
    const report = await run(city.house, given);
    expect(report, where).toMatchObject({ made: 7, failed: 2, scrapped: 1, reprinted: 3, stillOut: 0, apart: [] });
    expect(await settled(given.batchId), where).toEqual(everything);
    // Another upload of the same file, as a request of its own, is recognised by what it contains.
    expect(await perform(city.house, takeReturnFile, given.maker, { file: given.file }), where).toEqual(report);
    expect(await settled(given.batchId), where).toEqual(everything);
  }
  expect((await verifyJournal(database)).intact).toBe(true);
  await database.close();
});
