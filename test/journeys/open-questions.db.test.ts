// The open questions of the sources, each from the policy pack to what people meet: our default, and what a bureau may decide instead.
import { describe, expect, test } from 'vitest';
import { ask, perform } from '../../src/base/action.ts';
import { systemActor } from '../../src/base/actor.ts';
import type { Day } from '../../src/base/day.ts';
import { ensureJobs, runDueJobs } from '../../src/base/jobs.ts';
import { myAccount } from '../../src/domain/banking/my-account.ts';
import { acts as cards, getCard, listCardsOf } from '../../src/domain/cards/index.ts';
import { takeOverCards } from '../../src/domain/cards/take-over-cards.ts';
import { acts as ecard } from '../../src/domain/ecard/index.ts';
import { linkGuardian, registerPeopleAction } from '../../src/domain/holders/index.ts';
import { endPartnership } from '../../src/domain/institutions/end-partnership.ts';
import { medicalTown } from '../../src/domain/medical/medical.fixture.ts';
import { myVisitBalances } from '../../src/domain/medical/move-visit-balance.ts';
import { payIntoVisitBalance } from '../../src/domain/medical/pay-visit-balance.ts';
import { nextMessage } from '../../src/domain/medical/ready-visit.fixture.ts';
import { registerVisit } from '../../src/domain/medical/register-visit.ts';
import { follow, templatesTold } from '../../src/domain/notices/notices.fixture.ts';
import {
  checkRoster,
  chooseBank,
  commitRoster,
  correctOrder,
  getOrder,
  mayIApply,
  myOrders,
  openGroupOrder,
  jobs as orderJobs,
  payFee,
  placeAtCounter,
  placeOrder,
  standingJobs as standingOrderJobs,
  submitGroup,
  withdrawOrder,
} from '../../src/domain/orders/index.ts';
import { openTown, rosterCsv, signature, type Town } from '../../src/domain/orders/town.fixture.ts';
import { decideRules } from '../../src/domain/policy/decide.fixture.ts';
import { alarmList } from '../../src/domain/production/alarm-list.ts';
import { cancelSleepingCards } from '../../src/domain/production/cancel-sleeping-cards.ts';
import { handOverCard } from '../../src/domain/production/hand-over-card.ts';
import { jobs as productionJobs, standingJobs as standingProductionJobs } from '../../src/domain/production/index.ts';
import { makeOrdinarily } from '../../src/domain/production/make-ordinarily.ts';
import { postCards } from '../../src/domain/production/post-cards.ts';
import { shownBy } from '../../src/domain/production/production.fixture.ts';
import { receiveCards } from '../../src/domain/production/receive-cards.ts';
import { reportDamaged } from '../../src/domain/production/report-damaged.ts';
import { reportLost } from '../../src/domain/production/report-lost.ts';
import { reportReturn } from '../../src/domain/production/report-return.ts';
import { startMaking } from '../../src/domain/production/start-making.ts';
import { keepBlockList } from '../../src/domain/uses/keep-block-list.ts';
import { loseCard } from '../../src/domain/uses/loss.fixture.ts';
import { readBlockList } from '../../src/domain/uses/read-block-list.ts';
import { setAcceptance } from '../../src/domain/uses/set-acceptance.ts';
import { uploadOffline } from '../../src/domain/uses/upload-offline.ts';
import { usesHouse } from '../../src/domain/uses/uses.fixture.ts';
import { openCardWorks } from './card-works.fixture.ts';

type Person = Awaited<ReturnType<Town['settle']>>[number];
const at = (town: Town, instant: string) => town.house.clock.moveTo(new Date(instant));
const openOrderOf = async (town: Town, { id }: Person) =>
  (await town.look(myOrders, town.citizen(id), {})).orders[0]!.order;

/** Beijing in its regular phase: everybody orders alone and online. */
const regular = () => openTown('2026-03-02T02:00:00Z');
const inBeijing = (town: Town, { id }: Person, more: object = {}) =>
  town.act(placeOrder, town.citizen(id), {
    ...{ region: 'beijing', bank: 'icbc', pickUp: 'outlet', outletId: town.places.icbc1!, ...more },
  } as never);
