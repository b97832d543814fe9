import { describe, expect, test } from 'vitest';
import { ask, perform } from '../../base/action.ts';
import type { House } from '../../base/call.ts';
import { ensureJobs, runDueJobs } from '../../base/jobs.ts';
import { sql } from '../../base/sql.ts';
import { getCard } from '../cards/index.ts';
import { recordDeath } from '../holders/record-death.ts';
import { getOrder } from '../orders/index.ts';
import { alarmList } from './alarm-list.ts';
import { failStep } from './fail-step.ts';
import { finishMaking } from './finish-making.ts';
import { giveUpMaking } from './give-up-making.ts';
import { makingDetail } from './making-detail.ts';
import { outletQueue } from './outlet-queue.ts';
import { cutAfterEveryStatement } from './power-cut.fixture.ts';
import { goodAtr, productionCity, shownBy } from './production.fixture.ts';
import { recordAccount } from './record-account.ts';
import { recordPersonalised } from './record-personalised.ts';
import { recordPrinted } from './record-printed.ts';
import { recordReadBack } from './record-read-back.ts';
import { resumeMaking } from './resume-making.ts';
import { startMaking } from './start-making.ts';
import type { Step } from './steps.ts';
import { stepNames } from './steps.ts';
import { stockBlanks } from './stock-blanks.ts';
import { sweepMakings } from './sweep-makings.ts';

const city = await productionCity();
const { house, who } = city;
const noBlanks = (await ask(house, outletQueue, who.teller, {})).blanks;
const stock = (received: number, scrapped = 0) => perform(house, stockBlanks, who.manager, { received, scrapped });
const blanks = async () => (await ask(house, outletQueue, who.teller, {})).blanks;

type Person = Awaited<ReturnType<typeof city.ordered>>[number];
const atTheCounter = async (over: object = {}) =>
  (await city.ordered(1, { pickUp: 'counter', kind: 'counter', channel: 'bank-outlet', ...over }))[0]!;

/** One making with its steps as plain functions. */
async function begin({ order, person }: Person, { house, who, freshBankCard } = city) {
  const { makingId, cardNumber, cardIdentifier } = await perform(house, startMaking, who.teller, { orderId: order.id });
  const written = `${cardIdentifier.slice(0, 24)}0A0B0C0D`;
  const readBack = {
    cardNumber,
    cardIdentifier: written,
    atr: goodAtr,
    name: person.name,
    socialSecurityNumber: person.documentNumber,
  };
  const does: Record<Step, (on?: House) => Promise<{ state?: string }>> = {
    account: () => perform(house, recordAccount, who.teller, { makingId, bankCardNumber: freshBankCard() }),
    personalise: () =>
      perform(house, recordPersonalised, who.teller, { makingId, cardIdentifier: written, atr: goodAtr }),
    print: () => perform(house, recordPrinted, who.teller, { makingId }),
    'read-back': () => perform(house, recordReadBack, who.teller, { makingId, ...readBack }),
    finish: (on: House = house) =>
      perform(on, finishMaking, who.teller, { makingId, shown: shownBy(person) }) as Promise<{ state?: string }>,
  };
  const upTo = async (last: Step) => {
    for (const step of stepNames.slice(0, stepNames.indexOf(last) + 1)) await does[step]();
  };
  const state = async () =>
    (await house.database.one<{ state: string }>(sql`select state from production.making where id = ${makingId}`))
      .state;
  return { makingId, cardNumber, written, readBack, does, upTo, state };
}
const isDone = async ({ order }: Person) => {
  const { state, cardId } = await getOrder(house.database, order.id);
  return [state, (await getCard(house.database, cardId!)).socialState];
};

