// What happens to the cards people have: nothing when a region starts, everything by their own wish.
import { describe, expect, test } from 'vitest';
import { jobs, operations, standingJobs } from '../../src/app.ts';
import { systemActor } from '../../src/base/actor.ts';
import type { Day } from '../../src/base/day.ts';
import { openHttp } from '../../src/base/http.ts';
import { ensureJobs, runDueJobs } from '../../src/base/jobs.ts';
import { sql } from '../../src/base/sql.ts';
import { activateAccount } from '../../src/domain/cards/activate-account.ts';
import { enableCard } from '../../src/domain/cards/enable-card.ts';
import { bankCardNumberOf, getCard, isUsable, listCardsOf, registerOldCards } from '../../src/domain/cards/index.ts';
import { reportLoss } from '../../src/domain/cards/report-loss.ts';
import { withdrawLoss } from '../../src/domain/cards/withdraw-loss.ts';
import { authoriseEcard } from '../../src/domain/ecard/authorise-ecard.ts';
import { issueEcard } from '../../src/domain/ecard/index.ts';
import { myEcard } from '../../src/domain/ecard/my-ecard.ts';
import { changeIdentity } from '../../src/domain/holders/index.ts';
import { authenticate, registerInstitutions } from '../../src/domain/institutions/index.ts';
import { issueToken } from '../../src/domain/institutions/issue-token.ts';
import { revokeToken } from '../../src/domain/institutions/revoke-token.ts';
import { setStanding } from '../../src/domain/institutions/set-standing.ts';
import { placeAtCounter, placeOrder, replaceCard } from '../../src/domain/orders/index.ts';
import { openTown, type Town } from '../../src/domain/orders/town.fixture.ts';
import { finishMaking } from '../../src/domain/production/finish-making.ts';
import { makingDetail } from '../../src/domain/production/making-detail.ts';
import { postCards } from '../../src/domain/production/post-cards.ts';
import { goodAtr, shownBy } from '../../src/domain/production/production.fixture.ts';
import { receiveCards } from '../../src/domain/production/receive-cards.ts';
import { recordAccount } from '../../src/domain/production/record-account.ts';
import { recordPersonalised } from '../../src/domain/production/record-personalised.ts';
import { recordPrinted } from '../../src/domain/production/record-printed.ts';
import { recordReadBack } from '../../src/domain/production/record-read-back.ts';
import { reportDelivery } from '../../src/domain/production/report-delivery.ts';
import { startMaking } from '../../src/domain/production/start-making.ts';
import { stockBlanks } from '../../src/domain/production/stock-blanks.ts';
import { openCardWorks } from './card-works.fixture.ts';

const since = '2020-01-01' as Day;
const resident = (region: string, district: string) => ({
  residesIn: region,
  insurances: [{ region, district, kind: 'resident' as const, organiserId: null, since }],
});

