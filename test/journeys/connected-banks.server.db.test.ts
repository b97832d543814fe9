// What people meet when their bank is on the line: each journey goes through actions, and the bank's own books are asked at the end.
import { expect, test } from 'vitest';
import { bankLines, jobs, operations, standingJobs } from '../../src/app.ts';
import type { Actor } from '../../src/base/actor.ts';
import { addDays, dayOf } from '../../src/base/day.ts';
import { ensureJobs, runDueJobs } from '../../src/base/jobs.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { toHex } from '../../src/crypto/index.ts';
import { bankCardNumberOf } from '../../src/domain/cards/index.ts';
import { readinessItems } from '../../src/domain/policy/index.ts';
import { connectBanks } from '../../src/world/behaviour/banks.ts';
import { CardMaker, foundCity, planCity } from '../../src/world/index.ts';
import { ordinaryFees } from '../../src/world/parties/bank/books.ts';
import { testHouse } from '../database.ts';

const noFaults = { failed: 0, scrapped: 0, sentTwice: 0, wrongTotal: 0, late: 0 };
const materials = ['resident-id', 'valid-id', 'photo', 'household-register'];
const signature = Buffer.from('signed').toString('base64');

/** A small city whose banks are all on the line, its people, and the machines of a day. */
async function openCity(region: string, now: string) {
  const house = await testHouse(now);
  const plan = planCity(region, 60, dayOf(house.clock.now()));
  const founded = await foundCity(house, plan, new SeededRandom(3), operations);
  const { city } = founded;
  await connectBanks(founded, bankLines, { seed: 9 });
  await ensureJobs(house, standingJobs);
  const [officer] = founded.allStaff('policy-officer');
  for (const item of readinessItems)
    await city.as(officer!, 'policy.set-readiness', { region, item, ready: true, note: '就绪' });
  const makerId = founded.institutionIds.get('maker-1')!;
  const staff = founded.staff('maker-1', 'card-maker');
  const maker = new CardMaker({
    institutionId: makerId,
    code: 'maker-1',
    staff,
    seed: new Uint8Array(32).fill(9),
    faults: noFaults,
  });
  const [administrator] = founded.allStaff('system-administrator');
  await city.as(administrator!, 'production.register-maker-key', { makerId, publicKey: toHex(maker.publicKey) });

  const work = async () => {
    for (let i = 0; i < 4; i += 1) {
      house.clock.moveTo(new Date(house.clock.now().getTime() + 6_000));
      await runDueJobs(house, jobs);
    }
  };
  /** The news of the journal waits for every open transaction of the server, those of other databases among them. */
  const heard = async (there: () => boolean) => {
    for (let i = 0; i < 200 && !there(); i += 1) {
      await work();
      if (!there()) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(there()).toBe(true);
  };
  const office = (bank: string) => founded.staff(bank, 'bank-office');
  const plannedBatches = async (bank: string) => {
    await city.as(office(bank), 'production.make-batches', { makerId });
    return (await city.as(office(bank), 'production.batch-list', { state: 'planned' })).batches as {
      batchId: string;
    }[];
  };
  /** What is exported comes back made and lies at an outlet. */
  const makeBatch = async (bank: string, batchId: string, outletCode: string) => {
    await city.as(office(bank), 'production.export-production-file', { batchId });
    const { file } = await city.as(staff, 'production.read-production-file', { batchId }, 'make-card');
    const [made] = await maker.make(Buffer.from(file, 'base64').toString('utf8'), undefined, () => new SeededRandom(1));
    const report = await city.as(staff, 'production.take-return-file', { file: made!.file });
    expect(report.apart).toEqual([]);
    const cardNumbers = made!.cards.map(({ cardNumber }) => cardNumber);
    await city.as(founded.staff(outletCode, 'outlet-manager'), 'production.receive-cards', { cardNumbers });
    return cardNumbers;
  };
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error) => error.code ?? String(error),
    );
  const citizen = (person: { holderId: string }, channel = 'bureau-site'): Actor => ({
    role: 'citizen',
    id: person.holderId,
    channel,
  });
  return {
    house,
    founded,
    city,
    region,
    work,
    heard,
    office,
    plannedBatches,
    makeBatch,
    codeOf,
    citizen,
    administrator: administrator!,
    auditor: founded.allStaff('auditor')[0]!,
    bank: (bankCode: string) => bankLines.bankOf({ region, bankCode }),
    outletsOf: (bank: string) => founded.outlets.filter((one) => one.bank === bank),
    rate: async (bank: string) => {
      const { rows } = await city.as(founded.allStaff('auditor')[0]!, 'banking.activation-rates', { region });
      return (rows as { bankCode: string; collected: number; activated: number }[]).find(
        ({ bankCode }) => bankCode === bank,
      );
    },
    newCardOf: async (person: { holderId: string }) =>
      (await city.as(citizen(person), 'cards.my-cards', {})).cards[0] as {
        cardId: string;
        cardNumber: string;
        socialState: string;
        financialState: string;
      },
  };
}
type ConnectedCity = Awaited<ReturnType<typeof openCity>>;
type Person = ConnectedCity['founded']['residents'][number];

