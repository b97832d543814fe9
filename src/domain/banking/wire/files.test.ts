// Files with banks: read back as written, valid by their schemas, exact to the fen, and never harmed by what others send.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { describe, expect, test } from 'vitest';
import type { Day } from '../../../base/day.ts';
import { parseYuan, yuan } from '../../../base/money.ts';
import { exportPaymentFile } from '../payment-file.fixture.ts';
import {
  lineFault,
  PaymentFileWriter,
  type Profile,
  profiles,
  readNotice,
  readPaymentAnswer,
  readPaymentFile,
  readStatement,
  writeNotice,
  writePaymentAnswer,
  writeStatement,
} from '../profile.ts';
import { adviceFor, isoOf, type Reason, reasonOfIso, reasons, reasonTable } from '../reasons.ts';
import { isoMessages } from './iso-files.ts';
import { isFault, type PaymentAnswer, type PaymentLine, type PaymentOrder, type Statement } from './payment.ts';

const each: [string, Profile][] = Object.entries(profiles);
const day = '2026-03-10' as Day;
const at = new Date('2026-03-10T01:02:03.000Z');
const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const payer = { name: '示例市社会保险基金', accountNumber: '1100200300400500', cnaps: '102100000012' };
const line = (n: number, amountFen: bigint, name = '张三'): PaymentLine => ({
  id: uuid(n),
  payee: { name, accountNumber: `62220200000000${String(n).padStart(5, '0')}`, cnaps: '103100000026' },
  amountFen,
  memo: '养老金',
});
const order = (lines: readonly PaymentLine[]): PaymentOrder => ({
  messageId: uuid(1),
  createdAt: at,
  executeOn: day,
  purpose: 'PENS',
  payer,
  lines,
});

const validators = new Map<string, XsdValidator>();
/** The message checked by the schema that ISO publishes; gives the complaints. */
function complaints(kind: keyof typeof isoMessages, bytes: Uint8Array): string[] {
  const file = `../../../../test/vectors/iso20022/${isoMessages[kind]}.xsd`;
  let validator = validators.get(kind);
  if (!validator) {
    const schema = XmlDocument.fromBuffer(readFileSync(resolve(import.meta.dirname, file)));
    validator = XsdValidator.fromDoc(schema);
    validators.set(kind, validator);
  }
  const document = XmlDocument.fromBuffer(bytes);
  try {
    validator.validate(document);
    return [];
  } catch (error) {
    return [String(error)];
  } finally {
    document.dispose();
  }
}

