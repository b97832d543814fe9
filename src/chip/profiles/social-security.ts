// What a social security card of specification 1.00, 2.00 or 3.00 carries: files, tags, lengths, access rules, keys.
// Read from independent public programs; rules and key references without public text are the simulation profile KEYS-A.
import { fromHex } from '../../crypto/index.ts';
import { concat } from '../bytes.ts';
import { applicationCode } from '../card-application.ts';
import { debitRef } from '../commands/medical-debit.ts';
import { RID } from '../identifiers.ts';
import { keyUse } from '../key-use.ts';
import type { Rule } from '../rule.ts';
import { contactOnly, free, key, never, pinAndKey, pinOrKey } from '../rule.ts';
import { algorithm } from '../suites.ts';
import { tlv } from '../tlv.ts';
import type { DirectoryPlan, Field, FilePlan, KeyPlan } from './plan.ts';
import { parseRecords, recordsRoom } from './plan.ts';

export type CardSpec = '1.00' | '2.00' | '3.00';

/** DDF name of the environment: sx1.sh. and 社会保障 in GBK. */
export const SSSE_NAME = fromHex('7378312E73682EC9E7BBE1B1A3D5CF');

export type SocialSecurityOptions = {
  /** Algorithm mark in the FCI; 02 (SSF33) makes a card every reader of ours refuses. Default: by specification. */
  readonly algorithmMark?: number;
  /** 卡号 readable without authentication on 3.0 (sources contradict). Default: protected. */
  readonly openCardNumber?: boolean;
  /** Leave out photo and fingerprint: the 8K product has no room for them. */
  readonly withoutImages?: boolean;
  /** Where the environment stands: it is the master file (default), or a directory below it. Both kinds of card exist. */
  readonly environment?: 'master file' | 'directory';
};

/** References of the environment's keys. 04 and 0A are what real 3.0 readers use; the others are ours (KEYS-A). */
export const socialKeyRef = {
  master: 0x00,
  update: 0x04,
  read: 0x0a,
  internal: 0x0e,
  maintenance: 0x10,
  cardLock: 0x11,
  lock: 0x12,
  unlock: 0x13,
} as const;

/** References of the keys in a DF (bit 8: of the current directory); 84, 86, 87 are seen in public programs. */
export const directoryKeyRef = { update: 0x84, read: 0x8a } as const;

const field = (tag: number, form: Field['form'], length: number, label: string): Field => ({
  tag,
  form,
  length,
  label,
});

const cardRecords = [
  field(0x01, 'b', 16, '卡识别码'),
  field(0x02, 'an', 1, '卡的类别'),
  field(0x03, 'an', 4, '规范版本'),
  field(0x04, 'cn', 12, '初始化机构编号'),
  field(0x05, 'cn', 4, '发卡日期'),
  field(0x06, 'cn', 4, '卡有效期'),
  field(0x07, 'an', 9, '卡号'),
];

const nameExtension = field(0x4e, 'an', 20, '姓名扩展');

const holderRecords = [
  field(0x08, 'an', 18, '社会保障号码'),
  field(0x09, 'an', 30, '姓名'),
  nameExtension,
  field(0x0a, 'an', 1, '性别'),
  field(0x0b, 'cn', 1, '民族'),
  field(0x0c, 'cn', 3, '出生地'),
  field(0x0d, 'cn', 4, '出生日期'),
];

/** One row: directory, file, label, records (or size, or cyclic count * length), and rules where they are not the usual ones. */
type Row = readonly [df: string, ef: number, label: string, content: string | number | readonly [number, number]];

