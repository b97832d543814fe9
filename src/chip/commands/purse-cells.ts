// Where the transport purse keeps its numbers and keys, and what a transaction leaves open between its two commands.
import { concat, fromNumber, sameBytes, toNumber } from '../bytes.ts';
import { keyUse } from '../key-use.ts';
import type { Cell } from '../memory.ts';
import { refuse, SW } from '../status-word.ts';
import type { KeyView, Turn } from '../turn.ts';
import { addCyclicRecord } from './update-record.ts';

/** Registers: no READ reaches them, only the commands of the purse. */
export const purseRegister = {
  balance: 0x01,
  loadSequence: 0x02,
  purchaseSequence: 0x03,
  balanceLimit: 0x04,
  loadProof: 0x05,
  purchaseProof: 0x06,
  /** Only on city cards whose MAC1 covers it. */
  authenticationCode: 0x07,
} as const;

/** Key index nn of a command means reference 20 + nn or 30 + nn. */
export const purseKeyRef = {
  load: 0x20,
  purchase: 0x30,
  tac: 0x40,
  maintenance: 0x50,
  lock: 0x51,
  unlock: 0x52,
} as const;

export const PURSE_LOG = 0x0018;

/** P2 of purse commands: the purse (01 would be the passbook, which these cards do not have). */
export const PURSE = 0x02;

/** A record waiting for the debit that writes it. */
export type CachedRecord = { readonly file: Cell; readonly number: number; readonly bytes: Uint8Array };

/** An initialised transaction. */
export type OpenPurse = {
  readonly purse: 'load' | 'purchase';
  readonly key: number;
  readonly random: Uint8Array;
  readonly sequence: Uint8Array;
  readonly balance: Uint8Array;
  readonly order: { readonly amount: Uint8Array; readonly type: number; readonly terminal: Uint8Array };
  cache: readonly CachedRecord[];
};

export const register = (turn: Turn, ref: number): Cell =>
  turn.find(turn.application, ['register'], ref) ?? refuse(SW.conditionsNotSatisfied);

export const numberIn = (turn: Turn, ref: number): number => toNumber(register(turn, ref).body);

/** The key of an index byte; 9403 when the card has none. */
export function purseKey(turn: Turn, base: number, index: number): KeyView {
  const found = index > 0 && index < 0x10 && turn.reference('key', base | index) !== undefined;
  return found ? turn.key(base | index, keyUse.transaction) : refuse(SW.keyUnsupported);
}

/** The open transaction of this kind, taken away; 6985 when there is none or the card has moved on since (its other face). */
export function takeOpen(turn: Turn, kind: OpenPurse['purse']): OpenPurse {
  const open = turn.session.own as OpenPurse | undefined;
  turn.session.own = undefined;
  if (open?.purse !== kind) return refuse(SW.conditionsNotSatisfied);
  const sequence = kind === 'load' ? purseRegister.loadSequence : purseRegister.purchaseSequence;
  const same =
    sameBytes(register(turn, sequence).body, open.sequence) &&
    sameBytes(register(turn, purseRegister.balance).body, open.balance);
  return same ? open : refuse(SW.conditionsNotSatisfied);
}

/** A sequence counts up with every success and ends at FFFF (9402). */
export function countUp(turn: Turn, ref: number): void {
  turn.write(register(turn, ref), 0, fromNumber(numberIn(turn, ref) + 1, 2));
}

/** A record of the log: sequence, overdraft (always none), amount, type, terminal, time. */
export function writeLog(turn: Turn, { sequence, order }: OpenPurse, time: Uint8Array): void {
  const log = turn.find(turn.application, ['cyclic'], PURSE_LOG) ?? refuse(SW.conditionsNotSatisfied);
  addCyclicRecord(turn, log, concat(sequence, [0, 0, 0], order.amount, [order.type], order.terminal, time));
}

/** What GET TRANSACTION PROVE answers later: type, sequence after the transaction, MAC, TAC. */
export const proofRecord = ({ order, sequence }: OpenPurse, mac: Uint8Array, tac: Uint8Array): Uint8Array =>
  concat([order.type], fromNumber(toNumber(sequence) + 1, 2), mac, tac);
