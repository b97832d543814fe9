// The channel with banks and what it brings about: activation in person, status, outage and replay, pay codes, rates.
import { describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { type Action, ask, perform } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import type { Day } from '../../base/day.ts';
import { ensureJobs, runDueJobs } from '../../base/jobs.ts';
import { SeededRandom } from '../../base/random.ts';
import { sql } from '../../base/sql.ts';
import { fromHex, sm2, toHex } from '../../crypto/index.ts';
import { SimulatedBank } from '../../world/parties/bank/bank.ts';
import { SimulatedBankLines } from '../../world/parties/bank/lines.ts';
import { activateAccount } from '../cards/activate-account.ts';
import {
  cardNow,
  citizen,
  collectedCard,
  freshBankCard,
  inCall,
  madeCard,
  oldCard,
  openRegions,
  people,
} from '../cards/cards.fixture.ts';
import { enableCard } from '../cards/enable-card.ts';
import { bankCardNumberOfCard, getCard, planCards } from '../cards/index.ts';
import { reportLoss } from '../cards/report-loss.ts';
import { registerInstitutions } from '../institutions/index.ts';
import { decideRules } from '../policy/decide.fixture.ts';
import { activationRates } from './activation-rates.ts';
import {
  accountRefusalsOf,
  bankEnd,
  bureauEnd,
  canReceive,
  type Frame,
  jobs,
  makeSendMessages,
  profiles,
  signedByBank,
  signForBank,
  signFrame,
  standingJobs,
  tellBank,
} from './index.ts';
import { linkStatus } from './link-status.ts';
import { myAccount } from './my-account.ts';
import { makePayCode, redeemPayCode } from './pay-code.ts';
import { registerLink } from './register-link.ts';
import { remindActivation } from './remind-activation.ts';
import { takeMessage } from './take-message.ts';

const house = await testHouse();
const { database } = house;
const who = await openRegions(house, 'beijing', 'hengshui');
await inCall(house, (call) =>
  registerInstitutions(call, [
    {
      kind: 'outlet',
      region: 'beijing',
      code: 'icbc-east',
      name: '工行东城支行',
      bankCode: 'icbc',
      district: 'dongcheng',
    },
    {
      kind: 'outlet',
      region: 'beijing',
      code: 'icbc-west',
      name: '工行西城支行',
      bankCode: 'icbc',
      district: 'xicheng',
    },
    { kind: 'outlet', region: 'beijing', code: 'abc-east', name: '农行东城支行', bankCode: 'abc' },
  ]),
);
const at = (name: string, role: Actor['role']): Actor => ({ ...who(name), role, id: `${name} ${role}` });
const office = (bank: 'icbc' | 'abc') => at(`beijing ${bank}`, 'bank-office');
const admin = at('beijing clerk', 'system-administrator');
const auditor = at('beijing clerk', 'auditor');
const clerk = who('beijing clerk');
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error) => error.code ?? String(error),
  );

const lines = new SimulatedBankLines();
async function connected(bankCode: 'icbc' | 'abc', seed: number) {
  const bank = new SimulatedBank({
    region: 'beijing',
    bankCode,
    profile: profiles.iso,
    random: new SeededRandom(seed),
    now: () => house.clock.now(),
  });
  const bankId = office(bankCode).institutionId!;
  const { ownPublicKey } = await perform(house, registerLink, admin, { bankId, publicKey: toHex(bank.publicKey) });
  bank.trust(fromHex(ownPublicKey));
  lines.connect(bank);
  return bank;
}
const icbc = await connected('icbc', 1);
const abc = await connected('abc', 2);
const take = (frame: string, bank: 'icbc' | 'abc' = 'icbc') => perform(house, takeMessage, office(bank), { frame });
/** Sends everything a bank has to say; gives the answers item by item. */
async function heardFrom(bank: SimulatedBank, name: 'icbc' | 'abc' = 'icbc') {
  const answers: (string | null)[] = [];
  await bank.send(async (frame) => answers.push(...(await take(frame, name)).items));
  return answers;
}
await ensureJobs(house, standingJobs);
async function work(times = 3) {
  for (let i = 0; i < times; i += 1) {
    house.clock.moveTo(new Date(house.clock.now().getTime() + 6_000));
    await runDueJobs(house, [...jobs, makeSendMessages(lines) as never]);
  }
}
const status = async (bankCode: string) =>
  (await ask(house, linkStatus, auditor, { region: 'beijing' })).links.find((link) => link.bankCode === bankCode)!;
