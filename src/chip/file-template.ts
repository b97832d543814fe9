// The template a file is created from (62, after ISO 7816-9; tags 85, 86, 8B are ours: simulation profile LOAD-A).
import { concat, fromNumber, toNumber } from './bytes.ts';
import { directoryBody, lifeCycle } from './card.ts';
import type { Cell, CellKind } from './memory.ts';
import { cyclicSize } from './records.ts';
import type { Rule } from './rule.ts';
import { decodeRule, encodeRule, never } from './rule.ts';
import { parseTlv, tlv, tlvValue } from './tlv.ts';

/** What a file is to be; sizes in bytes. A cyclic file has `recordLength` and `recordCount` instead of a size. */
export type FileTemplate = {
  readonly kind: Exclude<CellKind, 'key' | 'pin'>;
  readonly fid: number;
  readonly sfi?: number;
  readonly size?: number;
  readonly recordLength?: number;
  readonly recordCount?: number;
  readonly read?: Rule;
  readonly update?: Rule;
  readonly guards?: readonly { readonly tag: number; readonly read: Rule }[];
  readonly name?: Uint8Array;
  readonly fci?: Uint8Array;
  readonly program?: number;
  readonly algorithms?: readonly number[];
};

const descriptor: Record<FileTemplate['kind'], number> = {
  directory: 0x38,
  transparent: 0x01,
  records: 0x04,
  cyclic: 0x06,
  register: 0x40,
};

export function encodeTemplate(file: FileTemplate): Uint8Array {
  const cyclic = file.kind === 'cyclic' ? [...fromNumber(file.recordLength!, 2), file.recordCount!] : [];
  const parts = [
    tlv(0x82, [descriptor[file.kind], ...cyclic]),
    tlv(0x83, fromNumber(file.fid, 2)),
    file.size === undefined ? [] : tlv(0x80, fromNumber(file.size, 2)),
    file.sfi ? tlv(0x88, [file.sfi]) : [],
    file.name ? tlv(0x84, file.name) : [],
    file.fci ? tlv(0xa5, file.fci) : [],
    file.program ? tlv(0x85, [file.program]) : [],
    file.algorithms ? tlv(0x86, file.algorithms) : [],
    file.read || file.update ? tlv(0x8c, encodeRule(file.read ?? never), encodeRule(file.update ?? never)) : [],
    file.guards?.length ? tlv(0x8b, ...file.guards.map(({ tag, read }) => concat([tag], encodeRule(read)))) : [],
  ];
  return tlv(0x62, ...parts);
}

/** The cell a template describes, without its place in memory; undefined when the template is malformed. */
export function decodeTemplate(bytes: Uint8Array): Omit<Cell, 'id' | 'parent'> | undefined {
  const outer = parseTlv(bytes);
  const inner = outer?.length === 1 && outer[0]!.tag === 0x62 ? parseTlv(outer[0]!.value) : undefined;
  if (inner === undefined) return undefined;
  const value = (tag: number, otherwise: readonly number[] = []): Uint8Array =>
    tlvValue(inner, tag) ?? Uint8Array.from(otherwise);
  const [what, fid, size] = [value(0x82), value(0x83), value(0x80)];
  const kind = (Object.keys(descriptor) as FileTemplate['kind'][]).find((one) => descriptor[one] === what[0]);
  if (kind === undefined || fid.length !== 2 || (size.length !== 0 && size.length !== 2)) return undefined;
  const name = value(0x84);
  if (name.length > 16 || value(0x88).length > 1 || value(0x85).length > 1) return undefined;
  const rules = value(0x8c, [1, 0, 0, 1, 0, 0]);
  const [read, update] = [decodeRule(rules.subarray(0, 3)), decodeRule(rules.subarray(3))];
  const guards = decodeGuards(value(0x8b));
  if (read === undefined || update === undefined || guards === undefined) return undefined;
  const recordLength = kind === 'cyclic' && what.length === 4 ? toNumber(what.subarray(1, 3)) : 0;
  const length = kind === 'cyclic' ? cyclicSize(recordLength, what[3] ?? 0) : toNumber(size);
  if (kind === 'cyclic' && (recordLength === 0 || recordLength > 253 || what[3] === 0)) return undefined;
  if (kind !== 'directory' && length === 0) return undefined;
  return {
    ...{ kind, fid: toNumber(fid), sfi: value(0x88, [0])[0]!, name, fci: value(0xa5), program: value(0x85, [0])[0]! },
    ...{ algorithms: value(0x86), read, update, guards, recordLength },
    body: kind === 'directory' ? directoryBody(lifeCycle.creation) : new Uint8Array(length),
  };
}

function decodeGuards(bytes: Uint8Array): Cell['guards'] | undefined {
  const guards: { tag: number; read: Rule }[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const read = decodeRule(bytes.subarray(at + 1, at + 4));
    if (read === undefined) return undefined;
    guards.push({ tag: bytes[at]!, read });
  }
  return guards;
}
