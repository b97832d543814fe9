// Small things done with byte arrays, in every runtime alike: join, compare, wipe, hex, base64, chance.
import { CryptoError } from './crypto-error.ts';

/** The arrays end to end. */
export function concat(...parts: Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Whether two secrets are equal; its time depends on the length only. */
export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

/** Byte by byte exclusive or of two arrays of one length. */
export function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  requireLength(b, a.length, 'xor');
  return a.map((byte, i) => byte ^ b[i]!);
}

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** Reads hex of even length, blanks allowed between digits. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) throw new CryptoError('bad-length', 'hex');
  const out = new Uint8Array(digits.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return out;
}

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary);
}

/** Reads base64 with correct padding. */
export function fromBase64(text: string): Uint8Array {
  const binary = atob(text);
  const out = new Uint8Array(binary.length);
  for (let i = 0; i < out.length; i++) out[i] = binary.charCodeAt(i);
  return out;
}

export function requireLength(bytes: Uint8Array, length: number, what: string): void {
  if (!(bytes instanceof Uint8Array) || bytes.length !== length) throw new CryptoError('bad-length', what);
}

const pool = new Uint8Array(4096);
let unused = 0;

/** Fills the array with randomness of the platform. A pool saves the system call, and what was handed out is wiped. */
export function fillRandom(out: Uint8Array): Uint8Array {
  if (out.length > pool.length) {
    for (let at = 0; at < out.length; at += 65536) refill(out.subarray(at, at + 65536));
    return out;
  }
  if (unused < out.length) {
    refill(pool);
    unused = pool.length;
  }
  const chunk = pool.subarray(unused - out.length, unused);
  out.set(chunk);
  chunk.fill(0);
  unused -= out.length;
  return out;
}

function refill(target: Uint8Array): void {
  if (!globalThis.crypto?.getRandomValues) throw new CryptoError('no-randomness');
  globalThis.crypto.getRandomValues(target as Uint8Array<ArrayBuffer>);
}
