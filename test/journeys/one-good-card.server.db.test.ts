// Two hundred callers at once on one person, from the counter and from home: enable, report loss, withdraw it, replace, order.
import { expect, test } from 'vitest';
import { Refusal } from '../../src/base/refusal.ts';
import { sql } from '../../src/base/sql.ts';
import { collectedCard, replayHistory } from '../../src/domain/cards/cards.fixture.ts';
import { enableCard } from '../../src/domain/cards/enable-card.ts';
import { listCardsOf } from '../../src/domain/cards/index.ts';
import { reportLoss } from '../../src/domain/cards/report-loss.ts';
import { withdrawLoss } from '../../src/domain/cards/withdraw-loss.ts';
import { placeOrder, replaceCard } from '../../src/domain/orders/index.ts';
import { openTown } from '../../src/domain/orders/town.fixture.ts';

const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    // A broken index or a deadlock is no answer for people: it stays what it is and fails the test.
    (error: unknown) => (error instanceof Refusal ? error.code : `error: ${error}`),
  );

test('OLD-01 200 parallel attempts of holder and teller leave one good card, one order and an unbroken history', {
  timeout: 120_000,
}, async () => {
  const town = await openTown('2026-03-02T02:00:00Z');
  const { house, act, places } = town;
  const [one] = await town.settle(1, town.insuredAs('flexible'));
  const holderId = one!.id;
  const [old] = await listCardsOf(house.database, holderId);
  const cardId = await collectedCard(house, holderId);
  const self = town.citizen(holderId);
  const teller = town.staff('bank-teller', 'icbc1');
  const choice = { region: 'beijing', pickUp: 'outlet', outletId: places.icbc1! } as const;
  const atCounter = { document: town.documentOf(one!.person), pickUp: 'counter' as const, materials: ['valid-id'] };

  const kinds = [
    () => act(enableCard, self, { cardId }),
    () => act(reportLoss, self, {}),
    () => act(replaceCard, teller, { reason: 'loss', ...atCounter }),
    () => act(withdrawLoss, teller, { holderId }),
    () => act(placeOrder, self, { ...choice, bank: 'icbc' }),
    () => act(enableCard, teller, { cardId }),
    () => act(reportLoss, teller, { holderId }),
    () => act(replaceCard, self, { reason: 'loss', ...choice }),
    () => act(withdrawLoss, self, {}),
    () => act(replaceCard, self, { reason: 'damage', ...choice }),
  ];
  const outcomes = await Promise.all(Array.from({ length: 200 }, (_, i) => outcomeOf(kinds[i % kinds.length]!())));
  const done = (...of: number[]) =>
    outcomes.filter((outcome, i) => outcome === 'done' && of.includes(i % kinds.length)).length;

  expect(outcomes.filter((outcome) => outcome.startsWith('error'))).toEqual([]);
  expect(done(0, 5), 'enabled once').toBe(1);
  expect(done(2, 4, 7, 9), 'ordered once').toBe(1);
  expect(await replayHistory(house, holderId)).toBe(1);
  const cards = await listCardsOf(house.database, holderId);
  const good = cards.filter(({ socialState }) => socialState === 'enabled' || socialState === 'suspended');
  expect(good.map(({ id }) => id)).toEqual([cardId]);
  expect(cards.find(({ id }) => id === old!.id)).toMatchObject({ socialState: 'invalid', replacedByCardId: cardId });
  const open = await house.database.rows(sql`
    select id from orders.order where holder_id = ${holderId}
      and state not in ('collected', 'closed', 'withdrawn', 'rejected')`);
  expect(open).toHaveLength(1);
});