const documentOf = (person: Person) => ({ kind: 'resident-id', number: person.residentId });
const shownBy = (person: Person) => ({ documentKind: 'resident-id', documentNumber: person.residentId });

/** Everything at an instant counter, the account's number as the teller reads it off the bank's own system. */
async function makeAtCounter(town: ConnectedCity, person: Person, orderId: string, outletCode: string, n: number) {
  const teller = town.founded.staff(outletCode, 'bank-teller');
  await town.city.as(town.founded.staff(outletCode, 'outlet-manager'), 'production.stock-blanks', {
    received: 5,
    scrapped: 0,
  });
  const step = (name: string, input: object) => town.city.as(teller, `production.${name}`, input);
  const { makingId, cardNumber, cardIdentifier } = await step('start-making', { orderId });
  const bankCardNumber = bankCardNumberOf('621799', n);
  await step('record-account', { makingId, bankCardNumber });
  const atr = `00814E432386971599${cardIdentifier.slice(16, 24)}`;
  await step('record-personalised', { makingId, cardIdentifier, atr });
  await step('record-printed', { makingId });
  const { name, residentId: socialSecurityNumber } = person;
  await step('record-read-back', { makingId, cardNumber, cardIdentifier, atr, name, socialSecurityNumber });
  await step('finish-making', { makingId, shown: shownBy(person), enable: true, activate: true });
  return { cardNumber: cardNumber as string, bankCardNumber };
}

