// Bytes as the interfaces of terminals write them: capital hex, and back from text somebody typed.
import { fromHex, toHex } from '../crypto/index.ts';
import { refuse } from './refusals.ts';

export const hex = (bytes: Uint8Array): string => toHex(bytes).toUpperCase();

/** Hex of a given number of bytes (or of any number); refuses `bad-parameter` naming the field. */
export function bytesOf(text: string, what: string, length?: number): Uint8Array {
  if (!/^(?:[0-9A-Fa-f]{2})*$/.test(text) || (length !== undefined && text.length !== 2 * length)) {
    throw refuse('bad-parameter', { what });
  }
  return fromHex(text);
}
