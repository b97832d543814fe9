// What the bank application carries: FCI, records, data objects, keys, PIN, and the two directories that lead to it (PSE, PPSE).
// Tags and layouts as on UnionPay cards; identifiers of files, registers and key references are ours (BANK-A).
import { fromHex } from '../../crypto/index.ts';
import { toBcd } from '../bcd.ts';
import { concat, fromNumber, toHex } from '../bytes.ts';
import { applicationCode } from '../card-application.ts';
import {
  BANK_LOG,
  BANK_PIN,
  bankKeyRef,
  bankObjects,
  bankRegister,
  bankTag,
  LOAD_LOG,
  optionsRegister,
} from '../commands/bank-cells.ts';
import { keyUse } from '../key-use.ts';
import { bankDes, bankSm4 } from '../pay/bank-cipher.ts';
import type { CertifiedCard } from '../pay/test-authority.ts';
import { free, never } from '../rule.ts';
import { tlv } from '../tlv.ts';
import type { DirectoryPlan, FilePlan, KeyPlan } from './plan.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

export const PSE_NAME = text('1PAY.SYS.DDF01');
export const PPSE_NAME = text('2PAY.SYS.DDF01');
/** UnionPay debit. */
export const BANK_AID = fromHex('A000000333010101');
const BANK_FID = 0xdf60;

/** What the card asks of a terminal before and during a transaction. 9F7A: wants to pay from the cash; DF69: national algorithms. */
export const bankLists = {
  pdol: fromHex('9F66049F02069F03069F1A0295055F2A029A039C019F37049F7A01DF6901'),
  cdol1: fromHex('9F02069F03069F1A0295055F2A029A039C019F37049F21039F4E14'),
  cdol2: fromHex('8A029F02069F03069F1A0295055F2A029A039C019F37049F21039F4E14'),
  ddol: fromHex('9F3704'),
  log: fromHex('9A039F21039F02069F03069F1A025F2A029F4E149C019F3602'),
  loadLog: fromHex('9A039F21039F1A029F4E149F3602'),
} as const;

/** SDA, DDA, holder verification, terminal risk management, issuer authentication, CDA. */
export const BANK_AIP = fromHex('7D00');

/** Amounts in fen. */
export type CashLimits = {
  readonly balanceLimit: number;
  readonly singleLimit: number;
  readonly threshold: number;
};

export type BankContent = {
  readonly pan: string;
  /** Two digits. */
  readonly sequence: string;
  /** YYMMDD. */
  readonly effective: string;
  readonly expiry: string;
  /** Holder's name as printed in track data, up to 26 characters. */
  readonly name: string;
  /** Absent on a card without electronic cash. */
  readonly cash?: CashLimits;
  /** Quick payments above it need PIN or signature. */
  readonly verifyAbove: number;
  readonly lowerOffline: number;
  readonly upperOffline: number;
  /** Made by `certifyCard` over `bankCovered`; each family the card is to speak. */
  readonly certificates: readonly CertifiedCard[];
};

const trackTwo = ({ pan, expiry }: BankContent): Uint8Array => {
  const digits = `${pan}D${expiry.slice(0, 4)}2200000000`;
  return fromHex(digits.length % 2 === 0 ? digits : `${digits}F`);
};

const padded = (digits: string): Uint8Array => fromHex(digits.length % 2 === 0 ? digits : `${digits}F`);

/** The record under offline authentication: whose card it is, until when, for what, and how its holder is verified. */
function staticRecord(content: BankContent): Uint8Array {
  return concat(
    tlv(0x5f24, fromHex(content.expiry)),
    tlv(0x5f25, fromHex(content.effective)),
    tlv(0x5a, padded(content.pan)),
    tlv(0x5f34, fromHex(content.sequence)),
    tlv(0x9f07, fromHex('FF00')),
    // Online PIN, else signature, else nothing.
    tlv(0x8e, fromHex('0000000000000000420341031E031F03')),
    tlv(0x9f0d, fromHex('D86004A800')),
    tlv(0x9f0e, fromHex('0010980000')),
    tlv(0x9f0f, fromHex('D86804F800')),
    tlv(0x5f28, fromHex('0156')),
  );
}

/** What issuer and card certificates cover: the static record and the AIP. */
export const bankCovered = (content: BankContent): Uint8Array => concat(staticRecord(content), BANK_AIP);

const template = (tags: readonly number[], from: ReadonlyMap<number, Uint8Array>): Uint8Array =>
  tlv(0x70, ...tags.flatMap((tag) => (from.has(tag) ? [tlv(tag, from.get(tag)!)] : [])));