test('BNK-08 BNK-11 BNK-14 ENB-02 a retiree’s first bank pays the pension and may be changed afterwards; orders wait while a line is down; accounts come alive in person at any outlet of their own bank', {
  timeout: 240_000,
}, async () => {
  const town = await openCity('beijing', '2026-03-02T02:00:00Z');
  const { city, founded, bank } = town;
  const retiree = founded.residents.find(({ kind, pensionBank }) => kind === 'retired' && pensionBank)!;
  const first = retiree.pensionBank!;
  const second = founded.plan.banks.find((code) => code !== first)!;
  const me = town.citizen(retiree);
  const order = (bankCode: string) =>
    city.as(me, 'orders.place-order', {
      region: 'beijing',
      bank: bankCode,
      pickUp: 'outlet',
      outletId: town.outletsOf(bankCode)[0]!.id,
    });
  expect(await town.codeOf(order(second))).toBe('orders.bank-not-offered');
  await order(first);

  // The line of the bank is down: the order says so, the file does not go out, the other banks are not held up.
  bank(first).outage = true;
  const neighbour = founded.residents.find(({ kind }) => kind === 'flexible')!;
  await city.as(town.citizen(neighbour), 'orders.place-order', {
    region: 'beijing',
    bank: second,
    pickUp: 'outlet',
    outletId: town.outletsOf(second)[0]!.id,
  });
  const [batch] = await town.plannedBatches(first);
  const [other] = await town.plannedBatches(second);
  await town.work();
  const waitingFor = async (person: Person) =>
    (await city.as(town.citizen(person), 'orders.my-orders', {})).orders[0].timeline.waitingFor;
  expect((await waitingFor(retiree)).zh).toBe('等待银行开立账户');
  expect(await waitingFor(neighbour)).toBeNull();
  expect(
    await town.codeOf(city.as(town.office(first), 'production.export-production-file', { batchId: batch!.batchId })),
  ).toBe('production.account-awaited');
  const [theirs] = await town.makeBatch(second, other!.batchId, town.outletsOf(second)[0]!.code);
  const status = async () =>
    (await city.as(town.auditor, 'banking.link-status', { region: 'beijing' })).links.find(
      ({ bankCode }: { bankCode: string }) => bankCode === first,
    );
  expect(await status()).toMatchObject({ waiting: 1, outageSince: expect.any(String) });
  // Down again after the bank had taken the message; then everything comes, once.
  bank(first).outage = false;
  bank(first).line.losesAck = true;
  await town.work();
  await town.work();
  expect(await status()).toMatchObject({ waiting: 0, outageSince: null });
  expect(await waitingFor(retiree)).toBeNull();
  const [mine] = await town.makeBatch(first, batch!.batchId, town.outletsOf(first)[0]!.code);
  expect([bank(first).cards.stateOf(mine!), bank(second).cards.stateOf(theirs!)]).toEqual(['open', 'open']);
  expect(bank(first).cards.cardNumbers).toEqual([mine]);

  // Before the card is in hand the bank cannot be changed; with it in hand it can.
  const change = () =>
    city.as(me, 'orders.replace-card', {
      reason: 'bank-change',
      region: 'beijing',
      bank: second,
      pickUp: 'outlet',
      outletId: town.outletsOf(second)[0]!.id,
    });
  expect(await town.codeOf(change())).not.toBe('done');
  const collect = async (bankCode: string, cardNumber: string, person = retiree) =>
    city.as(founded.staff(town.outletsOf(bankCode)[0]!.code, 'bank-teller'), 'production.hand-over-card', {
      cardNumber,
      shown: shownBy(person),
      enable: true,
    });
  const { cardId } = await collect(first, mine!);
  expect(await town.rate(first)).toMatchObject({ collected: 1, activated: 0 });

  // Activation: not online, not by the holder, not by another bank; in person at an outlet of the own bank in whatever district.
  expect(await town.codeOf(city.as(me, 'cards.activate-account', { cardId }))).toBe('base.not-allowed');
  expect(
    await town.codeOf(
      city.as(founded.staff(town.outletsOf(second)[0]!.code, 'bank-teller'), 'cards.activate-account', { cardId }),
    ),
  ).toMatch(/^cards\./);
  const answered = async () => {
    await town.work();
    return (await town.newCardOf(retiree)).financialState;
  };
  const far = town.outletsOf(first).find(({ district }) => district !== retiree.district)!;
  bank(first).tell('account-activated', [{ cardNumber: mine, outletCode: far.code, inPerson: false }]);
  bank(second).tell('account-activated', [
    { cardNumber: mine, outletCode: town.outletsOf(second)[0]!.code, inPerson: true },
  ]);
  expect(await answered()).toBe('open');
  bank(first).activateInPerson(mine!, far.code);
  expect(await answered()).toBe('active');
  expect(await town.rate(first)).toMatchObject({ collected: 1, activated: 1, ratePerTenThousand: 10_000 });

  // The other bank for the second card: a new account there, the old one stays alive until its holder closes it.
  await change();
  const [again] = await town.plannedBatches(second);
  await town.work();
  const [moved] = await town.makeBatch(second, again!.batchId, town.outletsOf(second)[0]!.code);
  await collect(second, moved!);
  const told = () =>
    bank(first).heard.flatMap(({ kind, body }) =>
      kind === 'card-status' ? (body as { items: { cardNumber: string; status: string }[] }).items : [],
    );
  await town.heard(() => told().some(({ cardNumber, status }) => cardNumber === mine && status === 'invalid'));
  expect(told().at(-1)).toEqual({ cardNumber: mine, status: 'invalid', account: 'active' });
  expect(bank(second).cards.stateOf(moved!)).toBe('open');
  expect(bank(first).cards.stateOf(mine!)).toBe('active');
});