describe('a region starts', () => {
  test('GOAL-01 pilot, batches and regular phase come and go, and no card of anybody changes by itself', async () => {
    const town = await openTown('2024-01-30T02:00:00Z');
    await town.settle(2, { ...town.insuredAt('works'), oldCard: { generation: 1 } });
    await town.settle(2, town.insuredAt('mill', 'haidian'));
    await town.settle(2, { ...town.insuredAs('retired'), bornFrom: 1940, bornTo: 1955, pensionBank: 'abc' });
    await town.settle(2, { ...town.insuredAs('resident'), bornFrom: 2010, bornTo: 2015 });
    await town.settle(2, { ...resident('fuzhou', 'gulou'), oldCard: { bank: 'haixia' } });
    const cards = () => town.house.database.rows(sql`select * from cards.card order by id`);
    const moves = () => town.house.database.rows(sql`select * from cards.move order by seq`);
    const before = { cards: await cards(), moves: await moves() };
    expect(before.cards).toHaveLength(10);
    await ensureJobs(town.house, standingJobs);
    const live = async (day: string) => {
      town.house.clock.moveTo(new Date(`${day}T02:00:00Z`));
      expect(await runDueJobs(town.house, jobs)).toBeGreaterThan(0);
    };
    for (const day of ['2024-01-31', '2024-06-01', '2024-10-30', '2025-02-01']) await live(day);
    for (const [batch, day] of [
      ['batch-2', '2025-02-10'],
      ['batch-3', '2025-05-06'],
      ['batch-4', '2025-08-01'],
      ['batch-5', '2025-10-09'],
    ] as const) {
      await town.openBatch(batch, day);
      await live(day);
    }
    for (const day of ['2025-12-31', '2026-01-01', '2027-01-01']) await live(day);
    expect({ cards: await cards(), moves: await moves() }).toEqual(before);
  }, 120_000);

  test('OLD-03 OLD-09 where nothing is exchanged both sides of the old cards go on, beside neighbours with new ones', async () => {
    const town = await openTown('2025-03-03T02:00:00Z');
    const people = await town.settle(4, { ...resident('fuzhou', 'gulou'), oldCard: null });
    const [first, second, third, exchanged] = people.map(({ id }) => id) as [string, string, string, string];
    const cardIds = await town.inCall((call) =>
      registerOldCards(
        call,
        (
          [
            [first, 1],
            [second, 2],
            [third, 3],
            [exchanged, 2],
          ] as const
        ).map(([holderId, generation], i) => ({
          holderId,
          generation,
          region: 'fuzhou',
          bankCode: 'haixia',
          bankCardNumber: bankCardNumberOf('622203', 70 + i),
        })),
      ),
    );
    const teller = town.staff('bank-teller', 'haixia1');
    const works = await openCardWorks(town, 'fuzhou', 'haixia');
    await town.act(placeOrder, town.citizen(exchanged, 'region-app'), {
      region: 'fuzhou',
      bank: 'haixia',
      pickUp: 'mail',
      address: '鼓楼区示例路1号',
    });
    const [line] = await works.makeAll();
    const parcel = { cardNumber: line!.cardNumber, trackingNumber: 'EMS000000901' };
    await town.act(postCards, works.office, { courierId: works.courierId, parcels: [parcel] });
    await town.act(reportDelivery, works.courier, { trackingNumber: parcel.trackingNumber });
    const { id: newCardId } = (await listCardsOf(town.house.database, exchanged)).find(({ id }) => id !== cardIds[3])!;
    await town.act(enableCard, town.citizen(exchanged), { cardId: newCardId });

    // Years later, long after the city has begun: three generations in parallel, each good.
    town.house.clock.moveTo(new Date('2031-03-03T02:00:00Z'));
    const today = '2031-03-03' as Day;
    const now = (cardId: string) => getCard(town.house.database, cardId);
    const stand = async (cardId: string) => {
      const card = await now(cardId);
      return [card.generation, isUsable(card, today), card.financialState];
    };
    expect(await Promise.all([...cardIds, newCardId].map(stand))).toEqual([
      [1, true, 'active'],
      [2, true, 'active'],
      [3, true, 'active'],
      [2, false, 'active'],
      [3, true, 'open'],
    ]);
    // A card of the second generation is still served: frozen, found again, and the e-card stands on it.
    await town.act(reportLoss, town.citizen(second), {});
    expect(isUsable(await now(cardIds[1]!), today)).toBe(false);
    await town.act(withdrawLoss, town.citizen(second), {});
    await town.inCall((call) => issueEcard(call, second));
    await town.act(authoriseEcard, town.citizen(second), {});
    expect(await town.look(myEcard, town.citizen(second), {})).toMatchObject({ usable: true, cardId: cardIds[1] });
    await town.act(activateAccount, teller, { cardId: newCardId });
    expect(await stand(newCardId)).toEqual([3, true, 'active']);
  });
});

