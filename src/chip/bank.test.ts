// The bank application in use: contact transactions online and from the cash, quick payments, scripts, PIN, both families of keys.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../crypto/index.ts';
import { concat, toHex } from './bytes.ts';
import { freshCopy, memoryText, resetBoth, say, sw } from './card.fixture.ts';
import type { Card } from './card.ts';
import { powerUp } from './card.ts';
import * as terminal from './pay/bank.fixture.ts';
import { bankDes, bankSm4 } from './pay/bank-cipher.ts';
import * as host from './pay/issuer-host.ts';
import * as oda from './pay/offline-data.ts';
import { rsaPrivate, rsaPublic, unpackRsaKey } from './pay/rsa.ts';
import { bankLists, PPSE_NAME, PSE_NAME } from './profiles/bank.ts';
import { parseTlv, tlv, tlvValue } from './tlv.ts';

const { purchase, begin, generate, objectOf, readAll, optionsOf, quickAnswer, authorization } = terminal;
const families = [
  { name: 'RSA and 3DES', national: false, suite: bankDes, family: 'rsa' },
  { name: 'SM2 and SM4', national: true, suite: bankSm4, family: 'sm' },
] as const;
const AAC = 0x00;
const TC = 0x40;
const ARQC = 0x80;
const OK = fromHex('3030');

type Family = (typeof families)[number];

/** A whole online purchase; scripts run before the second cryptogram. */
function online(
  card: Card,
  { suite, national }: Family,
  amount: number,
  scripts: (of: ReturnType<typeof host.scriptsFor>) => Uint8Array[] = () => [],
) {
  const values = purchase(amount, { national });
  begin(card, values);
  const first = generate(card, 0x80, bankLists.cdol1, values);
  const keys = terminal.keysOf(suite);
  const answer = host.answerCryptogram(suite, keys, first, OK);
  const authenticated = say(card, `008200000A${toHex(answer)}`);
  const ran = scripts(host.scriptsFor(suite, keys, first)).map((one) => say(card, toHex(one)));
  values.set(0x8a, OK);
  const second = generate(card, 0x40, bankLists.cdol2, values);
  return { values, first, second, authenticated, ran };
}

/** Fills the electronic cash by script. */
const fill = (card: Card, family: Family, fen: number): string[] =>
  online(card, family, 100, (script) => [script.setBalance(fen)]).ran;