test('BNK-09 in Beihai the outlet of another bank refuses an exchange, the bank of the old card takes it', {
  timeout: 240_000,
}, async () => {
  const town = await openCity('guangxi-beihai', '2025-03-03T02:00:00Z');
  const { founded, city, region } = town;
  // The sources give no day for this region's regular phase; its bureau sets one.
  const [writer, publisher] = founded.allStaff('publicity-officer');
  const { noticeId } = await city.as(writer!, 'notices.draft-notice', {
    ...{
      region,
      batch: 'regular',
      title: '第三代社会保障卡开始发行',
      body: '换卡自愿，原卡照常使用。咨询请拨打12333。',
    },
  });
  await city.as(publisher!, 'notices.publish-notice', { noticeId });
  const [officer] = founded.allStaff('policy-officer');
  await city.as(officer!, 'policy.set-batch-opening', { region, batch: 'regular', day: dayOf(town.house.clock.now()) });
  const adults = founded.residents.filter(
    ({ card, kind, guardians }) => card?.bank && !guardians && kind !== 'student' && kind !== 'minor',
  );
  const [person] = adults;
  const own = person!.card!.bank!;
  const strange = founded.plan.banks.find((code) => code !== own)!;
  const at = (who: Actor, one: Person, bankCode: string, outletId: string) =>
    city.as(who, 'orders.place-at-counter', {
      document: documentOf(one),
      bank: bankCode,
      pickUp: 'counter',
      outletId,
      materials,
      signature,
    });
  const teller = (bankCode: string) => founded.staff(town.outletsOf(bankCode)[0]!.code, 'bank-teller');
  const outletOf = (bankCode: string) => town.outletsOf(bankCode)[0]!;
  expect(await town.codeOf(at(teller(strange), person!, strange, outletOf(strange).id))).toBe(
    'orders.bank-not-offered',
  );
  expect(await town.codeOf(at(teller(strange), person!, own, outletOf(own).id))).toBe('orders.other-bank');
  await at(teller(own), person!, own, outletOf(own).id);
});