const byMail = (town: Town, { id }: Person) =>
  town.act(placeOrder, town.citizen(id, 'region-app'), {
    ...{ region: 'fuzhou', bank: 'haixia', pickUp: 'mail', address: '鼓楼区示例路6号' },
  } as const);

/** Every accepted order made; the cards of those who collect at the first outlet lie on its shelf. */
async function onShelf(town: Town, works: Awaited<ReturnType<typeof openCardWorks>>) {
  const made = await works.makeAll();
  const cardNumbers = made.map(({ cardNumber }) => cardNumber);
  await town.act(receiveCards, town.staff('outlet-manager', 'icbc1'), { cardNumbers });
  return (who: Person) => made.find(({ name }) => name === who.person.name)!.cardNumber;
}
const handOver = (town: Town, cardNumber: string, who: Person, more: object = {}) =>
  town.act(handOverCard, town.staff('bank-teller', 'icbc1'), { cardNumber, shown: shownBy(who.person), ...more });

describe('Q4 groupAt: which day decides to which group somebody belongs', () => {
  test('Q4 ELG-03 by default the day of the order; a bureau may take the day of hand-over, and then the bank must fit the new group', async () => {
    const town = await regular();
    const [calm, pensioner, other] = (await town.settle(3, town.insuredAs('flexible'))) as [Person, Person, Person];
    for (const who of [calm, pensioner, other]) await inBeijing(town, who);
    const cardNumberOf = await onShelf(town, await openCardWorks(town, 'beijing', 'icbc'));
    /** All three retire between order and hand-over. */
    const retire = ({ person }: Person, pensionBank: string) => ({
      ...person,
      pensionBank,
      insurances: [
        {
          region: 'beijing',
          district: 'chaoyang',
          kind: 'retired' as const,
          organiserId: null,
          since: '2026-03-03' as Day,
        },
      ],
    });
    const people = [retire(calm, 'abc'), retire(pensioner, 'icbc'), retire(other, 'abc')];
    await town.act(registerPeopleAction, systemActor('registry'), { people });
    at(town, '2026-03-04T02:00:00Z');

    await handOver(town, cardNumberOf(calm), calm);
    expect(await openOrderOf(town, calm)).toMatchObject({ state: 'collected' });
    const groupOf = async (who: Person) =>
      (await getOrder(town.house.database, (await openOrderOf(town, who)).orderId)).groupCode;
    expect(await groupOf(calm)).toBe('flexible');

    await decideRules(town.house, 'beijing', { groupAt: 'hand-over-day' });
    await handOver(town, cardNumberOf(pensioner), pensioner);
    expect(await groupOf(pensioner)).toBe('retiree');
    // A retiree's first card is the pension bank's: the card of the other bank is not handed over, and the way out is open.
    await expect(handOver(town, cardNumberOf(other), other)).rejects.toMatchObject({
      code: 'orders.group-changed',
      facts: { offered: ['abc'] },
    });
    const { orderId, cardId } = await openOrderOf(town, other);
    const withdrawn = await town.act(withdrawOrder, town.citizen(other.id), { orderId });
    expect(withdrawn).toMatchObject({ state: 'withdrawn', stateReason: 'group-changed' });
    expect((await getCard(town.house.database, cardId!)).socialState).toBe('cancelled');
    const again = await inBeijing(town, other, { bank: 'abc', outletId: town.places.abc1 });
    expect(again).toMatchObject({ state: 'accepted', bank: 'abc' });
  });
});

