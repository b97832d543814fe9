// The load host of the transport purse: answers a card's MAC1 with MAC2, and checks the certificates (TAC) cards leave behind.
import { concat, equalSecrets } from '../../crypto/index.ts';
import type { Suite } from '../suites.ts';
import type { PurseOrder } from './purse-proof.ts';
import * as proof from './purse-proof.ts';

/** Keys of one purse, derived by `purseCardKey`. */
export type PurseKeys = { readonly suite: Suite; readonly load: Uint8Array; readonly tac: Uint8Array };

/** What INITIALIZE FOR LOAD answers (16 bytes), field by field. */
export type LoadStart = {
  readonly balance: Uint8Array;
  readonly sequence: Uint8Array;
  readonly keyVersion: number;
  readonly algorithm: number;
  readonly random: Uint8Array;
  readonly mac1: Uint8Array;
};

/** Throws RangeError when the answer is not 16 bytes long. */
export function parseLoadStart(bytes: Uint8Array): LoadStart {
  if (bytes.length !== 16) throw new RangeError('16 bytes wanted');
  return {
    balance: bytes.slice(0, 4),
    sequence: bytes.slice(4, 6),
    keyVersion: bytes[6]!,
    algorithm: bytes[7]!,
    random: bytes.slice(8, 12),
    mac1: bytes.slice(12),
  };
}

/** MAC2 for CREDIT FOR LOAD; undefined when MAC1 is not this card's. */
export function approveLoad(keys: PurseKeys, start: LoadStart, order: PurseOrder): Uint8Array | undefined {
  if (!proof.isPurseAlgorithm(keys.suite, start.algorithm)) return undefined;
  const session = proof.loadSessionKey(keys.suite, keys.load, start.random, start.sequence);
  const expected = proof.loadMac1(keys.suite, session, start.balance, order);
  return equalSecrets(expected, start.mac1) ? proof.loadMac2(keys.suite, session, order) : undefined;
}

/** INITIALIZE FOR LOAD / PURCHASE / CAPP PURCHASE for a key index, amount (4 bytes) and terminal (6 bytes). */
export function initCommand(type: number, keyIndex: number, amount: Uint8Array, terminal: Uint8Array): Uint8Array {
  const kinds: Record<number, readonly [p1: number, le: number]> = {
    [proof.purseType.load]: [0x00, 0x10],
    [proof.purseType.purchase]: [0x01, 0x0f],
    [proof.purseType.compound]: [0x03, 0x0f],
  };
  const [p1, le] = kinds[type]!;
  return concat(Uint8Array.of(0x80, 0x50, p1, 0x02, 0x0b, keyIndex), amount, terminal, Uint8Array.of(le));
}

export const creditCommand = (time: Uint8Array, mac2: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(0x80, 0x52, 0, 0, 0x0b), time, mac2, Uint8Array.of(4));

export const debitCommand = (terminalSequence: Uint8Array, time: Uint8Array, mac1: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(0x80, 0x54, 1, 0, 0x0f), terminalSequence, time, mac1, Uint8Array.of(8));

/** Whether a load really ended on the card with this balance. */
export const checkLoadTac = (
  { suite, tac }: PurseKeys,
  balance: Uint8Array,
  sequence: Uint8Array,
  order: PurseOrder,
  given: Uint8Array,
): boolean => equalSecrets(proof.loadTac(suite, tac, balance, sequence, order), given);

/** Whether a card really paid: what clearing asks of every tap. */
export const checkPurchaseTac = (
  { suite, tac }: Omit<PurseKeys, 'load'>,
  order: PurseOrder,
  terminalSequence: Uint8Array,
  given: Uint8Array,
): boolean => equalSecrets(proof.purchaseTac(suite, tac, order, terminalSequence), given);
