// Issued cards with a bank application, and a small terminal that pays with them. Deterministic but for SM2 signatures.
import { fromHex } from '../../crypto/index.ts';
import { concat, fromNumber, toHex } from '../bytes.ts';
import { chance, freshCopy, say, testKey } from '../card.fixture.ts';
import type { Card } from '../card.ts';
import { bankKeyRef } from '../commands/bank-cells.ts';
import { layDol, parseDol } from '../dol.ts';
import type { Face } from '../products.ts';
import type { BankContent } from '../profiles/bank.ts';
import * as profile from '../profiles/bank.ts';
import { parseTlv, tlv, tlvValue } from '../tlv.ts';
import type { BankCipher } from './bank-cipher.ts';
import { bankDes, bankSm4 } from './bank-cipher.ts';
import type { Authorization, BankKeys } from './issuer-host.ts';
import { bankCardKeys, parseIssuerData } from './issuer-host.ts';
import type { PublicKey } from './offline-data.ts';
import { issuedCard, load } from './pay.fixture.ts';
import { certifyCard, certifyIssuer, makeAuthority, publicKeyOf } from './test-authority.ts';

export const PAN = '6231000000000000018';
const SEQUENCE = '01';
const families = ['rsa', 'sm'] as const;

const base: Omit<BankContent, 'certificates'> = {
  ...{ pan: PAN, sequence: SEQUENCE, effective: '250101', expiry: '351231', name: 'ZHANG/XIAOMING' },
  cash: { balanceLimit: 100_000, singleLimit: 50_000, threshold: 0 },
  ...{ verifyAbove: 30_000, lowerOffline: 2, upperOffline: 5 },
};

/** Authority key of each family, and the certificates of our card under it. */
const chains = families.map((family, i) => {
  const random = chance(`authority ${family}`);
  const authority = makeAuthority(family, 0xc9 + i, random);
  const issuer = certifyIssuer(authority, '623100', '1235', random);
  const covered = profile.bankCovered({ ...base, certificates: [] });
  return { family, authority, issuer, card: certifyCard(issuer, PAN, '1235', covered, random) };
});

export const authorityKey = (family: 'rsa' | 'sm'): PublicKey =>
  publicKeyOf(chains.find((one) => one.family === family)!.authority.signer);

export const content: BankContent = { ...base, certificates: chains.map(({ card }) => card) };

const masters = (suite: BankCipher): BankKeys => ({
  cryptogram: testKey(`bank cryptogram ${suite.id}`),
  mac: testKey(`bank mac ${suite.id}`),
  encryption: testKey(`bank encryption ${suite.id}`),
});
export const keysOf = (suite: BankCipher): BankKeys => bankCardKeys(suite, masters(suite), PAN, SEQUENCE);

export function bankKey(ref: number): Uint8Array {
  const suite = ref >= 0x10 ? bankSm4 : bankDes;
  const keys = keysOf(suite);
  const purpose = (['cryptogram', 'mac', 'encryption'] as const).find((one) => bankKeyRef(suite.id, one) === ref)!;
  return keys[purpose];
}

export function loadBank(card: Card, what: BankContent = content): void {
  const { plan, values } = profile.bankApplication(what);
  load(card, plan, values, (_, { ref }) => bankKey(ref));
}

let made: Card | undefined;

/** An issued card with PSE, PPSE and the bank application. */
export function bankCard(random: string | ((length: number) => Uint8Array) = 'bank'): Card {
  if (made === undefined) {
    made = issuedCard();
    loadBank(made);
    for (const { plan, values } of [
      profile.pseApplication([profile.bankEntry]),
      profile.ppseApplication([profile.bankEntry]),
    ]) {
      load(made, plan, values, () => new Uint8Array(16));
    }
  }
  return freshCopy(made, random);
}

/** Everything that must not leave the card: its keys, both private keys. */
export const bankSecrets = (): Uint8Array =>
  concat(
    ...[bankDes, bankSm4].flatMap((suite) => Object.values(keysOf(suite))),
    ...content.certificates.map(({ privateKey }) => privateKey),
  );

export type Values = Map<number, Uint8Array>;

const bcd = (value: number): Uint8Array => fromHex(String(value).padStart(12, '0'));

/** What our terminal knows of a purchase (fen). `national`: asks for SM2 and SM4. */
export function purchase(amount: number, options: { national?: boolean; cash?: boolean; ttq?: string } = {}): Values {
  return new Map([
    [0x9f66, fromHex(options.ttq ?? '00000000')],
    [0x9f02, bcd(amount)],
    [0x9f03, bcd(0)],
    [0x9f1a, fromHex('0156')],
    [0x95, fromHex('0000000000')],
    [0x5f2a, fromHex('0156')],
    [0x9a, fromHex('261123')],
    [0x9c, fromHex('00')],
    [0x9f37, fromHex('11223344')],
    [0x9f7a, Uint8Array.of(options.cash ? 1 : 0)],
    [0xdf69, Uint8Array.of(options.national ? 1 : 0)],
    [0x9f21, fromHex('114500')],
    [0x9f4e, new TextEncoder().encode('SYNTHETIC SHOP      ')],
  ]);
}

