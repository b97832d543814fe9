// Conformance of the national terminal interface: one case a function, then what must hold for all of them.
import iconv from 'iconv-lite';
import { beforeEach, describe, expect, test } from 'vitest';
import { SeededRandom } from '../../base/random.ts';
import { listRefusals, Refusal } from '../../base/refusal.ts';
import { type Card, cloneCard, type Generation } from '../../chip/index.ts';
import { testIssuerKeys } from '../keys/test-keys.ts';
import type { CardConnection, Reader } from '../reader.ts';
import { SimulatedReader } from '../readers/simulated.ts';
import { refuse } from '../refusals.ts';
import { makeSampleCard, makeSamplePsam, SAMPLE_PIN } from '../sample-card.ts';
import { chipInSlot } from '../slot-card.ts';
import { codeOf, fallsBack } from './codes.ts';
import { Driver, type DriverParts } from './driver.ts';
import { parseBasicLine } from './fields.ts';
import { parseFileAddress } from './file-address.ts';
import { keyModuleOver } from './key-module.ts';

const chance = (seed: number) => {
  const random = new SeededRandom(seed);
  return (length: number) => random.bytes(length);
};
const made = new Map<Generation, Card>();
async function sample(generation: Generation): Promise<Card> {
  const card = made.get(generation) ?? (await makeSampleCard({ generation, random: chance(generation) }));
  made.set(generation, card);
  return cloneCard(card, chance(77));
}

/** Counts what is connected and let go: no function may leave a card powered. */
class CountingReader implements Reader {
  readonly name = 'counting';
  open = 0;
  readonly #inner: Reader;
  constructor(inner: Reader) {
    this.#inner = inner;
  }
  async connect(): Promise<CardConnection> {
    const connection = await this.#inner.connect();
    this.open += 1;
    const disconnect = async () => {
      this.open -= 1;
      await connection.disconnect();
    };
    return { ...connection, disconnect };
  }
}

interface Bench {
  driver: Driver;
  contact: CountingReader;
  typed: string[];
  reset: string;
  info: string;
}

/** A terminal with one card; `typed` is what the holder enters, an empty list is the cancel key. */
async function bench(generation: Generation = 3, changed: Partial<DriverParts> = {}): Promise<Bench> {
  const card = await sample(generation);
  const contact = new CountingReader(new SimulatedReader(chipInSlot(card)));
  const typed: string[] = [];
  const driver = new Driver({
    readers: {
      contact,
      ...(generation === 3 ? { contactless: new SimulatedReader(chipInSlot(card, 'contactless')) } : {}),
    },
    psam: new SimulatedReader(makeSamplePsam()),
    keypad: {
      ask: async () => {
        const next = typed.shift();
        if (next === undefined) throw refuse('pin-cancelled');
        return next;
      },
    },
    random: chance(3),
    ...changed,
  });
  const step1 = (await driver.iReadCardBas_HSM_Step1(1)).out.split('|');
  await driver.close();
  return { driver, contact, typed, reset: step1[1]!, info: `${step1[3]}|B00000019|` };
}

const hsm = keyModuleOver(testIssuerKeys());
let b: Bench;
beforeEach(async () => {
  b = await bench();
});

const WRITE = 'DF01EF06|23|28|$';
const NEW_ADDRESS = '北京市朝阳区示例路 9 号|01012345678|$';

