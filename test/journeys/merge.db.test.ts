// One person on record twice, found out later: two people of the bureau merge the records, and everything goes on under one.
import { expect, test } from 'vitest';
import { sql } from '../../src/base/sql.ts';
import { acts as cards, getCard, listCardsOf } from '../../src/domain/cards/index.ts';
import { findEcard } from '../../src/domain/ecard/index.ts';
import {
  findHolderQuery,
  findHoldersByDocument,
  listMerges,
  proposeMerge,
  recordDeath,
  whoReadMyRecord,
  withdrawMerge,
} from '../../src/domain/holders/index.ts';
import { getOrder, myOrders, placeOrder, withdrawOrder } from '../../src/domain/orders/index.ts';
import { openTown, type Town } from '../../src/domain/orders/town.fixture.ts';
import { approveMerge } from '../../src/domain/production/approve-merge.ts';
import { handOverCard } from '../../src/domain/production/hand-over-card.ts';
import { shownBy } from '../../src/domain/production/production.fixture.ts';
import { receiveCards } from '../../src/domain/production/receive-cards.ts';
import { openCardWorks } from './card-works.fixture.ts';

type Person = Awaited<ReturnType<Town['settle']>>[number];
const proof = { kind: 'police-certificate', number: 'GA-2026-001' } as const;
const order = (town: Town, { id }: Person) =>
  town.act(placeOrder, town.citizen(id), {
    ...{ region: 'beijing', bank: 'icbc', pickUp: 'outlet', outletId: town.places.icbc1! },
  } as const);