describe('Q7 mishap: what becomes of an order when something goes wrong', () => {
  let sent = 0;
  test('Q7 PCK-06 FEE-03 lost, returned, damaged: made again free, or against the fee that the region has a standard for', async () => {
    const town = await openTown('2025-03-03T02:00:00Z');
    const works = await openCardWorks(town, 'fuzhou', 'haixia');
    const people = await town.settle(5, { ...town.insuredAs('flexible', 'fuzhou'), oldCard: { bank: 'haixia' } });
    for (const who of people) await byMail(town, who);
    const cards = await works.makeAll();
    const cardOf = (who: Person) => cards.find(({ name }) => name === who.person.name)!.cardNumber;
    const post = async (who: Person) => {
      sent += 1;
      const trackingNumber = `EMQ${String(sent).padStart(9, '0')}`;
      const parcels = [{ cardNumber: cardOf(who), trackingNumber }];
      expect(await town.act(postCards, works.office, { courierId: works.courierId, parcels })).toMatchObject({
        posted: 1,
      });
      return { trackingNumber };
    };
    const stands = async (who: Person) => {
      const { state, stateReason, feeFen } = await openOrderOf(town, who);
      return [state, stateReason, feeFen];
    };
    const [lost, returned, lostLater, returnedLater, damaged] = people as [Person, Person, Person, Person, Person];
    await town.act(reportLost, works.courier, await post(lost));
    await town.act(reportReturn, works.courier, await post(returned));
    expect(await stands(lost)).toEqual(['accepted', 'lost-in-mail', '0']);
    expect(await stands(returned)).toEqual(['mail-returned', null, '0']);

    await decideRules(town.house, 'fuzhou', {
      mishap: [
        { when: { mishap: ['lost-in-mail', 'damaged-in-production'] }, value: 'remake' },
        { when: { mishap: ['returned'] }, value: 'remake-free' },
      ],
    });
    const before = (await openOrderOf(town, returnedLater)).cardId!;
    await town.act(reportLost, works.courier, await post(lostLater));
    await town.act(reportReturn, works.courier, await post(returnedLater));
    await town.act(reportDamaged, works.office, { cardNumber: cardOf(damaged), damage: 'chip' });
    expect(await stands(lostLater)).toEqual(['accepted', 'fee-due', '2000']);
    expect(await stands(returnedLater)).toEqual(['accepted', 'came-back', '0']);
    expect(await stands(damaged)).toEqual(['accepted', 'fee-due', '2000']);
    // The card that came back is void, whoever finds it; nothing with a fee due is made.
    expect((await getCard(town.house.database, before)).socialState).toBe('cancelled');
    expect((await works.makeAll()).map(({ name }) => name).sort()).toEqual(
      [lost, returnedLater].map(({ person }) => person.name).sort(),
    );
    const { orderId } = await openOrderOf(town, lostLater);
    await town.act(payFee, town.staff('bank-teller', 'haixia1'), { orderId, amountFen: '2000', receipt: 'R-7' });
    expect((await works.makeAll()).map(({ name }) => name)).toEqual([lostLater.person.name]);
  });

  test('Q7 BNK-08 a bank leaves: what was ordered is finished, or given back to choose another bank', async () => {
    const town = await regular();
    const works = await openCardWorks(town, 'beijing', 'icbc');
    const [first, second] = (await town.settle(2, town.insuredAs('flexible'))) as [Person, Person];
    await inBeijing(town, first);
    const leave = (lastDay: string | null) =>
      town.act(endPartnership, town.staff('bureau-clerk', 'bureau'), {
        ...{ bankId: works.office.institutionId, lastDay: lastDay as Day, reason: '退出' },
      });
    await ensureJobs(town.house, standingOrderJobs);
    await leave('2026-03-02');
    at(town, '2026-03-03T02:00:00Z');
    await runDueJobs(town.house, orderJobs);
    expect(await openOrderOf(town, first)).toMatchObject({ state: 'accepted', bank: 'icbc' });
    await expect(inBeijing(town, second)).rejects.toMatchObject({ code: 'orders.bank-left' });
    expect(await works.makeAll()).toHaveLength(1);

    await leave(null);
    await inBeijing(town, second);
    await leave('2026-03-03');
    await decideRules(town.house, 'beijing', {
      mishap: [{ when: { mishap: ['bank-leaves'] }, value: 'choose-again' }],
    });
    at(town, '2026-03-04T02:00:00Z');
    await runDueJobs(town.house, orderJobs);
    const { orderId } = await openOrderOf(town, second);
    expect(await openOrderOf(town, second)).toMatchObject({ state: 'returned', stateReason: 'bank-left' });
    await expect(town.act(correctOrder, town.citizen(second.id), { orderId })).rejects.toMatchObject({
      code: 'orders.bank-left',
    });
    expect(
      await town.act(correctOrder, town.citizen(second.id), { orderId, bank: 'abc', outletId: town.places.abc1! }),
    ).toMatchObject({ state: 'accepted', bank: 'abc' });
    // The one in making is finished by the bank that left.
    expect(await openOrderOf(town, first)).toMatchObject({ state: 'produced' });
  });

  test('Q7 TIM-02 no blanks: the ordinary way is offered with its own promise, or the order waits', async () => {
    const town = await regular();
    const teller = town.staff('bank-teller', 'icbc1');
    const [one, two] = (await town.settle(2, town.insuredAs('flexible'))) as [Person, Person];
    const atCounter = (who: Person) =>
      town.act(placeAtCounter, teller, {
        ...{
          document: town.documentOf(who.person),
          bank: 'icbc',
          pickUp: 'counter',
          materials: ['valid-id'],
          signature,
        },
      } as const);
    const { orderId } = await atCounter(one);
    await expect(town.act(startMaking, teller, { orderId })).rejects.toMatchObject({ code: 'production.no-blanks' });
    // The counter without the plate promises four working days (TIM-03): 2026-03-02 is a Monday.
    expect(await town.act(makeOrdinarily, teller, { orderId, pickUp: 'outlet' })).toEqual({
      orderId,
      promiseDay: '2026-03-06',
    });
    expect(await openOrderOf(town, one)).toMatchObject({
      state: 'accepted',
      pickUp: 'outlet',
      promiseUnit: 'working-days',
    });
    const works = await openCardWorks(town, 'beijing', 'icbc');
    expect(await works.makeAll()).toHaveLength(1);

    await decideRules(town.house, 'beijing', {
      mishap: [{ when: { mishap: ['no-blanks'] }, value: 'wait-for-blanks' }],
    });
    const waiting = await atCounter(two);
    const wait = { code: 'production.wait-for-blanks' };
    await expect(town.act(startMaking, teller, { orderId: waiting.orderId })).rejects.toMatchObject(wait);
    await expect(
      town.act(makeOrdinarily, teller, { orderId: waiting.orderId, pickUp: 'outlet' }),
    ).rejects.toMatchObject(wait);
    expect(await openOrderOf(town, two)).toMatchObject({ state: 'accepted', pickUp: 'counter' });
  });
});

