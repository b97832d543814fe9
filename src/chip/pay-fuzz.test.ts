// A hundred thousand hostile commands at bank and purse on both faces (FUZZ_APDUS for more): no exception, no silence, no key.
// What is left afterwards must still be a purse: money only where a proof put it.
import { expect, test } from 'vitest';
import { fromHex } from '../crypto/index.ts';
import { concat, toHex } from './bytes.ts';
import { say, testKey } from './card.fixture.ts';
import type { Card } from './card.ts';
import { fuzz } from './fuzz.fixture.ts';
import * as terminal from './pay/bank.fixture.ts';
import * as pay from './pay/pay.fixture.ts';
import { transmitPsam } from './pay/psam.ts';
import { bankLists } from './profiles/bank.ts';
import { desSuite, suiteOf } from './suites.ts';
import { tlv } from './tlv.ts';

const count = Number(process.env.FUZZ_APDUS ?? 100_000);
const timeout = Math.max(60_000, count);
const zeros = (length: number): string => '00'.repeat(length);

const iso = ['00A40000023F00', '00C0000010', '0084000008', '0084000004', '00200000', '80F2000000', '00A4000002DF50'];

const purseCommands = [
  ...['00A4040008A000000632010105', '805C000204', '805C030204', '805A00060200 0108'.replace(' ', ''), '80CA000009'],
  ...['805000020B010000006410000000000110', '805001020B01000000641000000000010F', '805003020B01000000001000000000010F'],
  ...[`805200000B${zeros(11)}04`, `805401000F${zeros(15)}08`, `80DC00F030${zeros(48)}`, `80DC01D080${zeros(128)}`],
  ...['00B095001E', '00B2 01C417'.replace(' ', ''), '00B201F430', '00B201D480', `04D6970008${zeros(8)}`],
  ...[`841E000004${zeros(4)}`, `8418000004${zeros(4)}`, `84D4012124${zeros(36)}`, `80D4030020${zeros(32)}`],
];

const values = terminal.purchase(100, { ttq: '2A000080', cash: true });
const national = terminal.purchase(100, { ttq: '26000000', cash: true, national: true });
const options = (list: terminal.Values): string => {
  const data = tlv(0x83, terminal.dolOf(pdol, list));
  return toHex(concat([0x80, 0xa8, 0, 0, data.length], data, [0]));
};
const { pdol } = bankLists;
const cdol = (p1: string, list: Uint8Array): string => {
  const data = terminal.dolOf(list, values);
  return `80AE${p1}00${toHex(Uint8Array.of(data.length))}${toHex(data)}00`;
};

const bankCommands = [
  ...[
    '00A4040008A00000033301010100',
    '00A404000E315041592E5359532E444446303100',
    '00A404000E325041592E5359532E444446303100',
  ],
  ...[options(values), options(national), cdol('80', bankLists.cdol1), cdol('40', bankLists.cdol1)],
  ...[
    cdol('90', bankLists.cdol1),
    cdol('50', bankLists.cdol1),
    cdol('40', bankLists.cdol2),
    cdol('00', bankLists.cdol2),
  ],
  ...['00B2010C00', '00B2011400', '00B2011C00', '00B2041C00', '00B2022400', '00B2012C00', '00B2015C00', '00B2016400'],
  ...[
    '80CA9F3600',
    '80CA9F7900',
    '80CA9F1700',
    '80CA9F4F00',
    '80CA0B0400',
    '00200080082612345 6FFFFFFFF'.replace(' ', ''),
  ],
  ...['00880000041122334400', `008200000A${zeros(10)}`, `04DA9F790A${zeros(10)}`, `8424000214${zeros(20)}`],
  ...[`841E000004${zeros(4)}`, `8418000004${zeros(4)}`, `80D4030020${zeros(32)}`],
];

const faces = ['contact', 'contactless'] as const;

test.each(faces)(`the purse answers ${count} hostile commands over %s`, { timeout }, (face) => {
  const suite = suiteOf(1)!;
  const loaded = pay.purseCard(1);
  pay.loadPurse(loaded, 5000, suite);
  let card: Card = loaded;
  const make = (): Card => {
    // Nobody without a key has moved money on the card before.
    pay.selectPurse(card);
    const balance = say(card, '805C000204', 'contactless');
    if (balance.endsWith('9000')) expect(balance).toBe('000013889000');
    card = pay.copyOf(loaded);
    pay.selectPurse(card, face);
    return card;
  };
  const keys = pay.purseKeys(suite);
  const secrets = concat(keys.load, keys.tac, pay.maintenanceKey(suite), testKey('SSSE 00'));
  const corpus = [...purseCommands, ...iso].map(fromHex);
  const report = fuzz({ card: make, face, count, renew: 2000, seed: 21, corpus, secrets });
  expect(report.findings).toEqual([]);
  make();
});

test.each(faces)(`the bank application answers ${count} hostile commands over %s`, { timeout }, (face) => {
  const first = terminal.bankCard();
  const make = (): Card => {
    const card = pay.copyOf(first);
    terminal.selectBank(card, face);
    return card;
  };
  const corpus = [...bankCommands, ...iso].map(fromHex);
  const report = fuzz({ card: make, face, count, renew: 500, seed: 22, corpus, secrets: terminal.bankSecrets() });
  expect(report.findings).toEqual([]);
  // The fuzzer did get deep: approvals, refusals of every kind, wrong MACs.
  const seen = [0x9000, 0x6985, 0x6700, 0x6a80, ...(face === 'contact' ? [0x6988, 0x6300] : [])];
  expect(seen.filter((sw) => !report.statusWords.has(sw))).toEqual([]);
});

test('the PSAM answers hostile commands with a status word and never with a key', () => {
  const module = pay.psam(desSuite);
  const order = `${zeros(10)}06${zeros(7)}0100${toHex(concat(pay.serial, pay.issuer))}`;
  const corpus = [
    `8070000024${order}08`,
    '807200000411223344',
    `801A020110${zeros(16)}`,
    `80FA050011${zeros(17)}`,
    '00B0960006',
  ];
  const secret = toHex(pay.purseKeys(desSuite).load).slice(0, 12);
  let state = 1;
  const below = (n: number): number => {
    state = (state * 48271) % 0x7fffffff;
    return state % n;
  };
  for (let i = 0; i < 20_000; i++) {
    const apdu = fromHex(corpus[below(corpus.length)]!);
    for (let n = below(3); n > 0; n--) apdu[below(apdu.length)] = below(256);
    const answer = toHex(transmitPsam(module, below(9) === 0 ? apdu.slice(0, below(apdu.length)) : apdu));
    expect(answer).toMatch(/(9000|6[0-9A-F]{3}|94..|93..)$/);
    expect(answer).not.toMatch(/6F00$/);
    expect(answer).not.toContain(secret);
  }
});
