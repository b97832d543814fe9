import { describe, expect, test } from 'vitest';
import { ask, perform } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { enableCard as enableCardAction } from '../cards/enable-card.ts';
import { findGoodCard, getCard, registerOldCards } from '../cards/index.ts';
import { registerPeople } from '../holders/index.ts';
import { linkGuardian } from '../holders/link-guardian.ts';
import { samplePeople } from '../holders/people.fixture.ts';
import { reconfirmGuardian } from '../holders/reconfirm-guardian.ts';
import { endPartnership } from '../institutions/end-partnership.ts';
import { getOrder } from '../orders/index.ts';
import { openGroup } from '../orders/orders.fixture.ts';
import { alarmList } from './alarm-list.ts';
import { deliveryState } from './delivery-state.ts';
import { drawUpDestruction } from './draw-up-destruction.ts';
import { finishVisit } from './finish-visit.ts';
import { handOverAtVisit } from './hand-over-at-visit.ts';
import { handOverCard } from './hand-over-card.ts';
import { parcelLabel } from './parcel-label.ts';
import { planVisit } from './plan-visit.ts';
import { postCards } from './post-cards.ts';
import { productionCity, shownBy } from './production.fixture.ts';
import { receiveCards } from './receive-cards.ts';
import { reportDamaged } from './report-damaged.ts';
import { reportDelivery } from './report-delivery.ts';
import { reportLost } from './report-lost.ts';
import { reportReturn } from './report-return.ts';
import { shelfList } from './shelf-list.ts';

const city = await productionCity();
const { house, who } = city;
const citizen = (id: string): Actor => ({ role: 'citizen', id, channel: 'bureau-site' });
const lines = (action: string) =>
  house.database.rows<{ facts: { cardIds?: string[] }; about: string[] }>(
    sql`select facts, about::text[] as about from base.journal where action = ${action} order by seq`,
  );
type Made = Awaited<ReturnType<typeof city.produced>>[number];

