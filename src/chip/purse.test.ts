// The transport purse in use: load, ride, refuse, prove again, tear, and a model that must agree with the card over long histories.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../crypto/index.ts';
import { concat, toHex } from './bytes.ts';
import { freshCopy, issued, memoryText, resetBoth, say, secure } from './card.fixture.ts';
import type { Card } from './card.ts';
import { powerUp } from './card.ts';
import { usedRoom } from './memory.ts';
import * as pay from './pay/pay.fixture.ts';
import { transmitPsam } from './pay/psam.ts';
import { purseCardKey, purseType } from './pay/purse-proof.ts';
import { executeScript } from './profiles/execute-script.ts';
import { TRANSIT_FID } from './profiles/transit.ts';
import { packFields, transitLayout, unpackFields } from './profiles/transit-files.ts';
import { suiteOf } from './suites.ts';

const air = (card: Card, hex: string): string => say(card, hex, 'contactless');
const suites = pay.ciphers.map((code) => ({ name: code === 1 ? '3DES' : 'SM4', code, suite: suiteOf(code)! }));

/** A 48-byte tap for file 1E and a 128-byte journey for record 1 of file 1A. */
const tap = packFields(transitLayout.tap, { type: '03', amount: '00000000', time: '20261123114500', city: '1000' });
const journey = packFields(transitLayout.journey, { flag: '0001', length: '007C', valid: '01', state: '01' });
const TAP = `80DC00F030${toHex(tap)}`;
const JOURNEY = `80DC01D080${toHex(journey)}`;

