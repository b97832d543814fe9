// The proofs of the transport purse (JR/T 0025 purse, 交通联合): session keys, MAC1, MAC2, TAC of load and purchase. Card, PSAM and
// load host call these functions. 3DES as on real cards; SM4 is the simulation profile EP-SM4-A.
import { cardKeys, concat, des, fromHex } from '../../crypto/index.ts';
import type { Suite } from '../suites.ts';
import { algorithm } from '../suites.ts';

/** Transaction types in MACs, log and GET TRANSACTION PROVE. */
export const purseType = { load: 0x02, purchase: 0x06, compound: 0x09 } as const;

/** What both sides know of one transaction. Numbers are big-endian, amounts in fen. */
export type PurseOrder = {
  /** 4 bytes. */
  readonly amount: Uint8Array;
  readonly type: number;
  /** Terminal number, 6 bytes. */
  readonly terminal: Uint8Array;
  /** YYYYMMDDhhmmss, 7 bytes BCD. */
  readonly time: Uint8Array;
};

/** The algorithm byte a purse answers: 00 for 3DES, 04 for SM4. */
export const purseAlgorithm = (suite: Suite): number => (suite.code === algorithm.des ? 0x00 : 0x04);

/** Whether an algorithm byte names this suite; 01 also means 3DES on some cards. */
export const isPurseAlgorithm = (suite: Suite, code: number): boolean =>
  code === purseAlgorithm(suite) || (code === 0x01 && suite.code === algorithm.des);

/** Card key of a master key: first by issuer (its first 4 bytes and FFFFFFFF), then by the last 8 bytes of the purse number. */
export function purseCardKey(suite: Suite, master: Uint8Array, issuer: Uint8Array, serial: Uint8Array): Uint8Array {
  const issuerKey = suite.diversify(master, concat(issuer.subarray(0, 4), fromHex('FFFFFFFF')));
  return suite.diversify(issuerKey, serial);
}

const mac = (suite: Suite, key: Uint8Array, message: Uint8Array): Uint8Array =>
  suite.code === algorithm.des ? des.singleMac(key, message).slice(0, 4) : cardKeys.mac(key, message);

const tac = (suite: Suite, key: Uint8Array, message: Uint8Array): Uint8Array =>
  mac(suite, suite.code === algorithm.des ? des.tacKey(key) : key, message);

const type = (value: number): Uint8Array => Uint8Array.of(value);

/** `random` 4 and `sequence` 2 as the card answered them. */
export const loadSessionKey = (suite: Suite, key: Uint8Array, random: Uint8Array, sequence: Uint8Array): Uint8Array =>
  suite.sessionKey(key, concat(random, sequence, fromHex('8000')));

/** The card's proof to the host, over the balance before. */
export const loadMac1 = (
  suite: Suite,
  session: Uint8Array,
  balance: Uint8Array,
  order: Omit<PurseOrder, 'time'>,
): Uint8Array => mac(suite, session, concat(balance, order.amount, type(order.type), order.terminal));

/** The host's proof to the card. */
export const loadMac2 = (suite: Suite, session: Uint8Array, order: PurseOrder): Uint8Array =>
  mac(suite, session, concat(order.amount, type(order.type), order.terminal, order.time));

/** Over the new balance and the sequence as it was before this load. */
export const loadTac = (
  suite: Suite,
  tacKey: Uint8Array,
  balance: Uint8Array,
  sequence: Uint8Array,
  order: PurseOrder,
): Uint8Array =>
  tac(suite, tacKey, concat(balance, sequence, order.amount, type(order.type), order.terminal, order.time));

/** Of the terminal's 4-byte sequence only the low half enters. */
export const purchaseSessionKey = (
  suite: Suite,
  key: Uint8Array,
  random: Uint8Array,
  sequence: Uint8Array,
  terminalSequence: Uint8Array,
): Uint8Array => suite.sessionKey(key, concat(random, sequence, terminalSequence.subarray(2)));

/** The PSAM's proof to the card. City cards of the construction ministry add their 9-byte authentication code. */
export const purchaseMac1 = (
  suite: Suite,
  session: Uint8Array,
  order: PurseOrder,
  authenticationCode: Uint8Array = new Uint8Array(0),
): Uint8Array =>
  mac(suite, session, concat(order.amount, type(order.type), order.terminal, order.time, authenticationCode));

/** The card's proof to the PSAM. */
export const purchaseMac2 = (suite: Suite, session: Uint8Array, amount: Uint8Array): Uint8Array =>
  mac(suite, session, amount);

/** The card's proof towards clearing. */
export const purchaseTac = (
  suite: Suite,
  tacKey: Uint8Array,
  order: PurseOrder,
  terminalSequence: Uint8Array,
): Uint8Array =>
  tac(suite, tacKey, concat(order.amount, type(order.type), order.terminal, terminalSequence, order.time));