describe('at the outlet', () => {
  const handOver = (one: Made, over: object = {}, by = who.teller) =>
    perform(house, handOverCard, by, { cardNumber: one.cardNumber, shown: shownBy(one.person), ...over });

  test('PCK-01 a card is announced only once it was scanned in, then collected, enabled and activated at the outlet', async () => {
    const [one] = await city.produced(1);
    expect((await lines('production.receive-cards')).flatMap(({ facts }) => facts.cardIds)).not.toContain(one!.cardId);
    await expect(handOver(one!)).rejects.toMatchObject({ code: 'production.not-here' });
    const scanned = await perform(house, receiveCards, who.manager, { cardNumbers: [one!.cardNumber] });
    expect(scanned).toEqual({ received: 1, refused: [] });
    expect(await city.state(one!.order)).toBe('ready');
    expect((await lines('production.receive-cards')).at(-1)).toMatchObject({
      about: [one!.holderId],
      facts: { cardIds: [one!.cardId], outletId: city.outlet },
    });
    expect(await handOver(one!, { enable: true, activate: true })).toMatchObject({ enabled: true, activated: true });
    expect(await city.state(one!.order)).toBe('collected');
    expect(await getCard(house.database, one!.cardId)).toMatchObject({
      socialState: 'enabled',
      financialState: 'active',
    });
    await expect(handOver(one!)).rejects.toMatchObject({ code: 'production.not-here' });
  });

  test('OLD-01 handing over does not touch the old card; enabling on the spot kills it', async () => {
    const [one, other] = await city.onShelf(2);
    const old = await city.inCall((call) =>
      registerOldCards(
        call,
        [one!, other!].map(({ holderId }) => ({ holderId, region: 'beijing', generation: 2 as const })),
      ),
    );
    await handOver(one!);
    expect((await findGoodCard(house.database, one!.holderId))!.id).toBe(old[0]);
    expect(await handOver(other!, { enable: true })).toMatchObject({ replacedCardId: old[1] });
    expect((await findGoodCard(house.database, other!.holderId))!.id).toBe(other!.cardId);
  });

  test('ENB-01 the two sides are brought into use apart', async () => {
    const [social, financial] = await city.onShelf(2);
    await handOver(social!, { enable: true });
    await handOver(financial!, { activate: true });
    const state = async (one: Made) => {
      const { socialState, financialState } = await getCard(house.database, one.cardId);
      return [socialState, financialState];
    };
    expect(await state(social!)).toEqual(['enabled', 'open']);
    expect(await state(financial!)).toEqual(['collected', 'active']);
  });

  test('the wrong person, an unknown document, another bank and a wrong role are refused; nothing has moved', async () => {
    const [one, stranger] = await city.onShelf(2);
    const unknown = samplePeople(1, 999)[0]!;
    for (const person of [stranger!.person, unknown]) {
      await expect(handOver(one!, { shown: shownBy(person) })).rejects.toMatchObject({
        code: 'production.wrong-person',
      });
    }
    await expect(handOver(one!, {}, who.foreignTeller)).rejects.toMatchObject({ code: 'production.not-here' });
    await expect(handOver(one!, {}, who.manager)).rejects.toMatchObject({ code: 'base.not-allowed' });
    expect(await city.state(one!.order)).toBe('ready');
    expect((await getCard(house.database, one!.cardId)).socialState).toBe('made');
  });

  test('PCK-07 another outlet can neither take the card in nor hand it over, and names the right one', async () => {
    const [one] = await city.produced(1);
    const scan = await perform(house, receiveCards, who.secondManager, { cardNumbers: [one!.cardNumber] });
    expect(scan).toMatchObject({ received: 0, refused: [{ fault: 'other-outlet', outlet: '西单支行' }] });
    await perform(house, receiveCards, who.manager, { cardNumbers: [one!.cardNumber] });
    const wrong = handOver(one!, {}, who.secondTeller);
    await expect(wrong).rejects.toMatchObject({ code: 'production.other-outlet', facts: { outlet: '西单支行' } });
  });

  test('a finished card found damaged is made again free of charge; the damaged one waits to be destroyed', async () => {
    const [one, mail] = [...(await city.onShelf(1)), ...(await city.produced(1, { pickUp: 'mail', outletId: null }))];
    const damaged = { cardNumber: one!.cardNumber, damage: 'print' as const };
    for (const [by, code] of [
      [who.secondTeller, 'production.not-here'],
      [who.foreignTeller, 'production.not-here'],
      [who.clerk, 'base.not-allowed'],
    ] as const) {
      await expect(perform(house, reportDamaged, by, damaged)).rejects.toMatchObject({ code });
    }
    await perform(house, reportDamaged, who.teller, damaged);
    await expect(perform(house, reportDamaged, who.teller, damaged)).rejects.toMatchObject({
      code: 'production.not-waiting',
    });
    await perform(house, reportDamaged, who.office, { cardNumber: mail!.cardNumber, damage: 'chip' });
    await expect(handOver(one!)).rejects.toMatchObject({ code: 'production.not-waiting' });
    expect(await getOrder(house.database, one!.order.id)).toMatchObject({
      state: 'accepted',
      stateReason: 'card-damaged',
      producedAt: null,
      feeFen: one!.order.feeFen,
    });
    expect((await getCard(house.database, one!.cardId)).socialState).toBe('cancelled');

    const [batch] = await city.atTheMaker();
    await city.takeBack(
      city.returnFile(
        batch!.number,
        batch!.cards.map((card) => city.made(card)),
      ),
    );
    const again = await getOrder(house.database, one!.order.id);
    expect(again).toMatchObject({ state: 'produced' });
    expect(again.cardId).not.toBe(one!.cardId);
    expect((await getCard(house.database, again.cardId!)).socialState).toBe('made');
    const cardNumbers = (await perform(house, drawUpDestruction, who.authority, { region: 'beijing' })).cards;
    expect(cardNumbers).toBe(2);
  });

  test('a scan of many says what is wrong with each and takes the good ones', async () => {
    const [good, twice] = await city.produced(2);
    const [mail] = await city.produced(1, { pickUp: 'mail', outletId: null });
    const cardNumbers = [good!, twice!, twice!, mail!].map(({ cardNumber }) => cardNumber).concat('A00000000');
    const scan = await perform(house, receiveCards, who.manager, { cardNumbers });
    expect(scan.received).toBe(2);
    expect(scan.refused.map(({ fault }) => fault)).toEqual(['duplicate', 'goes-by-mail', 'unknown-card']);
    const again = await perform(house, receiveCards, who.manager, { cardNumbers: [good!.cardNumber] });
    expect(again.refused).toMatchObject([{ fault: 'already-here' }]);
    const shelf = await ask(house, shelfList, who.manager, {}, { purpose: 'deliver-card' });
    expect(JSON.stringify(shelf)).not.toContain(good!.person.name);
  });

  test('a child’s card goes to the guardian, not to the child; a new guardian confirms the order again', async () => {
    const child = { bornFrom: 2015, bornTo: 2016 };
    const [one] = await city.onShelf(1, {}, child);
    const parents = samplePeople(2, 77);
    const [mother, father] = await city.inCall((call) => registerPeople(call, parents));
    for (const guardianId of [mother!, father!]) {
      await perform(house, linkGuardian, who.clerk, {
        guardianId,
        ward: { ...shownBy(one!.person), name: one!.person.name },
        proof: { kind: 'household-register', number: 'HK-000001' },
      });
    }
    await house.database.run(sql`update orders.order set guardian_id = ${father!} where id = ${one!.order.id}`);
    await expect(handOver(one!)).rejects.toMatchObject({ code: 'production.guardian-needed' });
    await expect(handOver(one!, { shown: shownBy(samplePeople(1, 999)[0]!) })).rejects.toMatchObject({
      code: 'production.wrong-person',
    });
    await house.database.run(
      sql`update orders.order set guardian_id = ${newlyUnrelated()} where id = ${one!.order.id}`,
    );
    const byMother = () => handOver(one!, { shown: shownBy(parents[0]!) });
    await expect(byMother()).rejects.toMatchObject({ code: 'production.confirm-again' });
    await perform(house, reconfirmGuardian, who.teller, { holderId: one!.holderId, confirmedBy: mother! });
    expect(await byMother()).toMatchObject({ as: 'guardian' });
  });
  const newlyUnrelated = () => '018f0000-0000-7000-8000-00000000dead';
});

