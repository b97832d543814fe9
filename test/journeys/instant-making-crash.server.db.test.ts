import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ask, perform } from '../../src/base/action.ts';
import { Database } from '../../src/base/database/database.ts';
import { openPostgres } from '../../src/base/database/postgres.ts';
import { verifyJournal } from '../../src/base/journal.ts';
import { sql } from '../../src/base/sql.ts';
import { replayHistory } from '../../src/domain/cards/cards.fixture.ts';
import { isGood, listCardsOf, registerOldCards } from '../../src/domain/cards/index.ts';
import { getOrder } from '../../src/domain/orders/index.ts';
import { outletQueue } from '../../src/domain/production/outlet-queue.ts';
import { goodAtr, productionCity, shownBy } from '../../src/domain/production/production.fixture.ts';
import { stockBlanks } from '../../src/domain/production/stock-blanks.ts';
import { killAtEveryStatement } from '../crash.ts';
import { testDatabaseUrl, testHouse } from '../database.ts';
import { run, type Visit } from './instant-making.scenario.ts';

const now = '2025-03-03T02:00:00Z';

test('OLD-01 the process is killed after every statement of a making on the spot: sent again, it ends with one card', {
  timeout: 300_000,
}, async () => {
  const url = await testDatabaseUrl();
  const database = new Database(await openPostgres(url));
  const city = await productionCity('beijing', now, { ...(await testHouse(now)), database });
  const { house, who } = city;
  // Two visitors a kill: the one whose card is interrupted, and the next in the queue.
  const people = await city.ordered(500, { pickUp: 'counter', kind: 'counter', channel: 'bank-outlet' });
  await city.inCall((call) =>
    registerOldCards(
      call,
      people.map(({ holderId }) => ({ holderId, region: 'beijing', bankCode: 'icbc', generation: 2 })),
    ),
  );
  await perform(house, stockBlanks, who.manager, { received: people.length, scrapped: 0 });
  const blanks = async () => (await ask(house, outletQueue, who.teller, {})).blanks;
  const queue = people.map(({ order, person, holderId }) => ({
    holderId,
    visit: {
      teller: who.teller,
      orderId: order.id,
      bankCardNumber: city.freshBankCard(),
      name: person.name,
      shown: shownBy(person),
      atr: goodAtr,
    } as Visit,
  }));
  const waiting = [...queue];
  const goodOf = async (holderId: string) => (await listCardsOf(database, holderId)).filter(isGood);

  const endings = await killAtEveryStatement(
    resolve(import.meta.dirname, 'instant-making.scenario.ts'),
    url,
    new Date(now),
    async () => waiting.shift()!.visit,
    4,
  );

  expect(endings.filter(({ ending }) => ending === 'killed').length).toBeGreaterThan(50);
  let served = 0;
  for (const { given, statements, ending } of endings) {
    const where = `killed after statement ${statements}`;
    const { holderId } = queue.find(({ visit }) => visit.orderId === given.orderId)!;
    const left = await getOrder(database, given.orderId);
    const before = await goodOf(holderId);
    // Until the last step is through, the old card serves.
    expect(before, where).toHaveLength(1);
    expect(before[0]!.id === left.cardId, where).toBe(left.state === 'collected');
    if (ending === 'finished') expect(left.state, where).toBe('collected');

    for (const [id, visit] of [[holderId, given] as const, [waiting[0]!.holderId, waiting.shift()!.visit] as const]) {
      const { cardId } = await run(house, visit);
      served += 1;
      expect(
        (await goodOf(id)).map((card) => card.id),
        where,
      ).toEqual([cardId]);
      expect(await getOrder(database, visit.orderId), where).toMatchObject({ state: 'collected', cardId });
      expect(await replayHistory(house, id), where).toBe(1);
      const makings = await database.rows(sql`select state from production.making where order_id = ${visit.orderId}`);
      expect(makings, where).toEqual([{ state: 'finished' }]);
    }
  }
  expect(served).toBe(endings.length * 2);
  expect(await blanks()).toMatchObject({ ready: people.length - served, used: served, scrapped: 0, reserved: 0 });
  expect((await verifyJournal(database)).intact).toBe(true);
  await database.close();
});