const rows: readonly Row[] = [
  ['DF01', 0x05, '户籍', '20 an2, 21 an80, 0E cn3'],
  ['DF01', 0x06, '联系方式', '23 an80, 24 cn3, 28 an15, 2C an50, 2D an15'],
  ['DF01', 0x07, '基本状况', '29 an1, 2A cn1'],
  ['DF01', 0x08, '婚姻状况', '2B an1'],
  ['DF01', 0x09, '身份与单位', '2E an70, 30 an9, 32 an2'],
  ['DF01', 0x0a, '国籍与政治面貌', '37 an3, 38 an2, 39 cn4'],
  ['DF01', 0x15, '教育', '2A cn1, 40*3{57 an3, 58 cn3, 59 an40}'],
  ['DF01', 0x16, '备用一', 128],
  ['DF01', 0x17, '备用二', 128],
  ['DF01', 0x18, '备用三', 128],
  ['DF01', 0x19, '备用四', 128],
  ['DF01', 0x1a, '备用五', 128],
  [
    'DF02',
    0x05,
    '职业技能',
    '42 41 an3, 43*2{5A an7, 5B an1, 5C an70, 5D cn4, 5E an16}, 44*2{33 an3, 34 an70, 35 cn4, 36 an16}',
  ],
  ['DF02', 0x06, '就业状态', '4C cn4, 4B an5, 4D cn3, 60 cn4, 4F an6, 50 cn3, 3A an7'],
  ['DF02', 0x07, '就业经历', [4, 85]],
  ['DF02', 0x09, '就业证', '55 an16, 56 an70, 96 cn4, 97 cn3'],
  ['DF02', 0x15, '就业服务', '99*4{10 an3, 11 cn4, 12 cn3}, 0F cn4, 1F cn3'],
  ['DF02', 0x16, '服务记录', [4, 18]],
  ['DF03', 0x05, '失业保险', '61 cn3, 60 98 62 cn4, 63 64 65 66 an3'],
  [
    ...(['DF03', 0x06, '劳动能力'] as const),
    '45 an20, 46 47 an2, 48 49 an1, 67 cn4, 6B an60, 4A*3{13 an2, 14 an1, 15 an20, 16 cn4, 17 an60}',
  ],
  ['DF03', 0x07, '养老保险', '70 an3, 71 cn3, 6E 6C 6F 73 cn4'],
  ['DF03', 0x15, '保险十五', '7A cn3, 7B 7C cn4'],
  ['DF03', 0x16, '保险十六', '51 cn3, 5F an1'],
  ['DF03', 0x17, '保险十七', '3B an20, 3C an70, 3D an1, 3E cn4, 3F an60'],
  ['DF03', 0x18, '保险十八', '74 an3, 75 cn3, 76 cn1, 77 78 cn4'],
  [
    ...(['DF03', 0x19, '保险十九'] as const),
    '79*4{18 an3, 19 cn3, 1A 1B cn4, 1C dec4, 1D an3, 1E cn4}, 75 cn3, 76 cn1, 77 78 cn4',
  ],
  [
    ...(['DF04', 0x05, '医疗基本'] as const),
    '81 an8, 84 cn3, 87 an17, 8C cn1, 80 cn4, 8B an29, 8A an15, 83 86 89 7D 7E 7F 8D 8E an9, 8F an1',
  ],
  ['DF04', 0x06, '脱机结算', '90 an1, 92 dec4, 93 an2'],
  ['DF04', 0x08, '消费日志', [30, 28]],
  ['DF04', 0x15, '医疗十五', [8, 3]],
  // Only the tags of DF05 (A0-A3, A9, B9, BA) and DF06 (C0-E2) are public, no lengths: room for raw records.
  ['DF05', 0x05, '人事', 'A0 A1 A2 A3 A9 B9 BA an16'],
  ['DF06', 0x05, '人才', 'C0 C1 C2 C3 D0 D1 E0 E1 E2 an16'],
  ['DF07', 0x05, '公共服务一', 'F0 an2, F1 an1, F2 cn4, F3 an3, F4 cn4'],
  ['DF07', 0x06, '公共服务二', 'F5 an3, F6 cn4, F7 an70'],
  ['DF07', 0x07, '公共服务三', 'F8 cn4, F9 an1'],
];