describe.each(suites)('purse under $name', ({ code, suite }) => {
  test('load, purchase and compound purchase: every TAC, MAC2 and log agrees with host and PSAM', () => {
    const card = pay.purseCard(code);
    const module = pay.psam(suite);
    expect(pay.loadPurse(card, 5000, suite)).toEqual({ sw: '9000', proved: true });
    expect(pay.pay(card, 1234, module)).toEqual({ sw: '9000', proved: true });
    expect(pay.balanceOf(card)).toBe(3766);
    const entry = pay.startPurchase(card, 0, module, purseType.compound);
    if ('refused' in entry) throw new Error(entry.refused);
    expect(air(card, JOURNEY)).toBe('9000');
    expect(air(card, TAP)).toBe('9000');
    // Buffered only: nothing can be read yet.
    expect(air(card, '00B201F430')).toBe('6A83');
    expect(pay.finishPurchase(card, 0, module, entry, purseType.compound)).toEqual({ sw: '9000', proved: true });
    expect(air(card, '00B201F430')).toBe(`${toHex(tap)}9000`);
    expect(air(card, '00B201D480')).toBe(`${toHex(journey)}9000`);
    const newest = unpackFields(transitLayout.log, fromHex(air(card, '00B201C417').slice(0, -4)));
    expect(newest).toMatchObject({ sequence: '0001', amount: '00000000', type: '09', overdraft: '000000' });
    const oldest = unpackFields(transitLayout.log, fromHex(air(card, '00B203C417').slice(0, -4)));
    expect(oldest).toMatchObject({ sequence: '0000', amount: '00001388', type: '02' });
  });

  test('SCN-02 a negative purse is refused, at INIT and whatever the other face has spent in between', () => {
    const card = pay.purseCard(code);
    const module = pay.psam(suite);
    expect(pay.pay(card, 1, module).sw).toBe('9401');
    pay.loadPurse(card, 300, suite);
    expect(pay.pay(card, 301, module).sw).toBe('9401');
    // INIT through the contacts, then everything is spent over the air, then DEBIT through the contacts.
    pay.selectPurse(card, 'contact');
    const open = pay.startPurchase(card, 300, module, purseType.purchase, 'contact');
    if ('refused' in open) throw new Error(open.refused);
    expect(pay.pay(card, 300, module)).toEqual({ sw: '9000', proved: true });
    expect(say(card, open.debit)).toBe('6985');
    expect(pay.balanceOf(card)).toBe(0);
    expect(pay.pay(card, 0xffffffff, module).sw).toBe('9401');
  });

  test('a load above the limit is refused, to the fen', () => {
    const card = pay.purseCard(code);
    expect(pay.loadPurse(card, pay.LIMIT + 1, suite).sw).toBe('6985');
    expect(pay.loadPurse(card, pay.LIMIT, suite).sw).toBe('9000');
    expect(pay.loadPurse(card, 1, suite).sw).toBe('6985');
    expect(pay.loadPurse(card, 0xffffffff, suite).sw).toBe('6985');
    expect(pay.balanceOf(card)).toBe(pay.LIMIT);
  });

  test('out of order: no INIT, twice, after a selection, after another INIT, cache without compound', () => {
    const card = pay.purseCard(code);
    const module = pay.psam(suite);
    pay.loadPurse(card, 1000, suite);
    const debit = `805401000F${'00'.repeat(15)}`;
    expect(air(card, debit)).toBe('6985');
    expect(air(card, `805200000B${'00'.repeat(11)}`)).toBe('6985');
    expect(air(card, TAP)).toBe('6985');
    const open = pay.startPurchase(card, 100, module);
    if ('refused' in open) throw new Error(open.refused);
    expect(air(card, TAP)).toBe('6985');
    pay.selectPurse(card);
    expect(air(card, open.debit)).toBe('6985');
    const again = pay.startPurchase(card, 100, module);
    if ('refused' in again) throw new Error(again.refused);
    pay.startPurchase(card, 100, module);
    expect(air(card, again.debit)).toBe('9302');
    expect(air(card, again.debit)).toBe('6985');
    expect(pay.pay(card, 100, module).sw).toBe('9000');
    expect(pay.balanceOf(card)).toBe(900);
  });

  test('GET TRANSACTION PROVE answers MAC and TAC of the last transaction again, and of no other', () => {
    const card = pay.purseCard(code);
    const module = pay.psam(suite);
    pay.loadPurse(card, 1000, suite);
    expect(air(card, '805A00020200010 8'.replace(' ', ''))).toMatch(/^[0-9A-F]{16}9000$/);
    const open = pay.startPurchase(card, 100, module);
    if ('refused' in open) throw new Error(open.refused);
    const answer = air(card, open.debit);
    expect(air(card, '805A000602000108')).toBe(`${answer.slice(8, 16)}${answer.slice(0, 8)}9000`);
    for (const asked of ['805A000602000208', '805A000602000008', '805A000902000108', '805A000002000008']) {
      expect(air(card, asked)).toBe('9406');
    }
  });

  test('tear test: the power may fail at every write of a debit with two buffered records, and of a load', () => {
    const scenes = [
      (card: Card) => {
        const open = pay.startLoad(card, 700, suite);
        return 'credit' in open ? open.credit : '';
      },
      (card: Card) => {
        const open = pay.startPurchase(card, 150, pay.psam(suite), purseType.compound);
        if ('refused' in open) throw new Error(open.refused);
        air(card, JOURNEY);
        air(card, TAP);
        return open.debit;
      },
    ];
    const first = pay.purseCard(code);
    pay.loadPurse(first, 1000, suite);
    for (const scene of scenes) {
      const outcomes = new Map<string, number>();
      let cuts = 0;
      for (; ; cuts++) {
        const card = freshCopy(first, 'tear');
        pay.selectPurse(card);
        const command = scene(card);
        card.power.writesLeft = cuts;
        const answer = air(card, command);
        card.power.writesLeft = Number.POSITIVE_INFINITY;
        powerUp(card, 'contactless');
        pay.selectPurse(card);
        outcomes.set(memoryText(card), pay.balanceOf(card));
        if (answer !== '') break;
      }
      expect(cuts).toBeGreaterThan(10);
      expect(outcomes.size).toBe(2);
      expect([...outcomes.values()][0]).toBe(1000);
    }
  });

  test('blocked and unblocked by secure message; blocked it spends nothing and says so', () => {
    const card = pay.purseCard(code);
    pay.selectPurse(card, 'contact');
    pay.loadPurse(card, 1000, suite);
    const region = (ref: number) => keyOf(card, ref);
    expect(say(card, secure(card, '841E0000', region(0x52), undefined, code))).toBe('6988');
    expect(say(card, secure(card, '841E0000', region(0x51), undefined, code))).toBe('9000');
    expect(pay.selectPurse(card)).toMatch(/^6F.*6A81$/);
    expect(pay.pay(card, 1, pay.psam(suite)).sw).toBe('6A81');
    expect(air(card, '805C000204')).toBe('6A81');
    expect(say(card, secure(card, '84180000', region(0x52), undefined, code))).toBe('9000');
    expect(pay.pay(card, 1, pay.psam(suite)).sw).toBe('9000');
  });

  test('counters end at FFFF instead of starting again', () => {
    const card = pay.purseCard(code);
    pay.loadPurse(card, 1000, suite);
    for (const ref of [0x02, 0x03]) cellOf(card, 'register', ref).body.set([0xff, 0xfe]);
    expect(pay.loadPurse(card, 1, suite).sw).toBe('9000');
    expect(pay.loadPurse(card, 1, suite).sw).toBe('9402');
    expect(pay.pay(card, 1, pay.psam(suite)).sw).toBe('9000');
    expect(pay.pay(card, 1, pay.psam(suite)).sw).toBe('9402');
  });

  test('fifteen wrong MACs block the key; a right one in between gives the tries back', () => {
    const card = pay.purseCard(code);
    pay.loadPurse(card, 1000, suite);
    const guess = () => {
      air(card, '805001020B0100000001100000000001');
      return air(card, `805401000F${'00'.repeat(15)}`);
    };
    for (let i = 0; i < 14; i++) expect(guess()).toBe('9302');
    expect(pay.pay(card, 1, pay.psam(suite)).sw).toBe('9000');
    for (let i = 0; i < 15; i++) expect(guess()).toBe('9302');
    expect(pay.pay(card, 1, pay.psam(suite)).sw).toBe('6983');
  });

  test('files: free to read, written only by secure message; the log only by the card itself', () => {
    const card = pay.purseCard(code);
    expect(pay.selectPurse(card)).toContain(`9F0C1E${toHex(pay.issue)}`);
    expect(air(card, '00B095001E')).toBe(`${toHex(pay.issue)}9000`);
    expect(air(card, '00B0970004')).toBe('000001569000');
    expect(air(card, '00D6970001FF')).toBe('6987');
    expect(air(card, '00D6950001FF')).toBe('6982');
    expect(air(card, `00E200C017${'00'.repeat(23)}`)).toBe('6982');
    pay.selectPurse(card, 'contact');
    const update = secure(card, '04D69700', pay.maintenanceKey(suite), fromHex('00000344'), code);
    expect(say(card, update)).toBe('9000');
    expect(air(card, '00B0970004')).toBe('000003449000');
    // A terminal's PSAM computes the same MAC.
    const module = pay.psam(suite);
    expect(toHex(transmitPsam(module, concat(fromHex('801A020110'), pay.serial, pay.issuer)))).toBe('9000');
    const challenge = say(card, '0084000004').slice(0, 8);
    const message = `04D6970008${'00000156'}`;
    const mac = toHex(transmitPsam(module, fromHex(`80FA050011${challenge}00000000${message}`)));
    expect(mac).toMatch(/^[0-9A-F]{8}9000$/);
    expect(say(card, `${message}${mac.slice(0, 8)}`)).toBe('9000');
    expect(say(card, `${message}${mac.slice(0, 8)}`)).toBe('6984');
  });

  test('compound records: length, number, file and amount of them are checked before anything is buffered', () => {
    const card = pay.purseCard(code);
    pay.loadPurse(card, 1000, suite);
    const open = pay.startPurchase(card, 0, pay.psam(suite), purseType.compound);
    if ('refused' in open) throw new Error(open.refused);
    expect(air(card, `80DC00F02F${'00'.repeat(47)}`)).toBe('6700');
    expect(air(card, `80DC04D080${'00'.repeat(128)}`)).toBe('6A83');
    expect(air(card, `80DC01F030${'00'.repeat(48)}`)).toBe('6A83');
    expect(air(card, `80DC00C017${'00'.repeat(23)}`)).toBe('6982');
    expect(air(card, `80DC00A81E${'00'.repeat(30)}`)).toBe('6981');
    for (const number of ['01', '02', '03']) expect(air(card, JOURNEY.replace('80DC01', `80DC${number}`))).toBe('9000');
    // The same place again replaces what was buffered.
    for (let i = 0; i < 5; i++) expect(air(card, TAP)).toBe('9000');
    expect(air(card, open.debit)).toMatch(/9000$/);
    expect(air(card, '00B202F430')).toBe('6A83');
  });
});

