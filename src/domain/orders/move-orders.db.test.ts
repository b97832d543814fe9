import { expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { systemActor } from '../../base/actor.ts';
import { type Call, openCall } from '../../base/call.ts';
import { sql } from '../../base/sql.ts';
import {
  deliveryAddress,
  getOrder,
  linkCards,
  lockOrders,
  moveOrders,
  ordersOfGroup,
  takeOrdersToMake,
} from './index.ts';
import { acceptedOrders, openGroup } from './orders.fixture.ts';

const house = await testHouse();
const inCall = <T>(work: (call: Call) => Promise<T>) =>
  house.database.transaction((db) => work(openCall(house, db, systemActor('test'))));
const ids = (orders: readonly { id: string }[]) => orders.map(({ id }) => id);

test('accepted orders go the whole way, each step written once', async () => {
  const [order] = await acceptedOrders(house, { bankCode: 'abc' });
  for (const to of ['in-production', 'produced', 'ready', 'collected', 'closed'] as const) {
    await inCall((call) => moveOrders(call, [order!.id], to));
  }
  const closed = await getOrder(house.database, order!.id);
  expect(closed.state).toBe('closed');
  expect([closed.producedAt, closed.collectedAt, closed.closedAt]).toEqual(Array(3).fill(house.clock.now()));
  const steps = await house.database.rows<{ state: string }>(
    sql`select state from orders.step where order_id = ${order!.id} order by seq`,
  );
  expect(steps.map(({ state }) => state)).toEqual([
    'submitted',
    'checked',
    'accepted',
    'in-production',
    'produced',
    'ready',
    'collected',
    'closed',
  ]);
});

test('one order that may not move stops them all, and nothing is saved', async () => {
  const [good, early] = await acceptedOrders(house, { count: 2, bankCode: 'boc' });
  await inCall((call) => moveOrders(call, [good!.id], 'in-production'));
  await expect(inCall((call) => moveOrders(call, [good!.id, early!.id], 'produced'))).rejects.toMatchObject({
    code: 'orders.order-cannot-move',
    facts: { orders: [early!.id] },
  });
  expect((await getOrder(house.database, good!.id)).state).toBe('in-production');
});

test('orders to make: the most urgent first, paid, not those made on the spot, no order twice', async () => {
  const day = (text: string) => text as never;
  const [late] = await acceptedOrders(house, { bankCode: 'ccb', promiseDay: day('2025-04-20') });
  const [soon] = await acceptedOrders(house, { bankCode: 'ccb', promiseDay: day('2025-04-02') });
  await acceptedOrders(house, { bankCode: 'ccb', pickUp: 'counter' });
  await acceptedOrders(house, { bankCode: 'ccb', feeFen: 2000n });
  const wish = { region: 'beijing', bankCode: 'ccb', limit: 10 };
  const [first, second] = await Promise.all([
    inCall((call) => takeOrdersToMake(call, wish)),
    inCall((call) => takeOrdersToMake(call, wish)),
  ]);
  expect(ids([...first, ...second]).sort()).toEqual([late!.id, soon!.id].sort());
  expect(ids(first.length > 0 ? first : second)).toEqual([soon!.id, late!.id]);
});

test('cards are linked, and where a card goes is told in clear only to who asks in a call about the holder', async () => {
  const organiserId = crypto.randomUUID();
  const groupOrderId = await openGroup(house, { organiserId, deliveryAddress: '房山区良乡某街1号' });
  const [mailed] = await acceptedOrders(house, { pickUp: 'mail', address: '丰台区某路2号' });
  const [delivered] = await acceptedOrders(house, { pickUp: 'unit-delivery', groupOrderId, organiserId });
  const [atOutlet] = await acceptedOrders(house);
  const cardId = crypto.randomUUID();
  await inCall((call) => linkCards(call, [{ orderId: mailed!.id, cardId }]));
  expect((await getOrder(house.database, mailed!.id)).cardId).toBe(cardId);
  await inCall(async (call) => {
    expect(await deliveryAddress(call, mailed!.id)).toBe('丰台区某路2号');
    expect(await deliveryAddress(call, delivered!.id)).toBe('房山区良乡某街1号');
    expect(await deliveryAddress(call, atOutlet!.id)).toBeNull();
    expect([...(call as unknown as { holders: Set<string> }).holders].sort()).toEqual(
      [mailed!.holderId, delivered!.holderId, atOutlet!.holderId].sort(),
    );
  });
  expect(ids(await ordersOfGroup(house.database, groupOrderId))).toEqual([delivered!.id]);
});

test('missing orders are refused', async () => {
  const nobody = '018f0000-0000-7000-8000-00000000dead';
  await expect(getOrder(house.database, nobody)).rejects.toMatchObject({ code: 'orders.no-such-order' });
  await expect(inCall((call) => lockOrders(call, [nobody]))).rejects.toMatchObject({ code: 'orders.no-such-order' });
  await expect(inCall((call) => deliveryAddress(call, nobody))).rejects.toMatchObject({ code: 'orders.no-such-order' });
  await expect(inCall((call) => linkCards(call, [{ orderId: nobody, cardId: nobody }]))).rejects.toMatchObject({
    code: 'orders.no-such-order',
  });
});

test('ELG-05 the database takes one order under way for each person, whoever writes it', async () => {
  const [order] = await acceptedOrders(house);
  expect(await acceptedOrders(house, { holderIds: [order!.holderId] })).toEqual([]);
  await expect(
    house.database.run(sql`
      insert into orders.order (id, holder_id, region, kind, reason, channel, generation, state, placed_on)
      values (${crypto.randomUUID()}, ${order!.holderId}, 'beijing', 'individual', 'first', 'bureau-site', 3, 'submitted', '2025-03-03')`),
  ).rejects.toMatchObject({ code: '23505', constraint: 'one_open_order' });
  await inCall((call) => moveOrders(call, [order!.id], 'withdrawn', { reason: 'by-holder' }));
  expect(await acceptedOrders(house, { holderIds: [order!.holderId] })).toHaveLength(1);
});

test('steps are append-only', async () => {
  const [order] = await acceptedOrders(house);
  await expect(
    house.database.run(sql`update orders.step set state = 'closed' where order_id = ${order!.id}`),
  ).rejects.toThrow(/append-only/);
});