const command = (cla: number, ins: number, p1: number, p2: number, body: Uint8Array): string =>
  toHex(concat([cla, ins, p1, p2, body.length], body, [0]));

export const selectBank = (card: Card, face: Face = 'contact'): string =>
  say(card, command(0x00, 0xa4, 4, 0, profile.BANK_AID), face);

const deep = (bytes: Uint8Array, ...path: number[]): Uint8Array =>
  path.reduce((inner, tag) => tlvValue(parseTlv(inner) ?? [], tag) ?? new Uint8Array(0), bytes);

/** SELECT and GET PROCESSING OPTIONS. */
export function begin(
  card: Card,
  values: Values,
  face: Face = 'contact',
): { sw: string; said: Uint8Array; bytes: Uint8Array } {
  const fci = fromHex(selectBank(card, face).slice(0, -4));
  const said = layDol(parseDol(deep(fci, 0x6f, 0xa5, 0x9f38))!, values);
  const answer = say(card, command(0x80, 0xa8, 0, 0, tlv(0x83, said)), face);
  return { sw: answer.slice(-4), said, bytes: fromHex(answer.slice(0, -4)) };
}

/** AIP and AFL of a contact answer (80). */
export const optionsOf = (bytes: Uint8Array) => ({
  aip: deep(bytes, 0x80).slice(0, 2),
  afl: deep(bytes, 0x80).slice(2),
});

export type Reading = { readonly values: Values; readonly covered: Uint8Array };

/** Reads all records an AFL names; answers their objects and what the certificates cover. Throws when one is missing. */
export function readAll(card: Card, afl: Uint8Array, aip: Uint8Array, face: Face = 'contact'): Reading {
  const values: Values = new Map();
  let covered = new Uint8Array(0) as Uint8Array;
  for (let at = 0; at < afl.length; at += 4) {
    const [sfi, first, last, authenticated] = afl.slice(at, at + 4);
    for (let record = first!; record <= last!; record++) {
      const answer = say(card, toHex(Uint8Array.of(0, 0xb2, record, sfi! | 4, 0)), face);
      if (!answer.endsWith('9000')) throw new Error(`record ${sfi! >> 3}/${record}: ${answer}`);
      const inner = deep(fromHex(answer.slice(0, -4)), 0x70);
      for (const { tag, value } of parseTlv(inner)!) values.set(tag, value);
      if (record - first! < authenticated!) covered = concat(covered, inner);
    }
  }
  return { values, covered: concat(covered, aip) };
}

export type Cryptogram = {
  readonly sw: string;
  /** AAC 00, TC 40, ARQC 80. */
  readonly kind: number;
  readonly atc: Uint8Array;
  readonly cryptogram: Uint8Array;
  readonly issuerData: Uint8Array;
};

/** GENERATE AC with the values a list asks for. */
export function generate(card: Card, p1: number, list: Uint8Array, values: Values, face: Face = 'contact'): Cryptogram {
  const answer = say(card, command(0x80, 0xae, p1, 0, layDol(parseDol(list)!, values)), face);
  const bytes = deep(fromHex(answer.slice(0, -4)), 0x80);
  return {
    ...{ sw: answer.slice(-4), kind: bytes[0] ?? 0xff },
    ...{ atc: bytes.slice(1, 3), cryptogram: bytes.slice(3, 11), issuerData: bytes.slice(11) },
  };
}

export const authorization = (
  values: Values,
  { atc, cryptogram, issuerData }: Omit<Cryptogram, 'sw' | 'kind'>,
): Authorization => ({
  ...{ values, aip: profile.BANK_AIP, atc, cryptogram, issuerData },
});

/** The objects of a quick payment's answer (77). */
export function quickAnswer(bytes: Uint8Array) {
  const value = (tag: number): Uint8Array => deep(bytes, 0x77, tag);
  const issuerData = value(0x9f10);
  const kinds = [0x00, 0x40, 0x80];
  // No 9F27 here: the kind stands in the card's results.
  const kind = kinds[(parseIssuerData(issuerData)!.results[1]! >> 4) & 3];
  return {
    ...{ kind, aip: value(0x82), afl: value(0x94), atc: value(0x9f36), cryptogram: value(0x9f26), issuerData },
    ...{ ctq: toHex(value(0x9f6c)), signed: value(0x9f4b), available: toHex(value(0x9f5d)) },
  };
}

/** GET DATA: the value in hex, or the status word. */
export function objectOf(card: Card, tag: number, face: Face = 'contact'): string {
  const [p1, p2] = fromNumber(tag, 2);
  const answer = say(card, toHex(Uint8Array.of(0x80, 0xca, p1!, p2!, 0)), face);
  return answer.length === 4 ? answer : toHex(deep(fromHex(answer.slice(0, -4)), tag));
}

/** The bytes a list asks for. */
export const dolOf = (list: Uint8Array, values: Values): Uint8Array => layDol(parseDol(list)!, values);

/** A card that speaks only the national algorithms and has no electronic cash. */
export function plainBankCard(): Card {
  const card = issuedCard();
  const { cash: _, ...rest } = content;
  loadBank(card, { ...rest, certificates: content.certificates.filter(({ family }) => family === 'sm') });
  return card;
}
