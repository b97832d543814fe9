// SM3 (GB/T 32905-2016) and what is built on it: HMAC, the key derivation of SM2, HKDF.
import { CHUNK, core } from './core.ts';
import { CryptoError } from './crypto-error.ts';

const DIGEST = 0;
const SAVED = 32;
const DATA = 128;

/** Takes the parts into the running digest and finishes it; `before` bytes went in earlier. Returns how much buffer was used. */
function absorb(parts: Uint8Array[], before: number): number {
  const c = core();
  let filled = 0;
  let total = before;
  let used = 0;
  for (const part of parts) {
    let taken = 0;
    while (taken < part.length) {
      const piece = taken === 0 && part.length <= CHUNK - filled ? part : part.subarray(taken, taken + CHUNK - filled);
      c.put(DATA + filled, piece);
      filled += piece.length;
      taken += piece.length;
      if (filled === CHUNK) {
        c.run.sm3Blocks(c.at + DATA, CHUNK / 64);
        used = CHUNK;
        filled = 0;
      }
    }
    total += part.length;
  }
  c.run.sm3Finish(c.at + DATA, filled, total, c.at + DIGEST);
  return Math.max(used, filled);
}

/** The 32-byte digest of the parts, taken as one message. */
export function sm3(...parts: Uint8Array[]): Uint8Array {
  const c = core();
  c.run.sm3Start();
  absorb(parts, 0);
  return c.get(DIGEST, 32);
}

/** The same for secret input: leaves nothing of it in the core. */
export function sm3Secret(...parts: Uint8Array[]): Uint8Array {
  const c = core();
  c.run.sm3Start();
  const used = absorb(parts, 0);
  const digest = c.get(DIGEST, 32);
  c.wipe(0, DATA + used);
  c.run.sm3Wipe();
  return digest;
}

/** A key of HMAC-SM3 whose two first blocks are hashed once: for many short messages under one key. */
export class HmacSm3Key {
  readonly #states: Uint8Array;

  constructor(key: Uint8Array) {
    const block = new Uint8Array(64);
    block.set(key.length > 64 ? sm3Secret(key) : key);
    const c = core();
    for (const [i, pad] of [0x36, 0x5c].entries()) {
      for (let j = 0; j < 64; j++) c.bytes[c.at + DATA + j] = block[j]! ^ pad;
      c.run.sm3Start();
      c.run.sm3Blocks(c.at + DATA, 1);
      c.run.sm3Save(c.at + SAVED + 32 * i);
    }
    this.#states = c.get(SAVED, 64);
    block.fill(0);
    c.wipe(0, DATA + 64);
    c.run.sm3Wipe();
  }

  /** The 32-byte MAC of the parts, taken as one message. */
  mac(...parts: Uint8Array[]): Uint8Array {
    const c = core();
    c.put(SAVED, this.#states);
    c.run.sm3Restore(c.at + SAVED);
    const used = absorb(parts, 64);
    c.run.sm3Restore(c.at + SAVED + 32);
    c.run.sm3Finish(c.at + DIGEST, 32, 96, c.at + DIGEST);
    const mac = c.get(DIGEST, 32);
    c.wipe(0, DATA + used);
    c.run.sm3Wipe();
    return mac;
  }

  wipe(): void {
    this.#states.fill(0);
  }
}

/** HMAC-SM3 (RFC 2104) over the parts, taken as one message: 32 bytes. */
export function hmacSm3(key: Uint8Array, ...parts: Uint8Array[]): Uint8Array {
  const prepared = new HmacSm3Key(key);
  const mac = prepared.mac(...parts);
  prepared.wipe();
  return mac;
}

/** The key derivation function of GB/T 32918.4 clause 5.4.3 (X9.63 with SM3): `length` bytes from the shared secret. */
export function kdf(secret: Uint8Array, length: number): Uint8Array {
  if (!Number.isSafeInteger(length) || length < 0 || length > 0x7fffffff) throw new CryptoError('bad-length', 'kdf');
  const out = new Uint8Array(length);
  const counter = new Uint8Array(4);
  for (let i = 1, at = 0; at < length; i++, at += 32) {
    new DataView(counter.buffer).setUint32(0, i);
    const part = sm3Secret(secret, counter);
    out.set(at + 32 <= length ? part : part.subarray(0, length - at), at);
    part.fill(0);
  }
  return out;
}

/** HKDF (RFC 5869) with SM3. */
export function hkdfSm3(key: Uint8Array, salt: Uint8Array, context: Uint8Array, length: number): Uint8Array {
  if (!Number.isSafeInteger(length) || length < 1 || length > 255 * 32) throw new CryptoError('bad-length', 'hkdf');
  const extracted = hmacSm3(salt, key);
  const prepared = new HmacSm3Key(extracted);
  const out = new Uint8Array(Math.ceil(length / 32) * 32);
  let previous: Uint8Array = new Uint8Array(0);
  for (let i = 1; i <= out.length / 32; i++) {
    previous = prepared.mac(previous, context, Uint8Array.of(i));
    out.set(previous, (i - 1) * 32);
  }
  prepared.wipe();
  extracted.fill(0);
  return out.slice(0, length);
}
