// The simulated bank: the account behind the card as the rules describe it, payment files in three layouts, and faults that leave the books sound.
import { describe, expect, test } from 'vitest';
import { addDays, type Day } from '../../../base/day.ts';
import { SeededRandom } from '../../../base/random.ts';
import {
  accountProduct,
  isFault,
  type PaymentAnswer,
  type PaymentOrder,
  type Profile,
  type payWays,
  profiles,
  readPaymentAnswer,
  readStatement,
  totalOf,
} from '../../../domain/banking/index.ts';
import { exportPaymentFile } from '../../../domain/banking/payment-file.fixture.ts';
import { loadPack, shippedFiles, shippedPacks } from '../../../domain/policy/index.ts';
import { noFaults, SimulatedBank } from './bank.ts';
import { ordinaryFees } from './books.ts';

const day = '2026-03-10' as Day;
const fuzhou = accountProduct(shippedPacks.fuzhou!, day);
const bankWith = (profile: Profile = profiles.iso, seed = 7) => {
  const random = new SeededRandom(seed);
  return new SimulatedBank({
    region: 'fuzhou',
    bankCode: 'icbc',
    profile,
    random,
    now: () => new Date('2026-03-10T02:00:00Z'),
  });
};
const social = '6222020000000000017';
const ordinary = '6222020000000000025';
const withAccounts = () => {
  const bank = bankWith();
  for (const [number, kind] of [
    [social, 'social'],
    [ordinary, 'ordinary'],
  ] as const) {
    bank.books.open(number, '张三', kind, '246810').activated = true;
    expect(bank.books.deposit(day, number, 20_000n)).toBeNull();
  }
  return bank;
};

describe('the account behind the card', () => {
  test('FIN-01 it takes deposit, withdrawal, transfer, collection and payment; 1 yuan and 10 million yuan both pass, where an ordinary account has a limit', () => {
    const { books } = withAccounts();
    expect(fuzhou).toMatchObject({ accountClass: 'other', limitFen: null });
    for (const number of [social, ordinary]) books.transferIn(day, number, 2_000_000_000n);
    expect(books.transferOut(day, social, 100n)).toBeNull();
    expect(books.transferOut(day, social, 1_000_000_000n)).toBeNull();
    expect(books.transferOut(day, ordinary, 1_000_000_000n)).toBe('over-limit');
    expect([books.withdraw(day, social, 500n), books.collect(day, social, 700n)]).toEqual([null, null]);
    expect(books.withdraw(day, social, 10n ** 12n)).toBe('funds-short');
    expect(books.accounts.get(social)!.balanceFen).toBe(20_000n + 2_000_000_000n - 1_000_000_100n - 1_200n);
    books.requireSound();
  });

  test('FEE-04 over a year Fuzhou’s account pays no annual, SMS or small-account fee; an ordinary one at the same bank pays all three', () => {
    const { books } = withAccounts();
    books.chargeYear(day, fuzhou.waivedFees ?? []);
    const feesOf = (number: string) =>
      books.bookings.filter((b) => b.credit === 'fees' && b.debit === number).map((b) => b.what);
    expect(feesOf(social)).toEqual([]);
    expect(feesOf(ordinary)).toEqual(['annual fee', 'sms fee', 'small account fee']);
    expect(books.accounts.get(social)!.balanceFen).toBe(20_000n);
    expect(books.ownBalance('fees')).toBe(ordinaryFees.annual + ordinaryFees.sms * 12n + ordinaryFees.small * 4n);
    // Beijing says nothing about fees: then the bank's own list holds.
    expect(accountProduct(shippedPacks.beijing!, day).waivedFees).toBeNull();
    books.requireSound();
  });

  test('FIN-03 SEC-08 cash machine, shop and online, each with the bank’s own PIN; wrong or missing it is refused', () => {
    const bank = withAccounts();
    const pay = (way: 'atm' | 'pos' | 'online', pin?: string) =>
      bank.authorise(day, { way, number: social, amountFen: 100n, product: fuzhou, ...(pin ? { pin } : {}) });
    for (const way of ['atm', 'pos', 'online'] as const) {
      expect(pay(way, '246810')).toEqual({ approved: true });
      expect(pay(way, '135790')).toEqual({ approved: false, why: 'pin-wrong' });
      expect(pay(way)).toEqual({ approved: false, why: 'pin-needed' });
    }
    expect(bank.books.accounts.get(social)!.balanceFen).toBe(20_000n - 300n);
    expect(bank.books.ownBalance('cash')).toBe(-40_000n + 100n);
    const { authorise } = bank;
    bank.books.accounts.get(social)!.trouble = 'account-frozen';
    expect(pay('pos', '246810')).toEqual({ approved: false, why: 'account-frozen' });
    expect(authorise).toBeDefined();
    bank.books.requireSound();
  });

  test('FIN-04 contactless needs no PIN up to the region’s limit and a PIN above it; without a limit always; other ways never go without', () => {
    const bank = withAccounts();
    const file = structuredClone(shippedFiles.fuzhou) as { rules: Record<string, unknown> };
    file.rules.smallPayment = [
      { value: { limitFen: '10000' }, cite: [{ document: 'own-default', clause: 'FIN-04', grade: 'default' }] },
    ];
    const limited = accountProduct(loadPack(file), day);
    const pay = (amountFen: bigint, product = limited, way: (typeof payWays)[number] = 'contactless') =>
      bank.authorise(day, { way, number: social, amountFen, product });
    expect(pay(10_000n)).toEqual({ approved: true });
    expect(pay(10_001n)).toEqual({ approved: false, why: 'pin-needed' });
    expect(pay(1n, fuzhou)).toEqual({ approved: false, why: 'pin-needed' });
    for (const way of ['atm', 'pos', 'online'] as const)
      expect(pay(1n, limited, way)).toEqual({ approved: false, why: 'pin-needed' });
  });
});