/** Files by SFI; the two certificate files only for families the card speaks. */
function recordsOf(content: BankContent): Map<number, Uint8Array[]> {
  const { certificates } = content;
  const family = (name: 'rsa' | 'sm') => certificates.find((one) => one.family === name)?.records;
  const [rsa, sm] = [family('rsa'), family('sm')];
  const parameters = concat(
    ...[tlv(0x8c, bankLists.cdol1), tlv(0x8d, bankLists.cdol2), tlv(0x9f49, bankLists.ddol)],
    ...[tlv(0x9f08, [0x00, 0x30]), tlv(0x9f4a, [0x82]), tlv(0x5f30, [0x02, 0x20])],
  );
  const related = concat(tlv(0x9f74, text('ECC001')), tlv(0x9f69, new Uint8Array(7)));
  const files = new Map<number, Uint8Array[]>([
    [1, [tlv(0x70, tlv(0x57, trackTwo(content)), tlv(0x5f20, text(content.name)))]],
    [2, [tlv(0x70, staticRecord(content)), tlv(0x70, parameters)]],
    [5, [tlv(0x70, related)]],
  ]);
  if (rsa) {
    const groups = [[0x8f, 0x9f32, 0x92], [0x90], [0x9f47, 0x9f48], [0x9f46], [0x93]];
    files.set(
      3,
      groups.map((tags) => template(tags, rsa)),
    );
  }
  if (sm) {
    const groups = [[0x8f, 0x90], [0x9f46], [0x93]];
    files.set(
      4,
      groups.map((tags) => template(tags, sm)),
    );
  }
  return files;
}

/** AIP ‖ AFL by register: first record of file 2 is the authenticated one; a quick payment ends with file 5. */
const locators: readonly (readonly [path: 'contact' | 'quick', cipher: number, file: number, afl: string])[] = [
  ['contact', bankDes.id, 3, '080101001001020118010500'],
  ['contact', bankSm4.id, 4, '080101001001020120010300'],
  ['quick', bankDes.id, 3, '100102011801040028010100'],
  ['quick', bankSm4.id, 4, '100102012001020028010100'],
];

/** Values of the data objects a fresh card starts with; a missing one is no register at all. */
function startValues({ cash, verifyAbove, lowerOffline, upperOffline }: BankContent): Map<number, Uint8Array> {
  const values = new Map([
    [bankTag.atc, fromNumber(0, 2)],
    [bankTag.lastOnlineAtc, fromNumber(0, 2)],
    [bankTag.verifyAbove, toBcd(verifyAbove, 6)],
    [bankTag.currency, fromHex('0156')],
    [bankTag.lowerOffline, Uint8Array.of(lowerOffline)],
    [bankTag.upperOffline, Uint8Array.of(upperOffline)],
  ] as [number, Uint8Array][]);
  if (cash === undefined) return values;
  values.set(bankTag.balance, toBcd(0, 6));
  values.set(bankTag.balanceLimit, toBcd(cash.balanceLimit, 6));
  values.set(bankTag.singleLimit, toBcd(cash.singleLimit, 6));
  values.set(bankTag.threshold, toBcd(cash.threshold, 6));
  return values;
}

function registersOf(content: BankContent, files: ReadonlyMap<number, unknown>): [number, string, Uint8Array][] {
  const start = startValues(content);
  const objects = bankObjects.flatMap(({ tag, label }): [number, string, Uint8Array][] =>
    start.has(tag) ? [[tag, label, start.get(tag)!]] : [],
  );
  const options = locators
    .filter(([, , file]) => files.has(file))
    .map(([path, cipher, , afl]): [number, string, Uint8Array] => [
      optionsRegister(path, cipher),
      'AIP 与 AFL',
      concat(BANK_AIP, fromHex(afl)),
    ]);
  const keys = content.certificates.map(({ family, privateKey }): [number, string, Uint8Array] => [
    family === 'sm' ? bankRegister.smKey : bankRegister.rsaKey,
    '卡片私钥',
    privateKey,
  ]);
  return [
    [bankRegister.state, '交易状态', new Uint8Array(3)],
    [bankRegister.version, '密钥索引与密文版本', fromHex('0101')],
    [bankRegister.track2, '二磁道等效数据', trackTwo(content)],
    [bankRegister.sequence, '主账号序列号', fromHex(content.sequence)],
    [bankRegister.cdol1, 'CDOL1', bankLists.cdol1],
    [bankRegister.cdol2, 'CDOL2', bankLists.cdol2],
    [bankRegister.ddol, 'DDOL', bankLists.ddol],
    [bankTag.logFormat, '交易日志格式', bankLists.log],
    [bankTag.loadLogFormat, '圈存日志格式', bankLists.loadLog],
    ...objects,
    ...options,
    ...keys,
  ];
}

const keys: readonly KeyPlan[] = [bankDes, bankSm4].flatMap(({ id, suite }) =>
  (['cryptogram', 'mac', 'encryption'] as const).map((purpose) => ({
    ...{ ref: bankKeyRef(id, purpose), label: `${purpose} ${id}`, algorithm: suite.code, tries: 15 },
    usage: purpose === 'cryptogram' ? keyUse.transaction : keyUse.maintenance,
  })),
);

