import { describe, expect, test } from 'vitest';
import { ask, perform } from '../../base/action.ts';
import type { Day } from '../../base/day.ts';
import { startOfDay } from '../../base/day.ts';
import { ensureJobs, runDueJobs } from '../../base/jobs.ts';
import { sql } from '../../base/sql.ts';
import { getCard } from '../cards/index.ts';
import { recordDeath } from '../holders/record-death.ts';
import { findOpenOrder, getOrder } from '../orders/index.ts';
import { acceptedOrders, openGroup } from '../orders/orders.fixture.ts';
import { cancelSleepingCards } from './cancel-sleeping-cards.ts';
import { destructionRegister } from './destruction-register.ts';
import { drawUpDestruction } from './draw-up-destruction.ts';
import { handOverCard } from './hand-over-card.ts';
import { jobs, standingJobs } from './index.ts';
import { productionCity, shownBy } from './production.fixture.ts';
import { shelfList } from './shelf-list.ts';
import { signDestruction } from './sign-destruction.ts';

const noon = (day: string) => new Date(startOfDay(day as Day).getTime() + 12 * 3600_000);

/** A city in which so many cards lie on the shelf, made on a day, with the jobs at work. */
async function shelfFrom(day: string, count: number, batchProxy = true, region = 'fuzhou') {
  const city = await productionCity(region, noon(day).toISOString());
  const group = batchProxy
    ? { groupOrderId: await openGroup(city.house, { organiserId: '018f0000-0000-7000-8000-000000000111' }) }
    : {};
  const cards = await city.onShelf(count, group);
  await ensureJobs(city.house, standingJobs);
  const until = async (to: string) => {
    city.house.clock.moveTo(noon(to));
    await runDueJobs(city.house, jobs);
  };
  const collect = (one: (typeof cards)[number]) =>
    perform(city.house, handOverCard, city.who.teller, { cardNumber: one.cardNumber, shown: shownBy(one.person) });
  const social = async (one: (typeof cards)[number]) => (await getCard(city.house.database, one.cardId)).socialState;
  return { ...city, cards, until, collect, social };
}