describe.each(families)('bank application with $name', (family) => {
  const { national, suite } = family;

  test('FIN-06 online authorisation: ARQC checked by the host, ARPC by the card, TC checked again', () => {
    const card = terminal.bankCard();
    const { values, first, second, authenticated } = online(card, family, 12_345);
    expect(first).toMatchObject({ sw: '9000', kind: ARQC });
    expect(host.parseIssuerData(first.issuerData)?.cipher).toBe(suite);
    expect(host.checkCryptogram(terminal.keysOf, authorization(values, first))).toBe(true);
    expect(authenticated).toBe('9000');
    expect(second).toMatchObject({ sw: '9000', kind: TC });
    expect(host.checkCryptogram(terminal.keysOf, authorization(values, second))).toBe(true);
    expect(objectOf(card, 0x9f36)).toBe('0001');
    expect(objectOf(card, 0x9f13)).toBe('0001');
    expect(say(card, '00B2015C00')).toMatch(/^261123114500000000012345.*0000019000$/);
    // The host refuses it with any bit of amount, counter, cryptogram or issuer data changed.
    for (const part of ['cryptogram', 'atc', 'issuerData'] as const) {
      for (let bit = 0; bit < first[part].length * 8; bit++) {
        const wrong = first[part].slice();
        wrong[bit >> 3]! ^= 1 << (bit & 7);
        const changed = authorization(values, { ...first, [part]: wrong });
        // Key index: one set of masters serves all of them.
        if (part === 'issuerData' && bit >= 8 && bit < 16) continue;
        expect(host.checkCryptogram(terminal.keysOf, changed)).toBe(false);
      }
    }
    values.set(0x9f02, fromHex('000000012346'));
    expect(host.checkCryptogram(terminal.keysOf, authorization(values, first))).toBe(false);
  });

  test("an answer that is not the bank's ends in AAC, and the next transaction tells", () => {
    const card = terminal.bankCard();
    const values = purchase(100, { national });
    begin(card, values);
    generate(card, 0x80, bankLists.cdol1, values);
    expect(say(card, `008200000A${'00'.repeat(8)}3030`)).toBe('6300');
    expect(say(card, `008200000A${'00'.repeat(8)}3030`)).toBe('6985');
    values.set(0x8a, OK);
    expect(generate(card, 0x40, bankLists.cdol2, values).kind).toBe(AAC);
    begin(card, values);
    const next = generate(card, 0x40, bankLists.cdol1, values);
    expect(next.kind).toBe(ARQC);
    expect(host.parseIssuerData(next.issuerData)!.results[2]! & 0x08).toBe(0x08);
    // An approval code without proof moves nothing either.
    expect(generate(card, 0x40, bankLists.cdol2, values).kind).toBe(AAC);
  });

  test('offline data authentication: certificates, SDA, DDA, CDA, and every flipped bit of a signature refused', () => {
    const card = terminal.bankCard();
    const values = purchase(100, { national });
    const started = begin(card, values);
    const { aip, afl } = optionsOf(started.bytes);
    const records = readAll(card, afl, aip);
    const issuer = oda.issuerKey(terminal.authorityKey(family.family), records.values)!;
    const key = oda.cardKey(issuer, records.values, records.covered)!;
    expect(issuer).toBeDefined();
    expect(key).toBeDefined();
    expect(oda.verifyStatic(issuer, records.values.get(0x93)!, records.covered)).toBe(true);
    expect(oda.verifyStatic(issuer, records.values.get(0x93)!, records.covered.with(3, 1))).toBe(false);
    expect(oda.cardKey(issuer, records.values, records.covered.with(3, 1))).toBeUndefined();
    const other = new Map([...records.values, [0x5a, fromHex('6232000000000000018F')]] as const);
    expect(oda.issuerKey(terminal.authorityKey(family.family), other)).toBeUndefined();
    const wrong = family.family === 'sm' ? 'rsa' : 'sm';
    expect(oda.issuerKey(terminal.authorityKey(wrong), records.values)).toBeUndefined();

    const challenge = '11223344';
    const signed = tlvValue(parseTlv(fromHex(say(card, `0088000004${challenge}00`).slice(0, -4)))!, 0x80)!;
    expect(toHex(oda.verifyDynamic(key, signed, fromHex(challenge))!)).toBe('020001');
    for (let bit = 0; bit < signed.length * 8; bit += family.family === 'sm' ? 7 : 1) {
      const changed = signed.with(bit >> 3, signed[bit >> 3]! ^ (1 << (bit & 7)));
      expect(oda.verifyDynamic(key, changed, fromHex(challenge))).toBeUndefined();
    }
    expect(oda.verifyDynamic(key, signed, fromHex('11223345'))).toBeUndefined();

    // Combined: the cryptogram inside the signature, over everything both have said.
    const cdol = terminal.dolOf(bankLists.cdol1, values);
    const combined = fromHex(say(card, `80AE9000${toHex(Uint8Array.of(cdol.length))}${toHex(cdol)}00`).slice(0, -4));
    const inner = parseTlv(tlvValue(parseTlv(combined)!, 0x77)!)!;
    const at = (tag: number): Uint8Array => tlvValue(inner, tag)!;
    const dynamic = oda.verifyDynamic(key, at(0x9f4b), fromHex(challenge))!;
    expect(toHex(dynamic.slice(0, 4))).toBe('02000180');
    const first = { atc: at(0x9f36), cryptogram: dynamic.slice(4, 12), issuerData: at(0x9f10) };
    expect(host.checkCryptogram(terminal.keysOf, authorization(values, first))).toBe(true);
    const spoken = concat(
      started.said,
      cdol,
      tlv(0x9f27, at(0x9f27)),
      tlv(0x9f36, at(0x9f36)),
      tlv(0x9f10, at(0x9f10)),
    );
    expect(toHex(dynamic.slice(12))).toBe(toHex(oda.transactionHash(family.family, spoken)));
  });

  test('electronic cash: filled by script, paid from offline, never below zero, limits of balance and of one payment', () => {
    const card = terminal.bankCard();
    const pay = (amount: number): number => {
      const values = purchase(amount, { national, cash: true });
      begin(card, values);
      return generate(card, 0x40, bankLists.cdol1, values).kind;
    };
    expect(pay(1)).toBe(ARQC);
    expect(fill(card, family, 100_001)).toEqual(['6A80']);
    expect(fill(card, family, 70_000)).toEqual(['9000']);
    expect(objectOf(card, 0x9f79)).toBe('000000070000');
    expect(say(card, '00B2016400')).toMatch(/^9F79000000000000000000070000/);
    expect(pay(50_001)).toBe(ARQC);
    expect(pay(50_000)).toBe(TC);
    expect(pay(20_001)).toBe(ARQC);
    expect(pay(20_000)).toBe(TC);
    expect(objectOf(card, 0x9f79)).toBe('000000000000');
    expect(pay(1)).toBe(ARQC);
    // Another currency never touches it.
    fill(card, family, 5000);
    const foreign = purchase(100, { national, cash: true }).set(0x5f2a, fromHex('0840'));
    begin(card, foreign);
    generate(card, 0x40, bankLists.cdol1, foreign);
    expect(objectOf(card, 0x9f79)).toBe('000000005000');
  });

  test('quick payment offline: certificates, fDDA, money moves with the last record and only once', () => {
    const card = terminal.bankCard();
    fill(card, family, 10_000);
    resetBoth(card);
    const values = purchase(1234, { national, ttq: '2A000080' });
    const { bytes } = begin(card, values, 'contactless');
    const said = quickAnswer(bytes);
    expect(said).toMatchObject({ kind: TC, ctq: '0000', available: '000000008766' });
    expect(host.checkCryptogram(terminal.keysOf, authorization(values, said))).toBe(true);
    expect(objectOf(card, 0x9f79, 'contactless')).toBe('000000010000');
    const records = readAll(card, said.afl, said.aip, 'contactless');
    expect(objectOf(card, 0x9f79, 'contactless')).toBe('000000008766');
    const issuer = oda.issuerKey(terminal.authorityKey(family.family), records.values)!;
    const key = oda.cardKey(issuer, records.values, records.covered)!;
    const related = records.values.get(0x9f69)!;
    const over = concat(values.get(0x9f37)!, values.get(0x9f02)!, values.get(0x5f2a)!, related);
    expect(toHex(oda.verifyDynamic(key, said.signed, over, true)!)).toBe('020002');
    expect(oda.verifyDynamic(key, said.signed, over.with(9, 0x35), true)).toBeUndefined();
    // Read again: the same record, no second payment.
    expect(say(card, '00B2012C00', 'contactless')).toContain(toHex(related));
    expect(objectOf(card, 0x9f79, 'contactless')).toBe('000000008766');
    expect(say(card, '00B2015C00', 'contactless')).toMatch(/^261123000000000000001234/);
  });

  test('FIN-04 quick payment above the small-amount limit asks for the PIN online; below it asks for nothing', () => {
    const card = terminal.bankCard();
    fill(card, family, 60_000);
    resetBoth(card);
    const ask = (amount: number, ttq: string) =>
      quickAnswer(begin(card, purchase(amount, { national, ttq }), 'contactless').bytes);
    // Reader with online PIN, no wish of its own.
    expect(ask(30_000, '26000000')).toMatchObject({ kind: TC, ctq: '0000' });
    expect(ask(30_001, '26000000')).toMatchObject({ kind: ARQC, ctq: '8000' });
    // A reader that can only take a signature, or nothing at all.
    expect(ask(30_001, '22000000')).toMatchObject({ kind: TC, ctq: '4000' });
    expect(ask(30_001, '28000000')).toMatchObject({ kind: AAC, ctq: '0000' });
    expect(ask(30_000, '28000000')).toMatchObject({ kind: TC });
    // Online demanded by the reader; more than the cash; offline reader with too little cash.
    const asked = ask(100, '26800000');
    expect(asked).toMatchObject({ kind: ARQC, afl: new Uint8Array(0) });
    expect(ask(100, '26C00000')).toMatchObject({ kind: ARQC, ctq: '8000' });
    expect(ask(60_001, '28000000')).toMatchObject({ kind: AAC });
    expect(begin(card, purchase(1), 'contactless').sw).toBe('6985');
  });

  test('scripts: limits, PIN, block and unblock; a wrong MAC ends them, and none serves twice', () => {
    const card = terminal.bankCard();
    const { ran } = online(card, family, 100, (script) => [
      script.putData(0x9f78, fromHex('000000001000')),
      script.putData(0x9f36, fromHex('0000')),
      script.putData(0x9f78, fromHex('0000000010')),
      script.putData(0x9f78, fromHex('00000000100A')),
      script.setPin(fromHex('135790')),
    ]);
    expect(ran).toEqual(['9000', '6A88', '6700', '6A80', '9000']);
    expect(objectOf(card, 0x9f78)).toBe('000000001000');
    expect(say(card, '002000800826135790FFFFFFFF')).toBe('9000');
    let kept = '';
    const second = online(card, family, 100, (script) => {
      kept = toHex(script.setBalance(777));
      const wrong = script.setBalance(99_999);
      wrong[8]! ^= 1;
      return [wrong, script.setBalance(1000)];
    });
    expect(second.ran).toEqual(['6988', '6985']);
    expect(online(card, family, 100, () => [fromHex(kept)]).ran).toEqual(['6988']);
    expect(objectOf(card, 0x9f79)).toBe('000000000000');

    expect(online(card, family, 100, (script) => [script.block()]).ran).toEqual(['9000']);
    expect(terminal.selectBank(card)).toMatch(/6A81$/);
    const values = purchase(100, { national, ttq: '26000000' });
    expect(begin(card, values, 'contactless').sw).toBe('6A81');
    begin(card, values);
    const blocked = generate(card, 0x40, bankLists.cdol1, values);
    expect(blocked.kind).toBe(AAC);
    const script = host.scriptsFor(suite, terminal.keysOf(suite), blocked);
    expect(say(card, toHex(script.unblock()))).toBe('9000');
    expect(online(card, family, 100).second.kind).toBe(TC);
  });

  test('tear test: a script that fills the cash, a payment from it, the end of an online payment, a quick payment', () => {
    const first = terminal.bankCard();
    fill(first, family, 10_000);
    const scenes: { face: 'contact' | 'contactless'; prepare: (card: Card) => string }[] = [
      {
        face: 'contact',
        prepare: (card) => {
          const values = purchase(500, { national });
          begin(card, values);
          const cryptogram = generate(card, 0x80, bankLists.cdol1, values);
          return toHex(host.scriptsFor(suite, terminal.keysOf(suite), cryptogram).setBalance(20_000));
        },
      },
      {
        face: 'contact',
        prepare: (card) => {
          const values = purchase(500, { national, cash: true });
          begin(card, values);
          const cdol = terminal.dolOf(bankLists.cdol1, values);
          return `80AE4000${toHex(Uint8Array.of(cdol.length))}${toHex(cdol)}00`;
        },
      },
      {
        face: 'contact',
        prepare: (card) => {
          const values = purchase(500, { national });
          begin(card, values);
          const asked = generate(card, 0x80, bankLists.cdol1, values);
          const answer = host.answerCryptogram(suite, terminal.keysOf(suite), asked, OK);
          expect(say(card, `008200000A${toHex(answer)}`)).toBe('9000');
          const cdol = terminal.dolOf(bankLists.cdol2, values.set(0x8a, OK));
          return `80AE4000${toHex(Uint8Array.of(cdol.length))}${toHex(cdol)}00`;
        },
      },
      {
        face: 'contactless',
        prepare: (card) => {
          begin(card, purchase(500, { national, ttq: '26000000' }), 'contactless');
          return '00B2012C00';
        },
      },
    ];
    for (const { face, prepare } of scenes) {
      const outcomes = new Set<string>();
      let cuts = 0;
      for (; ; cuts++) {
        const card = freshCopy(first, 'tear');
        const command = prepare(card);
        card.power.writesLeft = cuts;
        const answer = say(card, command, face);
        card.power.writesLeft = Number.POSITIVE_INFINITY;
        powerUp(card, face, 'T=1');
        outcomes.add(memoryText(card));
        if (answer !== '') break;
      }
      expect(cuts).toBeGreaterThan(8);
      expect(outcomes.size).toBe(2);
    }
  });
});

