// The shape of what is on a card: directories, files, records, keys and PINs as plain data.
import type { FileTemplate } from '../file-template.ts';

/** an: GBK or ASCII text, filled with 00. cn: BCD, filled with F. dec, hex, b: numbers and bytes, zero when empty. */
export type FieldForm = 'an' | 'cn' | 'dec' | 'hex' | 'b';

export type Field = {
  readonly tag: number;
  readonly form: FieldForm;
  readonly length: number;
  readonly label?: string;
};

/** A record: one field, or (nested) inner fields of their own tag and length, standing `repeat` times in the file. */
export type RecordPlan = Field | NestedRecord | RawRecord;
type NestedRecord = { readonly tag: number; readonly repeat: number; readonly inner: readonly Field[] };
/** A record without tag and length of its own: so many bytes as they are. Its path is its number: `TRANSIT/EF1A/#1`. */
export type RawRecord = { readonly raw: number };

export type FilePlan = FileTemplate & { readonly label: string; readonly records?: readonly RecordPlan[] };

export type KeyPlan = {
  readonly ref: number;
  readonly label: string;
  readonly usage: number;
  readonly algorithm: number;
  readonly tries: number;
};

export type PinPlan = { readonly ref: number; readonly label: string; readonly tries: number };

export type DirectoryPlan = {
  /** Short name in paths of values and keys: SSSE, DF01 ... */
  readonly code: string;
  readonly label: string;
  readonly template: FileTemplate;
  readonly keys: readonly KeyPlan[];
  readonly pins: readonly PinPlan[];
  readonly files: readonly FilePlan[];
  readonly directories: readonly DirectoryPlan[];
};

/** Bytes of a record, with its tag and length if it has them. */
function recordSize(record: RecordPlan): number {
  if ('raw' in record) return record.raw;
  if ('inner' in record) return 2 + record.inner.reduce((sum, { length }) => sum + 2 + length, 0);
  return 2 + record.length;
}

/** Bytes a linear file needs for all its records. */
export function recordsRoom(records: readonly RecordPlan[]): number {
  return records.reduce((sum, record) => sum + ('repeat' in record ? record.repeat : 1) * (1 + recordSize(record)), 0);
}

/**
 * Reads a list such as `20 an2, 75 76 cn3, 43*2{5A an7, 5B an1}`: tags in hex, a form follows the tags it holds for, `*n{}` nests.
 */
export function parseRecords(text: string): RecordPlan[] {
  const plans: RecordPlan[] = [];
  for (const [, tag, repeat, inner, tags, form, length] of text.matchAll(
    /([0-9A-F]{2})\*(\d+)\{([^}]*)\}|((?:[0-9A-F]{2} )+)(an|cn|dec|hex|b)(\d+)/g,
  )) {
    if (inner !== undefined) {
      plans.push({ tag: Number.parseInt(tag!, 16), repeat: Number(repeat), inner: parseRecords(inner) as Field[] });
      continue;
    }
    for (const one of tags!.trim().split(' ')) {
      plans.push({ tag: Number.parseInt(one, 16), form: form as FieldForm, length: Number(length) });
    }
  }
  return plans;
}
