// The three proofs of a medical account debit: terminal's MAC1, card's MAC2 and TAC. Laid out after the purse of the bank standard;
// no public text exists, so this is the simulation profile DEBIT-A. Card, terminal module and key module call these functions.
import { cardKeys, des } from '../crypto/index.ts';
import { concat } from './bytes.ts';
import type { Suite } from './suites.ts';
import { algorithm } from './suites.ts';

export type Debit = {
  /** From the personal account and from the pooled fund, fen, 4 bytes each. */
  readonly accountAmount: Uint8Array;
  readonly fundAmount: Uint8Array;
  /** Terminal number, 6 bytes BCD. */
  readonly terminal: Uint8Array;
  /** Transaction number of the terminal, 4 bytes. */
  readonly terminalSequence: Uint8Array;
  /** YYYYMMDDhhmmss, 7 bytes BCD. */
  readonly time: Uint8Array;
};

/** Type byte of a medical debit in MACs and in the log: ASCII 1. */
export const DEBIT_TYPE = 0x31;

/** Session key: factor = card's random 4 ‖ card's sequence 2 ‖ low half of the terminal's sequence. */
export function debitSessionKey(
  suite: Suite,
  debitKey: Uint8Array,
  random: Uint8Array,
  sequence: Uint8Array,
  debit: Debit,
): Uint8Array {
  return suite.sessionKey(debitKey, concat(random, sequence, debit.terminalSequence.subarray(2)));
}

const mac = (suite: Suite, key: Uint8Array, message: Uint8Array): Uint8Array =>
  suite.code === algorithm.des ? des.singleMac(key, message).slice(0, 4) : cardKeys.mac(key, message);

/** The terminal's proof: both amounts, type, terminal, time. */
export function debitMac1(
  suite: Suite,
  sessionKey: Uint8Array,
  { accountAmount, fundAmount, terminal, time }: Debit,
): Uint8Array {
  return mac(suite, sessionKey, concat(accountAmount, fundAmount, [DEBIT_TYPE], terminal, time));
}

/** The card's answer to the terminal: both amounts. */
export function debitMac2(suite: Suite, sessionKey: Uint8Array, { accountAmount, fundAmount }: Debit): Uint8Array {
  return mac(suite, sessionKey, concat(accountAmount, fundAmount));
}

/** The card's proof towards the fund (TAC): everything. Under DES the halves of the TAC key are xored to a single key. */
export function debitTac(suite: Suite, tacKey: Uint8Array, debit: Debit): Uint8Array {
  const key = suite.code === algorithm.des ? des.tacKey(tacKey) : tacKey;
  const { accountAmount, fundAmount, terminal, terminalSequence, time } = debit;
  return mac(suite, key, concat(accountAmount, fundAmount, [DEBIT_TYPE], terminal, terminalSequence, time));
}
