// The block list of terminals without a line: marks of cards that were good once and are not now; and a digest of the whole that
// a terminal can carry on from every delta. Pure.
import { sm3 } from '../../crypto/index.ts';

/** A card number as the list names it: the first 8 bytes of its SM3. */
export const markOf = (cardNumber: string): Uint8Array => sm3(new TextEncoder().encode(cardNumber)).subarray(0, 8);

const modulus = 1n << 256n;
const numberOf = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);

export const emptyDigest = new Uint8Array(32);

/**
 * The digest after marks came and went: the sum, modulo 2^256, of the SM3 of all marks on the list. It does not depend on the
 * order, so the full list and any chain of deltas give the same. It guards against mistakes; the channel guards against forgers.
 */
export function movedDigest(
  before: Uint8Array,
  added: readonly Uint8Array[],
  removed: readonly Uint8Array[],
): Uint8Array {
  const sum = (marks: readonly Uint8Array[]) => marks.reduce((total, mark) => total + numberOf(sm3(mark)), 0n);
  const after = (((numberOf(before) + sum(added) - sum(removed)) % modulus) + modulus) % modulus;
  return Uint8Array.from(Buffer.from(after.toString(16).padStart(64, '0'), 'hex'));
}
