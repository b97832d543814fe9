// The whole third-generation card: social security, certificate, bank, purse. What one of them does is nobody else's business.
import { describe, expect, test } from 'vitest';
import { fromHex } from '../crypto/index.ts';
import { concat, toHex } from './bytes.ts';
import {
  blankCard,
  contentOf,
  issued,
  memoryText,
  prove,
  resetBoth,
  say,
  sw,
  testKey,
  transport,
} from './card.fixture.ts';
import type { Card } from './card.ts';
import { powerUp } from './card.ts';
import { usedRoom } from './memory.ts';
import * as terminal from './pay/bank.fixture.ts';
import { bankSm4 } from './pay/bank-cipher.ts';
import * as host from './pay/issuer-host.ts';
import * as pay from './pay/pay.fixture.ts';
import { products } from './products.ts';
import { bankApplication, bankEntry, bankLists, PPSE_NAME, ppseApplication, pseApplication } from './profiles/bank.ts';
import { certificatePlan } from './profiles/certificate.ts';
import { continueScript, executeScript } from './profiles/execute-script.ts';
import { loadingScript } from './profiles/script.ts';
import { TRANSIT_AID } from './profiles/transit.ts';
import { algorithm, suiteOf } from './suites.ts';

const SOCIAL = '00A404000F7378312E73682EC9E7BBE1B1A3D5CF';

/** Ids of all cells below the directory with this identifier, itself included. */
function cellsBelow(card: Card, fid: number): Set<number> {
  const head = [...card.memory.cells.values()].find((cell) => cell.fid === fid && cell.kind === 'directory')!;
  const ids = new Set([head.id]);
  for (const cell of card.memory.cells.values()) if (ids.has(cell.parent)) ids.add(cell.id);
  return ids;
}

function fullCard(): Card {
  const card = terminal.bankCard();
  expect(executeScript(card, pay.transitScript(card, algorithm.des), issued(card))).toBeUndefined();
  resetBoth(card);
  return card;
}

describe('SCN-03 three pots never mix', () => {
  test('a load of the purse, a payment from it, a fill of the cash and a payment from it each touch their own application only', () => {
    const card = fullCard();
    const suite = suiteOf(algorithm.des)!;
    const bank = cellsBelow(card, 0xdf60);
    const purse = cellsBelow(card, 0xdf50);
    const outside = (own: ReadonlySet<number>): string => memoryText(card, (id) => own.has(id));
    const untouched = (own: ReadonlySet<number>, act: () => void): void => {
      const before = outside(own);
      const inside = memoryText(card);
      act();
      expect(outside(own)).toBe(before);
      expect(memoryText(card)).not.toBe(inside);
    };
    pay.selectPurse(card);
    untouched(purse, () => expect(pay.loadPurse(card, 5000, suite).proved).toBe(true));
    untouched(purse, () => expect(pay.pay(card, 200, pay.psam(suite)).proved).toBe(true));
    untouched(bank, () => {
      const values = terminal.purchase(100, { national: true });
      terminal.begin(card, values);
      const asked = terminal.generate(card, 0x80, bankLists.cdol1, values);
      const script = host.scriptsFor(bankSm4, terminal.keysOf(bankSm4), asked).setBalance(3000);
      expect(say(card, toHex(script))).toBe('9000');
    });
    untouched(bank, () => {
      const values = terminal.purchase(100, { national: true, cash: true });
      terminal.begin(card, values);
      expect(terminal.generate(card, 0x40, bankLists.cdol1, values).kind).toBe(0x40);
    });
    pay.selectPurse(card);
    expect(pay.balanceOf(card)).toBe(4800);
    terminal.selectBank(card);
    expect(terminal.objectOf(card, 0x9f79)).toBe('000000002900');
  });

  test('an open transaction, a verified PIN and a proved key end with the selection of another application', () => {
    const card = fullCard();
    const suite = suiteOf(algorithm.des)!;
    pay.selectPurse(card);
    pay.loadPurse(card, 5000, suite);
    const open = pay.startPurchase(card, 100, pay.psam(suite));
    if ('refused' in open) throw new Error(open.refused);
    terminal.selectBank(card, 'contactless');
    expect(say(card, open.debit, 'contactless')).toBe('6D00');
    pay.selectPurse(card);
    expect(say(card, open.debit, 'contactless')).toBe('6985');
    terminal.begin(card, terminal.purchase(100));
    pay.selectPurse(card, 'contact');
    terminal.selectBank(card);
    const cdol = terminal.dolOf(bankLists.cdol1, terminal.purchase(100));
    expect(say(card, `80AE8000${toHex(Uint8Array.of(cdol.length))}${toHex(cdol)}00`)).toBe('6985');
    expect(say(card, '002000800826123456FFFFFFFF')).toBe('9000');
    say(card, SOCIAL);
    expect(say(card, '00200000')).toBe('63C3');
  });

  test('keys of one application open nothing in another', () => {
    const card = fullCard();
    say(card, SOCIAL);
    expect(prove(card, 0x0a, testKey('SSSE 0A'))).toBe('9000');
    say(card, `00A4040008${toHex(TRANSIT_AID)}`);
    expect(say(card, '00D6970001FF')).toBe('6987');
    terminal.selectBank(card);
    expect(say(card, '00DC011401AA')).toBe('6982');
    expect(say(card, '00D6810001FF')).not.toBe('9000');
  });
});

