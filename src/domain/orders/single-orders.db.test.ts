import { beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { enableCard } from '../cards/enable-card.ts';
import { collectCards, getCard, listCardsOf, markMade, openAccount, planCards } from '../cards/index.ts';
import { findEcard } from '../ecard/index.ts';
import { giveMandate, linkGuardian } from '../holders/index.ts';
import { addStaff } from '../institutions/index.ts';
import { closeOrders } from './close-orders.ts';
import {
  applicationForm,
  assistOrder,
  confirmAssistedOrder,
  correctOrder,
  failVisit,
  findOrders,
  finishVisit,
  getOrder,
  linkCards,
  materialChecklist,
  mayIApply,
  moveOrders,
  myOrders,
  orderDetail,
  orderHomeVisit,
  payFee,
  placeAtCounter,
  placeOrder,
  replaceCard,
  returnForCorrection,
  scheduleVisit,
  subscribeOpening,
  withdrawOrder,
} from './index.ts';
import { openTown, signature, type Town } from './town.fixture.ts';

const atOutlet = (town: Town) => ({ pickUp: 'outlet', outletId: town.places.icbc1! }) as const;
const bank = 'icbc';

/** The card of an order, through production in one go, into the holder's hand. */
async function handOver(town: Town, orderId: string): Promise<string> {
  const order = await getOrder(town.house.database, orderId);
  return town.inCall(async (call) => {
    const [planned] = await planCards(call, [{ ...order, generation: order.generation, orderId, batchProxy: false }]);
    await linkCards(call, [{ orderId, cardId: planned!.cardId }]);
    for (const to of ['in-production', 'produced', 'ready'] as const) await moveOrders(call, [orderId], to);
    await markMade(call, [{ cardId: planned!.cardId, bankCardNumber: null }]);
    await collectCards(call, [planned!.cardId]);
    await moveOrders(call, [orderId], 'collected');
    return planned!.cardId;
  });
}

describe('Beijing, concentrated phase', () => {
  let town: Town;
  beforeAll(async () => {
    town = await openTown('2024-11-04T02:00:00Z');
  });

  test('CAL-10 who is not in turn is told since when and why, and can ask to be told', async () => {
    const [{ id } = { id: '' }] = await town.settle(1, town.insuredAs('flexible'));
    const answer = await town.look(mayIApply, town.citizen(id), { region: 'beijing' });
    expect(answer).toMatchObject({ may: false, waitFor: '2025-08', batch: 'batch-4', group: 'flexible' });
    expect(answer.banks).toHaveLength(15);
    expect(answer.reasons.find(({ code }) => code === 'batch-day-not-set')?.sources[0]?.clause).toBe('四(一)第四批');
    await expect(
      town.act(placeOrder, town.citizen(id), { region: 'beijing', bank, ...atOutlet(town) }),
    ).rejects.toMatchObject({ code: 'orders.not-now', facts: { waitFor: '2025-08' } });
    const wish = { waitFor: '2025-08', batch: 'batch-4' };
    expect(await town.act(subscribeOpening, town.citizen(id), { region: 'beijing' })).toEqual(wish);
    expect(await town.act(subscribeOpening, town.citizen(id), { region: 'beijing' })).toEqual(wish);
  });

  test('CHN-01 a counter order is refused and the four online channels are named', async () => {
    await town.openBatch('batch-4', '2025-08-04');
    town.house.clock.moveTo(new Date('2025-08-05T02:00:00Z'));
    const [{ person } = { person: null! }] = await town.settle(1, town.insuredAs('flexible'));
    const refused = await town
      .act(placeAtCounter, town.staff('bank-teller', 'icbc1'), {
        document: town.documentOf(person),
        bank,
        pickUp: 'counter',
        materials: [],
      })
      .catch((error) => error);
    expect(refused.code).toBe('orders.not-now');
    for (const name of ['官网', '京通小程序', '北京人社', '北京民生一卡通'])
      expect(refused.facts.grounds.join()).toContain(name);
  });

  test('BNK-07 APP-02 an individually insured person orders online with any of the 15 banks', async () => {
    const [{ id } = { id: '' }] = await town.settle(1, town.insuredAs('flexible'));
    const order = await town.act(placeOrder, town.citizen(id), {
      region: 'beijing',
      bank: 'psbc',
      pickUp: 'mail',
      address: '朝阳区示例路8号',
    });
    expect(order).toMatchObject({ state: 'accepted', bank: 'psbc', generation: 3, feeFen: '0', batch: 'batch-4' });
    await expect(
      town.act(placeOrder, town.citizen(id), { region: 'beijing', bank, ...atOutlet(town) }),
    ).rejects.toMatchObject({ code: 'orders.order-under-way' });
    await expect(
      town.act(placeOrder, { role: 'citizen', id }, { region: 'beijing', bank, ...atOutlet(town) }),
    ).rejects.toMatchObject({ code: 'orders.channel-missing' });
  });

  test('TIM-01 the promise: made within 30 natural days of the order, told with its two clocks', async () => {
    const [{ id } = { id: '' }] = await town.settle(1, town.insuredAs('flexible'));
    await town.act(placeOrder, town.citizen(id), { region: 'beijing', bank, ...atOutlet(town) });
    const { orders } = await town.look(myOrders, town.citizen(id), {});
    expect(orders[0]!.order).toMatchObject({ placedOn: '2025-08-05', promiseDay: '2025-09-04' });
    expect(orders[0]!.timeline).toMatchObject({
      making: { promiseDay: '2025-09-04', doneAt: null },
      delivery: { way: 'outlet', startedAt: null },
    });
    expect(orders[0]!.timeline.steps.map(({ state }) => state)).toEqual(['submitted', 'checked', 'accepted']);
  });

  test('withdrawn, then ordered again; a stranger can do neither', async () => {
    const [one, other] = await town.settle(2, town.insuredAs('flexible'));
    const wish = { region: 'beijing', bank, ...atOutlet(town) };
    const { orderId } = await town.act(placeOrder, town.citizen(one!.id), wish);
    await expect(town.act(withdrawOrder, town.citizen(other!.id), { orderId })).rejects.toMatchObject({
      code: 'holders.not-yours',
    });
    await expect(town.act(placeOrder, town.citizen(other!.id), { ...wish, holderId: one!.id })).rejects.toMatchObject({
      code: 'holders.not-yours',
    });
    expect(await town.act(withdrawOrder, town.citizen(one!.id), { orderId })).toMatchObject({ state: 'withdrawn' });
    await expect(town.act(withdrawOrder, town.citizen(one!.id), { orderId })).rejects.toMatchObject({
      code: 'orders.not-waiting',
    });
    expect(await town.act(placeOrder, town.citizen(one!.id), wish)).toMatchObject({ state: 'accepted' });
  });

  test('pressed twice at once: one order', async () => {
    const [{ id } = { id: '' }] = await town.settle(1, town.insuredAs('flexible'));
    const wish = { region: 'beijing', bank, ...atOutlet(town) };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => town.act(placeOrder, town.citizen(id), wish)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(new Set(codes)).toEqual(new Set(['orders.order-under-way']));
  });

  test('ELG-05 APP-03 a guardian orders for the children, a stranger cannot, and two guardians make one order', async () => {
    const [mother, father, stranger] = await town.settle(3, town.insuredAs('flexible'));
    const children = await town.settle(2, { ...town.insuredAs('resident'), bornFrom: 2014, bornTo: 2016 });
    for (const guardian of [mother!, father!]) {
      for (const { person } of children) {
        await town.act(linkGuardian, town.staff('bureau-clerk', 'bureau'), {
          guardianId: guardian.id,
          ward: { documentKind: person.documentKind, documentNumber: person.documentNumber, name: person.name },
          proof: { kind: 'household-register', number: '110000001' },
        });
      }
    }
    const wish = (holderId: string) => ({ region: 'beijing', bank, ...atOutlet(town), holderId });
    await expect(town.act(placeOrder, town.citizen(stranger!.id), wish(children[0]!.id))).rejects.toMatchObject({
      code: 'holders.not-yours',
    });
    const both = await Promise.allSettled([
      town.act(placeOrder, town.citizen(mother!.id), wish(children[0]!.id)),
      town.act(placeOrder, town.citizen(father!.id), wish(children[0]!.id)),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const second = await town.act(placeOrder, town.citizen(mother!.id), wish(children[1]!.id));
    expect(await getOrder(town.house.database, second.orderId)).toMatchObject({
      groupCode: 'minor',
      guardianId: mother!.id,
      confirmedBy: mother!.id,
    });
  });

  test('ELG-06 a student of a school that organises is sent there; a special one chooses alone', async () => {
    const student = (special?: string) => ({
      ...town.insuredAs('resident'),
      bornFrom: 2004,
      bornTo: 2005,
      student: { schoolId: town.places.school!, schoolOrganised: true, ...(special ? { special } : {}) },
    });
    const [organised] = await town.settle(1, student());
    const [special] = await town.settle(1, student('休学在家'));
    const wish = { region: 'beijing', bank, ...atOutlet(town) };
    await expect(town.act(placeOrder, town.citizen(organised!.id), wish)).rejects.toMatchObject({
      code: 'orders.ask-organiser',
    });
    expect(await town.act(placeOrder, town.citizen(special!.id), wish)).toMatchObject({ state: 'accepted' });
  });

  test('BNK-08 APP-04 a retiree gets the first card from the pension bank and from no other', async () => {
    await town.openBatch('batch-5', '2025-10-09');
    town.house.clock.moveTo(new Date('2025-10-10T02:00:00Z'));
    const [retired] = await town.settle(1, {
      ...town.insuredAs('retired'),
      bornFrom: 1950,
      bornTo: 1955,
      pensionBank: 'abc',
    });
    const wish = { region: 'beijing', pickUp: 'outlet', outletId: town.places.abc1! } as const;
    await expect(town.act(placeOrder, town.citizen(retired!.id), { ...wish, bank: 'icbc' })).rejects.toMatchObject({
      code: 'orders.bank-not-offered',
      facts: { offered: ['abc'] },
    });
    expect(await town.act(placeOrder, town.citizen(retired!.id), { ...wish, bank: 'abc' })).toMatchObject({
      bank: 'abc',
      state: 'accepted',
    });
  });

  test('CHN-03 a helper fills in and can neither choose the bank nor confirm; the retiree confirms; both are recorded', async () => {
    const [retired] = await town.settle(1, {
      ...town.insuredAs('retired'),
      bornFrom: 1950,
      bornTo: 1955,
      pensionBank: 'abc',
    });
    const worker = town.staff('community-worker', 'community');
    const wish = { holderId: retired!.id, region: 'beijing', pickUp: 'outlet', outletId: town.places.abc1! } as const;
    await expect(town.act(assistOrder, worker, wish)).rejects.toMatchObject({ code: 'holders.helper-may-not' });
    await town.act(giveMandate, town.citizen(retired!.id), {
      helperId: worker.id,
      acts: ['fill-in'],
      until: '2025-12-31' as Day,
    });
    await expect(town.act(assistOrder, worker, { ...wish, bank: 'abc' } as never)).rejects.toMatchObject({
      code: 'base.bad-input',
    });
    const { orderId } = await town.act(assistOrder, worker, wish);
    await expect(town.act(confirmAssistedOrder, worker, { orderId })).rejects.toMatchObject({
      code: 'base.not-allowed',
    });
    await expect(
      town.act(confirmAssistedOrder, town.citizen(retired!.id), { orderId, bank: 'icbc' }),
    ).rejects.toMatchObject({ code: 'orders.bank-not-offered' });
    expect(await town.act(confirmAssistedOrder, town.citizen(retired!.id), { orderId })).toMatchObject({
      state: 'accepted',
      bank: 'abc',
      channel: 'community-help',
    });
    const detail = await town.look(orderDetail, worker, { orderId });
    expect(detail).toMatchObject({ preparedBy: worker.id, confirmedBy: retired!.id });
    expect(detail.name).toContain('*');
    const colleague = town.staff('community-worker', 'community', 'colleague');
    await expect(town.look(orderDetail, colleague, { orderId })).rejects.toMatchObject({ code: 'orders.not-yours' });
  });

  test('RPL-01 a lost third-generation card is frozen and replaced at the instant outlet of its bank, nowhere else', async () => {
    const [one] = await town.settle(1, { ...town.insuredAs('flexible'), oldCard: { generation: 3, bank: 'icbc' } });
    const ask = (teller: 'icbc1' | 'icbc2' | 'abc1', more = {}) =>
      town.act(replaceCard, town.staff('bank-teller', teller), {
        reason: 'loss',
        document: town.documentOf(one!.person),
        pickUp: 'counter',
        materials: ['valid-id'],
        ...more,
      });
    await expect(ask('abc1')).rejects.toMatchObject({ code: 'orders.other-bank' });
    await expect(ask('icbc2')).rejects.toMatchObject({ code: 'orders.not-now' });
    await expect(ask('icbc1', { materials: [] })).rejects.toMatchObject({
      code: 'orders.materials-missing',
      facts: { missing: ['valid-id'] },
    });
    expect((await listCardsOf(town.house.database, one!.id))[0]!.socialState).toBe('enabled');
    const order = await ask('icbc1');
    expect(order).toMatchObject({
      kind: 'replacement',
      state: 'accepted',
      promiseUnit: 'instant',
      promiseDay: '2025-10-10',
    });
    expect((await listCardsOf(town.house.database, one!.id))[0]!.socialState).toBe('suspended');
  });

  test('RPL-02 CAL-07 an old card is replaced in the old way until 2025-12-31; from the midnight after it is the third generation', async () => {
    const [before, after] = await town.settle(2, { ...town.insuredAt('mill', 'xicheng'), oldCard: { generation: 2 } });
    const ask = (who: typeof before, pickUp: 'outlet' | 'counter') =>
      town.act(replaceCard, town.staff('bank-teller', 'icbc1'), {
        reason: 'damage',
        document: town.documentOf(who!.person),
        pickUp,
        outletId: town.places.icbc1!,
      });
    // The unit of these two has opened no group order, so they have not begun with the third generation.
    town.house.clock.moveTo(new Date('2025-12-31T15:59:00Z'));
    expect(await ask(before, 'outlet')).toMatchObject({ generation: 2, state: 'accepted' });
    town.house.clock.moveTo(new Date('2025-12-31T16:00:00Z'));
    expect(await ask(after, 'counter')).toMatchObject({ generation: 3, state: 'accepted' });
  });
});

describe('Beijing, regular phase', () => {
  let town: Town;
  beforeAll(async () => {
    town = await openTown('2026-03-02T02:00:00Z');
  });

  test('CHN-02 TIM-02 a counter with the plate takes the order and the card is made on the spot', async () => {
    const [one] = await town.settle(1, town.insuredAs('flexible'));
    const order = await town.act(placeAtCounter, town.staff('bank-teller', 'icbc1'), {
      document: town.documentOf(one!.person),
      bank,
      pickUp: 'counter',
      materials: [],
    });
    expect(order).toMatchObject({
      kind: 'counter',
      channel: 'bank-outlet',
      promiseUnit: 'instant',
      promiseDay: '2026-03-02',
      outletId: town.places.icbc1,
    });
  });

  test('TIM-03 PCK-04 a bank outlet without the plate promises 4 working days, and no delivery to a unit', async () => {
    const [one] = await town.settle(1, town.insuredAt('works'));
    const ask = (pickUp: 'outlet' | 'unit-delivery' | 'counter') =>
      town.act(placeAtCounter, town.staff('bank-teller', 'icbc2'), {
        document: town.documentOf(one!.person),
        bank,
        pickUp,
        outletId: town.places.icbc2!,
        materials: [],
      });
    for (const pickUp of ['unit-delivery', 'counter'] as const) {
      await expect(ask(pickUp)).rejects.toMatchObject({ code: 'orders.pick-up-not-offered' });
    }
    expect(await ask('outlet')).toMatchObject({ promiseUnit: 'working-days', promiseDay: '2026-03-06' });
  });

  test('TIM-04 a street office promises 30 natural days', async () => {
    const [one] = await town.settle(1, town.insuredAs('resident'));
    expect(
      await town.act(placeAtCounter, town.staff('bureau-clerk', 'street'), {
        document: town.documentOf(one!.person),
        bank: 'abc',
        pickUp: 'outlet',
        outletId: town.places.abc1!,
        materials: [],
      }),
    ).toMatchObject({ channel: 'street-outlet', promiseDay: '2026-04-01' });
  });

  test('counters refuse other banks, unknown documents, children without guardian, and staff elsewhere', async () => {
    const [one] = await town.settle(1, town.insuredAs('flexible'));
    const [child] = await town.settle(1, { ...town.insuredAs('resident'), bornFrom: 2016, bornTo: 2018 });
    const ask = (more: object, who = town.staff('bank-teller', 'icbc1')) =>
      town.act(placeAtCounter, who, {
        document: town.documentOf(one!.person),
        bank,
        pickUp: 'counter',
        materials: [],
        ...more,
      });
    await expect(ask({ bank: 'abc' })).rejects.toMatchObject({ code: 'orders.other-bank' });
    await expect(ask({ document: { kind: 'resident-id', number: '110101199003070000' } })).rejects.toMatchObject({
      code: 'orders.no-such-person',
    });
    await expect(ask({ document: town.documentOf(child!.person) })).rejects.toMatchObject({
      code: 'orders.guardian-needed',
    });
    await expect(
      ask({ document: town.documentOf(child!.person), guardian: town.documentOf(one!.person) }),
    ).rejects.toMatchObject({ code: 'holders.not-yours' });
    await expect(ask({}, town.staff('bank-teller', 'works'))).rejects.toMatchObject({ code: 'orders.not-a-counter' });
    await expect(ask({}, town.citizen(one!.id))).rejects.toMatchObject({ code: 'base.not-allowed' });
  });

  test('RPL-07 a retiree with the third-generation card in hand may change the bank', async () => {
    const [retired] = await town.settle(1, {
      ...town.insuredAs('retired'),
      bornFrom: 1950,
      bornTo: 1955,
      pensionBank: 'abc',
      oldCard: { generation: 3, bank: 'abc' },
    });
    const order = await town.act(replaceCard, town.citizen(retired!.id), {
      reason: 'bank-change',
      region: 'beijing',
      bank: 'icbc',
      pickUp: 'outlet',
      outletId: town.places.icbc1!,
    });
    expect(order).toMatchObject({ bank: 'icbc', reason: 'bank-change', feeFen: '0' });
    expect((await listCardsOf(town.house.database, retired!.id))[0]!.socialState).toBe('enabled');
  });

  test('an order is returned, corrected with a new promise, and found in the queue of its bank only', async () => {
    const [one] = await town.settle(1, town.insuredAs('flexible'));
    const { orderId } = await town.act(placeOrder, town.citizen(one!.id), {
      region: 'beijing',
      bank,
      pickUp: 'mail',
      address: '朝阳区无门牌',
    });
    const bureau = town.staff('bureau-clerk', 'bureau');
    await expect(
      town.act(returnForCorrection, town.staff('bureau-clerk', 'fzBureau'), { orderId, reason: 'address-needed' }),
    ).rejects.toMatchObject({ code: 'institutions.not-your-region' });
    await town.act(returnForCorrection, bureau, { orderId, reason: 'address-needed' });
    town.house.clock.moveTo(new Date('2026-03-05T02:00:00Z'));
    expect(await town.act(correctOrder, town.citizen(one!.id), { orderId, address: '朝阳区示例路9号' })).toMatchObject({
      state: 'accepted',
      placedOn: '2026-03-02',
      promiseDay: '2026-04-04',
    });
    const queue = (who: ReturnType<Town['staff']>) =>
      town.look(findOrders, who, { state: 'accepted', limit: 200 }).then(({ orders }) => orders.map((o) => o.order));
    expect((await queue(town.staff('bank-teller', 'icbc1'))).map((order) => order.orderId)).toContain(orderId);
    expect((await queue(town.staff('bank-teller', 'abc1'))).every((order) => order.bank === 'abc')).toBe(true);
    expect(await queue(town.staff('bureau-clerk', 'fzBureau'))).toEqual([]);
  });
});

describe('Fuzhou', () => {
  let town: Town;
  const teller = () => town.staff('bank-teller', 'haixia1');
  const settle = (more = {}) =>
    town.settle(1, {
      residesIn: 'fuzhou',
      insurances: [
        { region: 'fuzhou', district: 'gulou', kind: 'resident', organiserId: null, since: '2020-01-01' as Day },
      ],
      oldCard: { bank: 'haixia' },
      ...more,
    });
  beforeAll(async () => {
    town = await openTown('2025-03-03T02:00:00Z');
  });

  test('APP-09 the checklist names what is missing', async () => {
    const answer = await town.look(materialChecklist, teller(), {
      region: 'fuzhou',
      group: 'resident',
      channel: 'bank-outlet',
      brought: ['resident-id'],
    });
    expect(answer).toMatchObject({
      needed: ['resident-id', 'photo', 'fuzhou-order-form'],
      missing: ['photo', 'fuzhou-order-form'],
    });
  });

  test('DOC-10 APP-08 no counter order without the signed form; the form is archived and found by its order', async () => {
    const [one] = await settle();
    const ask = (more: object) =>
      town.act(placeAtCounter, teller(), {
        document: town.documentOf(one!.person),
        bank: 'haixia',
        pickUp: 'counter',
        materials: ['resident-id', 'photo'],
        ...more,
      });
    await expect(ask({ materials: ['resident-id'] })).rejects.toMatchObject({ code: 'orders.materials-missing' });
    await expect(ask({})).rejects.toMatchObject({ code: 'orders.form-not-signed' });
    const { orderId } = await ask({ signature });
    const form = await town.look(applicationForm, teller(), { orderId });
    expect(form).toMatchObject({
      kind: 'fuzhou-order-form',
      signed: true,
      signature,
      content: { name: one!.person.name },
    });
    const raw = await town.house.database.one<{ content: Uint8Array }>(
      sql`select content from orders.form where order_id = ${orderId}`,
    );
    expect(Buffer.from(raw.content).toString('utf8')).not.toContain(one!.person.name);
    await expect(town.look(applicationForm, town.staff('bank-teller', 'icbc1'), { orderId })).rejects.toMatchObject({
      code: 'orders.not-yours',
    });
  });

  test('APP-11 the e-card comes with the order', async () => {
    const [one] = await settle();
    expect(await findEcard(town.house.database, one!.id)).toBeUndefined();
    await town.act(placeOrder, town.citizen(one!.id, 'region-app'), {
      region: 'fuzhou',
      bank: 'haixia',
      pickUp: 'mail',
      address: '鼓楼区示例路1号',
    });
    expect(await findEcard(town.house.database, one!.id)).toMatchObject({ state: 'issued' });
  });

  test('APP-10 an order without the financial account stays incomplete though the card is enabled', async () => {
    const [one] = await settle();
    const { orderId } = await town.act(placeOrder, town.citizen(one!.id, 'region-app'), {
      region: 'fuzhou',
      bank: 'haixia',
      pickUp: 'mail',
      address: '鼓楼区示例路2号',
    });
    const cardId = await handOver(town, orderId);
    await enable(town, cardId);
    await town.inCall((call) => closeOrders.run(call, {}));
    expect((await getOrder(town.house.database, orderId)).state).toBe('collected');
    const waiting = (await town.look(myOrders, town.citizen(one!.id), {})).orders[0]!.timeline.waitingFor;
    expect(waiting?.zh).toContain('金融账户');
    await town.inCall((call) => openAccount(call, cardId, '6228480402564890018'));
    await town.inCall((call) => closeOrders.run(call, {}));
    expect((await getOrder(town.house.database, orderId)).state).toBe('closed');
  });

  test('BNK-10 FEE-02 a change of bank costs 20 yuan: recorded once, in the right amount, and made only then', async () => {
    const [one] = await settle({ oldCard: { generation: 3, bank: 'abc' } });
    const order = await town.act(replaceCard, teller(), {
      reason: 'bank-change',
      document: town.documentOf(one!.person),
      bank: 'haixia',
      pickUp: 'counter',
      materials: ['resident-id', 'photo'],
    });
    expect(order).toMatchObject({ feeFen: '2000', stateReason: 'fee-due' });
    const pay = (amountFen: string) =>
      town.act(payFee, teller(), { orderId: order.orderId, amountFen, receipt: 'R-1' });
    await expect(pay('1999')).rejects.toMatchObject({ code: 'orders.wrong-amount' });
    expect(await pay('2000')).toMatchObject({ stateReason: null });
    await expect(pay('2000')).rejects.toMatchObject({ code: 'orders.paid-already' });
  });

  test('FEE-03 without a standard nothing is charged', async () => {
    const [one] = await settle({ oldCard: { generation: 3, bank: 'haixia' } });
    const order = await town.act(replaceCard, teller(), {
      reason: 'name-change',
      document: town.documentOf(one!.person),
      pickUp: 'counter',
      materials: ['resident-id', 'photo'],
    });
    expect(order.feeFen).toBeNull();
    await expect(
      town.act(payFee, teller(), { orderId: order.orderId, amountFen: '2000', receipt: 'R-2' }),
    ).rejects.toMatchObject({ code: 'orders.nothing-to-charge' });
  });

  test('CHN-05 online with another bank than 海峡银行 is refused', async () => {
    const [one] = await settle();
    await expect(
      town.act(placeOrder, town.citizen(one!.id, 'region-app'), {
        region: 'fuzhou',
        bank: 'icbc',
        pickUp: 'mail',
        address: '鼓楼区示例路3号',
      }),
    ).rejects.toMatchObject({ code: 'orders.not-now', facts: { codes: ['channel-bank-later'] } });
  });

  test('ELG-09 a visit at home: ordered by a caregiver, nobody home, again, then done with document, photo and signature', async () => {
    const [one, other] = [...(await settle()), ...(await settle())];
    const order = await town.act(orderHomeVisit, teller(), {
      region: 'fuzhou',
      document: town.documentOf(one!.person),
      bank: 'haixia',
      outletId: town.places.haixia1!,
      reason: 'frail',
      address: '鼓楼区示例路4号501',
      caller: '陈某 13800000000',
    });
    expect(order).toMatchObject({ state: 'submitted', stateReason: 'visit-first', kind: 'visit' });
    const { orderId } = order;
    const hire = async (role: 'bank-visitor' | 'bank-teller', place: 'haixia1' | 'icbc1') => {
      const institutionId = town.places[place]!;
      return town.staff(role, place, await town.inCall((call) => addStaff(call, { institutionId, role, name: role })));
    };
    const visitor = await hire('bank-visitor', 'haixia1');
    const colleague = await hire('bank-visitor', 'haixia1');
    const schedule = (day: string, who = town.staff('outlet-manager', 'haixia1'), visitorId = visitor.id) =>
      town.act(scheduleVisit, who, { orderId, day: day as Day, partOfDay: 'morning', visitorId });
    // The route shows an address: nobody of another bank, nobody who does not visit, nobody unknown goes.
    for (const stranger of [
      (await hire('bank-visitor', 'icbc1')).id,
      (await hire('bank-teller', 'haixia1')).id,
      one!.id,
    ])
      await expect(schedule('2025-03-05', undefined, stranger)).rejects.toMatchObject({ code: 'orders.not-a-visitor' });
    await expect(schedule('2025-03-01')).rejects.toMatchObject({ code: 'orders.day-passed' });
    await expect(schedule('2025-03-05', town.staff('outlet-manager', 'icbc1'))).rejects.toMatchObject({
      code: 'institutions.not-your-institution',
    });
    await schedule('2025-03-05');
    await expect(town.act(failVisit, colleague, { orderId, failure: 'nobody-home' })).rejects.toMatchObject({
      code: 'orders.not-yours',
    });
    expect(await town.act(failVisit, visitor, { orderId, failure: 'nobody-home' })).toMatchObject({ attempts: 1 });
    await schedule('2025-03-06');
    const finish = (document: object) =>
      town.act(finishVisit, visitor, { orderId, document, signature, photo: signature } as never);
    await expect(finish(town.documentOf(other!.person))).rejects.toMatchObject({ code: 'orders.other-person' });
    expect(await finish(town.documentOf(one!.person))).toMatchObject({ state: 'accepted' });
    await expect(finish(town.documentOf(one!.person))).rejects.toMatchObject({ code: 'orders.not-waiting' });
    const detail = await town.look(orderDetail, teller(), { orderId });
    expect(detail.visit).toMatchObject({ state: 'done', attempts: 2, reason: 'frail' });
    expect((await town.look(applicationForm, teller(), { orderId })).signed).toBe(true);
  });
});

/** Enables the card as its holder would, online. */
async function enable(town: Town, cardId: string): Promise<void> {
  const { holderId } = await getCard(town.house.database, cardId);
  await town.act(enableCard, town.citizen(holderId), { cardId });
}
