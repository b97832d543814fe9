// DER (X.690) in its strict form: one encoding for one value, nothing else is read.
import { concat } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag of a context-specific field [n]: constructed when it wraps other elements, primitive for implicit strings. */
export const context = (n: number, constructed = true): number => 0x80 | (constructed ? 0x20 : 0) | n;

/** Reads element after element of one constructed value; every method throws 'bad-der' on the first irregularity. */
export class DerReader {
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get isDone(): boolean {
    return this.#at >= this.#end;
  }

  /** The next tag, or -1 at the end. */
  peek(): number {
    return this.#at < this.#end ? this.#bytes[this.#at]! : -1;
  }

  /** Enters the next element, which must have this tag, and moves behind it. */
  read(tag: number): DerReader {
    const bytes = this.#bytes;
    let at = this.#at;
    if (at + 2 > this.#end || bytes[at] !== tag || (tag & 0x1f) === 0x1f)
      throw new CryptoError('bad-der', `tag ${tag}`);
    let length = bytes[at + 1]!;
    at += 2;
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0 || count > 4 || at + count > this.#end) throw new CryptoError('bad-der', 'length');
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + bytes[at + i]!;
      if (length < 0x80 || length < 2 ** (8 * (count - 1))) throw new CryptoError('bad-der', 'length not minimal');
      at += count;
    }
    if (length > this.#end - at) throw new CryptoError('bad-der', 'length beyond the end');
    this.#at = at + length;
    return new DerReader(bytes, at, at + length);
  }

  /** Enters the next element if it has this tag. */
  optional(tag: number): DerReader | undefined {
    return this.peek() === tag ? this.read(tag) : undefined;
  }

  /** The next element with its header, whatever its tag (or of the given tag). */
  element(tag = this.peek()): Uint8Array {
    const start = this.#at;
    this.read(tag);
    return this.#bytes.subarray(start, this.#at);
  }

  /** What is left of this value, without a copy. */
  rest(): Uint8Array {
    const rest = this.#bytes.subarray(this.#at, this.#end);
    this.#at = this.#end;
    return rest;
  }

  /** Refuses anything behind the last expected element. */
  finish(): void {
    if (!this.isDone) throw new CryptoError('bad-der', 'trailing bytes');
  }

  /** The content of an INTEGER, minimal two's complement. */
  integer(tag: number = TAG.integer): Uint8Array {
    const content = this.read(tag).rest();
    const [first, second] = content;
    if (first === undefined) throw new CryptoError('bad-der', 'empty integer');
    if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
      throw new CryptoError('bad-der', 'integer not minimal');
    }
    return content;
  }

  /** A non-negative INTEGER as `length` bytes. */
  unsigned(length: number): Uint8Array {
    const content = this.integer();
    if (content[0]! >= 0x80) throw new CryptoError('bad-der', 'negative integer');
    const magnitude = content[0] === 0 ? content.subarray(1) : content;
    if (magnitude.length > length) throw new CryptoError('bad-der', 'integer too long');
    const out = new Uint8Array(length);
    out.set(magnitude, length - magnitude.length);
    return out;
  }

  /** A small non-negative INTEGER (or ENUMERATED) as a number. */
  small(tag: number = TAG.integer): number {
    const content = this.integer(tag);
    if (content.length > 4 || content[0]! >= 0x80) throw new CryptoError('bad-der', 'integer out of range');
    return content.reduce((value, byte) => value * 256 + byte, 0);
  }

  boolean(): boolean {
    const content = this.read(TAG.boolean).rest();
    if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw new CryptoError('bad-der', 'boolean');
    return content[0] === 0xff;
  }

  null(): void {
    this.read(TAG.null).finish();
  }

  octets(): Uint8Array {
    return this.read(TAG.octetString).rest();
  }

  /** A BIT STRING of whole bytes. */
  bits(): Uint8Array {
    const content = this.read(TAG.bitString).rest();
    if (content[0] !== 0) throw new CryptoError('bad-der', 'bit string');
    return content.subarray(1);
  }

  /** A BIT STRING of named bits (no trailing zero bits) as a number, bit i of the string being 1 << i. */
  namedBits(): number {
    const content = this.read(TAG.bitString).rest();
    const unused = content[0] ?? 8;
    const last = content.at(-1)!;
    if (unused > 7 || content.length > 4 || (content.length === 1 && unused !== 0)) {
      throw new CryptoError('bad-der', 'named bits');
    }
    if (content.length > 1 && (last & ((1 << unused) - 1) || !((last >> unused) & 1))) {
      throw new CryptoError('bad-der', 'named bits not minimal');
    }
    let value = 0;
    for (let i = 0; i < (content.length - 1) * 8; i++) {
      if ((content[1 + (i >> 3)]! >> (7 - (i & 7))) & 1) value |= 1 << i;
    }
    return value;
  }

  /** The object identifier as dotted numbers. */
  oid(): string {
    const content = this.read(TAG.oid).rest();
    const [first, second, third] = content;
    // Nearly all extensions are 2.5.29.n.
    if (content.length === 3 && first === 0x55 && second === 0x1d && third! < 0x80) return `2.5.29.${third}`;
    if (content.length === 0 || content.at(-1)! >= 0x80) throw new CryptoError('bad-der', 'object identifier');
    const arcs: number[] = [];
    let arc = 0;
    let begins = true;
    for (const byte of content) {
      if (begins && byte === 0x80) throw new CryptoError('bad-der', 'object identifier not minimal');
      arc = arc * 128 + (byte & 0x7f);
      if (arc > Number.MAX_SAFE_INTEGER / 128) throw new CryptoError('bad-der', 'object identifier');
      begins = byte < 0x80;
      if (begins) {
        if (arcs.length === 0) {
          const top = Math.min(2, Math.floor(arc / 40));
          arcs.push(top, arc - 40 * top);
        } else {
          arcs.push(arc);
        }
        arc = 0;
      }
    }
    return arcs.join('.');
  }