function cellOf(card: Card, kind: string, fid: number) {
  const head = [...card.memory.cells.values()].find((cell) => cell.fid === TRANSIT_FID)!;
  return [...card.memory.cells.values()].find(
    (cell) => cell.parent === head.id && cell.kind === kind && cell.fid === fid,
  )!;
}
const keyOf = (card: Card, ref: number): Uint8Array => cellOf(card, 'key', ref).body.slice(5);

test('the PSAM: wrong lengths, unknown keys, wrong MAC2, one try, numbers never twice, no purchase key for messages', () => {
  const suite = suiteOf(1)!;
  const module = pay.psam(suite);
  const ask = (hex: string): string => toHex(transmitPsam(module, fromHex(hex)));
  expect(ask('00B0960006')).toBe('1000000000019000');
  expect(ask('00B0950006')).toBe('6A82');
  expect(ask('8071000000')).toBe('6D00');
  expect(ask('80')).toBe('6700');
  const order = `${'11223344'}0000${'00000001'}06${'20261123114500'}0100${toHex(concat(pay.serial, pay.issuer))}`;
  expect(ask(`8070000024${order}08`)).toMatch(/^00000001[0-9A-F]{8}9000$/);
  expect(ask('807200000400000000')).toBe('9302');
  expect(ask('807200000400000000')).toBe('6985');
  expect(ask(`8070000024${order}08`)).toMatch(/^00000002/);
  expect(ask(`8070000023${order.slice(2)}08`)).toBe('6700');
  expect(ask(`8070000024${order.replace('0100', '0200')}08`)).toBe('9403');
  expect(ask(`8070000024${order.replace('0100', '0104')}08`)).toBe('9403');
  expect(ask(`801A010110${toHex(concat(pay.serial, pay.issuer))}`)).toBe('6A86');
  expect(ask(`80FA050011${'00'.repeat(17)}`)).toBe('6985');
  // A module whose numbers are used up stops.
  module.terminalSequence = 0xffffffff;
  expect(ask(`8070000024${order}08`)).toBe('9402');
});