const person = async () => (await people(house))[0]!;
const numberOf = async (cardId: string) => (await getCard(database, cardId)).cardNumber;

describe('from the bank to the bureau', () => {
  test('ENB-02 BNK-11 BNK-14 a bank posts activation in person at any of its outlets, the rate moves; elsewhere, online and for others’ cards it is refused', async () => {
    const cards = await Promise.all(Array.from({ length: 4 }, async () => collectedCard(house, await person())));
    const foreign = await collectedCard(house, await person(), { bankCode: 'abc' });
    const far = await collectedCard(house, await person(), { region: 'hengshui' });
    const numbers = await Promise.all([...cards, foreign, far].map(numberOf));
    const rate = async () =>
      (await ask(house, activationRates, auditor, { region: 'beijing' })).rows.find(
        ({ bankCode }) => bankCode === 'icbc',
      );
    expect(await rate()).toMatchObject({ collected: 4, activated: 0, ratePerTenThousand: 0 });
    const item = (i: number, more = {}) => ({
      cardNumber: numbers[i]!,
      outletCode: 'icbc-east',
      inPerson: true,
      ...more,
    });
    icbc.tell('account-activated', [
      item(0),
      item(1, { outletCode: 'icbc-west' }),
      item(2, { inPerson: false }),
      item(2, { outletCode: 'abc-east' }),
      item(2, { outletCode: 'nowhere' }),
      item(4),
      item(5),
      item(0, { cardNumber: 'A00000000' }),
      item(0),
    ]);
    expect(await heardFrom(icbc)).toEqual([
      null,
      null,
      ...Array.from({ length: 3 }, () => 'banking.not-in-person'),
      ...Array.from({ length: 3 }, () => 'banking.other-bank'),
      'cards.wrong-state',
    ]);
    const states = await Promise.all(cards.map(async (id) => (await cardNow(house, id)).financialState));
    expect(states).toEqual(['active', 'active', 'open', 'open']);
    expect(await rate()).toMatchObject({ collected: 4, activated: 2, ratePerTenThousand: 5_000 });
    expect(await codeOf(perform(house, activateAccount as Action, citizen('x'), { cardId: cards[2]! }))).toBe(
      'base.not-allowed',
    );
    // A bank sees itself only.
    expect((await ask(house, activationRates, office('abc'), {})).rows.map(({ bankCode }) => bankCode)).toEqual([
      'abc',
    ]);
  });

  test('Q10 ENB-02 FIN-01 the bank is told the daily limit of a child’s account and keeps to it: money comes in whole, and goes out up to the limit a day', async () => {
    const [child, adult] = [(await people(house, 1, { bornFrom: 2013, bornTo: 2015 }))[0]!, await person()];
    await decideRules(house, 'beijing', { minorAccount: { dailyLimitFen: '10000' } });
    const numbers: string[] = [];
    for (const holderId of [child, adult]) {
      const cardNumber = await numberOf(await collectedCard(house, holderId));
      numbers.push(icbc.cards.open(cardNumber, '示例人'));
      icbc.activateInPerson(cardNumber, 'icbc-east');
    }
    expect(await heardFrom(icbc)).toEqual([null, null]);
    await work();
    const [own, other] = numbers as [string, string];
    const [day, next] = ['2026-03-10', '2026-03-11'] as Day[] as [Day, Day];
    const { books } = icbc;
    for (const number of numbers) expect(books.transferIn(day, number, 100_000n)).toBeNull();
    expect([
      books.transferOut(day, own, 6_000n),
      books.withdraw(day, own, 4_001n),
      books.collect(day, own, 4_000n),
    ]).toEqual([null, 'over-limit', null]);
    expect([books.withdraw(day, own, 1n), books.withdraw(next, own, 10_000n)]).toEqual(['over-limit', null]);
    expect(books.transferOut(day, other, 100_000n)).toBeNull();
  });

  test('HUB-08 accounts are opened, change status and close on the bank’s word; the payment guard knows at once', async () => {
    const [a, b, c] = await Promise.all(
      Array.from({ length: 3 }, async () => madeCard(house, await person(), { bankCardNumber: null })),
    );
    const numbers = await Promise.all([a!, b!, c!].map(numberOf));
    const able = async () => [...(await canReceive(database, [a!, b!, c!])).values()];
    expect(await able()).toEqual(['account-unknown', 'account-unknown', 'account-unknown']);
    const cards = numbers.map((cardNumber) => ({ cardNumber, bankCardNumber: freshBankCard() }));
    icbc.tell('account-opened', [...cards, { cardNumber: numbers[0]!, bankCardNumber: '123' }]);
    expect(await heardFrom(icbc)).toEqual([null, null, null, 'cards.bad-bank-number']);
    expect(await able()).toEqual(['not-activated', 'not-activated', 'not-activated']);
    const holder = (await cardNow(house, a!)).holderId;
    const own = await inCall(house, (call) => bankCardNumberOfCard(call, { id: a!, holderId: holder }));
    expect(own).toBe(cards[0]!.bankCardNumber);
    const active = await Promise.all([person(), person()].map(async (id) => oldCard(house, await id)));
    const told = await Promise.all(active.map(numberOf));
    const of = async () => [...(await canReceive(database, active)).values()];
    expect(await of()).toEqual([null, null]);
    icbc.tell('account-status', [
      { cardNumber: told[0]!, status: 'frozen' },
      { cardNumber: told[1]!, status: 'dormant' },
    ]);
    await heardFrom(icbc);
    expect(await of()).toEqual(['account-frozen', 'dormant']);
    icbc.tell('account-status', [
      { cardNumber: told[0]!, status: 'normal' },
      { cardNumber: told[1]!, status: 'closed' },
    ]);
    await heardFrom(icbc);
    expect(await of()).toEqual([null, 'account-closed']);
    expect([...(await canReceive(database, ['00000000-0000-7000-8000-000000000000'])).values()]).toEqual([
      'account-unknown',
    ]);
  });

  test('HUB-08 a bank that opens no account says why while the card waits for one; a word of its own stops no line', async () => {
    const [waiting, opened] = await Promise.all([person(), person()]);
    const planned = await inCall(house, (call) =>
      planCards(
        call,
        [waiting!, waiting!, opened!].map((holderId) => {
          const wish = { region: 'beijing', bankCode: 'icbc', generation: 3, batchProxy: false } as const;
          return { holderId, orderId: call.newId(), ...wish };
        }),
      ),
    );
    const numbers = planned.map(({ cardNumber }) => cardNumber);
    icbc.tell('account-opened', [{ cardNumber: numbers[2]!, bankCardNumber: freshBankCard() }]);
    icbc.tell('account-refused', [
      { cardNumber: numbers[0]!, reason: 'phone-mismatch' },
      { cardNumber: numbers[1]!, reason: 'X-417' },
      { cardNumber: numbers[2]!, reason: 'by-rule' },
      { cardNumber: numbers[0]!, reason: 'by-rule' },
    ]);
    expect(await heardFrom(icbc)).toEqual([null, null, null, 'banking.no-account-awaited', null]);
    const ids = planned.map(({ cardId }) => cardId);
    expect(await accountRefusalsOf(database, ids)).toEqual(
      new Map([
        [ids[0]!, 'phone-mismatch'],
        [ids[1]!, 'other'],
      ]),
    );
  });

  test('BNK-14 messages come again, out of order, changed, from others or as noise: nothing happens twice, nothing is lost', async () => {
    const card = await collectedCard(house, await person());
    const cardNumber = await numberOf(card);
    const frames: string[] = [];
    const lost = new Error('no line');
    icbc.tell('account-activated', [{ cardNumber, outletCode: 'icbc-east', inPerson: true }]);
    icbc.tell('account-status', [{ cardNumber, status: 'frozen' }]);
    // The answer to the first gets lost on the way: the bank sends it again.
    await expect(
      icbc.send(async (frame) => {
        frames.push(frame);
        await take(frame);
        throw lost;
      }),
    ).rejects.toBe(lost);
    expect(icbc.waiting).toBe(2);
    await icbc.send(async (frame) => {
      frames.push(frame);
      expect(await take(frame)).toMatchObject({ items: [null] });
    });
    expect(await take(frames[0]!)).toMatchObject({ items: [null] });
    expect((await cardNow(house, card)).financialState).toBe('active');
    const { taken } = await status('icbc');
    const next = frames.at(-1)!;
    expect(await codeOf(take(next.replace('frozen', 'normal')))).toBe('banking.wrong-signature');
    expect(await codeOf(take(next, 'abc'))).toBe('banking.wrong-signature');
    expect(await codeOf(take('noise'))).toBe('banking.wrong-frame');
    expect(await codeOf(take(`{}\n${'0'.repeat(128)}`))).toBe('banking.wrong-signature');
    expect(await codeOf(take('x'.repeat(1_000_001)))).toBe('base.bad-input');
    expect(await codeOf(perform(house, takeMessage as Action, clerk, { frame: next }))).toBe('base.not-allowed');
    expect((await status('icbc')).taken).toBe(taken);
    // A bank that lost count: a gap names the number from which to send again, a number used twice is refused.
    const other = new SimulatedBank({
      region: 'beijing',
      bankCode: 'icbc',
      profile: profiles.iso,
      random: new SeededRandom(1),
      now: () => house.clock.now(),
    });
    other.tell('account-status', [{ cardNumber, status: 'normal' }]);
    await other.send(async (frame) => expect(await codeOf(take(frame))).toBe('banking.sequence-reused'));
    for (let i = 0; i < taken + 1; i += 1) other.tell('account-status', [{ cardNumber, status: 'normal' }]);
    let last = '';
    await other.send(async (frame) => {
      last = frame;
    });
    const gap = await take(last).catch((error) => error);
    expect(gap).toMatchObject({ code: 'banking.sequence-gap', facts: { expected: taken + 1 } });
    // A kind or a body nobody knows takes no number either.
    icbc.tell('account-vanished', [{ cardNumber }]);
    await icbc.send(async (frame) => expect(await codeOf(take(frame))).toBe('banking.wrong-frame'));
    expect((await status('icbc')).taken).toBe(taken);
  });
});