const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const payer = { name: '示例市社会保险基金', accountNumber: '1100200300400500', cnaps: '102100000012' };

function orderOf(bank: SimulatedBank, count: number, messageId = uuid(1)): PaymentOrder {
  bank.books.open(payer.accountNumber, payer.name, 'public');
  const lines = Array.from({ length: count }, (_, i) => {
    const accountNumber = `62220200000000${String(i).padStart(5, '0')}`;
    bank.books.open(accountNumber, `人${i}`, 'social').activated = true;
    return {
      id: uuid(1000 + i),
      payee: { name: `人${i}`, accountNumber, cnaps: '102100000026' },
      amountFen: BigInt(100 + i),
      memo: '养老金',
    };
  });
  bank.books.transferIn('2026-03-09' as Day, payer.accountNumber, 2n * totalOf(lines));
  return { messageId, createdAt: new Date('2026-03-10T00:00:00Z'), executeOn: day, purpose: 'PENS', payer, lines };
}
const answersOf = (bank: SimulatedBank, files: Uint8Array[]) =>
  files.map((file) => readPaymentAnswer(bank.profile, file));
const good = (bank: SimulatedBank, files: Uint8Array[]): PaymentAnswer => {
  const last = answersOf(bank, files).at(-1)!;
  if (isFault(last)) throw new Error(last.fault);
  return last;
};