describe('on the spot', () => {
  test('without blanks the teller is refused and the ordinary way offered', async () => {
    expect(noBlanks.ready).toBe(0);
    const one = await atTheCounter();
    const refused = perform(house, startMaking, who.teller, { orderId: one.order.id });
    await expect(refused).rejects.toMatchObject({ code: 'production.no-blanks', facts: { outlet: '西单支行' } });
    expect(await city.state(one.order)).toBe('accepted');
    await stock(1);
    await begin(one);
    await stock(20);
  });

  test('TIM-02 a card is made, handed over and its order collected in one visit', async () => {
    const one = await atTheCounter();
    const before = await blanks();
    const making = await begin(one);
    await making.upTo('finish');
    expect(await isDone(one)).toEqual(['collected', 'collected']);
    const order = await getOrder(house.database, one.order.id);
    expect(order.collectedAt).toEqual(order.producedAt);
    expect(await blanks()).toMatchObject({ ready: before.ready - 1, used: before.used + 1, reserved: before.reserved });
  });

  test.each([
    ['APP-07', 'fuzhou'],
    ['CHN-07', 'guangxi-beihai'],
  ])('%s %s: a counter order is made on the spot at a card-making outlet of the bank', async (_row, region) => {
    const there = await productionCity(region);
    await perform(there.house, stockBlanks, there.who.manager, { received: 1, scrapped: 0 });
    const [one] = await there.ordered(1, { pickUp: 'counter', kind: 'counter', channel: 'bank-outlet' });
    const making = await begin(one!, there);
    await making.upTo('finish');
    expect(await there.state(one!.order)).toBe('collected');
  });

  test('the steps follow one another and none can be skipped or done twice', async () => {
    const making = await begin(await atTheCounter());
    for (const step of ['personalise', 'print', 'read-back', 'finish'] as const) {
      await expect(making.does[step](), step).rejects.toMatchObject({ code: 'production.wrong-step' });
    }
    await making.does.account();
    await expect(making.does.account()).rejects.toMatchObject({ code: 'production.wrong-step' });
    await perform(house, giveUpMaking, who.teller, { makingId: making.makingId });
  });

  test('RPL-01 only an outlet of the issuing bank with the plate makes the card', async () => {
    const one = await atTheCounter({ kind: 'replacement' });
    const start = (by: typeof who.teller) => perform(house, startMaking, by, { orderId: one.order.id });
    await expect(start(who.foreignTeller)).rejects.toMatchObject({ code: 'production.other-bank' });
    await expect(start(who.secondTeller)).rejects.toMatchObject({ code: 'production.no-plate' });
    await expect(start(who.manager)).rejects.toMatchObject({ code: 'base.not-allowed' });
    const making = await begin(one);
    await expect(
      perform(house, recordPrinted, { ...who.foreignTeller }, { makingId: making.makingId }),
    ).rejects.toMatchObject({ code: 'production.no-such-making' });
    await making.upTo('finish');
    expect(await isDone(one)).toEqual(['collected', 'collected']);
  });

  test('an unpaid order, one with another pick-up, and a dead person’s are refused', async () => {
    const start = (one: Person) => perform(house, startMaking, who.teller, { orderId: one.order.id });
    await expect(start(await atTheCounter({ feeFen: 1600n }))).rejects.toMatchObject({ code: 'production.fee-due' });
    await expect(start((await city.ordered(1))[0]!)).rejects.toMatchObject({ code: 'production.not-for-the-spot' });
    const dead = await atTheCounter();
    const diedOn = '2025-03-01' as never;
    const proof = { kind: 'death-certificate', number: 'DC-0001' } as const;
    await perform(house, recordDeath, who.clerk, { holderId: dead.holderId, diedOn, proof });
    await expect(start(dead)).rejects.toMatchObject({ code: 'production.holder-deceased' });
  });

  test('APP-10 where the region couples the account it cannot be left out; elsewhere it can', async () => {
    const coupled = await begin(await atTheCounter({ accountRule: 'required-with-order' }));
    const without = (makingId: string) => perform(house, recordAccount, who.teller, { makingId, bankCardNumber: null });
    await expect(without(coupled.makingId)).rejects.toMatchObject({ code: 'production.account-missing' });
    const free = await begin(await atTheCounter());
    expect(await without(free.makingId)).toMatchObject({ state: 'account-recorded' });
    for (const { makingId } of [coupled, free]) await perform(house, giveUpMaking, who.teller, { makingId });
  });

  test('a card that reads back anything but what was ordered is scrapped on the spot, and made again', async () => {
    const one = await atTheCounter();
    const making = await begin(one);
    await making.upTo('print');
    const before = await blanks();
    const { makingId } = making;
    const wrong = await perform(house, recordReadBack, who.teller, { makingId, ...making.readBack, name: '别人' });
    expect(wrong).toMatchObject({ state: 'stopped', differs: ['name'] });
    expect(await blanks()).toMatchObject({ scrapped: before.scrapped + 1, reserved: before.reserved - 1 });
    await expect(making.does.finish()).rejects.toMatchObject({ code: 'production.wrong-step' });
    expect(await perform(house, resumeMaking, who.teller, { makingId })).toMatchObject({ state: 'account-recorded' });
    for (const step of ['personalise', 'print', 'read-back', 'finish'] as const) await making.does[step]();
    expect(await isDone(one)).toEqual(['collected', 'collected']);
    const detail = await ask(house, makingDetail, who.teller, { makingId }, { purpose: 'make-card' });
    expect(detail).toMatchObject({ state: 'finished', spoiledBlanks: 1 });
  });

  test.each(stepNames.flatMap((step) => [true, false].map((spoiled) => [step, spoiled] as const)))(
    'a failure at “%s” (blank spoiled: %s) is resumed, the blanks count right, and the next making is clean',
    async (step, blankSpoiled) => {
      await stock(3);
      const one = await atTheCounter();
      const before = await blanks();
      const making = await begin(one);
      const { makingId } = making;
      const at = stepNames.indexOf(step);
      for (const earlier of stepNames.slice(0, at)) await making.does[earlier]();
      await perform(house, failStep, who.teller, { makingId, reason: 'chip-fault', blankSpoiled });
      expect(await making.state()).toBe('stopped');
      await expect(making.does[step]()).rejects.toMatchObject({ code: 'production.wrong-step' });
      await expect(
        perform(house, failStep, who.teller, { makingId, reason: 'other', blankSpoiled: true }),
      ).rejects.toMatchObject({ code: 'production.wrong-step' });

      // The next person is served meanwhile, as if nothing had happened.
      const next = await atTheCounter();
      const clean = await begin(next);
      await clean.upTo('finish');
      expect(await isDone(next)).toEqual(['collected', 'collected']);

      await perform(house, resumeMaking, who.teller, { makingId });
      const from = blankSpoiled && at > 0 ? 1 : at;
      for (const later of stepNames.slice(from)) await making.does[later]();
      expect(await isDone(one)).toEqual(['collected', 'collected']);
      const spoiled = blankSpoiled ? 1 : 0;
      expect(await blanks()).toMatchObject({
        ready: before.ready - 2 - spoiled,
        used: before.used + 2,
        scrapped: before.scrapped + spoiled,
        reserved: before.reserved,
      });
      expect((await getOrder(house.database, one.order.id)).cardId).not.toBe(
        (await getOrder(house.database, next.order.id)).cardId,
      );
    },
  );

  test('a stranger does not get the finished card, and a wrong chip is not recorded', async () => {
    const one = await atTheCounter();
    const making = await begin(one);
    await making.does.account();
    const other = `${making.written.slice(0, 16)}FFFFFFFF0A0B0C0D`;
    await expect(
      perform(house, recordPersonalised, who.teller, {
        makingId: making.makingId,
        cardIdentifier: other,
        atr: goodAtr,
      }),
    ).rejects.toMatchObject({ code: 'production.identifier-differs' });
    for (const step of ['personalise', 'print', 'read-back'] as const) await making.does[step]();
    const [stranger] = await city.ordered(1);
    await expect(
      perform(house, finishMaking, who.teller, { makingId: making.makingId, shown: shownBy(stranger!.person) }),
    ).rejects.toMatchObject({ code: 'production.wrong-person' });
    expect(await city.state(one.order)).toBe('in-production');
    await making.does.finish();
  });

  test('the power fails after every statement of the last step: nothing is lost, and it is simply done again', async () => {
    await stock(2);
    const one = await atTheCounter();
    const making = await begin(one);
    await making.upTo('read-back');
    const before = await blanks();
    const cuts = await cutAfterEveryStatement(house, making.does.finish, async (statement) => {
      expect([await making.state(), ...(await isDone(one))], `after statement ${statement}`).toEqual([
        'read-back',
        'in-production',
        'planned',
      ]);
      expect(await blanks()).toEqual(before);
    });
    expect(cuts).toBeGreaterThan(15);
    expect([await making.state(), ...(await isDone(one))]).toEqual(['finished', 'collected', 'collected']);
  });

  test('scrapped blanks are counted, never more than there are', async () => {
    const { ready, scrapped } = await blanks();
    await expect(stock(0, ready + 1)).rejects.toMatchObject({ code: 'production.too-many-scrapped' });
    expect(await stock(5, 2)).toMatchObject({ ready: ready + 3, scrapped: scrapped + 2 });
  });
});