describe('the door under bad input', () => {
  // A bank whose key the test holds, so that everything below is signed rightly and wrong in one way only.
  const key = new Uint8Array(32).fill(0x31);
  const office: Actor = { ...who('hengshui icbc'), role: 'bank-office', id: 'hengshui office' };
  const ends = { from: bankEnd('hengshui', 'icbc'), to: bureauEnd('hengshui') };
  const good = { ...ends, seq: 1, kind: 'account-status', sentAt: '2025-03-03T02:00:00.000Z' };
  const item = { cardNumber: 'A00000000', status: 'normal' };
  const body = { items: [item] };
  const give = (frame: object, signer = key) =>
    codeOf(perform(house, takeMessage, office, { frame: signFrame(frame as Frame, signer) }));

  test.each<[string, object, string]>([
    ['turned round', { from: ends.to, to: ends.from }, 'banking.wrong-signature'],
    ['for another bureau', { to: bureauEnd('beijing') }, 'banking.wrong-signature'],
    ['of another bank', { from: bankEnd('hengshui', 'abc') }, 'banking.wrong-signature'],
    ['number nought', { seq: 0 }, 'banking.wrong-frame'],
    ['number below nought', { seq: -1 }, 'banking.wrong-frame'],
    ['number with a fraction', { seq: 1.5 }, 'banking.wrong-frame'],
    ['number as text', { seq: '1' }, 'banking.wrong-frame'],
    ['number beyond counting', { seq: 2 ** 53 }, 'banking.wrong-frame'],
    ['a gap', { seq: 3 }, 'banking.sequence-gap'],
    ['kind of the object itself', { kind: 'constructor' }, 'banking.wrong-frame'],
    ['kind of the other direction', { kind: 'open-account' }, 'banking.wrong-frame'],
    ['no kind', { kind: null }, 'banking.wrong-frame'],
    ['no items', { body: { items: [] } }, 'base.bad-input'],
    ['too many items', { body: { items: Array.from({ length: 1_001 }, () => item) } }, 'base.bad-input'],
    ['no list', { body: { items: item } }, 'base.bad-input'],
    ['body of nothing', { body: null }, 'base.bad-input'],
    ['unknown status', { body: { items: [{ ...item, status: 'rich' }] } }, 'base.bad-input'],
    ['a link in a field of its own', { body: { items: [{ ...item, text: 'http://a.b' }] } }, 'base.bad-input'],
    ['card number too long', { body: { items: [{ ...item, cardNumber: 'A'.repeat(10) }] } }, 'base.bad-input'],
    [
      'a collection nobody knows',
      { kind: 'standing-uses', body: { items: [{ cardNumber: 'A00000000', uses: ['bets'] }] } },
      'base.bad-input',
    ],
  ])('HUB-08 a message %s is refused with its cause, takes no number and changes nothing', async (_, wrong, code) => {
    const bankId = office.institutionId!;
    const administrator = at('hengshui clerk', 'system-administrator');
    await perform(house, registerLink, administrator, { bankId, publicKey: toHex(sm2.privateKey(key).publicKey) });
    expect(await give({ ...good, body, ...wrong })).toBe(code);
    // Signed by a key that is another bank's.
    expect(await give({ ...good, body }, new Uint8Array(32).fill(0x32))).toBe('banking.wrong-signature');
    const { links } = await ask(house, linkStatus, auditor, { region: 'hengshui' });
    expect(links).toEqual([{ bankCode: 'icbc', taken: 0, waiting: 0, outageSince: null }]);
  });

  test('HUB-08 nothing is judged by the clock of a bank: years off, a message is taken', async () => {
    expect(await give({ ...good, body, sentAt: '1999-01-01T00:00:00.000Z' })).toBe('done');
    expect(await give({ ...good, body, seq: 2, sentAt: 'yesterday' })).toBe('done');
  });
});

