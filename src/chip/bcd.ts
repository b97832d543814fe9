// Amounts in n format: decimal digits, two a byte, as bank objects carry them (fen).
import { fromHex } from '../crypto/index.ts';
import { toHex } from './bytes.ts';

/** The number; undefined when a digit is none. Up to 6 bytes, so always exact. */
export function fromBcd(bytes: Uint8Array): number | undefined {
  const digits = toHex(bytes);
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}

/** Digits in `length` bytes. Throws RangeError when they do not fit. */
export function toBcd(value: number, length: number): Uint8Array {
  const digits = String(value);
  if (!/^\d+$/.test(digits) || digits.length > 2 * length) throw new RangeError('amount');
  return fromHex(digits.padStart(2 * length, '0'));
}