test('BNK-10 RPL-04 FEE-04 in Fuzhou a change of bank costs 20 yuan and moves nothing by itself: collections stay on the old account, come back once it is closed, and are on the checklist; a year costs no fee', {
  timeout: 240_000,
}, async () => {
  const town = await openCity('fuzhou', '2025-03-03T02:00:00Z');
  const { founded, city, bank } = town;
  const person = founded.residents.find(
    ({ card, kind, guardians }) => card?.bank && !guardians && (kind === 'flexible' || kind === 'employee'),
  )!;
  const { heard } = town;
  const [from, to] = founded.plan.banks as [string, string];
  const instant = (bankCode: string) => town.outletsOf(bankCode).find((outlet) => outlet.instant)!;
  const teller = (bankCode: string) => founded.staff(instant(bankCode).code, 'bank-teller');
  const ask = { document: documentOf(person), pickUp: 'counter', materials, signature };
  const first = await city.as(teller(from), 'orders.place-at-counter', {
    ...ask,
    bank: from,
    outletId: instant(from).id,
  });
  const old = await makeAtCounter(town, person, first.orderId, instant(from).code, 1);
  await town.work();
  // The bank's own system knows the account that its teller opened, under the number the teller typed.
  expect(bank(from).cards.numberOf(old.cardNumber)).toBe(old.bankCardNumber);
  await heard(() => bank(from).cards.stateOf(old.cardNumber) === 'active');
  const day = dayOf(town.house.clock.now());
  bank(from).books.deposit(day, old.bankCardNumber, 50_000n);
  bank(from).tell('standing-uses', [{ cardNumber: old.cardNumber, uses: ['utilities', 'loan'] }]);
  await town.work();

  // A year at the bank: none of the three fees, which an ordinary account beside it pays.
  const { accounts } = await city.as(town.citizen(person), 'banking.my-account', {});
  const { waivedFees } = accounts.find(({ cardNumber }: { cardNumber: string }) => cardNumber === old.cardNumber);
  const ordinary = bank(from).books.open('6222020000000000025', '张三', 'ordinary');
  bank(from).books.deposit(day, ordinary.number, 20_000n);
  bank(from).books.chargeYear(addDays(day, 365), waivedFees);
  expect(bank(from).books.accounts.get(old.bankCardNumber)!.balanceFen).toBe(50_000n);
  const { annual, sms, small } = ordinaryFees;
  expect(ordinary.balanceFen).toBe(20_000n - annual - 12n * sms - 4n * small);

  const change = await city.as(teller(to), 'orders.replace-card', {
    reason: 'bank-change',
    ...ask,
    bank: to,
    outletId: instant(to).id,
  });
  expect(change).toMatchObject({ feeFen: '2000', stateReason: 'fee-due' });
  expect(await town.codeOf(city.as(teller(to), 'production.start-making', { orderId: change.orderId }))).toMatch(
    /fee-due$/,
  );
  await city.as(teller(to), 'orders.pay-fee', { orderId: change.orderId, amountFen: '2000', receipt: 'R-1' });
  const now = await makeAtCounter(town, person, change.orderId, instant(to).code, 2);
  await town.work();
  await heard(() => bank(to).cards.stateOf(now.cardNumber) === 'active');
  expect(bank(from).cards.stateOf(old.cardNumber)).toBe('active');

  const list = () => city.as(town.citizen(person), 'ecard.card-checklist', {});
  const tails = [old, now].map(({ bankCardNumber }) => bankCardNumber.slice(-4)) as [string, string];
  const { onOldNumber, usesLeft } = await list();
  expect(onOldNumber.map(({ benefit }: { benefit: string }) => benefit)).toContain('pension');
  expect(usesLeft.map(({ use }: { use: string }) => use)).toEqual(['loan', 'utilities']);
  for (const { zh } of usesLeft) expect(zh).toContain(`尾号 ${tails[1]} 的新卡号`);
  // While the old account lives the collector still gets the money there.
  expect(bank(from).collect(day, old.cardNumber, 100n)).toBeNull();
  const oldCardId = accounts.find(({ cardNumber }: { cardNumber: string }) => cardNumber === old.cardNumber).cardId;
  await city.as(teller(from), 'cards.close-account', { cardId: oldCardId });
  await heard(() => bank(from).cards.stateOf(old.cardNumber) === 'closed');
  expect(bank(from).collect(day, old.cardNumber, 100n)).toBe('account-closed');
  expect(bank(to).collect(day, now.cardNumber, 100n)).toBe('funds-short');
  expect((await list()).usesLeft[0].zh).toMatch(new RegExp(`尾号 ${tails[0]} 的账户已销户，扣款会被退回`));
  // Moved by the holder, as the old bank tells; a word nobody knows changes nothing.
  bank(from).tell('standing-uses', [{ cardNumber: old.cardNumber, uses: [] }]);
  await town.work();
  expect((await list()).usesLeft).toEqual([]);
});