test('TIM-02 no making lives overnight: it ends, the order waits, an alarm stands, and the next try keeps the account', async () => {
  await stock(10);
  await ensureJobs(house, [sweepMakings.name]);
  const [early, late] = [await atTheCounter(), await atTheCounter()];
  const [opened, written] = [await begin(early), await begin(late)];
  await opened.does.account();
  await written.upTo('personalise');
  const before = await blanks();
  house.clock.moveTo(new Date('2025-03-03T15:59:00Z'));
  await runDueJobs(house, [sweepMakings as never]);
  expect([await opened.state(), await written.state()]).toEqual(['account-recorded', 'personalised']);
  house.clock.moveTo(new Date('2025-03-03T16:00:00Z'));
  await expect(opened.does.personalise()).rejects.toMatchObject({ code: 'production.day-over' });
  await runDueJobs(house, [sweepMakings as never]);
  expect([await opened.state(), await written.state()]).toEqual(['given-up', 'given-up']);
  expect(await city.state(early.order)).toBe('accepted');
  // The very first making of this file was left open too, before its chip was written.
  expect(await blanks()).toMatchObject({ scrapped: before.scrapped + 1, ready: before.ready + 2, reserved: 0 });
  const { alarms } = await ask(house, alarmList, who.clerk, {});
  const left = alarms.filter(({ kind }) => kind === 'making-left-overnight').map(({ orderId }) => orderId);
  expect(left).toEqual(expect.arrayContaining([early.order.id, late.order.id]));
  const again = await begin(early);
  expect(again.cardNumber).toBe(opened.cardNumber);
  for (const step of ['personalise', 'print', 'read-back', 'finish'] as const) await again.does[step]();
  expect(await isDone(early)).toEqual(['collected', 'collected']);
});
