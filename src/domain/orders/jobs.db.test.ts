import { beforeEach, describe, expect, test } from 'vitest';
import type { Day } from '../../base/day.ts';
import type { Job } from '../../base/jobs.ts';
import { sql } from '../../base/sql.ts';
import { collectCards, getCard, listCardsOf, markMade, planCards } from '../cards/index.ts';
import { findEcard } from '../ecard/index.ts';
import { closeOrders } from './close-orders.ts';
import {
  decideException,
  getOrder,
  linkCards,
  mayIApply,
  moveOrders,
  openGroupOrder,
  placeOrder,
  replaceCard,
  submitGroup,
  subscribeOpening,
} from './index.ts';
import { tellOpenings } from './opening-wishes.ts';
import { acceptedOrders } from './orders.fixture.ts';
import { remind } from './remind.ts';
import { stopOrdersOfDeceased } from './stop-orders-of-deceased.ts';
import { openTown, type Town } from './town.fixture.ts';
import { watchPromises } from './watch-promises.ts';

let town: Town;
const at = (instant: string) => town.house.clock.moveTo(new Date(instant));
/** Runs a job as the clock stands, with its journal line; gives the facts of the line. */
const run = async (job: Job) => {
  await town.house.database.run(sql`
    insert into base.job (id, name, payload, due, made_at)
    values (${crypto.randomUUID()}, ${job.name}, '{}', ${town.house.clock.now()}, ${town.house.clock.now()})`);
  const before = await town.house.database.one<{ n: bigint }>(sql`select coalesce(max(seq), 0) as n from base.journal`);
  await town.runJobs();
  const lines = await town.house.database.rows<{ facts: { orderIds?: string[] } }>(
    sql`select facts from base.journal where action = ${job.name} and seq > ${before.n}`,
  );
  return lines.flatMap(({ facts }) => facts.orderIds ?? []);
};

beforeEach(async () => {
  town = await openTown('2024-10-30T02:00:00Z');
});

describe('jobs of orders', () => {
  test('TIM-01 applied 2024-10-30 and due 2024-11-29: the alarm comes with the first minute of 2024-11-30, once', async () => {
    const [late] = await acceptedOrders(town.house, { promiseDay: '2024-11-29' as Day });
    const [made] = await acceptedOrders(town.house, { promiseDay: '2024-11-29' as Day });
    await town.inCall((call) => moveOrders(call, [made!.id], 'in-production'));
    await town.inCall((call) => moveOrders(call, [made!.id], 'produced'));
    at('2024-11-29T15:59:00Z');
    expect(await run(watchPromises)).toEqual([]);
    at('2024-11-29T16:00:00Z');
    expect(await run(watchPromises)).toEqual([late!.id]);
    expect((await getOrder(town.house.database, late!.id)).overdueSince).toBe('2024-11-30');
    at('2024-12-02T16:00:00Z');
    expect(await run(watchPromises)).toEqual([]);
  });

  test('a death stops the order, cancels the made card, closes the e-card and keeps the records', async () => {
    const [one, alive] = await town.settle(2, town.insuredAs('flexible'));
    const [order] = await acceptedOrders(town.house, { holderIds: [one!.id] });
    const [other] = await acceptedOrders(town.house, { holderIds: [alive!.id] });
    const cardId = await made(order!);
    const { issueEcard } = await import('../ecard/index.ts');
    await town.inCall((call) => issueEcard(call, one!.id));
    await town.house.database.run(sql`update holders.holder set deceased_on = '2024-10-30' where id = ${one!.id}`);
    expect(await run(stopOrdersOfDeceased)).toEqual([order!.id]);
    expect(await getOrder(town.house.database, order!.id)).toMatchObject({
      state: 'withdrawn',
      stateReason: 'holder-deceased',
    });
    expect((await getCard(town.house.database, cardId)).socialState).toBe('cancelled');
    expect((await findEcard(town.house.database, one!.id))?.state).toBe('closed');
    expect((await getOrder(town.house.database, other!.id)).state).toBe('accepted');
    expect(await run(stopOrdersOfDeceased)).toEqual([]);
    const refused = { code: 'orders.holder-deceased' };
    await expect(
      town.inCall(async (call) => (await import('./open-case.ts')).openCase(call, one!.id, 'beijing')),
    ).rejects.toMatchObject(refused);
  });

  test('an order is closed once its card is enabled, not before', async () => {
    const [one] = await town.settle(1, { ...town.insuredAs('flexible'), oldCard: null });
    const [order] = await acceptedOrders(town.house, { holderIds: [one!.id] });
    const cardId = await made(order!);
    await town.inCall((call) => collectCards(call, [cardId]));
    await town.inCall((call) => moveOrders(call, [order!.id], 'collected'));
    expect(await run(closeOrders)).toEqual([]);
    const { enableCard } = await import('../cards/enable-card.ts');
    await town.act(enableCard, town.citizen(one!.id), { cardId });
    at('2024-10-30T03:00:00Z');
    expect(await run(closeOrders)).toEqual([order!.id]);
  });

  test('CAL-10 who asked is told once, on the day the batch opens', async () => {
    const [one] = await town.settle(1, town.insuredAs('flexible'));
    await town.act(subscribeOpening, town.citizen(one!.id), { region: 'beijing' });
    await town.openBatch('batch-4', '2025-08-04');
    const told = () => town.house.database.one<{ told_at: Date | null }>(sql`select told_at from orders.opening_wish`);
    at('2025-08-03T15:00:00Z');
    await run(tellOpenings);
    expect((await told()).told_at).toBeNull();
    at('2025-08-03T16:00:01Z');
    await run(tellOpenings);
    expect((await told()).told_at).toEqual(new Date('2025-08-03T16:00:01Z'));
    expect(await town.look(mayIApply, town.citizen(one!.id), { region: 'beijing' })).toMatchObject({ may: true });
    await expect(town.act(subscribeOpening, town.citizen(one!.id), { region: 'beijing' })).rejects.toMatchObject({
      code: 'orders.open-already',
    });
  });

  test('the undecided of a group are reminded once a week', async () => {
    const { groupOrderId } = await town.act(openGroupOrder, town.staff('unit-clerk', 'works'), { banks: ['icbc'] });
    const [draft] = await acceptedOrders(town.house, { groupOrderId, organiserId: town.places.works! });
    await town.house.database.run(sql`
      update orders.order set state = 'draft', bank_code = null, invited_at = ${town.house.clock.now()} where id = ${draft!.id}`);
    at('2024-11-06T01:00:00Z');
    expect(await run(remind)).toEqual([]);
    at('2024-11-06T02:00:00Z');
    expect(await run(remind)).toEqual([draft!.id]);
    at('2024-11-08T02:00:00Z');
    expect(await run(remind)).toEqual([]);
    await expect(town.act(submitGroup, town.staff('unit-clerk', 'works'), { groupOrderId })).rejects.toMatchObject({
      code: 'orders.nobody-decided',
    });
  });
});