const name = fc.stringMatching(/^[A-Za-z·张王李欧阳𠮷龘㛃&<>"'-]{1,12}$/u);
const fen = fc.bigInt(1n, 10n ** 14n);
const digits = (least: number, most: number) => fc.stringMatching(new RegExp(`^\\d{${least},${most}}$`));
const anyId = fc.uuid();
const anyLine: fc.Arbitrary<PaymentLine> = fc.record({
  id: anyId,
  payee: fc.record({ name, accountNumber: digits(12, 19), cnaps: digits(12, 12) }),
  amountFen: fen,
  memo: fc.stringMatching(/^[A-Za-z养老补贴]{0,10}$/u),
});
const anyOrder: fc.Arbitrary<PaymentOrder> = fc.record({
  messageId: anyId,
  createdAt: fc.constant(at),
  executeOn: fc.constant(day),
  purpose: fc.constantFrom('PENS', 'SSBE'),
  payer: fc.constant(payer),
  lines: fc.array(anyLine, { minLength: 1, maxLength: 6 }),
});
const reference = fc.stringMatching(/^[A-Z0-9]{1,20}$/);
const answerLine = fc.oneof(
  fc.record({
    id: anyId,
    amountFen: fen,
    outcome: fc.constantFrom('paid' as const, 'pending' as const),
    reason: fc.constant(null),
    bankCode: fc.constant(null),
    bankReference: reference,
  }),
  fc.record({
    id: anyId,
    amountFen: fen,
    outcome: fc.constant('rejected' as const),
    reason: fc.constantFrom(...reasons),
    bankCode: fc.constant(null),
    bankReference: reference,
  }),
);
const anyAnswer: fc.Arbitrary<PaymentAnswer> = fc.oneof(
  fc.record({
    messageId: anyId,
    answeredAt: fc.constant(at),
    refused: fc.constant(null),
    lines: fc.array(answerLine, { minLength: 1, maxLength: 6 }),
  }),
  fc.record({
    messageId: anyId,
    answeredAt: fc.constant(at),
    refused: fc.constantFrom(...reasons),
    lines: fc.constant([]),
  }),
);
const anyEntry = fc.record({
  reference,
  side: fc.constantFrom('debit' as const, 'credit' as const),
  amountFen: fen,
  day: fc.constant(day),
  lineId: anyId,
  reversal: fc.boolean(),
  reason: fc.constantFrom<(Reason | null)[]>(null, 'account-closed', 'name-mismatch'),
});
const anyStatement: fc.Arbitrary<Statement> = fc.array(anyEntry, { maxLength: 6 }).map((entries) => {
  const openingFen = 10n ** 15n;
  const closingFen = entries.reduce((sum, e) => sum + (e.side === 'credit' ? e.amountFen : -e.amountFen), openingFen);
  return { statementId: 'S1', accountNumber: payer.accountNumber, createdAt: at, day, openingFen, closingFen, entries };
});

describe.each(each)('profile %s', (_, profile) => {
  test('what is written is read back: order, answer, statement, names with rare characters among them', () => {
    fc.assert(
      fc.property(anyOrder, anyAnswer, anyStatement, (one, answer, statement) => {
        expect(readPaymentFile(profile, exportPaymentFile(profile, one).bytes)).toEqual(one);
        const read = readPaymentAnswer(profile, writePaymentAnswer(profile, answer));
        if (isFault(read)) throw new Error(read.fault);
        expect({ ...read, lines: read.lines.map((l) => ({ ...l, bankCode: null })) }).toEqual(answer);
        expect(readStatement(profile, writeStatement(profile, statement))).toEqual(statement);
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  test('20 million yuan in amounts like 1.15, 8.20 and 0.29 sum to the fen', () => {
    const cycle = [115n, 820n, 29n];
    const lines: PaymentLine[] = [];
    let left = 2_000_000_000n;
    for (let n = 2; left > 0n; n += 1) {
      // Many small ones first, then the rest in large amounts.
      const amountFen = n < 6_000 ? cycle[n % 3]! : left < 2_000_029n ? left : 1_000_029n;
      lines.push(line(n, amountFen));
      left -= amountFen;
    }
    const file = exportPaymentFile(profile, order(lines));
    expect(yuan(file.totalFen)).toBe('20000000.00');
    const read = readPaymentFile(profile, file.bytes);
    if (isFault(read)) throw new Error(read.fault);
    expect(read.lines.map(({ amountFen }) => amountFen)).toEqual(lines.map(({ amountFen }) => amountFen));
    // By way of floating numbers the same file would not sum up.
    const floats = lines.reduce((sum, { amountFen }) => sum + BigInt(Math.floor(Number(yuan(amountFen)) * 100)), 0n);
    expect(floats).not.toBe(2_000_000_000n);
  });

  test('written in pages it is the same file; lines that are not what the head says make none', () => {
    const lines = [line(2, 115n), line(3, 820n), line(4, 29n)];
    const { lines: _, ...head } = order(lines);
    const inPages = (claim: { count: number; totalFen: bigint }, pages: readonly PaymentLine[][]) => {
      const writer = new PaymentFileWriter(profile, { ...head, ...claim });
      for (const page of pages) writer.add(page);
      return writer.end();
    };
    const right = { count: 3, totalFen: 964n };
    const whole = exportPaymentFile(profile, order(lines));
    expect(inPages(right, [lines.slice(0, 1), lines.slice(1)])).toEqual(whole);
    expect(() => inPages(right, [lines.slice(1)])).toThrow('not what was approved');
    expect(() => inPages({ ...right, totalFen: 963n }, [lines])).toThrow('not what was approved');
  });

  test('a wrong total, a lost line, a cut file, another kind and another encoding are faults, never errors', () => {
    const good = exportPaymentFile(profile, order([line(2, 115n), line(3, 820n), line(4, 29n)])).bytes;
    const encoding = profile.shape === 'iso' ? 'utf8' : 'gb18030';
    const text = iconv.decode(Buffer.from(good), encoding);
    const fault = (changed: string, as = encoding) =>
      (readPaymentFile(profile, iconv.encode(changed, as)) as { fault?: string }).fault;
    const [was, is] = profile.shape === 'fixed' ? ['0000000000000820', '0000000000000821'] : ['8.20', '8.21'];
    expect(fault(text.replace(was, is))).toBe('wrong-total');
    const lines = text.split(profile.shape === 'iso' ? /(?=<CdtTrfTxInf>)/ : /(?<=\n)/);
    expect(['wrong-count', 'wrong-total']).toContain(
      fault(lines.filter((l) => !l.includes(uuid(3).replaceAll('-', ''))).join('')),
    );
    expect(['truncated', 'unreadable']).toContain(fault(text.slice(0, -20)));
    expect(['truncated', 'unreadable']).toContain(fault(''));
    if (profile.shape === 'iso') expect(fault(text, 'gb18030')).toBe('wrong-encoding');
    else expect(fault(text, 'utf8')).toBe('wrong-encoding');
    expect(isFault(readPaymentAnswer(profile, good))).toBe(true);
    expect(isFault(readStatement(profile, good))).toBe(true);
  });

  test('noise of any kind is a fault, never an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(400), fc.nat(255), (noise, place, byte) => {
        expect(isFault(readPaymentFile(profile, noise))).toBe(true);
        const bent = Buffer.from(exportPaymentFile(profile, order([line(2, 115n)])).bytes);
        bent[place % bent.length] = byte;
        for (const read of [
          readPaymentFile(profile, bent),
          readPaymentAnswer(profile, bent),
          readStatement(profile, bent),
        ])
          expect(typeof read).toBe('object');
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  test('a name that the file cannot carry unharmed is held, not changed', () => {
    expect(lineFault(profile, line(2, 1n, '𠮷田·龘'))).toBeUndefined();
    for (const bad of ['', ' 张三', '张\n三', '张\u0000三', '张\ud800', '张'.repeat(200)]) {
      expect(lineFault(profile, line(2, 1n, bad))).toBe('name');
      expect(() => exportPaymentFile(profile, order([line(2, 1n, bad)]))).toThrow('cannot be written');
    }
    for (const amountFen of [0n, -1n]) expect(() => exportPaymentFile(profile, order([line(2, amountFen)]))).toThrow();
    expect(() => exportPaymentFile(profile, order([]))).toThrow();
    expect(lineFault(profile, { ...line(2, 1n), payee: { ...payer, accountNumber: '62220 1' } })).toBe('account');
  });
});

describe('GBK', () => {
  test('a bar inside a character is no separator', () => {
    // 縷 is 0xBF7C in GBK: its second byte is the bar.
    const profile = profiles['gbk-delimited'];
    expect(iconv.encode('縷', 'gbk').includes(0x7c)).toBe(true);
    const one = order([line(2, 115n, '縷縷')]);
    expect(readPaymentFile(profile, exportPaymentFile(profile, one).bytes)).toEqual(one);
    expect(lineFault(profile, line(2, 1n, '张|三'))).toBe('name');
  });
});

describe('ISO 20022', () => {
  const iso = profiles.iso;
  test('orders, answers, statements and notices are valid by the published schemas', () => {
    fc.assert(
      fc.property(anyOrder, anyAnswer, anyStatement, (one, answer, statement) => {
        expect(complaints('order', exportPaymentFile(iso, one).bytes)).toEqual([]);
        // A whole file that came back has no transactions; the schema wants none.
        expect(complaints('answer', writePaymentAnswer(iso, answer))).toEqual([]);
        expect(complaints('statement', writeStatement(iso, statement))).toEqual([]);
        const notice = {
          noticeId: 'N1',
          accountNumber: payer.accountNumber,
          createdAt: at,
          entries: statement.entries,
        };
        expect(complaints('notice', writeNotice(notice))).toEqual([]);
        expect(readNotice(writeNotice(notice))).toEqual(notice);
      }),
      { numRuns: 60, seed: 5 },
    );
    // The check can fail.
    const broken = Buffer.from(exportPaymentFile(iso, order([line(2, 115n)])).bytes)
      .toString()
      .replace('<PmtMtd>TRF', '<PmtMtd>CASH');
    expect(complaints('order', Buffer.from(broken)).join()).toContain('PmtMtd');
  });

  test('CNAPS codes stand where the clearing system belongs; zeros and amounts stay text', () => {
    const text = Buffer.from(exportPaymentFile(iso, order([line(2, 110n)])).bytes).toString();
    expect(text).toContain('<ClrSysMmbId><ClrSysId><Cd>CNAPS</Cd></ClrSysId><MmbId>103100000026</MmbId></ClrSysMmbId>');
    expect(text).toContain('<InstdAmt Ccy="CNY">1.10</InstdAmt>');
    const usd = Buffer.from(text.replace('Ccy="CNY"', 'Ccy="USD"'));
    expect(readPaymentFile(iso, usd)).toMatchObject({ fault: 'unreadable' });
  });

  test('entities and doctypes are refused', () => {
    const text = Buffer.from(exportPaymentFile(iso, order([line(2, 110n)])).bytes).toString();
    const bomb = text.replace('<Document', '<!DOCTYPE Document [<!ENTITY a "aaaa">]><Document').replace('张三', '&a;');
    expect(readPaymentFile(iso, Buffer.from(bomb))).toMatchObject({ fault: 'unreadable', problem: 'doctype' });
    expect(readPaymentFile(iso, Buffer.from(text.replace('张三', '&a;')))).toMatchObject({ fault: 'unreadable' });
  });
});

test('one table of reasons: no code twice, every reason found again, advice in plain Chinese without links', () => {
  const codes = Object.values(reasonTable).flatMap(({ iso }) => iso as readonly string[]);
  expect(new Set(codes).size).toBe(codes.length);
  const numbers = Object.values(reasonTable).flatMap(({ bank }) => bank as readonly string[]);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const reason of reasons) {
    expect(reasonOfIso(isoOf(reason))).toBe(reason);
    expect(adviceFor(reason).zh).toMatch(/^[\u3000-\u9fff\uff00-\uffef]+$/);
  }
  expect(reasonOfIso('ZZ99')).toBe('other');
  expect(parseYuan('1.15')).toBe(115n);
  for (const bad of ['1.155', '1e5', '-1', '', '.5', '１']) expect(() => parseYuan(bad)).toThrow();
});