describe('by mail', () => {
  let sent = 0;
  const post = async (one: Made) => {
    sent += 1;
    const trackingNumber = `EMS${String(sent).padStart(9, '0')}`;
    const answer = await perform(house, postCards, who.office, {
      courierId: city.courier,
      parcels: [{ cardNumber: one.cardNumber, trackingNumber }],
    });
    expect(answer).toEqual({ posted: 1, refused: [] });
    return { trackingNumber };
  };
  const byMail = async () =>
    (
      await city.produced(1, {
        pickUp: 'mail',
        outletId: null,
        address: '北京市西城区样例路9号',
        promiseDay: '2025-03-10' as Day,
      })
    )[0]!;

  test('PCK-02 a posted card is of no use to a thief; its holder enables it after receipt', async () => {
    const one = await byMail();
    const label = await ask(
      house,
      parcelLabel,
      who.office,
      { cardNumber: one.cardNumber },
      { purpose: 'deliver-card' },
    );
    expect(label).toMatchObject({ name: one.person.name, address: '北京市西城区样例路9号' });
    const parcel = await post(one);
    expect(await getCard(house.database, one.cardId)).toMatchObject({ socialState: 'made', financialState: 'open' });
    const enable = (actor: Actor) => perform(house, enableCardAction, actor, { cardId: one.cardId });
    await expect(enable(citizen(one.holderId))).rejects.toMatchObject({ code: 'cards.not-collected' });
    await perform(house, reportDelivery, who.courier, parcel);
    expect(await getCard(house.database, one.cardId)).toMatchObject({
      socialState: 'collected',
      financialState: 'open',
    });
    const [thief] = await city.inCall((call) => registerPeople(call, samplePeople(1, 55)));
    await expect(enable(citizen(thief!))).rejects.toThrow();
    await enable(citizen(one.holderId));
    expect((await getCard(house.database, one.cardId)).socialState).toBe('enabled');
  });

  test('TIM-09 making and delivery are two clocks, and late mail does not make the promise overdue', async () => {
    const one = await byMail();
    const parcel = await post(one);
    const state = () => ask(house, deliveryState, citizen(one.holderId), { orderId: one.order.id });
    house.clock.moveTo(new Date('2025-03-20T02:00:00Z'));
    expect(await state()).toMatchObject({
      state: 'on-the-way',
      making: { until: '2025-03-03T02:00:00.000Z', promiseDay: '2025-03-10', overdue: false },
      delivery: { since: '2025-03-03T02:00:00.000Z', until: null },
      parcels: [{ state: 'posted' }],
    });
    await perform(house, reportDelivery, who.courier, parcel);
    expect(await state()).toMatchObject({ delivery: { until: '2025-03-20T02:00:00.000Z' } });
  });

  test('a lost card is dead at once and made again free; what the courier says counts once', async () => {
    const one = await byMail();
    const parcel = await post(one);
    await perform(house, reportLost, who.courier, parcel);
    expect((await getCard(house.database, one.cardId)).socialState).toBe('cancelled');
    expect(await getOrder(house.database, one.order.id)).toMatchObject({
      state: 'accepted',
      stateReason: 'lost-in-mail',
      feeFen: 0n,
    });
    await expect(perform(house, reportDelivery, who.courier, parcel)).rejects.toMatchObject({
      code: 'production.parcel-ended',
    });
    const [batch] = await city.atTheMaker();
    expect(batch!.cards[0]!.cardNumber).not.toBe(one.cardNumber);
    await city.takeBack(
      city.returnFile(
        batch!.number,
        batch!.cards.map((card) => city.made(card)),
      ),
    );
    expect(await city.state(one.order)).toBe('produced');
  });

  test('a returned card is taken in by an outlet and collected there, or posted again', async () => {
    const one = await byMail();
    const again = await byMail();
    for (const card of [one, again]) await perform(house, reportReturn, who.courier, await post(card));
    expect(await city.state(one.order)).toBe('mail-returned');
    await perform(house, receiveCards, who.secondManager, { cardNumbers: [one.cardNumber] });
    await perform(house, handOverCard, who.secondTeller, { cardNumber: one.cardNumber, shown: shownBy(one.person) });
    await perform(house, reportDelivery, who.courier, await post(again));
    expect([await city.state(one.order), await city.state(again.order)]).toEqual(['collected', 'collected']);
  });

  test('what cannot be posted says why', async () => {
    const one = await byMail();
    const [pickedUp] = await city.produced(1);
    const send = (cardNumber: string, trackingNumber: string, by = who.office) =>
      perform(house, postCards, by, { courierId: city.courier, parcels: [{ cardNumber, trackingNumber }] });
    expect((await send(pickedUp!.cardNumber, 'NEW00000001')).refused).toMatchObject([{ fault: 'not-by-mail' }]);
    expect((await send('A00000000', 'NEW00000001')).refused).toMatchObject([{ fault: 'unknown-card' }]);
    expect((await send(one.cardNumber, 'EMS000000001')).refused).toMatchObject([{ fault: 'tracking-number-taken' }]);
    expect((await send(one.cardNumber, 'NEW00000001', who.otherOffice)).refused).toMatchObject([
      { fault: 'other-bank' },
    ]);
    await send(one.cardNumber, 'NEW00000001');
    expect((await send(one.cardNumber, 'NEW00000002')).refused).toMatchObject([{ fault: 'not-to-be-had' }]);
    await expect(perform(house, reportLost, who.courier, { trackingNumber: 'NOSUCH00001' })).rejects.toMatchObject({
      code: 'production.no-such-parcel',
    });
  });
});