test('two purses of one region have different keys', () => {
  for (const { suite } of suites) {
    const other = pay.serial.with(7, pay.serial[7]! ^ 1);
    const secret = new Uint8Array(16).fill(7);
    expect(purseCardKey(suite, secret, pay.issuer, pay.serial)).not.toEqual(
      purseCardKey(suite, secret, pay.issuer, other),
    );
  }
});

describe('GEN-11 the transit application on an issued card', () => {
  test('is loaded without touching a byte of what is there, is counted, and works at once', () => {
    const card = pay.issuedCard();
    const before = memoryText(card);
    const ids = new Set(card.memory.cells.keys());
    const room = usedRoom(card.memory);
    const script = pay.transitScript(card, 1);
    expect(executeScript(card, script, issued(card))).toBeUndefined();
    resetBoth(card);
    expect(memoryText(card, (id) => !ids.has(id))).toBe(before);
    const taken = usedRoom(card.memory) - room;
    expect(taken).toBeGreaterThan(2000);
    expect(taken).toBeLessThan(4096);
    pay.selectPurse(card);
    expect(pay.loadPurse(card, 100, suiteOf(1)!)).toEqual({ sw: '9000', proved: true });
    // The social side: still its own files, its own PIN.
    expect(memoryText(card, (id) => !ids.has(id))).toBe(before);
  });

  test('is refused where there is no room for it, and by products of the first generations', () => {
    for (const [product, status] of [
      ['G1-16K', 0x6a81],
      ['G2-32K', 0x6a81],
    ] as const) {
      expect(pay.loadOn(product)).toBe(status);
    }
  });
});