describe('one card', () => {
  test('APP-16 a changed name comes onto the new card, and the old card dies when it is enabled', async () => {
    const town = await openTown('2026-03-02T02:00:00Z');
    const [one] = await town.settle(1, { ...town.insuredAs('flexible'), oldCard: { generation: 3, bank: 'icbc' } });
    const [old] = await listCardsOf(town.house.database, one!.id);
    await town.act(changeIdentity, town.staff('bureau-clerk', 'bureau'), {
      holderId: one!.id,
      name: '欧阳新名',
      proof: { kind: 'household-register', number: '户字第0001号' },
    });
    const order = await town.act(replaceCard, town.staff('bank-teller', 'icbc1'), {
      reason: 'name-change',
      document: town.documentOf(one!.person),
      pickUp: 'counter',
      materials: ['valid-id'],
    });
    expect(order).toMatchObject({ kind: 'replacement', reason: 'name-change', state: 'accepted', bank: 'icbc' });

    await town.act(stockBlanks, town.staff('outlet-manager', 'icbc1'), { received: 1, scrapped: 0 });
    const teller = town.staff('bank-teller', 'icbc1');
    const { makingId } = await town.act(startMaking, teller, { orderId: order.orderId });
    const { cardNumber, ...detail } = await town.look(makingDetail, teller, { makingId });
    const socialSecurityNumber = one!.person.documentNumber;
    expect(detail).toMatchObject({ name: '欧阳新名', chipName: '欧阳新名', socialSecurityNumber });
    expect(cardNumber).not.toBe(old!.cardNumber);
    const cardIdentifier = `${detail.cardIdentifier.slice(0, 24)}0A0B0C0D`;
    await town.act(recordAccount, teller, { makingId, bankCardNumber: bankCardNumberOf('622202', 900) });
    await town.act(recordPersonalised, teller, { makingId, cardIdentifier, atr: goodAtr });
    await town.act(recordPrinted, teller, { makingId });
    const read = { makingId, cardNumber, cardIdentifier, atr: goodAtr, name: '欧阳新名', socialSecurityNumber };
    expect(await town.act(recordReadBack, teller, read)).toMatchObject({ differs: [] });
    const { cardId } = await town.act(finishMaking, teller, { makingId, shown: shownBy(one!.person) });
    const social = async () => (await getCard(town.house.database, old!.id)).socialState;
    expect(await social()).toBe('enabled');
    await town.act(enableCard, town.citizen(one!.id), { cardId });
    expect(await social()).toBe('invalid');
    expect((await getCard(town.house.database, old!.id)).replacedByCardId).toBe(cardId);
  });

  test('PCK-06 a card ordered online in Fuzhou comes by mail and in no other way, dead until its holder has it', async () => {
    const town = await openTown('2025-03-03T02:00:00Z');
    const [one] = await town.settle(1, { ...resident('fuzhou', 'gulou'), oldCard: { bank: 'haixia' } });
    const wish = { region: 'fuzhou', bank: 'haixia' } as const;
    const me = town.citizen(one!.id, 'region-app');
    await expect(
      town.act(placeOrder, me, { ...wish, pickUp: 'outlet', outletId: town.places.haixia1! }),
    ).rejects.toMatchObject({ code: 'orders.pick-up-not-offered' });
    await expect(town.act(placeOrder, me, { ...wish, pickUp: 'mail' })).rejects.toMatchObject({
      code: 'orders.address-missing',
    });
    await town.act(placeOrder, me, { ...wish, pickUp: 'mail', address: '鼓楼区示例路6号' });
    const works = await openCardWorks(town, 'fuzhou', 'haixia');
    const [line] = await works.makeAll();
    const { cardNumber } = line!;
    expect(
      await town.act(receiveCards, town.staff('outlet-manager', 'haixia1'), { cardNumbers: [cardNumber] }),
    ).toMatchObject({ received: 0, refused: [{ fault: 'goes-by-mail' }] });
    const trackingNumber = 'EMS000000601';
    const parcels = [{ cardNumber, trackingNumber }];
    await town.act(postCards, works.office, { courierId: works.courierId, parcels });
    const card = (await listCardsOf(town.house.database, one!.id)).find((each) => each.cardNumber === cardNumber)!;
    const enable = () => town.act(enableCard, me, { cardId: card.id });
    expect(card).toMatchObject({ socialState: 'made', financialState: 'open' });
    await expect(enable()).rejects.toMatchObject({ code: 'cards.not-collected' });
    await town.act(reportDelivery, works.courier, { trackingNumber });
    await enable();
    expect((await getCard(town.house.database, card.id)).socialState).toBe('enabled');
  });

  test('BNK-11 the account is opened at an outlet of the chosen bank in any district, and at no other bank', async () => {
    const town = await openTown('2026-03-02T02:00:00Z');
    const outlet = (code: string, district: string, bankCode: string) => ({
      region: 'beijing',
      kind: 'outlet' as const,
      code,
      name: `${code} 支行`,
      district,
      bankCode,
      instantSince: '2024-01-01' as Day,
    });
    const [near, far, other] = (await town.inCall((call) =>
      registerInstitutions(call, [
        outlet('near', 'chaoyang', 'icbc'),
        outlet('far', 'yanqing', 'icbc'),
        outlet('other', 'chaoyang', 'abc'),
      ]),
    )) as [string, string, string];
    // Both are insured in 朝阳; one goes around the corner, the other to the end of the city.
    const people = await town.settle(2, town.insuredAs('flexible'));
    for (const [i, institutionId] of [near, far].entries()) {
      const one = people[i]!;
      const teller = { role: 'bank-teller', id: `teller ${i}`, institutionId } as const;
      const manager = { role: 'outlet-manager', id: `manager ${i}`, institutionId } as const;
      await town.act(stockBlanks, manager, { received: 1, scrapped: 0 });
      const { orderId } = await town.act(placeAtCounter, teller, {
        document: town.documentOf(one.person),
        bank: 'icbc',
        pickUp: 'counter',
        materials: [],
      });
      const elsewhere = { role: 'bank-teller', id: 'other', institutionId: other } as const;
      await expect(town.act(startMaking, elsewhere, { orderId })).rejects.toMatchObject({
        code: 'production.other-bank',
      });
      const { makingId } = await town.act(startMaking, teller, { orderId });
      await town.act(recordAccount, teller, { makingId, bankCardNumber: bankCardNumberOf('622202', 800 + i) });
      const card = (await listCardsOf(town.house.database, one.id)).find((each) => each.orderId === orderId)!;
      expect(card).toMatchObject({ bankCode: 'icbc', financialState: 'open' });
    }
  });
});