describe('at the unit', () => {
  const day = () => '2025-03-21' as Day;
  async function visit(count: number) {
    const groupOrderId = await openGroup(house, { organiserId: await newOrganiser() });
    const people = await city.produced(count, { pickUp: 'unit-delivery', outletId: null, groupOrderId });
    const plan = { groupOrderId, day: day(), outletId: city.outlet };
    const { visitId, cards } = await perform(house, planVisit, who.office, plan);
    expect(cards).toBe(count);
    return { people, visitId, plan };
  }
  let organisers = 0;
  const newOrganiser = async () => {
    organisers += 1;
    return `018f0000-0000-7000-8000-0000000001${String(organisers).padStart(2, '0')}`;
  };

  test('PCK-03 APP-15 people present get cards enabled and activated on the spot; absent ones’ cards go to the outlet, nothing enabled', async () => {
    const { people, visitId, plan } = await visit(3);
    const [present, absent, swapped] = people as [Made, Made, Made];
    const give = (one: Made, over = {}) =>
      perform(house, handOverAtVisit, who.visitor, {
        visitId,
        cardNumber: one.cardNumber,
        shown: shownBy(one.person),
        enable: true,
        activate: true,
        ...over,
      });
    await expect(give(present)).rejects.toMatchObject({ code: 'production.visit-not-open' });
    house.clock.moveTo(new Date('2025-03-21T02:00:00Z'));
    expect(await give(present)).toMatchObject({ enabled: true, activated: true });
    await expect(give(present)).rejects.toMatchObject({ code: 'production.not-in-visit' });
    await expect(give(swapped, { shown: shownBy(absent.person) })).rejects.toMatchObject({
      code: 'production.wrong-person',
    });
    expect(await perform(house, finishVisit, who.visitor, { visitId })).toEqual({ absent: 2, outletId: city.outlet });
    await expect(give(absent)).rejects.toMatchObject({ code: 'production.visit-not-open' });
    expect(await getCard(house.database, present.cardId)).toMatchObject({
      socialState: 'enabled',
      financialState: 'active',
    });
    for (const one of [absent, swapped]) {
      expect(await getCard(house.database, one.cardId)).toMatchObject({ socialState: 'made', financialState: 'open' });
    }
    const cardNumbers = [absent.cardNumber, swapped.cardNumber];
    expect(await perform(house, receiveCards, who.manager, { cardNumbers })).toMatchObject({ received: 2 });
    expect(await city.state(absent.order)).toBe('ready');
    await expect(perform(house, planVisit, who.office, plan)).rejects.toMatchObject({
      code: 'production.nothing-to-bring',
    });
  });

  test('cards on their way to a unit cannot be taken in by an outlet, and another bank plans nothing', async () => {
    const { people, plan } = await visit(1);
    const scan = await perform(house, receiveCards, who.manager, { cardNumbers: [people[0]!.cardNumber] });
    expect(scan).toMatchObject({ received: 0 });
    await expect(perform(house, planVisit, who.otherOffice, plan)).rejects.toMatchObject({
      code: 'production.not-an-outlet',
    });
  });
});

test('open orders of a bank that left are on the alarm list until they end, and are still finished', async () => {
  const [one] = await city.onShelf(1);
  const alarms = async () =>
    (await ask(house, alarmList, who.clerk, {})).alarms.filter(({ kind }) => kind === 'bank-left');
  expect(await alarms()).toEqual([]);
  await perform(house, endPartnership, who.clerk, { bankId: city.bank, lastDay: '2025-03-21' as Day, reason: '退出' });
  house.clock.moveTo(new Date('2025-03-22T02:00:00Z'));
  expect((await alarms()).map(({ orderId }) => orderId)).toContain(one!.order.id);
  await perform(house, handOverCard, who.teller, { cardNumber: one!.cardNumber, shown: shownBy(one!.person) });
  expect((await alarms()).map(({ orderId }) => orderId)).not.toContain(one!.order.id);
});