/** Update keys that differ from 84, by directory and file. */
const updateKeys: Readonly<Record<string, number>> = {
  'DF01/EF05': 0x82,
  'DF01/EF06': 0x86,
  'DF01/EF07': 0x83,
  'DF01/EF08': 0x85,
  'DF01/EF0A': 0x87,
};

/** Read keys that differ from 8A. */
const readKeys: Readonly<Record<string, number>> = { 'DF07/EF05': 0x8b, 'DF07/EF06': 0x8c, 'DF07/EF07': 0x8d };

/** AID nn stands in DF(nn + 1). */
const directoryLabels = ['公共信息', '就业', '社会保险一', '社会保险二（医疗）', '人事', '人才', '扩展'];

const two = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');

/** The read rule of a file below a DF: the same for all versions as far as sources tell. */
function readRule(path: string): Rule {
  const [df, ef] = path.split('/') as [string, string];
  const ref = readKeys[path] ?? directoryKeyRef.read;
  if (df === 'DF07') return key(ref);
  if (path === 'DF04/EF06') return pinAndKey(ref);
  if (df === 'DF01' && ef >= 'EF16') return free;
  return pinOrKey(ref);
}

/** Written only by the debit command, never from outside. */
const debitLog = 'DF04/EF08';

function fileOf([df, ef, label, content]: Row, spec: CardSpec): FilePlan {
  const path = `${df}/EF${two(ef)}`;
  const update = path === debitLog ? never : contactOnly(key(updateKeys[path] ?? directoryKeyRef.update));
  const base = { fid: 0xef00 | ef, sfi: ef, label, read: readRule(path), update };
  if (typeof content === 'number') return { ...base, kind: 'transparent', size: content };
  if (typeof content !== 'string') {
    const recordCount = path === debitLog && spec === '1.00' ? 10 : content[0];
    return { ...base, kind: 'cyclic', recordCount, recordLength: content[1] };
  }
  const records = parseRecords(content);
  return { ...base, kind: 'records', size: recordsRoom(records), records };
}

const keyPlan = (ref: number, label: string, usage: number, cipher: number): KeyPlan => ({
  ...{ ref, label, usage, algorithm: cipher, tries: 15 },
});

function directoryPlan(number: number, spec: CardSpec, cipher: number): DirectoryPlan {
  const code = `DF0${number}`;
  const files = rows.filter(([df]) => df === code).map((row) => fileOf(row, spec));
  const refs = new Set(
    files.flatMap(({ read, update }) => [read?.key ?? 0, update?.key ?? 0]).filter((ref) => ref > 0),
  );
  const keys = [...refs].sort().map((ref) => keyPlan(ref, `${code} ${two(ref)}`, keyUse.external, cipher));
  if (code === 'DF04') {
    files.push({ kind: 'register', fid: debitRef.sequence, size: 2, label: '消费交易序号' });
    keys.push(
      keyPlan(debitRef.key, '消费密钥 DPK', keyUse.transaction, cipher),
      keyPlan(debitRef.tacKey, 'TAC 密钥 DTK', keyUse.tac, cipher),
    );
  }
  return {
    ...{ code, label: directoryLabels[number - 1]!, files, keys, pins: [], directories: [] },
    template: { kind: 'directory', fid: 0xdf00 | number, name: concat(RID, [number - 1]) },
  };
}