test('BNK-11 BNK-14 APP-10 an account that a bank refuses holds nobody up: the batch goes without that card, person, bank and bureau see why, and another bank or a corrected number leads on', {
  timeout: 240_000,
}, async () => {
  const town = await openCity('beijing', '2026-03-02T02:00:00Z');
  const { city, founded, bank } = town;
  const [bankCode, other] = founded.plan.banks as [string, string];
  const flexible = founded.residents.filter(({ kind }) => kind === 'flexible');
  const people = flexible.slice(0, -1);
  const orders = await Promise.all(
    people.map(
      (person) =>
        city.as(town.citizen(person), 'orders.place-order', {
          ...{ region: 'beijing', bank: bankCode, pickUp: 'outlet', outletId: town.outletsOf(bankCode)[0]!.id },
        }) as Promise<{ orderId: string }>,
    ),
  );
  const clerk = founded.staff('bureau', 'bureau-clerk');
  const queue = async (actor: Actor) =>
    (await city.as(actor, 'orders.find-orders', { stateReason: 'account-refused' })).orders.map(
      ({ order }: { order: { orderId: string } }) => order.orderId,
    ) as string[];
  const mine = async (person: Person) => (await city.as(town.citizen(person), 'orders.my-orders', {})).orders[0];
  const notices = async (person: Person) =>
    (
      (await city.as(town.citizen(person), 'notices.my-messages', {})).messages as {
        title: { en: string };
        text: string;
      }[]
    ).filter(({ title }) => title.en === 'The bank opens no account');

  // So large a share that it meets some of these people and spares others; the reasons are the table's.
  bank(bankCode).faults = { ...bank(bankCode).faults, refusesAccounts: 0.4 };
  const [batch] = await town.plannedBatches(bankCode);
  // No clerk takes a card back that is being made; only its bank's refusal does.
  const back = { orderId: orders[0]!.orderId, reason: 'address-needed' };
  expect(await town.codeOf(city.as(clerk, 'orders.return-for-correction', back))).toBe('orders.order-cannot-move');
  await town.work();
  const held = await queue(clerk);
  expect(held.length).toBeGreaterThan(0);
  expect(held.length).toBeLessThan(people.length);
  expect((await queue(town.office(bankCode))).sort()).toEqual([...held].sort());
  expect(await queue(town.office(other))).toEqual([]);
  const [planned] = (await city.as(town.office(bankCode), 'production.batch-list', {})).batches;
  expect(planned).toMatchObject({ batchId: batch!.batchId, cards: people.length - held.length, state: 'planned' });
  // The others are made at once.
  const made = await town.makeBatch(bankCode, batch!.batchId, town.outletsOf(bankCode)[0]!.code);
  expect([...bank(bankCode).cards.cardNumbers].sort()).toEqual([...made].sort());
  expect(made).toHaveLength(people.length - held.length);

  const refused = people.filter((_, i) => held.includes(orders[i]!.orderId));
  const told = await Promise.all(refused.map(mine));
  for (const { order, timeline } of told) {
    expect(order).toMatchObject({ state: 'returned', stateReason: 'account-refused' });
    expect(timeline.waitingFor.zh).toMatch(/^银行未能开立账户：.+请/);
  }
  const read = await Promise.all(refused.map(notices));
  for (let i = 0; i < 200 && read.some((one) => one.length === 0); i += 1) {
    await town.work();
    for (const [n, person] of refused.entries()) read[n] = await notices(person);
  }
  expect(read.map(({ length }) => length)).toEqual(refused.map(() => 1));
  expect(read[0]![0]!.text).toMatch(/未能为您的社保卡开户：.+改选银行/);

  // Who can put something right goes to the same bank again; the others choose another, at an outlet of that one.
  for (const [i, person] of refused.entries()) {
    const { orderId } = told[i].order;
    const again = (more: object) => city.as(town.citizen(person), 'orders.correct-order', { orderId, ...more });
    if (told[i].timeline.accountRefused.correct !== null) await again({});
    else {
      expect(await town.codeOf(again({ bank: other }))).toBe('orders.outlet-missing');
      await again({ bank: other, outletId: town.outletsOf(other)[0]!.id });
    }
  }
  for (const code of [bankCode, other]) {
    const batches = await town.plannedBatches(code);
    await town.work();
    for (const { batchId } of batches) await town.makeBatch(code, batchId, town.outletsOf(code)[0]!.code);
  }
  expect(await queue(clerk)).toEqual([]);
  expect((await Promise.all(refused.map(mine))).map(({ order }) => order.state)).toEqual(refused.map(() => 'ready'));

  // Nothing is left of a batch whose every account is refused.
  bank(other).faults = { ...bank(other).faults, refusesAccounts: 1 };
  const last = flexible.at(-1)!;
  await city.as(town.citizen(last), 'orders.place-order', {
    ...{ region: 'beijing', bank: other, pickUp: 'outlet', outletId: town.outletsOf(other)[0]!.id },
  });
  await town.plannedBatches(other);
  await town.work();
  const [dissolved] = (await city.as(town.office(other), 'production.batch-list', {})).batches;
  expect(dissolved).toMatchObject({ state: 'dissolved', cards: 0 });
  await city.as(town.citizen(last), 'orders.withdraw-order', { orderId: (await mine(last)).order.orderId });
});