test('CHN-09 two certified channels show the same e-card; the revoked one stops at the next request, the other goes on', async () => {
  const town: Town = await openTown('2025-03-03T02:00:00Z');
  const [one] = await town.settle(1, { ...resident('fuzhou', 'gulou'), oldCard: { bank: 'haixia' } });
  const http = await openHttp(town.house, { operations, version: '0.0.0', authenticate });
  const channel = async (code: string) => {
    const [channelId] = await town.inCall((call) =>
      registerInstitutions(call, [{ region: 'fuzhou', kind: 'channel', code, name: `渠道 ${code}` }]),
    );
    await town.act(setStanding, systemActor('test'), {
      institutionId: channelId!,
      standing: 'admitted',
      reason: '认证',
    });
    const { token } = await town.act(issueToken, systemActor('test'), { channelId: channelId! });
    let requests = 0;
    const send = (name: string, payload: object) => {
      requests += 1;
      return http.inject({
        method: 'POST',
        url: `/api/${name}`,
        payload,
        headers: {
          authorization: `Bearer ${token}`,
          'on-behalf-of': one!.id,
          'idempotency-key': `${code}-request-${requests}`,
        },
      });
    };
    return { channelId: channelId!, send };
  };
  const app = await channel('region-app');
  const bankApp = await channel('bank-app');
  const order = { region: 'fuzhou', bank: 'haixia', pickUp: 'mail', address: '鼓楼区示例路7号' };
  // The order brings the e-card; it is issued in one channel and authorised in the other.
  expect((await app.send('orders/place-order', order)).statusCode).toBe(200);
  expect((await app.send('ecard/my-ecard', {})).json()).toMatchObject({ state: 'issued', usable: false });
  expect((await bankApp.send('ecard/authorise', {})).statusCode).toBe(200);
  const shown = await Promise.all([app, bankApp].map(async ({ send }) => (await send('ecard/my-ecard', {})).json()));
  expect(shown[0]).toMatchObject({ state: 'authorised', usable: true });
  expect(shown[1]).toEqual(shown[0]);
  await town.act(revokeToken, systemActor('test'), { channelId: bankApp.channelId });
  expect((await bankApp.send('ecard/my-ecard', {})).statusCode).toBe(401);
  expect((await app.send('ecard/my-ecard', {})).json()).toEqual(shown[0]);
  await http.close();
});
