// Lines of text as banks like them: fields parted by a mark, or of fixed width, in GBK. One engine, two shapes.
import iconv from 'iconv-lite';
import { parseYuan, yuan } from '../../../base/money.ts';
import { Unreadable } from './payment.ts';

export interface Column {
  readonly name: string;
  /** Width in bytes, where the shape is fixed; the longest a field may be, anywhere. */
  readonly width: number;
  /** Amounts stand in yuan where fields are parted, in fen where they are fixed. */
  readonly kind: 'text' | 'count' | 'amount';
}

export interface TextShape {
  readonly shape: 'delimited' | 'fixed';
  readonly end: '\n' | '\r\n';
}

export type Fields = Readonly<Record<string, string | number | bigint | null>>;
export type ReadFields = Readonly<Record<string, string>>;

export const text = (name: string, width: number): Column => ({ name, width, kind: 'text' });
export const count = (name: string, width = 8): Column => ({ name, width, kind: 'count' });
export const amount = (name: string): Column => ({ name, width: 16, kind: 'amount' });

/** GB18030 is GBK with the rare characters of names added; plain GBK would put a question mark in their place. */
export const encode = (value: string): Buffer => iconv.encode(value, 'gb18030');
/** What most fields are made of: a byte a character, and none of them a bar. */
const plain = /^[ -{}~]*$/;
const widthOf = (value: string): number => (plain.test(value) ? value.length : encode(value).length);

/** Whether a text fits a field unharmed: no separator, no control character, not too long. */
const unsendable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  /[|\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffd]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
export const fits = (value: string, width: number): boolean =>
  value === value.trim() &&
  (plain.test(value) ? value.length <= width : !unsendable.test(value) && encode(value).length <= width);

export function writeLine({ shape, end }: TextShape, columns: readonly Column[], values: Fields): string {
  const fields = columns.map(({ name, width, kind }) => {
    const value = values[name] ?? '';
    if (kind === 'amount')
      return shape === 'fixed'
        ? String(value).padStart(width, '0')
        : yuan(typeof value === 'bigint' ? value : BigInt(value));
    const written = String(value);
    if (!fits(written, width)) throw new Error(`field ${name} cannot be written`);
    if (shape === 'delimited') return written;
    return kind === 'count' ? written.padStart(width, '0') : written + ' '.repeat(width - widthOf(written));
  });
  return fields.join(shape === 'delimited' ? '|' : '') + end;
}

/** Cuts a file into lines of bytes. No second byte of GB18030 is a line end. */
export function linesOf(bytes: Uint8Array): Buffer[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines: Buffer[] = [];
  for (let start = 0; start < buffer.length; ) {
    const end = buffer.indexOf(10, start);
    if (end < 0) throw new Unreadable({ fault: 'truncated', at: lines.length + 1 });
    lines.push(buffer.subarray(start, buffer[end - 1] === 13 && end > start ? end - 1 : end));
    start = end + 1;
  }
  return lines;
}

/**
 * A file that says something in UTF-8 is not in GBK, although GBK would read it as nonsense: whole words of Chinese in UTF-8
 * are never well-formed by accident.
 */
export function requireGbk(bytes: Uint8Array): void {
  try {
    const read = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!/[\u3400-\u9fff]/.test(read)) return;
  } catch {
    return;
  }
  throw new Unreadable({ fault: 'wrong-encoding', problem: 'utf-8' });
}

const decoder = new TextDecoder('gb18030', { fatal: true });
function decode(bytes: Uint8Array, at: number): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Unreadable({ fault: 'wrong-encoding', at });
  }
}

export function readLine({ shape }: TextShape, columns: readonly Column[], line: Buffer, at: number): ReadFields {
  // Parted only after decoding: the bar is also the second byte of many characters.
  const fields = shape === 'delimited' ? decode(line, at).split('|') : cut(columns, line, at);
  if (fields.length !== columns.length) throw new Unreadable({ fault: 'unreadable', at, problem: 'fields' });
  return Object.fromEntries(columns.map(({ name }, i) => [name, fields[i]!]));
}

function cut(columns: readonly Column[], line: Buffer, at: number): string[] {
  if (line.length !== columns.reduce((sum, { width }) => sum + width, 0))
    throw new Unreadable({ fault: 'unreadable', at, problem: 'width' });
  let start = 0;
  return columns.map(({ width }) => {
    start += width;
    return decode(line.subarray(start - width, start), at).trimEnd();
  });
}

export function readAmount({ shape }: TextShape, value: string, at: number): bigint {
  if (shape === 'fixed' && /^\d{16}$/.test(value)) return BigInt(value);
  if (shape === 'delimited' && /^\d{1,14}\.\d\d$/.test(value)) return parseYuan(value);
  throw new Unreadable({ fault: 'unreadable', at, problem: 'amount' });
}

export function readCount(value: string, at: number): number {
  if (!/^\d{1,8}$/.test(value)) throw new Unreadable({ fault: 'unreadable', at, problem: 'count' });
  return Number(value);
}