describe('Q8 reapplyFee: a new card after the last one was destroyed uncollected', () => {
  test('Q8 SLP-03 undecided it costs nothing and says so; as a lost card it costs 20 yuan, as a first one nothing', async () => {
    const town = await openTown('2025-03-03T02:00:00Z');
    const clerk = { role: 'unit-clerk', id: 'clerk', institutionId: town.places.dock! } as const;
    const people = await town.settle(3, { ...town.insuredAt('dock', 'gulou', 'fuzhou'), oldCard: { bank: 'haixia' } });
    const group = { banks: ['haixia'], designatedOutletIds: [town.places.haixia1!] };
    const { groupOrderId } = await town.act(openGroupOrder, clerk, group);
    const file = rosterCsv(people.map(({ person }) => person));
    const { importId } = await town.act(checkRoster, clerk, { groupOrderId, fileName: '名册.csv', file });
    await town.act(commitRoster, clerk, { importId });
    for (const who of people) {
      await town.act(chooseBank, town.citizen(who.id), {
        ...{ orderId: (await openOrderOf(town, who)).orderId, bank: 'haixia', pickUp: 'outlet' },
      } as const);
    }
    await town.act(submitGroup, clerk, { groupOrderId });
    const works = await openCardWorks(town, 'fuzhou', 'haixia');
    const cardNumbers = (await works.makeAll()).map(({ cardNumber }) => cardNumber);
    await town.act(receiveCards, town.staff('outlet-manager', 'haixia1'), { cardNumbers });
    await ensureJobs(town.house, standingProductionJobs);
    at(town, '2025-09-04T02:00:00Z');
    await runDueJobs(town.house, productionJobs);
    const authority = town.staff('card-authority', 'fzBureau');
    expect(await town.act(cancelSleepingCards, authority, { region: 'fuzhou' })).toEqual({ cancelled: 3 });

    const [first, second, third] = people as [Person, Person, Person];
    const told = async (who: Person) => {
      const answer = await town.look(mayIApply, town.citizen(who.id, 'region-app'), { region: 'fuzhou' });
      return [answer.feeFen, answer.reasons.some(({ code }) => code.startsWith('reapply-')) && 'said'];
    };
    expect(await told(first)).toEqual([null, 'said']);
    expect(await byMail(town, first)).toMatchObject({ state: 'accepted', feeFen: null, stateReason: null });
    await decideRules(town.house, 'fuzhou', { reapplyFee: 'as-loss' });
    expect(await told(second)).toEqual(['2000', 'said']);
    expect(await byMail(town, second)).toMatchObject({ feeFen: '2000', stateReason: 'fee-due' });
    at(town, '2025-09-05T02:00:00Z');
    await decideRules(town.house, 'fuzhou', { reapplyFee: 'as-first' });
    expect(await byMail(town, third)).toMatchObject({ feeFen: '0', stateReason: null });
  });
});

