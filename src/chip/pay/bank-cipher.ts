// The two ciphers of a bank application behind one shape: 3DES (algorithm 01) and SM4 (algorithm 04). Card keys, session keys,
// application cryptograms, script MACs and the issuer's answer (ARPC); card and issuer host call these functions.
import { cardKeys, concat, des, fromHex, toHex, xor } from '../../crypto/index.ts';
import type { Suite } from '../suites.ts';
import { desSuite, sm4Suite } from '../suites.ts';

export type BankCipher = {
  /** Algorithm byte in the issuer's data (9F10). */
  readonly id: number;
  readonly suite: Suite;
  /** Card key of a master key; `y` from `cardFactor`. */
  cardKey(master: Uint8Array, y: Uint8Array): Uint8Array;
  sessionKey(cardKey: Uint8Array, atc: Uint8Array): Uint8Array;
  /** Application cryptogram, 8 bytes. */
  cryptogram(session: Uint8Array, message: Uint8Array): Uint8Array;
  /** The issuer's answer to a cryptogram, 8 bytes. */
  answer(session: Uint8Array, cryptogram: Uint8Array, responseCode: Uint8Array): Uint8Array;
};

/** The rightmost 16 digits of card number and sequence number (2 digits), 8 bytes. */
export const cardFactor = (pan: string, sequence: string): Uint8Array =>
  fromHex(`${pan}${sequence}`.padStart(16, '0').slice(-16));

const mixed = (cryptogram: Uint8Array, code: Uint8Array): Uint8Array =>
  xor(cryptogram, concat(code, new Uint8Array(6)));

export const bankDes: BankCipher = {
  id: 0x01,
  suite: desSuite,
  cardKey: (master, y) => des.oddParity(des.diversify(master, y)),
  sessionKey: des.bankSessionKey,
  cryptogram: (session, message) => des.retailMac(session, message),
  answer: (session, cryptogram, code) => des.encryptEcb(session, mixed(cryptogram, code)),
};

export const bankSm4: BankCipher = {
  id: 0x04,
  suite: sm4Suite,
  cardKey: cardKeys.diversify,
  sessionKey: cardKeys.bankSessionKey,
  cryptogram: (session, message) => cardKeys.mac(session, message, { length: 8 }),
  answer: (session, cryptogram, code) =>
    sm4Suite.encrypt(session, concat(mixed(cryptogram, code), new Uint8Array(8))).slice(0, 8),
};

export const bankCipherOf = (id: number): BankCipher | undefined => [bankDes, bankSm4].find((one) => one.id === id);

/** MAC of scripts and of the balance in 9F10: the left half of what a cryptogram would be. */
export const shortMac = (cipher: BankCipher, session: Uint8Array, message: Uint8Array): Uint8Array =>
  cipher.cryptogram(session, message).slice(0, 4);

/** Tags under a cryptogram (version 01), in order; then AIP, ATC and the card's verification results. */
const cryptogramTags = [0x9f02, 0x9f03, 0x9f1a, 0x95, 0x5f2a, 0x9a, 0x9c, 0x9f37];

/** What an application cryptogram is made over. Throws RangeError when a value is missing. */
export function cryptogramMessage(
  values: ReadonlyMap<number, Uint8Array>,
  aip: Uint8Array,
  atc: Uint8Array,
  results: Uint8Array,
): Uint8Array {
  const parts = cryptogramTags.map((tag) => {
    const value = values.get(tag);
    if (value === undefined) throw new RangeError(`tag ${toHex(Uint8Array.of(tag >> 8, tag & 0xff))} is missing`);
    return value;
  });
  return concat(...parts, aip, atc, results);
}

/** What a script's MAC is made over: header with Lc, ATC, cryptogram of this transaction, value. */
export const scriptMessage = (
  header: Uint8Array,
  atc: Uint8Array,
  cryptogram: Uint8Array,
  value: Uint8Array,
): Uint8Array => concat(header, atc, cryptogram, value);

/** What the MAC behind the balance in 9F10 is made over. */
export const balanceMessage = (atc: Uint8Array, balance: Uint8Array): Uint8Array =>
  concat(atc, balance, Uint8Array.of(0));