describe('sleeping cards', () => {
  test.each([
    ['2024-08-31', '2025-02-28', '2025-03-01'],
    ['2025-03-31', '2025-09-30', '2025-10-01'],
    ['2025-01-15', '2025-07-15', '2025-07-16'],
  ])(
    'TIM-08 SLP-01 made on %s, a batch-proxy card is collected on %s and asleep on %s',
    async (made, lastDay, dayAfter) => {
      const { cards, until, collect, social, state } = await shelfFrom(made, 2);
      await until(lastDay);
      await collect(cards[0]!);
      expect(await social(cards[1]!)).toBe('made');
      await until(dayAfter);
      expect(await social(cards[1]!)).toBe('sleeping');
      await expect(collect(cards[1]!)).rejects.toMatchObject({ code: 'production.asleep' });
      expect([await state(cards[0]!.order), await social(cards[0]!)]).toEqual(['collected', 'collected']);
    },
  );

  test('the day after is refused even while the job has not run', async () => {
    const { cards, house, collect, social } = await shelfFrom('2025-01-15', 1);
    house.clock.moveTo(startOfDay('2025-07-16' as Day));
    await expect(collect(cards[0]!)).rejects.toMatchObject({ code: 'production.collect-by-passed' });
    expect(await social(cards[0]!)).toBe('made');
  });

  test('SLP-02 a card ordered by its holder does not fall asleep, nor does a batch card where the region says nothing', async () => {
    for (const [batchProxy, region] of [
      [false, 'fuzhou'],
      [true, 'beijing'],
    ] as const) {
      const { cards, until, collect, social } = await shelfFrom('2025-01-15', 1, batchProxy, region);
      await until('2026-06-01');
      expect(await social(cards[0]!)).toBe('made');
      await collect(cards[0]!);
    }
  });

  test('reminders come 60, 30 and 7 days before, each once, and a silent time catches up with the nearest', async () => {
    const { house, cards, until } = await shelfFrom('2025-01-15', 1);
    const cardId = cards[0]!.cardId;
    const reminded = async () =>
      (
        await house.database.rows<{ facts: Record<string, string[]> }>(
          sql`select facts from base.journal where action = 'production.put-to-sleep' order by seq`,
        )
      ).map(({ facts }) => Object.keys(facts).filter((mark) => facts[mark]!.includes(cardId)));
    await until('2025-05-15');
    expect(await reminded()).toEqual([]);
    await until('2025-05-16');
    expect(await reminded()).toEqual([['remind60']]);
    await until('2025-05-17');
    expect(await reminded()).toHaveLength(1);
    await until('2025-07-10');
    expect(await reminded()).toEqual([['remind60'], ['remind7']]);
    await until('2025-07-16');
    expect(await reminded()).toEqual([['remind60'], ['remind7'], ['asleep']]);
  });

  test('SLP-01 SEC-09 cancelled, then destroyed by two different people; the account is untouched', async () => {
    const { house, who, cards, until, social, region } = await shelfFrom('2025-01-15', 3);
    await until('2025-07-16');
    const accounts = () => Promise.all(cards.map(({ cardId }) => getCard(house.database, cardId)));
    const before = (await accounts()).map(({ financialState, bankCardLast4 }) => [financialState, bankCardLast4]);
    await expect(perform(house, drawUpDestruction, who.authority, { region })).rejects.toMatchObject({
      code: 'production.nothing-to-destroy',
    });
    await expect(perform(house, cancelSleepingCards, who.clerk, { region })).rejects.toMatchObject({
      code: 'base.not-allowed',
    });
    expect(await perform(house, cancelSleepingCards, who.authority, { region })).toEqual({ cancelled: 3 });
    const list = await perform(house, drawUpDestruction, who.authority, { region });
    expect(list.cards).toBe(3);
    const { destructionId, digest } = list;
    const sign = (by: typeof who.authority, over = {}) =>
      perform(house, signDestruction, by, { destructionId, digest, ...over });
    await expect(sign(who.authority, { digest: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'production.list-differs',
    });
    expect(await sign(who.authority)).toMatchObject({ state: 'signed-once' });
    await expect(sign(who.authority)).rejects.toMatchObject({ code: 'production.second-person-needed' });
    const sameAtAnotherDesk = { ...who.secondAuthority, id: 'another-desk', person: who.authority.id };
    await expect(sign(sameAtAnotherDesk)).rejects.toMatchObject({ code: 'production.second-person-needed' });
    expect(await social(cards[0]!)).toBe('cancelled');
    expect(await sign(who.secondAuthority)).toMatchObject({ state: 'destroyed', cards: 3 });
    await expect(sign(who.authority)).rejects.toMatchObject({ code: 'production.already-destroyed' });
    expect((await accounts()).map(({ socialState }) => socialState)).toEqual(Array(3).fill('destroyed'));
    expect((await accounts()).map(({ financialState, bankCardLast4 }) => [financialState, bankCardLast4])).toEqual(
      before,
    );
    const { lists } = await ask(house, destructionRegister, who.authority, { destructionId });
    expect(lists[0]!.signatures.map(({ staffId }) => staffId)).toEqual(['card-authority', 'second-authority']);
    expect(lists[0]!.cardNumbers).toEqual(cards.map(({ cardNumber }) => cardNumber).sort());
    const shelf = await ask(house, shelfList, who.teller, {}, { purpose: 'deliver-card' });
    expect(shelf.cards).toEqual([]);
  });

  test('SLP-03 after the cancellation the person has no order under way and may order again', async () => {
    const { house, who, cards, until, region } = await shelfFrom('2025-01-15', 1);
    await until('2025-07-16');
    await perform(house, cancelSleepingCards, who.authority, { region });
    const { holderId, order } = cards[0]!;
    expect(await getOrder(house.database, order.id)).toMatchObject({ state: 'withdrawn', stateReason: 'card-asleep' });
    expect(await findOpenOrder(house.database, holderId)).toBeUndefined();
    const [again] = await acceptedOrders(house, { region, holderIds: [holderId] });
    expect(again!.state).toBe('accepted');
  });
});

test('the card of somebody who died is not handed over, but cancelled and put on the list to destroy', async () => {
  const { house, who, cards, until, collect, social, state, region } = await shelfFrom(
    '2025-03-03',
    1,
    false,
    'beijing',
  );
  const { holderId, order } = cards[0]!;
  const proof = { kind: 'death-certificate', number: 'DC-0001' } as const;
  await perform(house, recordDeath, who.clerk, { holderId, diedOn: '2025-03-02' as Day, proof });
  await expect(collect(cards[0]!)).rejects.toMatchObject({ code: 'production.holder-deceased' });
  await until('2025-03-04');
  expect([await social(cards[0]!), await state(order)]).toEqual(['cancelled', 'withdrawn']);
  expect(await perform(house, drawUpDestruction, who.authority, { region })).toMatchObject({ cards: 1 });
});