describe.each(Object.entries(profiles))('payment files, %s', (_, profile) => {
  test('each line is paid or comes back with its reason; the same file again pays nobody twice', () => {
    const bank = bankWith(profile);
    const order = orderOf(bank, 30);
    const at = (i: number) => bank.books.accounts.get(order.lines[i]!.payee.accountNumber)!;
    at(1).activated = false;
    at(2).trouble = 'account-closed';
    const lines = order.lines.map((line, i) => {
      if (i === 3) return { ...line, payee: { ...line.payee, name: '别人' } };
      return i === 4 ? { ...line, payee: { ...line.payee, accountNumber: '6222029999999999999' } } : line;
    });
    const file = exportPaymentFile(profile, { ...order, lines }).bytes;
    const answer = good(bank, bank.takeFile(file));
    const reasons = answer.lines.map(({ outcome, reason }) => reason ?? outcome);
    expect(reasons.slice(0, 6)).toEqual([
      'paid',
      'not-activated',
      'account-closed',
      'name-mismatch',
      'account-unknown',
      'paid',
    ]);
    expect(at(0).balanceFen).toBe(100n);
    const bookings = bank.books.bookings.length;
    expect(good(bank, bank.takeFile(file))).toEqual(answer);
    expect(bank.books.bookings).toHaveLength(bookings);
    const { statement, file: sent } = bank.statement(payer.accountNumber, day);
    expect(readStatement(profile, sent)).toEqual(statement);
    const paid = answer.lines.filter(({ outcome }) => outcome === 'paid');
    expect(statement.entries.map(({ lineId }) => lineId)).toEqual(paid.map(({ id }) => id));
    expect(statement.openingFen - statement.closingFen).toBe(totalOf(paid));
    bank.books.requireSound();
  });

  test('a payer without money gets the whole file back; a file that cannot be read gets no answer', () => {
    const bank = bankWith(profile);
    const order = orderOf(bank, 3);
    bank.books.transferOut(day, payer.accountNumber, bank.books.accounts.get(payer.accountNumber)!.balanceFen - 1n);
    expect(good(bank, bank.takeFile(exportPaymentFile(profile, order).bytes))).toMatchObject({
      refused: 'funds-short',
      lines: [],
    });
    expect(bank.takeFile(Buffer.from('noise'))).toEqual([]);
    bank.books.requireSound();
  });

  test('(f) under every fault: lines = total of the file = debits less doubles; returns come back; spoilt answers are told apart', () => {
    const seen = { rejected: 0, double: 0, returned: 0, spoilt: 0, lost: 0 };
    for (let seed = 1; seed <= 25; seed += 1) {
      const bank = bankWith(profile, seed);
      bank.faults = {
        ...noFaults,
        partialReject: 0.1,
        lateReturn: 0.1,
        duplicateDebit: 0.1,
        lostFile: 0.3,
        wrongTotal: 0.4,
        wrongEncoding: 0.4,
        clockSkewMs: 420_000,
      };
      const order = orderOf(bank, 40, uuid(seed));
      const file = exportPaymentFile(profile, order);
      let files = bank.takeFile(file.bytes);
      if (files.length === 0) {
        seen.lost += 1;
        files = bank.takeFile(file.bytes);
      }
      for (const early of answersOf(bank, files).slice(0, -1)) {
        seen.spoilt += 1;
        expect(isFault(early) && early.fault).toMatch(/^wrong-(total|count|encoding)$/);
      }
      const answer = good(bank, files);
      expect(answer.lines.map(({ id }) => id)).toEqual(order.lines.map(({ id }) => id));
      expect(totalOf(answer.lines)).toBe(file.totalFen);
      const paid = answer.lines.filter(({ outcome }) => outcome === 'paid');
      const today = bank.statement(payer.accountNumber, day).statement;
      const tomorrow = bank.statement(payer.accountNumber, addDays(day, 1)).statement;
      const debits = today.entries.filter(({ side }) => side === 'debit');
      const doubles = debits.filter(({ lineId }, i) => debits.findIndex((other) => other.lineId === lineId) < i);
      expect(totalOf(debits) - totalOf(doubles)).toBe(totalOf(paid));
      expect(tomorrow.openingFen).toBe(today.closingFen);
      for (const entry of tomorrow.entries) expect(entry).toMatchObject({ side: 'credit', reversal: true });
      seen.rejected += answer.lines.length - paid.length;
      seen.double += doubles.length;
      seen.returned += tomorrow.entries.length;
      bank.books.requireSound();
    }
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0);
  });
});
