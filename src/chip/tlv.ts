// BER-TLV as chips use it: tags of one or two bytes, lengths up to two bytes.
import { concat, fromNumber } from './bytes.ts';

export type Tlv = { readonly tag: number; readonly value: Uint8Array };

export function tlv(tag: number, ...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const value = concat(...parts);
  const head = fromNumber(tag, tag > 0xff ? 2 : 1);
  const { length } = value;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return concat(head, size, value);
}

/** All objects of a byte string, in order; undefined when it is not well formed. */
export function parseTlv(bytes: Uint8Array): Tlv[] | undefined {
  const found: Tlv[] = [];
  let at = 0;
  while (at < bytes.length) {
    let tag = bytes[at++]!;
    if ((tag & 0x1f) === 0x1f) {
      if (at >= bytes.length) return undefined;
      tag = (tag << 8) | bytes[at++]!;
    }
    let length = bytes[at++];
    if (length === undefined) return undefined;
    if (length > 0x82 || length === 0x80) return undefined;
    if (length > 0x80) {
      const size = length - 0x80;
      if (at + size > bytes.length) return undefined;
      length = 0;
      for (let i = 0; i < size; i++) length = (length << 8) | bytes[at++]!;
    }
    if (at + length > bytes.length) return undefined;
    found.push({ tag, value: bytes.slice(at, at + length) });
    at += length;
  }
  return found;
}

/** Value of the first object with this tag at this level. */
export function tlvValue(list: readonly Tlv[], tag: number): Uint8Array | undefined {
  return list.find((entry) => entry.tag === tag)?.value;
}