// --- the model ---

type Model = { balance: number; loads: number; purchases: number };
type Step = { kind: 'load' | 'pay' | 'ride' | 'wrong' | 'tear' | 'reset'; amount: number; cut: number };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step['kind']>('load', 'pay', 'ride', 'wrong', 'tear', 'reset'),
  amount: fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 120_000 })),
  cut: fc.integer({ min: 0, max: 40 }),
});

test.each(suites)('the purse agrees with a model over any history ($name)', ({ code, suite }) => {
  const run = (steps: readonly Step[]): void => {
    const card = pay.purseCard(code, 'model');
    const module = pay.psam(suite);
    const model: Model = { balance: 0, loads: 0, purchases: 0 };
    for (const { kind, amount, cut } of steps) {
      if (kind === 'reset') {
        resetBoth(card);
        pay.selectPurse(card);
      } else if (kind === 'load') {
        const fits = model.balance + amount <= pay.LIMIT;
        expect(pay.loadPurse(card, amount, suite)).toEqual(
          fits ? { sw: '9000', proved: true } : { sw: '6985', proved: false },
        );
        if (fits) model.balance += amount;
        if (fits) model.loads += 1;
      } else if (kind === 'pay' || kind === 'ride') {
        const enough = amount <= model.balance;
        const type = kind === 'pay' ? purseType.purchase : purseType.compound;
        expect(pay.pay(card, amount, module, type)).toEqual(
          enough ? { sw: '9000', proved: true } : { sw: '9401', proved: false },
        );
        if (enough) model.balance -= amount;
        if (enough) model.purchases += 1;
      } else if (kind === 'wrong') {
        const open = pay.startPurchase(card, Math.min(amount, model.balance), module);
        if (!('refused' in open)) expect(air(card, `${open.debit.slice(0, -10)}0000000008`)).toMatch(/^9302$|^6983$/);
        // A right one straight after, so that the key never runs out of tries.
        expect(pay.pay(card, 0, module).sw).toBe('9000');
        model.purchases += 1;
      } else {
        const wish = Math.min(amount, model.balance);
        const open = pay.startPurchase(card, wish, module);
        if ('refused' in open) throw new Error(open.refused);
        card.power.writesLeft = cut;
        const answer = air(card, open.debit);
        card.power.writesLeft = Number.POSITIVE_INFINITY;
        powerUp(card, 'contactless');
        pay.selectPurse(card);
        // The terminal asks whether it happened: the proof is there exactly when the money is gone.
        const asked = `805A000602${(model.purchases + 1).toString(16).padStart(4, '0')}08`;
        const happened = air(card, asked).length > 4;
        if (answer !== '') expect(happened).toBe(true);
        if (happened) model.balance -= wish;
        if (happened) model.purchases += 1;
      }
      expect(pay.balanceOf(card)).toBe(model.balance);
      expect(model.balance).toBeGreaterThanOrEqual(0);
      const counters = [0x02, 0x03].map((ref) => Number.parseInt(toHex(cellOf(card, 'register', ref).body), 16));
      expect(counters).toEqual([model.loads, model.purchases]);
    }
  };
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => run(steps)),
    { numRuns: 40 },
  );
});
