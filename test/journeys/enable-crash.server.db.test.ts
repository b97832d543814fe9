import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { perform } from '../../src/base/action.ts';
import { Database } from '../../src/base/database/database.ts';
import { openPostgres } from '../../src/base/database/postgres.ts';
import { verifyJournal } from '../../src/base/journal.ts';
import { systemRandom } from '../../src/base/random.ts';
import {
  cardNow,
  citizen,
  collectedCard,
  oldCard,
  openRegions,
  people,
  replayHistory,
} from '../../src/domain/cards/cards.fixture.ts';
import { enableCard } from '../../src/domain/cards/enable-card.ts';
import { killAtEveryStatement } from '../crash.ts';
import { testDatabaseUrl, testHouse } from '../database.ts';
import { testVault } from '../vault.ts';

const now = '2026-01-05T02:00:00Z';

test('OLD-01 the process is killed after every statement of enabling: one good card before and after, and a retry ends it', {
  timeout: 300_000,
}, async () => {
  const url = await testDatabaseUrl();
  const database = new Database(await openPostgres(url));
  const house = { ...(await testHouse(now)), database, random: systemRandom, vault: testVault() };
  await openRegions(house, 'beijing');

  const endings = await killAtEveryStatement(
    resolve(import.meta.dirname, 'enable-card.scenario.ts'),
    url,
    new Date(now),
    async () => {
      const [holderId] = await people(house);
      const oldId = await oldCard(house, holderId!);
      const cardId = await collectedCard(house, holderId!);
      return { holderId: holderId!, cardId, oldId };
    },
  );

  expect(endings.filter(({ ending }) => ending === 'killed').length).toBeGreaterThan(5);
  for (const { given, statements, ending } of endings) {
    const where = `killed after statement ${statements}`;
    const states = async () => [
      (await cardNow(house, given.oldId)).socialState,
      (await cardNow(house, given.cardId)).socialState,
    ];
    // Either nothing happened or everything did; what was acknowledged is never lost.
    expect(
      [
        ['enabled', 'collected'],
        ['invalid', 'enabled'],
      ],
      where,
    ).toContainEqual(await states());
    if (ending === 'finished') expect(await states(), where).toEqual(['invalid', 'enabled']);
    expect(await replayHistory(house, given.holderId), where).toBe(1);
    // The holder presses the button again: the same request ends the work or gives the answer that was lost.
    const answer = await perform(
      house,
      enableCard,
      citizen(given.holderId),
      { cardId: given.cardId },
      { requestId: `enable-${given.cardId}` },
    );
    expect(answer, where).toEqual({ cardId: given.cardId, replacedCardId: given.oldId });
    expect(await states(), where).toEqual(['invalid', 'enabled']);
    expect((await cardNow(house, given.oldId)).financialState, where).toBe('active');
    expect(await replayHistory(house, given.holderId), where).toBe(1);
  }
  expect((await verifyJournal(database)).intact).toBe(true);
  await database.close();
});