describe('ENB-04 SEC-08 financial PIN and social PIN', () => {
  const social = '00A404000F7378312E73682EC9E7BBE1B1A3D5CF';
  test('blocking one leaves the other working, in both directions', () => {
    const card = terminal.bankCard();
    terminal.selectBank(card);
    for (const left of ['63C2', '63C1', '63C0', '6983']) expect(say(card, '002000800826000000FFFFFFFF')).toBe(left);
    expect(objectOf(card, 0x9f17)).toBe('00');
    say(card, social);
    expect(say(card, '0020000003123456')).toBe('9000');
    const again = terminal.bankCard();
    say(again, social);
    for (const left of ['63C2', '63C1', '63C0', '6983']) expect(say(again, '0020000003000000')).toBe(left);
    terminal.selectBank(again);
    expect(say(again, '002000800826123456FFFFFFFF')).toBe('9000');
    expect(objectOf(again, 0x9f17)).toBe('03');
    // A verified social PIN is worth nothing here, nor the other way round.
    say(again, social);
    expect(say(again, '00200000')).toBe('6983');
  });

  test('the bank gives the tries back by script, the social side is not asked', () => {
    const card = terminal.bankCard();
    terminal.selectBank(card);
    for (let i = 0; i < 3; i++) say(card, '002000800826000000FFFFFFFF');
    expect(online(card, families[1], 100, (script) => [script.unblockPin()]).ran).toEqual(['9000']);
    expect(say(card, '002000800826123456FFFFFFFF')).toBe('9000');
  });

  test.each([
    '0826123456FFFFFF00',
    '0816123456FFFFFFFF',
    '0823123FFFFFFFFFFF',
    '08261234A6FFFFFFFF',
    '0726123456FFFFFF',
  ])('PIN block %s is refused and costs no try', (block) => {
    const card = terminal.bankCard();
    terminal.selectBank(card);
    expect(say(card, `00200080${block}`)).toBe('6A80');
    expect(objectOf(card, 0x9f17)).toBe('03');
    expect(say(card, '002000800826123456FFFFFFFF', 'contactless')).not.toBe('9000');
  });
});