describe('Q9 balance: what lies on the old card', () => {
  test('Q9 RPL-04 the old-to-new checklist says of every pot what the region says, and what this platform does not carry out', async () => {
    const town = await regular();
    const [who] = (await town.settle(1, town.insuredAs('flexible'))) as [Person];
    await inBeijing(town, who);
    const cardNumberOf = await onShelf(town, await openCardWorks(town, 'beijing', 'icbc'));
    const list = async () =>
      Object.fromEntries(
        (await town.look(ecard.cardChecklist, town.citizen(who.id), {})).pots.map((one) => [one.pot, one]),
      );
    await handOver(town, cardNumberOf(who), who, { enable: true });
    const pots = await list();
    expect(Object.keys(pots)).toEqual(['hospital-visit', 'transit-purse', 'park-pass', 'library-loan']);
    expect(pots['transit-purse']).toMatchObject({ handledHere: false, zh: expect.stringContaining('清算后退还') });
    expect(pots['transit-purse']!.zh).toContain('尚未接入');
    expect(pots['park-pass']!.en).toContain('follows the person');
    expect(pots['library-loan']!.en).toContain('follows the person');
    expect(pots['hospital-visit']).toMatchObject({ handledHere: true, en: expect.stringContaining('has to ask') });
    await decideRules(town.house, 'beijing', {
      balance: [
        { when: { pot: ['transit-purse'] }, value: 'holder-asks' },
        { when: { pot: ['hospital-visit'] }, value: 'automatic' },
      ],
    });
    expect((await list())['transit-purse']!.en).toContain('has to ask');
    expect((await list())['hospital-visit']!.en).toContain('by itself');
  });

  test('Q9 MED-03 a visit balance waits until asked for, or moves at the first visit where the bureau decides so', async () => {
    const town = await medicalTown();
    const [asked, moved] = await town.people(2);
    const staff = town.hospital.staff;
    for (const one of [asked!, moved!])
      await town.act(payIntoVisitBalance, staff, { credential: one.credential, amountFen: '20000' });
    const visit = async (one: NonNullable<typeof asked>) => {
      const fresh = await town.newCard(one);
      await town.enable(fresh);
      await town.act(registerVisit, staff, {
        ...{ holderId: one.holderId, credential: fresh.credential, number: `V-${fresh.cardNumber}` },
        ...{ department: '全科', beganAt: town.house.clock.now().toISOString() },
        message: nextMessage(),
      });
      const { wallets } = await town.look(
        myVisitBalances,
        { role: 'citizen', id: one.holderId, channel: 'bureau-site' },
        {},
      );
      return wallets.map(({ balanceFen }) => balanceFen);
    };
    expect(await visit(asked!)).toEqual(['20000']);
    await decideRules(town.house, 'beijing', {
      balance: [{ when: { pot: ['hospital-visit'] }, value: 'automatic' }],
    });
    expect(await visit(moved!)).toEqual(['0', '20000']);
  });
});