describe('cases that people decide', () => {
  test('ELG-04 the sub-group "other" waits for a clerk of the region, who accepts or refuses', async () => {
    const people = await town.settle(2, {
      residesIn: 'fuzhou',
      insurances: [],
      oldCard: null,
    });
    const bureau = town.staff('bureau-clerk', 'fzBureau');
    const orders: { orderId: string }[] = [];
    for (const { id } of people) {
      const wish = { region: 'fuzhou', bank: 'haixia', pickUp: 'mail', address: '鼓楼区示例路5号' } as const;
      orders.push(await town.act(placeOrder, town.citizen(id, 'region-app'), wish));
    }
    expect(orders[0]).toMatchObject({ state: 'submitted', stateReason: 'needs-review' });
    const decide = (i: number, accept: boolean, who = bureau) =>
      town.act(decideException, who, { orderId: orders[i]!.orderId, accept });
    await expect(decide(0, true, town.staff('bureau-clerk', 'bureau'))).rejects.toMatchObject({
      code: 'institutions.not-your-region',
    });
    expect(await decide(0, true)).toMatchObject({ state: 'accepted' });
    expect(await decide(1, false)).toMatchObject({ state: 'rejected', stateReason: 'not-eligible' });
    await expect(decide(0, false)).rejects.toMatchObject({ code: 'orders.not-waiting' });
  });

  test('a new card lost before it was enabled is replaced; the card in use stays good', async () => {
    at('2026-03-02T02:00:00Z');
    const [one] = await town.settle(1, town.insuredAs('flexible'));
    const [order] = await acceptedOrders(town.house, { holderIds: [one!.id] });
    const cardId = await made(order!);
    await town.inCall((call) => collectCards(call, [cardId]));
    await town.inCall((call) => moveOrders(call, [order!.id], 'collected'));
    const wish = {
      reason: 'loss',
      document: town.documentOf(one!.person),
      pickUp: 'counter',
      materials: ['valid-id'] as string[],
    } as const;
    const teller = town.staff('bank-teller', 'icbc1');
    await expect(town.act(replaceCard, teller, wish)).rejects.toMatchObject({ code: 'orders.card-not-enabled' });
    await expect(
      town.act(placeOrder, town.citizen(one!.id), {
        region: 'beijing',
        bank: 'icbc',
        pickUp: 'outlet',
        outletId: town.places.icbc1!,
      }),
    ).rejects.toMatchObject({ code: 'orders.card-not-enabled' });
    expect(await town.act(replaceCard, teller, { ...wish, waitingCardId: cardId })).toMatchObject({
      state: 'accepted',
      generation: 3,
    });
    const cards = await listCardsOf(town.house.database, one!.id);
    expect(cards.map(({ generation, socialState }) => [generation, socialState]).sort()).toEqual([
      [2, 'enabled'],
      [3, 'cancelled'],
    ]);
    expect((await getOrder(town.house.database, order!.id)).state).toBe('closed');
  });
});

/** The card of an order, made and at the outlet. */
async function made(order: { id: string; holderId: string }): Promise<string> {
  return town.inCall(async (call) => {
    const [planned] = await planCards(call, [
      {
        holderId: order.holderId,
        region: 'beijing',
        bankCode: 'icbc',
        generation: 3,
        orderId: order.id,
        batchProxy: false,
      },
    ]);
    await linkCards(call, [{ orderId: order.id, cardId: planned!.cardId }]);
    await moveOrders(call, [order.id], 'in-production');
    await markMade(call, [{ cardId: planned!.cardId, bankCardNumber: null }]);
    await moveOrders(call, [order.id], 'produced');
    await moveOrders(call, [order.id], 'ready');
    return planned!.cardId;
  });
}