test('FIN-08 one card lists both: the payment directories lead to the bank application, SSSE to the social one', () => {
  const card = terminal.bankCard();
  const name = (bytes: Uint8Array): string => `00A40400${toHex(Uint8Array.of(bytes.length))}${toHex(bytes)}00`;
  expect(say(card, name(PPSE_NAME), 'contactless')).toBe(
    '6F30840E325041592E5359532E4444463031A51EBF0C1B61194F08A000000333010101500A50424F432044454249548701019000',
  );
  expect(say(card, name(PSE_NAME))).toMatch(/^6F.*8801015F2D027A689000$/);
  expect(say(card, '00B2010C00')).toContain('4F08A000000333010101');
  expect(terminal.selectBank(card)).toContain('9F38');
  expect(sw(say(card, '00A404000F7378312E73682EC9E7BBE1B1A3D5CF'))).toBe('9000');
});

test('a transaction of one face ends when the other face begins one', () => {
  const card = terminal.bankCard();
  fill(card, families[0], 10_000);
  resetBoth(card);
  begin(card, purchase(500, { ttq: '26000000' }), 'contactless');
  const values = purchase(9_900, { cash: true });
  begin(card, values);
  expect(generate(card, 0x40, bankLists.cdol1, values).kind).toBe(TC);
  expect(say(card, '00B2012C00', 'contactless')).toBe('6985');
  expect(objectOf(card, 0x9f79)).toBe('000000000100');
});