describe('Q10 minorAccount: the account of a child', () => {
  test('Q10 ENB-02 the bank that activates a child’s account is told the limit of the region, where there is one', async () => {
    const town = await regular();
    const [parent] = (await town.settle(1, town.insuredAs('flexible'))) as [Person];
    const minor = { ...town.insuredAs('resident'), bornFrom: 2014, bornTo: 2018, oldCard: null };
    const children = (await town.settle(2, minor)) as [Person, Person];
    const clerk = town.staff('bureau-clerk', 'bureau');
    for (const { person } of children) {
      const { documentKind, documentNumber, name } = person;
      await town.act(linkGuardian, clerk, {
        guardianId: parent.id,
        ward: { documentKind, documentNumber, name },
        proof: { kind: 'household-register', number: 'HK-000010' },
      });
    }
    for (const { id } of children) await inBeijing(town, parent, { holderId: id });
    await inBeijing(town, parent);
    const cardNumberOf = await onShelf(town, await openCardWorks(town, 'beijing', 'icbc'));
    const teller = town.staff('bank-teller', 'icbc1');
    const activated = async (who: Person) => {
      const { cardId } = await town.act(handOverCard, teller, {
        cardNumber: cardNumberOf(who),
        shown: shownBy(parent.person),
      });
      return (await town.act(cards.activateAccount, teller, { cardId })).dailyLimitFen;
    };
    const shown = async (who: Person) =>
      (await town.look(myAccount, town.citizen(parent.id), { holderId: who.id })).accounts.map(
        ({ dailyLimitFen }) => dailyLimitFen,
      );
    expect([await activated(children[0]), await shown(children[0])]).toEqual([null, [null]]);
    await decideRules(town.house, 'beijing', { minorAccount: { dailyLimitFen: '100000' } });
    expect([await activated(children[1]), await shown(children[1])]).toEqual(['100000', ['100000']]);
    expect(await activated(parent)).toBeNull();
  });
});

describe('Q12 twoRegions: a card of another region', () => {
  test('Q12 OLD-01 by default the new region’s card takes its place when enabled; a bureau may keep the other one instead', async () => {
    const town = await regular();
    const [mover, stayer] = (await town.settle(2, { ...town.insuredAs('flexible'), oldCard: null })) as [
      Person,
      Person,
    ];
    const taken = await town.act(takeOverCards, town.staff('bureau-clerk', 'fzBureau'), {
      cards: [mover, stayer].map(({ id }) => ({
        holderId: id,
        region: 'fuzhou',
        generation: 2 as const,
        bankCode: 'haixia',
      })),
    });
    await inBeijing(town, mover);
    const cardNumberOf = await onShelf(town, await openCardWorks(town, 'beijing', 'icbc'));
    const good = async ({ id }: Person) =>
      (await listCardsOf(town.house.database, id))
        .filter(({ socialState }) => socialState === 'enabled')
        .map(({ region }) => region);
    await handOver(town, cardNumberOf(mover), mover);
    expect(await good(mover)).toEqual(['fuzhou']);
    const { cardId } = await openOrderOf(town, mover);
    expect(await town.act(cards.enableCard, town.citizen(mover.id), { cardId: cardId! })).toMatchObject({
      replacedCardId: taken.cardIds[0],
    });
    expect(await good(mover)).toEqual(['beijing']);

    await decideRules(town.house, 'beijing', { twoRegions: 'keep-other' });
    await expect(inBeijing(town, stayer)).rejects.toMatchObject({ code: 'orders.card-elsewhere' });
    expect(await good(stayer)).toEqual(['fuzhou']);
  });
});