describe('DOC-01 the functions of the national terminal interface', () => {
  test('DOC-01 iReadCardBas: eleven fields, each with a bar, names in GBK, on all generations', async () => {
    for (const [generation, spec] of [
      [1, '1.00'],
      [2, '2.00'],
      [3, '3.00'],
    ] as const) {
      const { driver, info, reset } = await bench(generation);
      const { code, out, gbk } = await driver.iReadCardBas(1);
      expect(code).toBe(0);
      expect(out).toBe(
        `110100|110101199003070134|B00000019|${info.split('|')[0]}|张小明|${reset}|${spec}|20250101|20350101|110100000001|YKT-SIMULATED-TERMINAL-01|`,
      );
      expect(Buffer.from(gbk).includes(iconv.encode('张小明', 'gbk'))).toBe(true);
      expect(iconv.decode(Buffer.from(gbk), 'gbk')).toBe(out);
    }
  });

  test('DOC-01 iReadCardBas_HSM_Step1 and _Step2: eight fields out, two results in, the same line as with a PSAM', async () => {
    for (const generation of [1, 2, 3] as const) {
      const { driver } = await bench(generation);
      const step1 = (await driver.iReadCardBas_HSM_Step1(1)).out;
      const third = generation === 3;
      expect(step1).toMatch(
        new RegExp(
          `^110100\\|[0-9A-F]{26}\\|0[13]\\|110100D156000005[0-9A-F]{16}\\|[0-9A-F]{16}\\|[0-9A-F]{16}\\|${third ? '[0-9A-F]{16}\\|[0-9A-F]{16}' : '\\|'}\\|$`,
        ),
      );
      const { code, out } = await driver.iReadCardBas_HSM_Step2(await hsm.basicRead(step1));
      expect([code, out]).toEqual([0, (await driver.iReadCardBas(1)).out]);
    }
    expect((await b.driver.iReadCardBas_HSM_Step1(1)).code).toBe(0);
    expect((await b.driver.iReadCardBas_HSM_Step2('00'.repeat(31))).code).toBe(-23);
    await b.driver.iReadCardBas_HSM_Step1(1);
    expect((await b.driver.iReadCardBas_HSM_Step2(`${'0'.repeat(32)}|${'0'.repeat(32)}|`)).code).toBe(-21);
  });

  test('DOC-01 iReadCard: several files by tag, with the key and with the PIN', async () => {
    const address = 'SSSEEF05|03|07|$SSSEEF06|08|09|$';
    expect((await b.driver.iReadCard(1, 2, b.info, address)).out).toBe(
      'SSSEEF05|3.00|B00000019|$SSSEEF06|110101199003070134|张小明|$',
    );
    b.typed.push(SAMPLE_PIN);
    expect((await b.driver.iReadCard(1, 1, b.info, 'DF01EF06|23|$')).out).toBe('DF01EF06|北京市东城区示例路 1 号|$');
    expect((await b.driver.iReadCard(1, 3, b.info, address)).code).toBe(-23);
    expect((await b.driver.iReadCard(1, 2, b.info, 'MFEF06|09|$')).out).toBe('MFEF06|张小明|$');
    expect((await b.driver.iReadCard(1, 2, b.info, 'DF01EF16$')).out).toBe(`DF01EF16|${'0'.repeat(256)}|$`);
    b.typed.push(SAMPLE_PIN);
    expect((await b.driver.iReadCard(1, 2, b.info, 'DF04EF06|90|$')).code).toBe(0);
    expect((await b.driver.iReadCard(2, 2, b.info, 'DF01EF06|23|$')).out).toBe('DF01EF06|北京市东城区示例路 1 号|$');
  });

  test('DOC-01 iReadCard_HSM_Step1 and _Step2', async () => {
    const { out } = await b.driver.iReadCard_HSM_Step1(1, b.info, 'DF01EF06|23|$');
    expect(out).toMatch(/^03\|004F2E\|[0-9A-F]{16}\|[0-9A-F]{16}\|$/);
    expect((await b.driver.iReadCard_HSM_Step2(await hsm.authorise(out, b.reset))).out).toBe(
      'DF01EF06|北京市东城区示例路 1 号|$',
    );
    expect((await b.driver.iReadCard_HSM_Step1(1, b.info, 'SSSEEF05|03|$')).code).toBe(-2204);
  });

  test('DOC-01 iWriteCard: what is written is read back; only the first file is honoured', async () => {
    expect((await b.driver.iWriteCard(1, b.info, `${WRITE}DF01EF07|29|$`, NEW_ADDRESS)).code).toBe(0);
    expect((await b.driver.iReadCard(1, 2, b.info, WRITE)).out).toBe(`DF01EF06|${NEW_ADDRESS}`);
    expect((await b.driver.iWriteCard(1, b.info, 'DF01EF15|40:02|$', '21^202001^示例大学|$')).code).toBe(0);
    expect((await b.driver.iReadCard(1, 2, b.info, 'DF01EF15|40:02|$')).out).toBe('DF01EF15|21^202001^示例大学|$');
    expect((await b.driver.iWriteCard(2, b.info, WRITE, NEW_ADDRESS)).code).toBe(-0x6985);
    expect((await b.driver.iWriteCard(1, b.info, 'DF04EF08:01$', `${'00'.repeat(28)}|$`)).code).toBe(-23);
  });

  test('DOC-01 iWriteCard_HSM_Step1 and _Step2', async () => {
    const { out } = await b.driver.iWriteCard_HSM_Step1(1, b.info, WRITE);
    expect(out).toMatch(/^03\|017925\|/);
    expect((await b.driver.iWriteCard_HSM_Step2(await hsm.authorise(out, b.reset), NEW_ADDRESS)).code).toBe(0);
    expect((await b.driver.iReadCard(1, 2, b.info, WRITE)).out).toBe(`DF01EF06|${NEW_ADDRESS}`);
  });

  test('DOC-01 iVerifyPIN: right, wrong with a count, blocked, cancelled', async () => {
    b.typed.push(SAMPLE_PIN, '000000', '000000', '000000', SAMPLE_PIN);
    const codes = [];
    for (let i = 0; i < 6; i += 1) codes.push((await b.driver.iVerifyPIN(1)).code);
    expect(codes).toEqual([0, -51, -51, -52, -52, -31]);
    expect((await b.driver.iVerifyPINK(1, '12')).code).toBe(-33);
  });

  test('DOC-01 iChangePIN: old, new, new again; not back to the initial one', async () => {
    b.typed.push(SAMPLE_PIN, '246810', '246810');
    expect((await b.driver.iChangePIN(1)).code).toBe(0);
    b.typed.push('246810', '111111', '222222');
    expect((await b.driver.iChangePIN(1)).code).toBe(-34);
    expect((await b.driver.iChangePINK(1, '246810', SAMPLE_PIN)).code).toBe(-36);
    expect((await b.driver.iVerifyPINK(1, '246810')).code).toBe(0);
  });

  test('DOC-01 iReloadPIN and iUnblockPIN: no PSAM holds the maintenance key, so they say -24 and the caller goes on with HSM', async () => {
    b.typed.push('246810', '246810');
    const reload = await b.driver.iReloadPIN(1, b.info);
    const unblock = await b.driver.iUnblockPIN(1, b.info);
    expect([reload.code, unblock.code]).toEqual([-24, -24]);
    expect([reload, unblock].every(({ code }) => fallsBack(code))).toBe(true);
  });

  test('DOC-01 iReloadPIN_HSM_Step1, _Step2 and _Step3 set a new PIN, on 3DES and SM4 cards', async () => {
    for (const generation of [2, 3] as const) {
      const { driver, reset, info, typed } = await bench(generation);
      typed.push('246810', '246810');
      const first = await driver.iReloadPIN_HSM_Step1(1, info);
      expect(first.out).toMatch(/^0[13]\|009010\|/);
      const second = await driver.iReloadPIN_HSM_Step2(await hsm.authorise(first.out, reset));
      expect(second.out).toMatch(/^0[13]\|009010\|[0-9A-F]{16}\|845E0000\|246810\|$/);
      expect((await driver.iReloadPIN_HSM_Step3(await hsm.resetPin(second.out, reset))).code).toBe(0);
      expect((await driver.iVerifyPINK(1, '246810')).code).toBe(0);
    }
  });

  test('DOC-01 iUnblockPIN_HSM_Step1, _Step2 and _Step3 give the tries back and keep the PIN', async () => {
    for (let i = 0; i < 3; i += 1) await b.driver.iVerifyPINK(1, '000000');
    expect((await b.driver.iVerifyPINK(1, SAMPLE_PIN)).code).toBe(-52);
    const first = await b.driver.iUnblockPIN_HSM_Step1(1, b.info);
    const second = await b.driver.iUnblockPIN_HSM_Step2(await hsm.authorise(first.out, b.reset));
    expect(second.out).toMatch(/\|84240000\|\|$/);
    expect((await b.driver.iUnblockPIN_HSM_Step3(await hsm.resetPin(second.out, b.reset))).code).toBe(0);
    expect((await b.driver.iVerifyPINK(1, SAMPLE_PIN)).code).toBe(0);
  });

  const PAY = '0.1|0.2|20261118185001|';

  test('DOC-01 iDoDebit: not with the initial PIN; books, proves itself with a TAC and counts up', async () => {
    b.typed.push(SAMPLE_PIN);
    expect((await b.driver.iDoDebit(1, b.info, PAY)).code).toBe(-35);
    await b.driver.iChangePINK(1, SAMPLE_PIN, '246810');
    for (const sequence of ['0000', '0001']) {
      b.typed.push('246810');
      const { code, out } = await b.driver.iDoDebit(1, b.info, PAY);
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^[0-9A-F]{8}\\|${sequence}\\|10\\|20\\|20261118185001\\|110100000001\\|`));
    }
    for (const wrong of [
      '0.123|0|20261118185001|',
      '-1|0|20261118185001|',
      '1|1|20261318185001|',
      '1|1|',
      '1e3|0|20261118185001|',
    ]) {
      expect((await b.driver.iDoDebit(1, b.info, wrong)).code).toBe(-23);
    }
  });

  test('DOC-01 iDoDebit_HSM_Step1 and _Step2', async () => {
    await b.driver.iChangePINK(1, SAMPLE_PIN, '246810');
    b.typed.push('246810');
    const { out } = await b.driver.iDoDebit_HSM_Step1(1, b.info, PAY);
    expect(out).toMatch(/^03\|00A389\|[0-9A-F]{8}\|0000\|0000000A\|00000014\|110100000001\|20261118185001\|$/);
    const { code, out: booked } = await b.driver.iDoDebit_HSM_Step2(await hsm.debit(out, b.reset));
    expect([code, booked.split('|')[2]]).toEqual([0, '10']);
  });

  test('DOC-01 iReadDebitRecord: newest first, with the TAC the debit gave', async () => {
    expect((await b.driver.iReadDebitRecord(1)).out).toBe('');
    await b.driver.iChangePINK(1, SAMPLE_PIN, '246810');
    const tacs: string[] = [];
    for (let i = 0; i < 2; i += 1) {
      b.typed.push('246810');
      tacs.unshift((await b.driver.iDoDebit(1, b.info, PAY)).out.split('|')[0]!);
    }
    const { out } = await b.driver.iReadDebitRecord(1);
    expect(out).toBe(['0001', '0000'].map((n, i) => `${n}|31|110100000001|20261118185001|10|20|${tacs[i]}|$`).join(''));
  });
});

test('iType chooses the interface: contact, contactless, either first; others and missing readers are -1', async () => {
  for (const iType of [1, 2, 3, 4]) expect((await b.driver.iReadCardBas(iType)).code).toBe(0);
  for (const iType of [0, 5, -1, 1.5, Number.NaN]) expect((await b.driver.iReadCardBas(iType)).code).toBe(-1);
  const old = await bench(1);
  expect((await old.driver.iReadCardBas(2)).code).toBe(-1);
  expect((await old.driver.iReadCardBas(4)).code).toBe(0);
  const none = new Driver({
    readers: { contact: new SimulatedReader(), contactless: new SimulatedReader() },
    keypad: { ask: async () => '' },
    random: chance(1),
  });
  for (const iType of [1, 2, 3, 4]) expect((await none.iReadCardBas(iType)).code).toBe(-2);
});

test('the fallback: what a PSAM cannot do, the key module does, and the line is the same but for the terminal', async () => {
  const full = (await b.driver.iReadCardBas(1)).out;
  for (const [psam, code] of [
    [undefined, -2201],
    [new SimulatedReader(), -2201],
    [new SimulatedReader(makeSamplePsam({ algorithms: [1] })), -2202],
    [new SimulatedReader(makeSamplePsam({ level: 'internal only' })), -2203],
  ] as const) {
    const { driver } = await bench(3, psam ? { psam } : ({ psam: undefined } as unknown as Partial<DriverParts>));
    const direct = await driver.iReadCardBas(1);
    expect(direct.code).toBe(code);
    expect(fallsBack(direct.code)).toBe(true);
    const { out } = await driver.iReadCardBas_HSM_Step2(
      await hsm.basicRead((await driver.iReadCardBas_HSM_Step1(1)).out),
    );
    expect(out.split('|').slice(0, 9)).toEqual(full.split('|').slice(0, 9));
    if (code === -2201) expect(out.endsWith('|000000000000||')).toBe(true);
  }
  expect([0, -1, -21, -51].some(fallsBack)).toBe(false);
});

test('the card is let go after every function, also after an error, and between steps only the right step goes on', async () => {
  const wrong = [
    () => b.driver.iReadCard(1, 2, b.info, 'DF01EF99|23|$'),
    () => b.driver.iReadCard(1, 2, b.info, ''),
    () => b.driver.iReadCard(1, 2, b.info, 'x'.repeat(5000)),
    () => b.driver.iReadCard(1, 2, 'nonsense', WRITE),
    () => b.driver.iWriteCard(1, b.info, WRITE, 'one|$'),
    () => b.driver.iWriteCard(1, b.info, WRITE, `${'长'.repeat(50)}|1|$`),
    () => b.driver.iWriteCard(1, b.info, WRITE, 'a|b|c|$'),
    () => b.driver.iWriteCard(1, b.info, WRITE, '\u{1F600}|1|$'),
  ];
  for (const call of wrong) {
    expect((await call()).code).toBe(-23);
    expect(b.contact.open).toBe(0);
  }
  expect((await b.driver.iReadCard(1, 2, `639900D15600000500BF7C7A48FB4966|X00000019|`, WRITE)).code).toBe(-22);
  expect((await b.driver.iReadCardBas_HSM_Step2('00')).code).toBe(-14);
  const { out } = await b.driver.iReadCard_HSM_Step1(1, b.info, WRITE);
  expect(b.contact.open).toBe(1);
  const pKey = await hsm.authorise(out, b.reset);
  expect((await b.driver.iWriteCard_HSM_Step2(pKey, NEW_ADDRESS)).code).toBe(-14);
  expect(b.contact.open).toBe(0);
  // An answer cannot be used twice: the challenge has gone.
  expect((await b.driver.iReadCard_HSM_Step2(pKey)).code).toBe(-14);
  await b.driver.iReadCard_HSM_Step1(1, b.info, WRITE);
  expect((await b.driver.iReadCard_HSM_Step2(pKey)).code).toBeLessThanOrEqual(-0x63c0);
  await b.driver.iReadCard_HSM_Step1(1, b.info, WRITE);
  expect((await b.driver.iReadCardBas(1)).code).toBe(0);
  expect(b.contact.open).toBe(0);
});

test('a card taken away in the middle is -4, and the next card reads well', async () => {
  const inner = new SimulatedReader(chipInSlot(await sample(3)));
  let left = 9;
  const leaving: Reader = {
    name: 'leaving',
    connect: async () => {
      const connection = await inner.connect();
      const transmit = (apdu: Uint8Array) => {
        left -= 1;
        if (left === 0) inner.remove();
        return connection.transmit(apdu);
      };
      return { ...connection, transmit };
    },
  };
  const { driver } = await bench(3);
  const other = new Driver({
    readers: { contact: leaving },
    psam: new SimulatedReader(makeSamplePsam()),
    keypad: { ask: async () => '' },
    random: chance(1),
  });
  expect((await other.iReadCardBas(1)).code).toBe(-4);
  inner.insert(chipInSlot(await sample(3)));
  expect((await other.iReadCardBas(1)).out).toBe((await driver.iReadCardBas(1)).out);
});

test('the key module refuses malformed step strings and unknown addresses', async () => {
  const bad = [
    () => hsm.basicRead(''),
    () => hsm.basicRead('x'.repeat(2000)),
    () => hsm.basicRead(`639900|0081544C018660639901020304|03|639900D15600000501020304AABBCCDD|1111|2222|||`),
    () =>
      hsm.basicRead(
        `639900|0081544C018660639901020304|03|639900D15600000501020304AABBCCDD|${'1'.repeat(16)}|${'2'.repeat(16)}|${'3'.repeat(16)}||`,
      ),
    () =>
      hsm.basicRead(
        `639900|0081544C018660639901020304|03|Z39900D15600000501020304|${'1'.repeat(16)}|${'2'.repeat(16)}|||`,
      ),
    () => hsm.authorise('03|FFFFFF|1111111111111111|2222222222222222|', b.reset),
    () => hsm.authorise('09|004C0A|1111111111111111|2222222222222222|', b.reset),
    () => hsm.authorise('03|004C0A|1111111111111111|2222222222222222|', 'short'),
  ];
  for (const call of bad) await expect(call()).rejects.toMatchObject({ code: 'terminal.bad-parameter' });
  // Twelve bytes of the identifier are enough.
  const short =
    '639900|0081544C018660639901020304|03|639900D15600000501020304|1111111111111111|2222222222222222|3333333333333333|4444444444444444|';
  expect(await hsm.basicRead(short)).toMatch(/^[0-9A-F]{32}\|[0-9A-F]{32}\|$/);
  await expect(hsm.authorise('02|004C0A|1111111111111111|2222222222222222|', b.reset)).rejects.toMatchObject({
    code: 'terminal.algorithm-unsupported',
  });
});

test('dialects of the basic line: published dummy, no last bar, status prefix, 15 fields, colons; rubbish is refused', () => {
  const published =
    '639900|111111198101011110|X00000019|639900D15600000500BF7C7A48FB4966|张三|00814E43238697159900BF7C7A|1.00|20101001|20201001|410100813475|终端设备号|';
  const fields = parseBasicLine(published);
  expect(fields).toMatchObject({
    region: '639900',
    cardNumber: 'X00000019',
    name: '张三',
    spec: '1.00',
    terminalNumber: '410100813475',
  });
  expect(parseBasicLine(published.slice(0, -1))).toEqual(fields);
  expect(parseBasicLine(`1|${published}`)).toEqual(fields);
  expect(parseBasicLine(`${published}psam|medical|factor|v1|`)).toMatchObject({
    ...fields,
    medicalCardNumber: 'medical',
    version: 'v1',
  });
  expect(
    parseBasicLine('639900|||639900D15600000501020304AABBCCDD||0081544C018660639901020304|3.00|20211203|20311202|||')
      .name,
  ).toBe('');
  const colon =
    '639900D15600000500BF7C7A48FB4966:1:1.00:639900:20101001:20201001:X00000019:111111198101011110:张三::1:01:639900:19810101';
  expect(parseBasicLine(colon)).toMatchObject({ name: '张三', cardNumber: 'X00000019', birthDate: '19810101' });
  for (const rubbish of ['', '|', 'a|b', '1:2:3', 'x'.repeat(2000), Array(30).fill('a').join('|')]) {
    expect(() => parseBasicLine(rubbish)).toThrow('bad-parameter');
  }
});

test('file addresses: every form, and none of the malformed ones', () => {
  expect(parseFileAddress('3F00EF06|08|$DF04EF08:02$')).toEqual([
    { prefix: '3F00EF06', directory: 'SSSE', fid: 0xef06, items: [{ tag: 8, occurrence: 1 }] },
    { prefix: 'DF04EF08', directory: 'DF04', fid: 0xef08, items: [{ occurrence: 2 }] },
  ]);
  for (const wrong of [
    '',
    '$',
    'EF05|01|',
    'DF08EF05|01|',
    'DF01EF0|01|',
    'DF01EF05|1|',
    'DF01EF05|01:1|',
    'DF01EF05:01|02|',
    'DF01EF05||',
    `DF01EF05|${'01|'.repeat(65)}`,
  ]) {
    expect(() => parseFileAddress(wrong)).toThrow('bad-parameter');
  }
});

test('every card error is minus its status word, and each of our own refusals has its number', () => {
  const known: Record<string, number> = {
    ...{
      '63C0': -25536,
      '63C1': -25537,
      '6700': -26368,
      '6901': -26881,
      '6981': -27009,
      '6982': -27010,
      '6983': -27011,
    },
    ...{
      '6984': -27012,
      '6985': -27013,
      '6988': -27016,
      '6A80': -27264,
      '6A81': -27265,
      '6A82': -27266,
      '6A83': -27267,
    },
    ...{ '6A88': -27272, '9302': -37634, '9303': -37635, '9403': -37891, '9406': -37894 },
  };
  for (const [sw, code] of Object.entries(known)) expect(codeOf(refuse('card-refused', { step: '', sw }))).toBe(code);
  const own = listRefusals().filter(({ code }) => code.startsWith('terminal.') && code !== 'terminal.card-refused');
  const codes = own.map(({ code }) => [code, codeOf(new Refusal(code))] as const);
  expect(codes.length).toBeGreaterThan(25);
  expect(codes.filter(([, number]) => !(number < 0))).toEqual([]);
  expect(() => codeOf(new Error('a fault of ours'))).toThrow('a fault of ours');
});