test('out of order and out of shape: no transaction, wrong lengths, unknown requests', () => {
  const card = terminal.bankCard();
  terminal.selectBank(card);
  expect(say(card, '80AE400000')).toBe('6985');
  expect(say(card, `80AE400004${'00'.repeat(4)}`)).toBe('6985');
  expect(say(card, '008800000411223344')).toBe('6985');
  expect(say(card, `008200000A${'00'.repeat(10)}`)).toBe('6985');
  expect(say(card, `04DA9F790A${'00'.repeat(10)}`)).toBe('6985');
  expect(say(card, '80A80000028300')).toBe('6700');
  expect(say(card, '80A80000028400')).toBe('6A80');
  expect(say(card, '80A8000003830500')).toBe('6A80');
  begin(card, purchase(1));
  expect(say(card, `80AEC0003F${'00'.repeat(63)}`)).toBe('6A86');
  expect(say(card, `80AE40003F${'00'.repeat(63)}`)).toBe('6700');
  expect(objectOf(card, 0x9f7a)).toBe('6A88');
  expect(objectOf(card, 0x0b04)).toBe('6A88');
  expect(objectOf(card, 0x8201)).toBe('6A88');
});

test('over T=0 every answer is fetched with GET RESPONSE, and a quick look at the records asks for the right length', () => {
  const card = terminal.bankCard();
  powerUp(card, 'contact', 'T=0');
  const fetch = (answer: string): string => {
    expect(answer).toMatch(/^61/);
    return say(card, `00C00000${answer.slice(2)}`);
  };
  expect(fetch(say(card, '00A4040008A000000333010101'))).toMatch(/^6F.*9000$/);
  const values = purchase(100);
  const pdol = terminal.dolOf(bankLists.pdol, values);
  const started = toHex(concat([0x80, 0xa8, 0, 0, pdol.length + 2, 0x83, pdol.length], pdol));
  expect(fetch(say(card, started))).toBe('800E7D000801010010010201180105009000');
  const wrong = say(card, '00B2011400');
  expect(wrong).toMatch(/^6C/);
  expect(say(card, `00B20114${wrong.slice(2)}`)).toMatch(/^70.*9000$/);
  const cdol = terminal.dolOf(bankLists.cdol1, values);
  expect(fetch(say(card, toHex(concat([0x80, 0xae, 0x80, 0, cdol.length], cdol))))).toMatch(/^801E800001.*9000$/);
});

