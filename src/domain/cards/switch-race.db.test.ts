// Two hundred callers at once on one person: enable either of two cards, report loss, withdraw it.
import { expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { perform } from '../../base/action.ts';
import { Refusal } from '../../base/refusal.ts';
import { sql } from '../../base/sql.ts';
import { cardNow, collectedCard, oldCard, openRegions, people, replayHistory } from './cards.fixture.ts';
import { enableCard } from './enable-card.ts';
import { reportLoss } from './report-loss.ts';
import { withdrawLoss } from './withdraw-loss.ts';

const house = await testHouse();
const who = await openRegions(house, 'beijing');

test('OLD-01 200 parallel attempts to enable, freeze and unfreeze leave exactly one good card and an unbroken history', async () => {
  const [holder] = await people(house);
  const holderId = holder!;
  const old = await oldCard(house, holderId);
  const before = await cardNow(house, old);
  const cards = [await collectedCard(house, holderId), await collectedCard(house, holderId)];
  const clerk = who('beijing clerk');
  const attempts = Array.from({ length: 200 }, (_, i) => {
    switch (i % 4) {
      case 0:
        return () => perform(house, enableCard, clerk, { cardId: cards[0]! });
      case 1:
        return () => perform(house, reportLoss, who('beijing icbc'), { holderId });
      case 2:
        return () => perform(house, enableCard, who('beijing icbc'), { cardId: cards[1]! });
      default:
        return () => perform(house, withdrawLoss, clerk, { holderId });
    }
  });
  const results = await Promise.allSettled(attempts.map((attempt) => attempt()));
  // Nothing but refusals comes to the surface: no deadlock, no broken index, no timeout.
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(errors.filter((error) => !(error instanceof Refusal))).toEqual([]);
  const done = (kind: number) => results.filter(({ status }, i) => status === 'fulfilled' && i % 4 === kind).length;
  expect([done(0), done(2)]).toEqual([1, 1]);

  expect(await replayHistory(house, holderId)).toBe(1);
  const good = await house.database.rows<{ id: string }>(sql`
    select id from cards.card where holder_id = ${holderId} and social_state in ('enabled', 'suspended')`);
  expect(good).toHaveLength(1);
  expect(cards).toContain(good[0]!.id);
  expect(await cardNow(house, old)).toMatchObject({ socialState: 'invalid', financialState: before.financialState });
  // The chain old → first → second is whole, whichever came first.
  const first = (await cardNow(house, old)).replacedByCardId!;
  expect((await cardNow(house, first)).replacedByCardId).toBe(good[0]!.id);
}, 120_000);

test('OLD-01 forty people switching at once, five attempts each, do not disturb each other', async () => {
  const holders = await people(house, 40);
  const pairs = [];
  for (const holderId of holders) {
    const old = await oldCard(house, holderId);
    pairs.push({ holderId, old, card: await collectedCard(house, holderId) });
  }
  const results = await Promise.allSettled(
    pairs.flatMap(({ card }) =>
      Array.from({ length: 5 }, () => perform(house, enableCard, who('beijing clerk'), { cardId: card })),
    ),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(pairs.length);
  for (const { holderId } of pairs) expect(await replayHistory(house, holderId)).toBe(1);
}, 120_000);