  /** Whether the next element is exactly this one, header included; moves behind it if so. */
  skipIf(element: Uint8Array): boolean {
    if (this.#end - this.#at < element.length) return false;
    for (let i = 0; i < element.length; i++) {
      if (this.#bytes[this.#at + i] !== element[i]) return false;
    }
    this.#at += element.length;
    return true;
  }

  /** UTCTime or GeneralizedTime in the only form DER and RFC 5280 allow: whole seconds, Z. */
  time(): Date {
    const short = this.peek() === TAG.utcTime;
    const text = this.read(short ? TAG.utcTime : TAG.generalizedTime).rest();
    if (text.length !== (short ? 13 : 15) || text.at(-1) !== 0x5a) throw new CryptoError('bad-der', 'time');
    let at = 0;
    const two = (): number => {
      const [tens, ones] = [text[at]! - 48, text[at + 1]! - 48];
      at += 2;
      if (tens < 0 || tens > 9 || ones < 0 || ones > 9) throw new CryptoError('bad-der', 'time');
      return tens * 10 + ones;
    };
    const head = two();
    const year = short ? head + (head < 50 ? 2000 : 1900) : head * 100 + two();
    const [month, day, hour, minute, second] = [two(), two(), two(), two(), two()];
    const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
    // The calendar rolls 31 February over; DER has no such day. Nor has it years before 100, which Date.UTC takes for 19xx.
    if (
      time.getUTCFullYear() !== year ||
      time.getUTCMonth() !== month - 1 ||
      time.getUTCDate() !== day ||
      hour > 23 ||
      minute > 59 ||
      second > 59
    ) {
      throw new CryptoError('bad-der', 'time');
    }
    return time;
  }
}

const encodeTimeText = (time: Date): string => `${time.toISOString().slice(0, 19).replace(/\D/g, '')}Z`;

/** One element: tag, minimal length, contents end to end. */
export function der(tag: number, ...contents: Uint8Array[]): Uint8Array {
  const content = concat(...contents);
  const header = [tag];
  if (content.length < 0x80) {
    header.push(content.length);
  } else {
    const size: number[] = [];
    for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest % 256);
    header.push(0x80 | size.length, ...size);
  }
  return concat(Uint8Array.from(header), content);
}

export const sequence = (...contents: Uint8Array[]): Uint8Array => der(TAG.sequence, ...contents);
export const octets = (content: Uint8Array): Uint8Array => der(TAG.octetString, content);
export const bits = (content: Uint8Array): Uint8Array => der(TAG.bitString, Uint8Array.of(0), content);
export const boolean = (value: boolean): Uint8Array => der(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
export const nothing = (): Uint8Array => der(TAG.null);

/** SET OF: the elements in ascending order of their encodings. */
export const setOf = (...elements: Uint8Array[]): Uint8Array => der(TAG.set, ...elements.toSorted(compareBytes));

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return a.length - b.length;
}

/** INTEGER from an unsigned number of any length. */
export function unsigned(magnitude: Uint8Array): Uint8Array {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start++;
  const digits = magnitude.subarray(start);
  if (digits.length === 0) return der(TAG.integer, Uint8Array.of(0));
  return digits[0]! >= 0x80 ? der(TAG.integer, Uint8Array.of(0), digits) : der(TAG.integer, digits);
}

/** INTEGER (or ENUMERATED) from a small non-negative number. */
export function small(value: number, tag: number = TAG.integer): Uint8Array {
  const content = [value & 0xff];
  for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256)) content.unshift(rest & 0xff);
  if (content[0]! >= 0x80) content.unshift(0);
  return der(tag, Uint8Array.from(content));
}

/** BIT STRING of named bits, bit i of the number being bit i of the string. */
export function namedBits(value: number): Uint8Array {
  const length = 32 - Math.clz32(value);
  const content = new Uint8Array(1 + Math.ceil(length / 8));
  content[0] = (8 - (length % 8)) % 8;
  for (let i = 0; i < length; i++) {
    if ((value >> i) & 1) content[1 + (i >> 3)]! |= 0x80 >> (i & 7);
  }
  return der(TAG.bitString, content);
}

export function oid(text: string): Uint8Array {
  const arcs = text.split('.').map(Number);
  if (arcs.length < 2 || arcs.some((arc) => !Number.isSafeInteger(arc) || arc < 0))
    throw new CryptoError('bad-der', 'oid');
  const content: number[] = [];
  for (const arc of [arcs[0]! * 40 + arcs[1]!, ...arcs.slice(2)]) {
    const digits = [arc % 128];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift(0x80 | (rest % 128));
    content.push(...digits);
  }
  return der(TAG.oid, Uint8Array.from(content));
}

/** UTCTime for the years 1950 to 2049, else GeneralizedTime, as RFC 5280 wants it. */
export function time(value: Date): Uint8Array {
  const year = value.getUTCFullYear();
  if (year >= 1950 && year < 2050) return der(TAG.utcTime, ascii(encodeTimeText(value).slice(2)));
  return generalizedTime(value);
}

export const generalizedTime = (value: Date): Uint8Array => der(TAG.generalizedTime, ascii(encodeTimeText(value)));

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** Reads one whole DER value and refuses trailing bytes. */
export function readWhole<T>(bytes: Uint8Array, tag: number, read: (reader: DerReader) => T): T {
  const outer = new DerReader(bytes);
  const inner = outer.read(tag);
  outer.finish();
  const value = read(inner);
  inner.finish();
  return value;
}
