// What the transport purse carries: files 15 to 1E of 交通联合, registers, keys. References of keys and registers: profile PURSE-A.
import { fromHex } from '../../crypto/index.ts';
import { concat, fromNumber } from '../bytes.ts';
import { applicationCode } from '../card-application.ts';
import { PURSE_LOG, purseKeyRef, purseRegister } from '../commands/purse-cells.ts';
import { keyUse } from '../key-use.ts';
import { free, message, never } from '../rule.ts';
import { algorithm } from '../suites.ts';
import { tlv } from '../tlv.ts';
import type { DirectoryPlan, FilePlan, KeyPlan } from './plan.ts';

/** 交通联合 electronic purse. */
export const TRANSIT_AID = fromHex('A000000632010105');
export const TRANSIT_FID = 0xdf50;

export type TransitOptions = {
  /** File 15 of this card, 30 bytes: it also stands in the FCI. */
  readonly issue: Uint8Array;
  /** 3DES as on today's cards (default), or SM4 of the simulation profile EP-SM4-A. */
  readonly cipher?: number;
  readonly name?: Uint8Array;
  /** City cards of the construction ministry ask a PIN for loading and put a 9-byte code under MAC1; 交通联合 does neither. */
  readonly pinForLoad?: boolean;
  readonly authenticationCode?: boolean;
};

const JOURNEY_RECORDS = 3;

const registers = (options: TransitOptions): FilePlan[] => {
  const one = (fid: number, size: number, label: string): FilePlan => ({ kind: 'register', fid, size, label });
  return [
    one(purseRegister.balance, 4, '余额'),
    one(purseRegister.loadSequence, 2, '联机交易序号'),
    one(purseRegister.purchaseSequence, 2, '脱机交易序号'),
    one(purseRegister.balanceLimit, 4, '余额上限'),
    one(purseRegister.loadProof, 11, '圈存证明'),
    one(purseRegister.purchaseProof, 11, '消费证明'),
    ...(options.authenticationCode ? [one(purseRegister.authenticationCode, 9, '认证码')] : []),
  ];
};

// What others maintain is written by secure message; what the card itself keeps is written by nobody else.
const maintained = { read: free, update: message(purseKeyRef.maintenance) };
const own = { read: free, update: never };

const files: readonly FilePlan[] = [
  { kind: 'transparent', fid: 0x0015, sfi: 0x15, size: 30, label: '公共应用信息', ...own },
  // A name and a citizen number belong to the social side; whoever holds a reader may read this file.
  { kind: 'transparent', fid: 0x0016, sfi: 0x16, size: 55, label: '持卡人基本信息', ...maintained },
  { kind: 'transparent', fid: 0x0017, sfi: 0x17, size: 60, label: '管理信息', ...maintained },
  { kind: 'cyclic', fid: PURSE_LOG, sfi: 0x18, recordLength: 23, recordCount: 10, label: '交易明细', ...own },
  {
    ...{ kind: 'records', fid: 0x001a, sfi: 0x1a, label: '复合消费', ...maintained },
    ...{ size: JOURNEY_RECORDS * 129, records: Array.from({ length: JOURNEY_RECORDS }, () => ({ raw: 128 })) },
  },
  { kind: 'cyclic', fid: 0x001e, sfi: 0x1e, recordLength: 48, recordCount: 30, label: '互通记录', ...maintained },
];

const keys = (cipher: number): KeyPlan[] => {
  const one = (ref: number, usage: number, label: string): KeyPlan => ({
    ...{ ref, usage, label, algorithm: cipher, tries: 15 },
  });
  return [
    one(purseKeyRef.load | 1, keyUse.transaction, '圈存密钥 DLK'),
    one(purseKeyRef.purchase | 1, keyUse.transaction, '消费密钥 DPK'),
    one(purseKeyRef.tac, keyUse.tac, 'TAC 密钥 DTK'),
    one(purseKeyRef.maintenance, keyUse.maintenance, '应用维护密钥 DAMK'),
    one(purseKeyRef.lock, keyUse.lock, '应用锁定密钥'),
    one(purseKeyRef.unlock, keyUse.unlock, '应用解锁密钥'),
  ];
};

export function transitPlan(options: TransitOptions): DirectoryPlan {
  const { issue, cipher = algorithm.des, name = TRANSIT_AID } = options;
  return {
    ...{ code: 'TRANSIT', label: '交通电子钱包', keys: keys(cipher), directories: [] },
    template: {
      ...{ kind: 'directory', fid: TRANSIT_FID, name, program: applicationCode.transit, algorithms: [cipher] },
      fci: concat(tlv(0x9f08, [0x02]), tlv(0x9f0c, issue)),
    },
    pins: options.pinForLoad ? [{ ref: 0x00, label: '电子钱包密码', tries: 3 }] : [],
    files: [...registers(options), ...files],
  };
}

export type TransitContent = {
  /** Files 15 and 17 as bytes. */
  readonly issue: Uint8Array;
  readonly place: Uint8Array;
  /** Most the purse may hold, fen. */
  readonly balanceLimit: number;
  readonly authenticationCode?: Uint8Array;
};

/** The values a loading script wants for this plan. */
export function transitValues(content: TransitContent): Record<string, Uint8Array> {
  const { issue, place, balanceLimit, authenticationCode } = content;
  const journey = (number: number): Uint8Array => concat([0x00, number, 0x00, 124], new Uint8Array(124));
  return {
    'TRANSIT/0004': fromNumber(balanceLimit, 4),
    ...(authenticationCode ? { 'TRANSIT/0007': authenticationCode } : {}),
    'TRANSIT/0015': issue,
    'TRANSIT/0017': place,
    ...Object.fromEntries(
      Array.from({ length: JOURNEY_RECORDS }, (_, i) => [`TRANSIT/001A/#${i + 1}`, journey(i + 1)]),
    ),
  };
}