test('OLD-01 SEC-01 two records of one person become one: one good card, one record for every number, and a card in making finds its owner', async () => {
  const town = await openTown('2026-03-02T02:00:00Z');
  const { database } = town.house;
  const [wrong] = (await town.settle(1, town.insuredAs('flexible'))) as [Person];
  town.house.clock.moveTo(new Date('2026-03-03T02:00:00Z'));
  const [right] = (await town.settle(1, town.insuredAs('flexible'))) as [Person];
  const [proposer, approver] = [
    town.staff('bureau-clerk', 'bureau', 'proposer'),
    town.staff('bureau-clerk', 'bureau', 'approver'),
  ];
  // The record with the wrong number has a card being made.
  const { orderId } = await order(town, wrong);
  const works = await openCardWorks(town, 'beijing', 'icbc');
  const [made] = await works.makeAll();
  const teller = town.staff('bank-teller', 'icbc1');
  await town.act(receiveCards, town.staff('outlet-manager', 'icbc1'), { cardNumbers: [made!.cardNumber] });
  const { documentKind, documentNumber } = wrong.person;
  await town.look(findHolderQuery, approver, { documentKind, documentNumber });

  const wish = { fromId: wrong.id, intoId: right.id, proof };
  await expect(town.act(proposeMerge, proposer, { ...wish, intoId: wrong.id })).rejects.toMatchObject({
    code: 'holders.merge-same',
  });
  await expect(town.act(proposeMerge, teller, wish)).rejects.toMatchObject({ code: 'base.not-allowed' });
  // Taken back once, proposed again.
  const first = await town.act(proposeMerge, proposer, wish);
  await town.act(withdrawMerge, proposer, first);
  await expect(town.act(approveMerge, approver, first)).rejects.toMatchObject({ code: 'holders.merge-withdrawn' });
  const { mergeId } = await town.act(proposeMerge, proposer, wish);
  await expect(town.act(proposeMerge, approver, wish)).rejects.toMatchObject({ code: 'holders.merge-proposed' });
  const { merges } = await town.look(listMerges, approver, {});
  expect(merges).toMatchObject([{ mergeId, from: { holderId: wrong.id }, into: { holderId: right.id } }]);
  expect(JSON.stringify(merges)).not.toContain(wrong.person.documentNumber);
  await expect(town.act(approveMerge, proposer, { mergeId })).rejects.toMatchObject({
    code: 'holders.merge-second-person',
  });

  const [older, newer] = [
    (await listCardsOf(database, wrong.id)).find(good)!,
    (await listCardsOf(database, right.id)).find(good)!,
  ];
  expect(await town.act(approveMerge, approver, { mergeId })).toEqual({
    ...{ holderId: right.id, keptCardId: newer.id, endedCardId: older.id },
  });

  // Every number leads to the one record; the old one acts no more and points on.
  const found = await town.inCall((call) =>
    findHoldersByDocument(call, [town.documentOf(wrong.person), town.documentOf(right.person)]),
  );
  expect(found).toEqual([right.id, right.id]);
  const merged = { code: 'holders.merged', facts: { into: right.id } };
  await expect(order(town, wrong)).rejects.toMatchObject(merged);
  await expect(
    town.act(recordDeath, proposer, {
      ...{ holderId: wrong.id, diedOn: '2026-03-01', proof: { kind: 'court-ruling', number: 'X-0001' } },
    } as never),
  ).rejects.toMatchObject(merged);
  const { n } = await database.one<{ n: number }>(
    sql`select count(*)::int as n from holders.merged_view where merged_id = ${wrong.id} and holder_id = ${right.id}`,
  );
  expect(n).toBe(1);

  // Cards and orders of both are the person's; exactly one card is good.
  const all = await listCardsOf(database, right.id);
  expect(all).toHaveLength(3);
  expect(all.filter(good).map(({ id }) => id)).toEqual([newer.id]);
  expect(await getCard(database, older.id)).toMatchObject({ socialState: 'invalid', replacedByCardId: newer.id });
  expect(await listCardsOf(database, wrong.id)).toEqual([]);
  const { orders } = await town.look(myOrders, town.citizen(right.id), {});
  expect(orders.map((one) => one.order.orderId)).toEqual([orderId]);
  expect((await findEcard(database, wrong.id))?.state ?? 'closed').toBe('closed');
  // Who looked at the old record is told to the person as well.
  const { looks } = await town.look(whoReadMyRecord, town.citizen(right.id), {});
  expect(looks.map(({ action }) => action)).toContain('holders.find-holder');
  const lines = await database.rows<{ about: string[] }>(
    sql`select about::text[] as about from base.journal where action = 'production.approve-merge'`,
  );
  expect(lines[0]!.about).toEqual(expect.arrayContaining([wrong.id, right.id]));

  // The card that was being made is handed to the person, whichever document is shown, and takes over as always.
  const handed = await town.act(handOverCard, teller, { cardNumber: made!.cardNumber, shown: shownBy(wrong.person) });
  expect(await town.act(cards.enableCard, town.citizen(right.id), { cardId: handed.cardId })).toMatchObject({
    replacedCardId: newer.id,
  });
  expect((await listCardsOf(database, right.id)).filter(good)).toHaveLength(1);

  // No way back: refused with the reason, at every door.
  const final = { code: 'holders.merge-final' };
  await expect(town.act(withdrawMerge, proposer, { mergeId })).rejects.toMatchObject(final);
  await expect(town.act(approveMerge, approver, { mergeId })).rejects.toMatchObject(final);
  await expect(town.act(proposeMerge, proposer, { fromId: right.id, intoId: wrong.id, proof })).rejects.toMatchObject(
    final,
  );
});

test('ELG-05 with an order under way on both sides nothing is merged until people have decided which goes on', async () => {
  const town = await openTown('2026-03-02T02:00:00Z');
  const [from, into] = (await town.settle(2, town.insuredAs('flexible'))) as [Person, Person];
  const { orderId } = await order(town, from);
  await order(town, into);
  const { mergeId } = await town.act(proposeMerge, town.staff('bureau-clerk', 'bureau', 'one'), {
    ...{ fromId: from.id, intoId: into.id, proof },
  });
  const approve = () => town.act(approveMerge, town.staff('bureau-clerk', 'bureau', 'two'), { mergeId });
  await expect(approve()).rejects.toMatchObject({ code: 'orders.two-under-way' });
  expect((await listCardsOf(town.house.database, from.id)).filter(good)).toHaveLength(1);
  expect((await getOrder(town.house.database, orderId)).holderId).toBe(from.id);
  await town.act(withdrawOrder, town.citizen(from.id), { orderId });
  expect(await approve()).toMatchObject({ holderId: into.id });
});

const good = ({ socialState }: { socialState: string }) => socialState === 'enabled' || socialState === 'suspended';
