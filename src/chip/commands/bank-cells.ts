// Where the bank application keeps its numbers, keys and texts: one table for GET DATA, PUT DATA and the profile.
import type { Cell } from '../memory.ts';
import { refuse, SW } from '../status-word.ts';
import type { Turn } from '../turn.ts';

/** A data object: a register of the bank application, named by its tag. `n`: decimal digits. */
export type BankObject = {
  readonly tag: number;
  readonly length: number;
  readonly label: string;
  readonly get?: true;
  /** A script of the issuer may change it. */
  readonly put?: true;
  readonly n?: true;
};

export const bankTag = {
  atc: 0x9f36,
  lastOnlineAtc: 0x9f13,
  pinTries: 0x9f17,
  balance: 0x9f79,
  balanceLimit: 0x9f77,
  singleLimit: 0x9f78,
  threshold: 0x9f6d,
  verifyAbove: 0x9f6b,
  currency: 0x9f51,
  lowerOffline: 0x9f58,
  upperOffline: 0x9f59,
  logFormat: 0x9f4f,
  loadLogFormat: 0xdf4f,
  available: 0x9f5d,
} as const;

export const bankObjects: readonly BankObject[] = [
  { tag: bankTag.atc, length: 2, label: '应用交易计数器', get: true },
  { tag: bankTag.lastOnlineAtc, length: 2, label: '上次联机 ATC', get: true },
  { tag: bankTag.balance, length: 6, label: '电子现金余额', get: true, put: true, n: true },
  { tag: bankTag.balanceLimit, length: 6, label: '电子现金余额上限', get: true, put: true, n: true },
  { tag: bankTag.singleLimit, length: 6, label: '电子现金单笔限额', get: true, put: true, n: true },
  { tag: bankTag.threshold, length: 6, label: '电子现金重置阈值', get: true, put: true, n: true },
  { tag: bankTag.verifyAbove, length: 6, label: '免密限额', get: true, put: true, n: true },
  { tag: bankTag.currency, length: 2, label: '应用货币代码', get: true },
  { tag: bankTag.lowerOffline, length: 1, label: '连续脱机交易下限', get: true, put: true },
  { tag: bankTag.upperOffline, length: 1, label: '连续脱机交易上限', get: true, put: true },
];

/** Other registers: what the card must know and nobody may ask for. */
export const bankRegister = {
  /** What the last transactions left: flags (as in the third byte of the results), scripts run, a script failed. */
  state: 0x0001,
  /** Key index and cryptogram version of 9F10. */
  version: 0x0002,
  track2: 0x0057,
  sequence: 0x5f34,
  cdol1: 0x008c,
  cdol2: 0x008d,
  ddol: 0x9f49,
  rsaKey: 0x0b01,
  smKey: 0x0b04,
} as const;

export type BankPath = 'contact' | 'quick';

/** Register of AIP and AFL for a path and cipher. */
export const optionsRegister = (path: BankPath, cipher: number): number =>
  0x8200 | (path === 'quick' ? 0x10 : 0) | cipher;

/** References of the three card keys of a cipher. */
export const bankKeyRef = (cipher: number, purpose: 'cryptogram' | 'mac' | 'encryption'): number =>
  (cipher === 0x04 ? 0x10 : 0) | { cryptogram: 1, mac: 2, encryption: 3 }[purpose];

export const BANK_PIN = 0x80;
export const BANK_LOG = 0x000b;
export const LOAD_LOG = 0x000c;

/** Bits that `state` and the third byte of the results share. */
export const stateFlag = { onlineIncomplete: 0x80, issuerFailed: 0x08, issuerSilent: 0x04 } as const;

export const findObject = (turn: Turn, tag: number): Cell | undefined => turn.find(turn.application, ['register'], tag);

export const object = (turn: Turn, tag: number): Cell => findObject(turn, tag) ?? refuse(SW.conditionsNotSatisfied);