function environmentFiles(spec: CardSpec, options: SocialSecurityOptions): FilePlan[] {
  const third = spec === '3.00';
  const read = third ? key(socialKeyRef.read) : free;
  const update = contactOnly(key(socialKeyRef.update));
  const records = (fid: number, label: string, list: readonly Field[], rule: Rule): FilePlan => ({
    ...{ kind: 'records', fid: 0xef00 | fid, sfi: fid, label, records: list, size: recordsRoom(list) },
    ...{ read: rule, update },
  });
  const image = (fid: number, label: string, size: number, rule: Rule): FilePlan => ({
    ...{ kind: 'transparent', fid: 0xef00 | fid, sfi: fid, label, size, read: rule, update },
  });
  const guards = third && !options.openCardNumber ? [{ tag: 0x07, read }] : [];
  const holder = spec === '1.00' ? holderRecords.filter((one) => one !== nameExtension) : holderRecords;
  const files = [{ ...records(0x05, '卡信息', cardRecords, free), guards }, records(0x06, '持卡人', holder, read)];
  if (!options.withoutImages) {
    // A template is read only with the holder's PIN and the reader's key together (3.0); format: opaque bytes.
    const biometric = third ? pinAndKey(socialKeyRef.read) : key(socialKeyRef.read);
    files.push(image(0x07, '指纹', spec === '1.00' ? 0x300 : 0x400, biometric));
    files.push(image(0x08, '照片', 0x1000, key(socialKeyRef.read)));
    if (third) files.push(image(0x09, '人脸特征（模拟档案 BIO-A）', 0x800, biometric));
  }
  const directory: FilePlan = {
    kind: 'records',
    fid: 0xef1e,
    sfi: 0x1e,
    label: 'DIR',
    size: 512,
    read: free,
    update: key(0),
  };
  return [...files, directory];
}

const environmentKeys = (cipher: number): KeyPlan[] => [
  keyPlan(socialKeyRef.master, '主控密钥 MK', keyUse.external, cipher),
  keyPlan(socialKeyRef.update, '更新密钥 UKssse', keyUse.external, cipher),
  keyPlan(socialKeyRef.read, '读密钥 RKssse', keyUse.external, cipher),
  keyPlan(socialKeyRef.internal, '内部认证密钥 IRK', keyUse.internal, cipher),
  keyPlan(socialKeyRef.maintenance, '维护密钥 STK', keyUse.maintenance | keyUse.external, cipher),
  keyPlan(socialKeyRef.cardLock, '卡锁定密钥 BK', keyUse.cardLock, cipher),
  keyPlan(socialKeyRef.lock, '应用锁定密钥 LK', keyUse.lock, cipher),
  keyPlan(socialKeyRef.unlock, '应用解锁密钥', keyUse.unlock, cipher),
];

/** FCI: SFI of DIR, and (from 2.00 on) the algorithm mark in 9F0C. */
function environmentFci(spec: CardSpec, mark: number): Uint8Array {
  const sfi = tlv(0x88, [0x1e]);
  return spec === '1.00' && mark === algorithm.des ? sfi : concat(sfi, tlv(0x9f0c, tlv(0x86, [mark])));
}

/** The whole card as data, the social PIN included. */
export function socialSecurityPlan(spec: CardSpec, options: SocialSecurityOptions = {}): DirectoryPlan {
  const cipher = spec === '3.00' ? algorithm.sm4 : algorithm.des;
  const below = options.environment === 'directory';
  const environment: DirectoryPlan = {
    ...{ code: 'SSSE', label: `社会保障应用 ${spec}`, keys: environmentKeys(cipher) },
    template: {
      ...{
        kind: 'directory',
        fid: below ? 0xdf00 : 0x3f00,
        name: SSSE_NAME,
        program: applicationCode.socialSecurity,
        algorithms: [cipher],
      },
      fci: environmentFci(spec, options.algorithmMark ?? cipher),
    },
    pins: [{ ref: 0x00, label: '社会保障密码', tries: 3 }],
    files: environmentFiles(spec, options),
    directories: [1, 2, 3, 4, 5, 6, 7].map((number) => directoryPlan(number, spec, cipher)),
  };
  if (!below) return environment;
  return {
    ...{ code: 'MF', label: '主控文件', pins: [], files: [], directories: [environment] },
    template: { kind: 'directory', fid: 0x3f00, program: applicationCode.plainFiles, algorithms: [cipher] },
    keys: [keyPlan(0x00, '卡主控密钥', keyUse.external, cipher)],
  };
}
