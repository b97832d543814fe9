// SM3 (GB/T 32905-2016) and what is built on it: HMAC, the key derivation of SM2, HKDF.
import { concat } from './bytes.ts';
import { hash } from './core.ts';
import { CryptoError } from './crypto-error.ts';

/** The 32-byte digest of the parts, taken as one message. */
export function sm3(...parts: Uint8Array[]): Uint8Array {
  return hash(parts);
}

/** HMAC-SM3 (RFC 2104) over the parts, taken as one message: 32 bytes. */
export function hmacSm3(key: Uint8Array, ...parts: Uint8Array[]): Uint8Array {
  const pad = new Uint8Array(64);
  pad.set(key.length > 64 ? sm3(key) : key);
  const inner = hash([pad.map((b) => b ^ 0x36), ...parts]);
  return hash([pad.map((b) => b ^ 0x5c), inner]);
}

/** The key derivation function of GB/T 32918.4 clause 5.4.3 (X9.63 with SM3): `length` bytes from the shared secret. */
export function kdf(secret: Uint8Array, length: number): Uint8Array {
  if (!Number.isSafeInteger(length) || length < 0 || length > 0x7fffffff) throw new CryptoError('bad-length', 'kdf');
  const out = new Uint8Array(Math.ceil(length / 32) * 32);
  const counter = new Uint8Array(4);
  for (let i = 1; i <= out.length / 32; i++) {
    new DataView(counter.buffer).setUint32(0, i);
    out.set(hash([secret, counter]), (i - 1) * 32);
  }
  return out.slice(0, length);
}

/** HKDF (RFC 5869) with SM3. */
export function hkdfSm3(key: Uint8Array, salt: Uint8Array, context: Uint8Array, length: number): Uint8Array {
  if (!Number.isSafeInteger(length) || length < 1 || length > 255 * 32) throw new CryptoError('bad-length', 'hkdf');
  const extracted = hmacSm3(salt, key);
  const out = new Uint8Array(Math.ceil(length / 32) * 32);
  let previous: Uint8Array = new Uint8Array(0);
  for (let i = 1; i <= out.length / 32; i++) {
    previous = hmacSm3(extracted, concat(previous, context, Uint8Array.of(i)));
    out.set(previous, (i - 1) * 32);
  }
  extracted.fill(0);
  return out.slice(0, length);
}