describe('Q13 overdueRemedy: a promise that was not kept', () => {
  test('Q13 TIM-01 alarm for the bank, escalation to the bureau and an apology; a bureau may leave it at the alarm', async () => {
    const town = await regular();
    const [late, later] = (await town.settle(2, town.insuredAs('flexible'))) as [Person, Person];
    const orders = [(await inBeijing(town, late)).orderId, (await inBeijing(town, later)).orderId];
    const { office } = await openCardWorks(town, 'beijing', 'icbc');
    await ensureJobs(town.house, standingOrderJobs);
    const overdue = async (who: typeof office | ReturnType<Town['staff']>) =>
      (await town.look(alarmList, who, {})).alarms
        .filter(({ kind }) => kind === 'making-overdue')
        .map(({ orderId }) => orderId);
    const bureau = town.staff('bureau-clerk', 'bureau');
    at(town, '2026-04-01T02:00:00Z');
    await runDueJobs(town.house, orderJobs);
    expect([await overdue(office), await overdue(bureau)]).toEqual([[], []]);
    at(town, '2026-04-02T02:00:00Z');
    await runDueJobs(town.house, orderJobs);
    expect([await overdue(office), await overdue(bureau)]).toEqual([orders, orders]);
    await follow(town.house);
    expect(await templatesTold(town.house, late.id)).toContain('promise-missed');

    const town2 = await regular();
    const [third] = (await town2.settle(1, town2.insuredAs('flexible'))) as [Person];
    const { orderId } = await inBeijing(town2, third);
    const works = await openCardWorks(town2, 'beijing', 'icbc');
    await decideRules(town2.house, 'beijing', { overdueRemedy: ['alarm'] });
    await ensureJobs(town2.house, standingOrderJobs);
    at(town2, '2026-04-02T02:00:00Z');
    await runDueJobs(town2.house, orderJobs);
    await follow(town2.house);
    const seen = async (who: Parameters<typeof overdue>[0]) =>
      (await town2.look(alarmList, who, {})).alarms.map((one) => one.orderId);
    expect([await seen(works.office), await seen(town2.staff('bureau-clerk', 'bureau'))]).toEqual([[orderId], []]);
    expect(await templatesTold(town2.house, third.id)).not.toContain('promise-missed');
    expect((await getOrder(town2.house.database, orderId)).overdueSince).toBe('2026-04-02');
  });
});

describe('Q14 blockListAge: how old the list of a terminal without a line may be', () => {
  test('Q14 GEN-12 the pack of the region says it for every service; what a bureau set for one service goes before', async () => {
    const t = await usesHouse('2025-06-02T02:00:00Z');
    const { house, library, clerkOf } = t;
    const gate = await t.terminal({ code: 'gate', institutionId: library });
    const [card] = await t.people(1);
    const bureau = { ...clerkOf(t.beijingBureau, 'bureau-clerk'), region: 'beijing' };
    const keepList = () =>
      t.inCall((call) => keepBlockList.run(call, {} as never), systemActor('uses.keep-block-list'));
    await keepList();
    const { version } = await ask(house, readBlockList, clerkOf(library), { terminal: gate });
    const lostAt = house.clock.now();
    await loseCard(house, bureau, card!.holderId);
    // The list is kept a moment later than the loss: ages are counted from there.
    house.clock.moveTo(new Date(lostAt.getTime() + 60_000));
    await keepList();
    house.clock.moveTo(new Date(lostAt.getTime() + 30 * 3_600_000));
    let number = 0;
    const judged = async (...hours: number[]) => {
      const uses = hours.map((count) => {
        number += 1;
        const at = new Date(lostAt.getTime() + count * 3_600_000).toISOString();
        return {
          ...{
            number: String(number),
            at,
            listVersion: version,
            service: 'park-entry',
            purpose: 'serve-holder' as const,
          },
          card: { cardNumber: card!.cardNumber, cardIdentifier: card!.cardIdentifier, way: 'contactless' as const },
        };
      });
      const { answers } = await perform(house, uploadOffline, clerkOf(library), { terminal: gate, uses });
      return answers.map(({ allowed, reason }) => (allowed ? 'allowed' : reason?.code));
    };
    expect(await judged(3, 23, 25)).toEqual(['allowed', 'allowed', 'list-too-old']);
    await decideRules(house, 'beijing', { blockListAge: { hours: 4 } });
    expect(await judged(3, 5)).toEqual(['allowed', 'list-too-old']);
    await perform(house, setAcceptance, bureau, { service: 'park-entry', region: 'beijing', staleHours: 27 });
    expect(await judged(5, 26, 29)).toEqual(['allowed', 'allowed', 'list-too-old']);
  });
});
