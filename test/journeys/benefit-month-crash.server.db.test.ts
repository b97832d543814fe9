// A month of a benefit, interrupted after every statement: whenever it happens, lines, envelopes and ledger agree, and the same month
// asked for again comes to a clean close with everybody paid once.
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Database } from '../../src/base/database/database.ts';
import { openPostgres } from '../../src/base/database/postgres.ts';
import { verifyJournal } from '../../src/base/journal.ts';
import { sql } from '../../src/base/sql.ts';
import { openAgency } from '../../src/domain/benefits/benefits.fixture.ts';
import { bookOf, fundFen } from '../../src/domain/benefits/book.fixture.ts';
import { bankCardNumbersOf, findGoodCard } from '../../src/domain/cards/index.ts';
import { verifyLedger } from '../../src/domain/ledger/index.ts';
import { cutAfter, killAtEveryStatement } from '../crash.ts';
import { testDatabaseUrl, testHouse } from '../database.ts';
import { bankBooks, type Month, payMonth } from './benefit-month.scenario.ts';

const now = '2025-03-03T02:00:00Z';

test('BEN-01 BEN-07 a month is cut off after every statement, and its process killed after every fifteenth: nothing is lost or doubled, and it ends in a clean close', {
  timeout: 900_000,
}, async () => {
  const url = await testDatabaseUrl();
  const database = new Database(await openPostgres(url));
  const house = { ...(await testHouse(now)), database };
  const a = await openAgency(now, 'fuzhou', undefined, house);
  await database.script(bankBooks);
  const { officer, approver, icbc, abc } = a.actors;
  const prepare = async (): Promise<Month & { people: string[] }> => {
    const programmeId = await a.openProgrammeOf({ fundFen });
    const people = [...(await a.addPeople(4, {}, ['icbc'])), ...(await a.addPeople(2, {}, ['abc']))];
    await a.entitle(
      programmeId,
      people.map((id) => [id, '100'] as const),
    );
    return { programmeId, people, officer, approver, banks: { icbc, abc } };
  };

  const file = resolve(import.meta.dirname, 'benefit-month.scenario.ts');
  const killed = await killAtEveryStatement(file, url, new Date(now), prepare, 4, 15);
  const cases = killed.map(({ given, statements }) => ({ given, where: `killed after statement ${statements}` }));
  for (let statements = 1, cut = true; cut; statements += 1) {
    const given = await prepare();
    cases.push({ given, where: `cut after statement ${statements}` });
    cut = await cutAfter(url, new Date(now), statements, (frail) => payMonth(frail, given));
  }

  // Some twenty acts of a dozen statements each.
  expect(killed.filter(({ ending }) => ending === 'killed').length).toBeGreaterThan(12);
  expect(cases.length).toBeGreaterThan(220);
  for (const { given, where } of cases) {
    const { programmeId, people } = given;
    expect(await bookOf(database, programmeId), where).toMatchObject({ agrees: true, total: fundFen });
    await payMonth(house, given);
    expect(await bookOf(database, programmeId), where).toMatchObject({
      ...{ agrees: true, fund: fundFen - 60_000n, transit: 0n, paid: 50_000n, returned: 10_000n },
    });
    const runs = await database.rows(sql`
      select kind, state, lines, (select count(*)::int from benefits.line l where l.run_id = r.id and l.state = 'paid') as paid
      from benefits.run r where programme_id = ${programmeId} order by number`);
    expect(runs, where).toEqual([
      { kind: 'regular', state: 'closed', lines: 6, paid: 4 },
      { kind: 'repay', state: 'closed', lines: 1, paid: 1 },
    ]);
    // The banks were told of every line once, with the account of the card in hand.
    const taken = await database.rows<{ id: string; account: string }>(sql`
      select t.id, t.account from public.taken t join benefits.envelope v on v.id = t.envelope_id join benefits.run r on r.id = v.run_id
      where r.programme_id = ${programmeId}`);
    expect(new Set(taken.map(({ id }) => id)).size, where).toBe(7);
    expect(taken.length, where).toBe(7);
    const own = await a.inCall(async (call) => {
      const cards = await Promise.all(people.map((id) => findGoodCard(call.db, id)));
      return bankCardNumbersOf(
        call,
        cards.map((card) => card!.id),
      );
    });
    expect(new Set(taken.map(({ account }) => account)), where).toEqual(new Set(own.values()));
  }
  expect(await verifyLedger(database)).toMatchObject({ intact: true });
  expect((await verifyJournal(database)).intact).toBe(true);
  await database.close();
});