describe('from the bureau to the bank', () => {
  const count = (bank: SimulatedBank) => bank.heard.length;

  test('BNK-14 an outage is queued and replayed in order; the other bank is not held up; what was sent is erased', async () => {
    await work();
    const [before, beforeAbc] = [count(icbc), count(abc)];
    icbc.outage = true;
    const news = (n: number) => ({ kind: 'card-file' as const, batchNumber: `B${n}`, digest: 'ab', cards: n });
    for (let n = 1; n <= 3; n += 1) {
      for (const bankCode of ['icbc', 'abc'])
        expect(await inCall(house, (call) => tellBank(call, { region: 'beijing', bankCode }, news(n)))).toBe(true);
      await work();
    }
    expect([count(icbc), count(abc)]).toEqual([before, beforeAbc + 3]);
    expect(await status('icbc')).toMatchObject({ waiting: 3, outageSince: expect.any(String) });
    expect(await status('abc')).toMatchObject({ waiting: 0, outageSince: null });
    icbc.outage = false;
    await work();
    expect(icbc.heard.slice(before).map(({ body }) => (body as { batchNumber: string }).batchNumber)).toEqual([
      'B1',
      'B2',
      'B3',
    ]);
    expect(icbc.heard.map(({ seq }) => seq)).toEqual(icbc.heard.map((_, i) => i + 1));
    expect(await status('icbc')).toMatchObject({ waiting: 0, outageSince: null });
    expect(await database.rows(sql`select 1 from banking.outgoing where body is not null`)).toEqual([]);
    // Where no channel is, nothing is kept and nothing stops.
    expect(await inCall(house, (call) => tellBank(call, { region: 'fuzhou', bankCode: 'icbc' }, news(1)))).toBe(false);
  });

  test('BNK-14 an acknowledgement that is lost or forged leaves the message waiting; the bank hears it once', async () => {
    await work();
    const before = count(abc);
    const { deliver } = abc;
    let mode: 'lose' | 'forge' = 'lose';
    abc.deliver = async (bank, frame) => {
      const answer = await deliver.call(abc, bank, frame);
      if (mode === 'lose') throw new Error('line went down after delivery');
      return answer.replace('"ack"', '"ok!"');
    };
    await inCall(house, (call) =>
      tellBank(
        call,
        { region: 'beijing', bankCode: 'abc' },
        { kind: 'card-file', batchNumber: 'B9', digest: 'ab', cards: 1 },
      ),
    );
    await work();
    mode = 'forge';
    await work();
    expect(await status('abc')).toMatchObject({ waiting: 1 });
    abc.deliver = deliver;
    await work();
    expect(await status('abc')).toMatchObject({ waiting: 0 });
    expect(count(abc)).toBe(before + 1);
  });

  test('a lost card and a switch are told to the bank by themselves; reminders go out without free text', {
    // Waits for the open transactions of everybody on the server.
    timeout: 120_000,
  }, async () => {
    await work();
    const before = count(icbc);
    const holder = await person();
    const old = await oldCard(house, holder);
    const heard = () =>
      icbc.heard
        .slice(before)
        .flatMap(({ kind, body }) => (kind === 'card-status' ? (body as { items: object[] }).items : []));
    // Open transactions of other databases on the same server hold the news back.
    const hears = async (cardId: string, state: string, account: string) => {
      const wanted = { cardNumber: await numberOf(cardId), status: state, account };
      for (let i = 0; i < 200 && !heard().some((item) => JSON.stringify(item) === JSON.stringify(wanted)); i += 1) {
        await work(1);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      expect(heard()).toContainEqual(wanted);
    };
    await perform(house, reportLoss, citizen(holder), {});
    await hears(old, 'suspended', 'active');
    const card = await collectedCard(house, holder);
    await perform(house, enableCard, clerk, { cardId: card });
    await hears(old, 'invalid', 'active');
    await hears(card, 'enabled', 'open');
    const { reminded } = await perform(house, remindActivation, clerk, { region: 'beijing', bankCode: 'icbc' });
    expect(reminded).toBeGreaterThan(0);
    await work();
    const sms = icbc.heard.at(-1)!;
    expect(sms).toMatchObject({ kind: 'send-sms', body: { template: 'activate-in-person' } });
    expect((sms.body as { cardNumbers: string[] }).cardNumbers).toContain(await numberOf(card));
    expect(JSON.stringify(sms)).not.toMatch(/http|www/);
  });
});

describe('the account of the holder', () => {
  test('FIN-02 OLD-02 both numbers for the holder only; after replacement the old account stays until its holder closes it', async () => {
    const holder = await person();
    const old = await oldCard(house, holder);
    const card = await collectedCard(house, holder);
    await perform(house, enableCard, clerk, { cardId: card });
    const { accounts } = await ask(house, myAccount, citizen(holder), {});
    expect(accounts).toHaveLength(2);
    const [now, before] = [accounts.find((a) => a.cardId === card)!, accounts.find((a) => a.cardId === old)!];
    expect(now.bankCardNumber).toMatch(/^\d{19}$/);
    expect(now.bankCardNumber).not.toBe(before.bankCardNumber);
    expect(before).toMatchObject({ state: 'active', canReceive: true, replacedByCardId: card });
    expect(now).toMatchObject({ state: 'open', canReceive: false, accountClass: 'other', limitFen: null });
    expect(now.advice).toContain('激活');
    expect(await codeOf(ask(house, myAccount, citizen(await person()), { holderId: holder }))).toMatch(/^holders\./);
    expect(await codeOf(ask(house, myAccount, office('icbc'), { holderId: holder }))).toBe('base.not-allowed');
  });

  test('FIN-05 a merchant scans: the code pays once, within a minute, only the newest one, only at the holder’s bank', async () => {
    const holder = await person();
    const card = await oldCard(house, holder);
    const make = () => perform(house, makePayCode, citizen(holder), {});
    const redeem = (code: string, bank: 'icbc' | 'abc' = 'icbc') =>
      perform(house, redeemPayCode, office(bank), { code });
    const first = await make();
    expect(first.code).toMatch(/^62\d{17}$/);
    const { code } = await make();
    expect(await codeOf(redeem(first.code))).toBe('banking.code-invalid');
    expect(await codeOf(redeem(code, 'abc'))).toBe('banking.code-invalid');
    const paid = await redeem(code);
    expect(paid.cardId).toBe(card);
    icbc.books.open(paid.bankCardNumber, '张三', 'social').activated = true;
    icbc.books.deposit('2025-03-03' as never, paid.bankCardNumber, 500n);
    const product = { smallPaymentFen: null } as never;
    const scan = { way: 'scan' as const, number: paid.bankCardNumber, amountFen: 400n, product };
    expect(icbc.authorise('2025-03-03' as never, scan)).toEqual({ approved: true });
    expect(await codeOf(redeem(code))).toBe('banking.code-invalid');
    const race = await make();
    const both = await Promise.all([codeOf(redeem(race.code)), codeOf(redeem(race.code))]);
    expect(both.sort()).toEqual(['banking.code-invalid', 'done']);
    const late = await make();
    house.clock.moveTo(new Date(house.clock.now().getTime() + 60_000));
    expect(await codeOf(redeem(late.code))).toBe('banking.code-invalid');
    expect(await codeOf(redeem('1'.repeat(19)))).toBe('base.bad-input');
    // Nothing in the table pays: only digests are kept.
    const rows = await database.rows<{ digest: Uint8Array }>(sql`select digest from banking.pay_code`);
    expect(rows.every(({ digest }) => digest.length === 32)).toBe(true);
    expect(await codeOf(perform(house, makePayCode, citizen(await person()), {}))).toBe('banking.no-account');
  });

  test('a file is signed for one bank and checked with that bank’s key', async () => {
    const bytes = new TextEncoder().encode('file');
    const bank = { region: 'beijing', bankCode: 'icbc' };
    const signature = await inCall(house, (call) => signForBank(call, bank, bytes));
    expect(signature).toMatch(/^[0-9a-f]{128}$/);
    const check = (text: string, by = signature) =>
      inCall(house, (call) => signedByBank(call, bank, new TextEncoder().encode(text), by));
    // Ours is not the bank's.
    expect([await check('file'), await check('file', 'zz')]).toEqual([false, false]);
    const byBank = icbc.signFile(bytes);
    expect([await check('file', byBank), await check('filE', byBank)]).toEqual([true, false]);
  });

  test('only an administrator of the region registers a bank’s key, and only a true one', async () => {
    const bankId = office('icbc').institutionId!;
    const publicKey = toHex(icbc.publicKey);
    const register = (actor: Actor, input = { bankId, publicKey }) =>
      codeOf(perform(house, registerLink, actor, input));
    expect(await register(office('icbc'))).toBe('base.not-allowed');
    expect(await register(at('hengshui clerk', 'system-administrator'))).toBe('institutions.not-your-region');
    expect(await register(admin, { bankId, publicKey: '04'.padEnd(130, '1') })).toBe('banking.bad-key');
    expect(await register(admin, { bankId: clerk.institutionId!, publicKey })).toBe('banking.not-a-bank');
    // The same key again changes nothing that matters: numbers go on.
    const { taken } = await status('icbc');
    expect(await register(admin)).toBe('done');
    expect((await status('icbc')).taken).toBe(taken);
  });
});