describe('capacity', () => {
  const load = (card: Card, under: ReturnType<typeof issued>, plan: Parameters<typeof loadingScript>[0], values = {}) =>
    executeScript(
      card,
      loadingScript(plan, {
        ...contentOf(under, values),
        key: (code, { ref }) => (code === 'BANK' ? terminal.bankKey(ref) : testKey(`${code} ${ref}`)),
      }),
      under,
    )?.sw;

  test('the 48K product holds social security with photo and fingerprint, certificate, bank and purse; nothing is left uncounted', () => {
    const card = pay.blankThird('G3-48K');
    expect(pay.personaliseSocial(card)).toBeUndefined();
    expect(load(card, issued(card), certificatePlan)).toBeUndefined();
    const { plan, values } = bankApplication(terminal.content);
    expect(load(card, issued(card), plan, values)).toBeUndefined();
    for (const one of [pseApplication([bankEntry]), ppseApplication([bankEntry])]) {
      expect(load(card, issued(card), one.plan, one.values)).toBeUndefined();
    }
    expect(executeScript(card, pay.transitScript(card, algorithm.sm4), issued(card))).toBeUndefined();
    expect(usedRoom(card.memory)).toBeLessThanOrEqual(card.product.capacity);
    expect(usedRoom(card.memory)).toBeGreaterThan(16_000);
  });

  test('a second-generation card takes the bank application; where room ends the next byte is refused', () => {
    const rsa = {
      ...terminal.content,
      certificates: terminal.content.certificates.filter(({ family }) => family === 'rsa'),
    };
    const { plan, values } = bankApplication(rsa);
    const second = blankCard(products['G2-32K'], pay.rom);
    expect(load(second, transport(second), plan, values)).toBeUndefined();
    const used = usedRoom(second.memory);
    for (const [capacity, expected] of [
      [used, undefined],
      [used - 1, 0x6a84],
    ] as const) {
      const card = blankCard({ ...products['G2-32K'], capacity }, pay.rom);
      expect(load(card, transport(card), plan, values)).toBe(expected);
    }
  });
});

/** TEAR_STRIDE=1 tries every single write. */
const stride = Number(process.env.TEAR_STRIDE ?? 13);

test(`GEN-11 the power may fail at one in ${stride} writes while purse or bank is loaded: it goes on, and the result is the same`, {
  timeout: 600_000,
}, () => {
  const { plan, values } = bankApplication(terminal.content);
  const scripts = [
    (card: Card) => pay.transitScript(card, algorithm.des),
    (card: Card) =>
      loadingScript(plan, { ...contentOf(issued(card), values), key: (_, { ref }) => terminal.bankKey(ref) }),
  ];
  for (const script of scripts) {
    const whole = pay.issuedCard();
    expect(executeScript(whole, script(whole), issued(whole))).toBeUndefined();
    const wanted = memoryText(whole);
    let cut = 0;
    for (; ; cut += stride) {
      const card = pay.issuedCard();
      card.power.writesLeft = cut;
      if (executeScript(card, script(card), issued(card)) === undefined) break;
      card.power.writesLeft = Number.POSITIVE_INFINITY;
      powerUp(card, 'contact', 'T=1');
      if (memoryText(card) !== wanted) expect(continueScript(card, script(card), issued(card))).toBeUndefined();
      expect(memoryText(card)).toBe(wanted);
    }
    expect(cut).toBeGreaterThan(100);
  }
});

test('a purse loaded after issue enters the payment directory: the loader replaces it, nothing else changes', () => {
  const card = fullCard();
  const keep = cellsBelow(card, 0xdf62);
  const before = memoryText(card, (id) => keep.has(id));
  powerUp(card, 'contact', 'T=1');
  prove(card, 0, testKey('SSSE 00'));
  expect(say(card, '80E1000002DF62')).toBe('9000');
  const purse = { aid: TRANSIT_AID, label: 'MOT_T_EP', priority: 1 };
  const { plan } = ppseApplication([purse, { ...bankEntry, priority: 2 }]);
  expect(executeScript(card, loadingScript(plan, contentOf(issued(card))), issued(card))).toBeUndefined();
  resetBoth(card);
  const added = cellsBelow(card, 0xdf62);
  expect(memoryText(card, (id) => added.has(id))).toBe(before);
  const listed = say(card, `00A404000E${toHex(PPSE_NAME)}00`, 'contactless');
  expect(listed.indexOf(toHex(TRANSIT_AID))).toBeLessThan(listed.indexOf('A000000333010101'));
  expect(listed).toContain(toHex(TRANSIT_AID));
  expect(sw(listed)).toBe('9000');
});

test('PUT REGISTER: for the loader only, under creation only, inside the register only', () => {
  const card = pay.issuedCard();
  const script = pay.transitScript(card, algorithm.des);
  const put = script.find(({ note }) => note.startsWith('PUT REGISTER'))!;
  expect(say(card, toHex(put.apdu))).toBe('6982');
  prove(card, 0, testKey('SSSE 00'));
  expect(say(card, toHex(put.apdu))).toBe('6985');
  say(card, toHex(script[0]!.apdu));
  expect(say(card, toHex(put.apdu))).toBe('6A82');
  expect(say(card, toHex(put.apdu.with(10, put.apdu[10]! ^ 1)))).toMatch(/^6A8[02]$/);
  expect(say(card, toHex(concat(fromHex('80D403000F'), new Uint8Array(15))))).toBe('6A80');
  expect(say(card, '80D4030100')).toBe('6A86');
});