test('a card without electronic cash asks its bank, quick payments too, and shows no balance', () => {
  const card = terminal.plainBankCard();
  const values = purchase(100, { national: true, cash: true });
  begin(card, values);
  const first = generate(card, 0x40, bankLists.cdol1, values);
  expect(first).toMatchObject({ kind: ARQC });
  expect(host.parseIssuerData(first.issuerData)?.balance).toBeUndefined();
  expect(host.checkCryptogram(terminal.keysOf, authorization(values, first))).toBe(true);
  expect(objectOf(card, 0x9f79)).toBe('6A88');
  const quick = quickAnswer(begin(card, purchase(100, { national: true, ttq: '26000000' }), 'contactless').bytes);
  expect(quick).toMatchObject({ kind: ARQC, available: '' });
  // It has no RSA keys either: a terminal of the international side finds no options.
  expect(begin(card, purchase(100)).sw).toBe('6985');
});

test('electronic cash agrees with a model over any history of fills, payments and taps', () => {
  const step = fc.record({
    kind: fc.constantFrom('fill', 'pay', 'tap', 'torn'),
    amount: fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 110_000 })),
    family: fc.constantFrom(...families),
  });
  const run = (steps: readonly { kind: string; amount: number; family: Family }[]): void => {
    const card = terminal.bankCard('model');
    let balance = 0;
    let transactions = 0;
    for (const { kind, amount, family } of steps) {
      transactions += 1;
      const { national } = family;
      if (kind === 'fill') {
        const done = fill(card, family, amount)[0] === '9000';
        expect(done).toBe(amount <= 100_000);
        if (done) balance = amount;
      } else if (kind === 'pay') {
        const values = purchase(amount, { national, cash: true });
        begin(card, values);
        const { kind: said } = generate(card, 0x40, bankLists.cdol1, values);
        const enough = amount <= balance && amount <= 50_000;
        expect(said).toBe(enough ? TC : ARQC);
        if (enough) balance -= amount;
      } else {
        const { bytes } = begin(card, purchase(amount, { national, ttq: '28000000' }), 'contactless');
        const { kind: said, afl, aip } = quickAnswer(bytes);
        expect(said).toBe(amount <= balance && amount <= 30_000 ? TC : AAC);
        if (said === TC && kind === 'tap') {
          readAll(card, afl, aip, 'contactless');
          balance -= amount;
        }
      }
      terminal.selectBank(card);
      expect(Number(objectOf(card, 0x9f79))).toBe(balance);
      expect(Number.parseInt(objectOf(card, 0x9f36), 16)).toBe(transactions);
    }
  };
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 15 }), (steps) => run(steps)),
    { numRuns: 25 },
  );
});

test('RSA: what the private key makes the public key undoes; blocks too long or too large are refused', () => {
  const rsa = terminal.content.certificates.find(({ family }) => family === 'rsa')!;
  const key = unpackRsaKey(rsa.privateKey);
  const block = new Uint8Array(112).fill(0x6a);
  const product = BigInt(`0x${toHex(key.p)}`) * BigInt(`0x${toHex(key.q)}`);
  const modulus = fromHex(product.toString(16).padStart(224, '0'));
  const open = { modulus, exponent: Uint8Array.of(3) };
  expect(rsaPublic(open, rsaPrivate(key, block))).toEqual(block);
  expect(() => rsaPublic(open, block.slice(1))).toThrow();
  expect(() => rsaPublic(open, new Uint8Array(112).fill(0xff))).toThrow();
  expect(() => rsaPrivate({ ...key, dp: key.dp.with(5, key.dp[5]! ^ 1) }, block)).toThrow();
});