const bankFci = concat(
  ...[tlv(0x50, text('PBOC DEBIT')), tlv(0x87, [0x01]), tlv(0x9f38, bankLists.pdol)],
  ...[tlv(0x5f2d, text('zh')), tlv(0x9f11, [0x01]), tlv(0x9f12, text('PBOC DEBIT'))],
  // Log and load log: short identifier and number of records.
  tlv(0xbf0c, tlv(0x9f4d, [BANK_LOG, 10]), tlv(0xdf4d, [LOAD_LOG, 10])),
);

const logLength = 45;
const loadLogLength = 44;

/** Plan and values of one card's bank application, for `loadingScript`. PIN: directory BANK, reference 80. */
export function bankApplication(content: BankContent): { plan: DirectoryPlan; values: Record<string, Uint8Array> } {
  if (content.certificates.length === 0) throw new RangeError('a bank application needs at least one family of keys');
  const records = recordsOf(content);
  const registers = registersOf(content, records);
  const name = (fid: number): string => `BANK/${toHex(fromNumber(fid, 2))}`;
  const own = { read: free, update: never };
  const files: FilePlan[] = [
    ...registers.map(([fid, label, value]): FilePlan => ({ kind: 'register', fid, label, size: value.length })),
    ...[...records].map(([sfi, list]): FilePlan => {
      const size = list.reduce((sum, record) => sum + 1 + record.length, 0);
      const raw = list.map(({ length }) => ({ raw: length }));
      return { kind: 'records', fid: sfi, sfi, size, records: raw, label: `记录文件 ${sfi}`, ...own };
    }),
    {
      kind: 'cyclic',
      fid: BANK_LOG,
      sfi: BANK_LOG,
      recordLength: logLength,
      recordCount: 10,
      label: '交易日志',
      ...own,
    },
    {
      kind: 'cyclic',
      fid: LOAD_LOG,
      sfi: LOAD_LOG,
      recordLength: loadLogLength,
      recordCount: 10,
      label: '圈存日志',
      ...own,
    },
  ];
  return {
    plan: {
      ...{ code: 'BANK', label: '金融应用', files, keys, directories: [] },
      template: {
        ...{ kind: 'directory', fid: BANK_FID, name: BANK_AID, program: applicationCode.bank, fci: bankFci },
        algorithms: [bankDes.suite.code, bankSm4.suite.code],
      },
      pins: [{ ref: BANK_PIN, label: '金融密码', tries: 3 }],
    },
    values: Object.fromEntries([
      ...registers.map(([fid, , value]) => [name(fid), value]),
      ...[...records].flatMap(([sfi, list]) => list.map((record, i) => [`${name(sfi)}/#${i + 1}`, record])),
    ]),
  };
}

/** An application as payment directories list it; lower priority numbers come first. */
export type DirectoryEntry = { readonly aid: Uint8Array; readonly label: string; readonly priority: number };

export const bankEntry: DirectoryEntry = { aid: BANK_AID, label: 'PBOC DEBIT', priority: 1 };

const entry = ({ aid, label, priority }: DirectoryEntry): Uint8Array =>
  tlv(0x61, tlv(0x4f, aid), tlv(0x50, text(label)), tlv(0x87, [priority]));

const lead = { program: applicationCode.plainFiles, kind: 'directory' as const };
const bare = { keys: [], pins: [], directories: [] };

/** PSE of the contact side: a directory file of one record an application. */
export function pseApplication(entries: readonly DirectoryEntry[]): {
  plan: DirectoryPlan;
  values: Record<string, Uint8Array>;
} {
  const records = entries.map((one) => tlv(0x70, entry(one)));
  const size = records.reduce((sum, record) => sum + 1 + record.length, 0);
  const fci = concat(tlv(0x88, [0x01]), tlv(0x5f2d, text('zh')));
  return {
    plan: {
      ...{ code: 'PSE', label: '支付系统环境', ...bare },
      template: { ...lead, fid: 0xdf61, name: PSE_NAME, fci },
      files: [
        {
          ...{ kind: 'records', fid: 0x0001, sfi: 1, size, label: '应用目录', read: free, update: never },
          records: records.map(({ length }) => ({ raw: length })),
        },
      ],
    },
    values: Object.fromEntries(records.map((record, i) => [`PSE/0001/#${i + 1}`, record])),
  };
}

/** PPSE of the air side: the list stands in the FCI. To change it the loader deletes this directory and loads it again. */
export function ppseApplication(entries: readonly DirectoryEntry[]): {
  plan: DirectoryPlan;
  values: Record<string, Uint8Array>;
} {
  const fci = tlv(0xbf0c, ...entries.map(entry));
  return {
    plan: {
      ...{ code: 'PPSE', label: '近距离支付系统环境', ...bare, files: [] },
      template: { ...lead, fid: 0xdf62, name: PPSE_NAME, fci },
    },
    values: {},
  };
}
