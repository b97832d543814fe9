// SM4 (GB/T 32907-2016) in the modes the card programme uses. Keys are 16 bytes or a prepared key; data in, new data out.
import { concat, equalSecrets, xor } from './bytes.ts';
import { CHUNK, core } from './core.ts';
import { CryptoError } from './crypto-error.ts';
import { keyOf, prepareKey, type Sm4Key, type Sm4KeyInput } from './sm4-key.ts';
import { macMany } from './sm4-many.ts';

const zeros = new Uint8Array(16);

/** ECB over whole blocks; also how a single block is encrypted. */
const encryptEcb = (key: Sm4KeyInput, data: Uint8Array): Uint8Array => keyOf(key).ecb(data, false);
const decryptEcb = (key: Sm4KeyInput, data: Uint8Array): Uint8Array => keyOf(key).ecb(data, true);

/** CBC over whole blocks; pad first. */
const encryptCbc = (key: Sm4KeyInput, iv: Uint8Array, data: Uint8Array): Uint8Array => keyOf(key).cbc(iv, data, false);
const decryptCbc = (key: Sm4KeyInput, iv: Uint8Array, data: Uint8Array): Uint8Array => keyOf(key).cbc(iv, data, true);

/** CTR over any number of bytes; the same call encrypts and decrypts. The counter counts in all its 128 bits. */
const ctr = (key: Sm4KeyInput, counter: Uint8Array, data: Uint8Array): Uint8Array =>
  keyOf(key).ctr(counter, data, false);

/** The last block of CBC encryption over whole blocks, iv zero by default. Safe only if all messages have one length or a padding that says so. */
const cbcMac = (key: Sm4KeyInput, data: Uint8Array, iv: Uint8Array = zeros): Uint8Array => keyOf(key).cbcMac(iv, data);

/** CMAC (GB/T 15852.1 algorithm 5, NIST SP 800-38B): 16 bytes, for messages of any length. */
function cmac(key: Sm4KeyInput, message: Uint8Array): Uint8Array {
  const k = keyOf(key);
  const subkey = doubled(k.ecb(zeros, false));
  const full = message.length > 0 && message.length % 16 === 0;
  const padded = new Uint8Array(full ? message.length : (Math.floor(message.length / 16) + 1) * 16);
  padded.set(message);
  if (!full) padded[message.length] = 0x80;
  const last = padded.subarray(-16);
  last.set(xor(last, full ? subkey : doubled(subkey)));
  return k.cbcMac(zeros, padded);
}

function doubled(block: Uint8Array): Uint8Array {
  const out = block.map((byte, i) => (byte << 1) | ((block[i + 1] ?? 0) >> 7));
  out[15]! ^= 0x87 & -(block[0]! >> 7);
  return out;
}

export interface AeadOptions {
  /** Authenticated but not encrypted. */
  aad?: Uint8Array;
  /** Bytes of the tag at the end: 16 unless a format demands less. */
  tagLength?: number;
}

/** GCM (RFC 8998): ciphertext ‖ tag. A nonce (12 bytes best, any length but 0 allowed) must never serve twice under one key. */
function encryptGcm(key: Sm4KeyInput, nonce: Uint8Array, plaintext: Uint8Array, options: AeadOptions = {}): Uint8Array {
  const { aad = zeros.subarray(0, 0), tagLength = 16 } = options;
  requireTag(tagLength, 12, 1);
  const k = keyOf(key);
  const { hashKey, counter } = startGcm(k, nonce);
  const ciphertext = k.ctr(next(counter), plaintext, true);
  return concat(ciphertext, gcmTag(k, hashKey, counter, aad, ciphertext).subarray(0, tagLength));
}

/** Opens ciphertext ‖ tag; throws 'decrypt-failed' and gives nothing away if a single bit was changed. */
function decryptGcm(key: Sm4KeyInput, nonce: Uint8Array, sealed: Uint8Array, options: AeadOptions = {}): Uint8Array {
  const { aad = zeros.subarray(0, 0), tagLength = 16 } = options;
  requireTag(tagLength, 12, 1);
  if (sealed.length < tagLength) throw new CryptoError('decrypt-failed');
  const ciphertext = sealed.subarray(0, sealed.length - tagLength);
  const k = keyOf(key);
  const { hashKey, counter } = startGcm(k, nonce);
  const tag = gcmTag(k, hashKey, counter, aad, ciphertext).subarray(0, tagLength);
  if (!equalSecrets(tag, sealed.subarray(ciphertext.length))) throw new CryptoError('decrypt-failed');
  return k.ctr(next(counter), ciphertext, true);
}

function requireTag(length: number, least: number, step: number): void {
  if (!Number.isInteger(length) || length < least || length > 16 || length % step !== 0) {
    throw new CryptoError('bad-length', 'tag');
  }
}

function startGcm(k: Sm4Key, nonce: Uint8Array): { hashKey: Uint8Array; counter: Uint8Array } {
  if (nonce.length === 0) throw new CryptoError('bad-length', 'nonce');
  // The counter mode of zeros is the block cipher without a table.
  const hashKey = k.ctr(zeros, zeros, true);
  const counter = new Uint8Array(16);
  if (nonce.length === 12) {
    counter.set(nonce);
    counter[15] = 1;
    return { hashKey, counter };
  }
  return { hashKey, counter: ghash(hashKey, [nonce], 0, nonce.length) };
}

function next(counter: Uint8Array): Uint8Array {
  const out = new Uint8Array(counter);
  const view = new DataView(out.buffer);
  view.setUint32(12, (view.getUint32(12) + 1) >>> 0);
  return out;
}

function gcmTag(
  k: Sm4Key,
  hashKey: Uint8Array,
  counter: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array {
  return k.ctr(counter, ghash(hashKey, [aad, ciphertext], aad.length, ciphertext.length), true);
}

/** GHASH of the parts, each filled up to whole blocks, and of the block with the two lengths. */
function ghash(hashKey: Uint8Array, parts: Uint8Array[], aadLength: number, dataLength: number): Uint8Array {
  const c = core();
  const [state, data] = [c.at, c.at + 32];
  c.wipe(0, 16);
  c.run.ghashKey(c.put(16, hashKey));
  const lengths = new Uint8Array(16);
  const view = new DataView(lengths.buffer);
  view.setBigUint64(0, BigInt(aadLength) * 8n);
  view.setBigUint64(8, BigInt(dataLength) * 8n);
  for (const part of [...parts, lengths]) {
    for (let at = 0; at < part.length; at += CHUNK) {
      const piece = part.subarray(at, at + CHUNK);
      c.put(32, piece);
      c.run.ghash(state, data, piece.length);
    }
  }
  const digest = c.get(0, 16);
  c.wipe(0, 32);
  c.run.ghashWipe();
  return digest;
}

/** CCM (RFC 8998, SP 800-38C): ciphertext ‖ tag. The nonce has 7 to 13 bytes and must never serve twice under one key. */
function encryptCcm(key: Sm4KeyInput, nonce: Uint8Array, plaintext: Uint8Array, options: AeadOptions = {}): Uint8Array {
  const { aad = zeros.subarray(0, 0), tagLength = 16 } = options;
  const k = keyOf(key);
  const tag = ccmTag(k, nonce, plaintext, aad, tagLength);
  return concat(k.ctr(ccmCounter(nonce, 1), plaintext, false), tag);
}

/** Opens ciphertext ‖ tag; throws 'decrypt-failed' if a single bit was changed. */
function decryptCcm(key: Sm4KeyInput, nonce: Uint8Array, sealed: Uint8Array, options: AeadOptions = {}): Uint8Array {
  const { aad = zeros.subarray(0, 0), tagLength = 16 } = options;
  if (sealed.length < tagLength) throw new CryptoError('decrypt-failed');
  const k = keyOf(key);
  const plaintext = k.ctr(ccmCounter(nonce, 1), sealed.subarray(0, sealed.length - tagLength), false);
  const tag = ccmTag(k, nonce, plaintext, aad, tagLength);
  if (!equalSecrets(tag, sealed.subarray(sealed.length - tagLength))) {
    plaintext.fill(0);
    throw new CryptoError('decrypt-failed');
  }
  return plaintext;
}

function ccmCounter(nonce: Uint8Array, index: number): Uint8Array {
  if (nonce.length < 7 || nonce.length > 13) throw new CryptoError('bad-length', 'nonce');
  const counter = new Uint8Array(16);
  counter[0] = 14 - nonce.length;
  counter.set(nonce, 1);
  counter[15] = index;
  return counter;
}

function ccmTag(k: Sm4Key, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array, tagLength: number): Uint8Array {
  requireTag(tagLength, 4, 2);
  const first = ccmCounter(nonce, 0);
  const width = 15 - nonce.length;
  if (width < 4 && plaintext.length >= 2 ** (8 * width)) throw new CryptoError('bad-length', 'message');
  first[0]! |= (aad.length > 0 ? 64 : 0) | (((tagLength - 2) / 2) << 3);
  new DataView(first.buffer).setUint32(12, plaintext.length | new DataView(first.buffer).getUint32(12));
  const head = aadHead(aad.length);
  const headLength = head.length + aad.length;
  const aadEnd = 16 + Math.ceil(headLength / 16) * 16;
  const message = new Uint8Array(aadEnd + Math.ceil(plaintext.length / 16) * 16);
  message.set(first);
  message.set(head, 16);
  message.set(aad, 16 + head.length);
  message.set(plaintext, aadEnd);
  const mac = k.cbcMac(zeros, message, true);
  message.fill(0);
  return k.ctr(ccmCounter(nonce, 0), mac, false).slice(0, tagLength);
}

function aadHead(length: number): Uint8Array {
  if (length === 0) return new Uint8Array(0);
  if (length < 0xff00) return Uint8Array.of(length >> 8, length);
  return Uint8Array.of(0xff, 0xfe, length >>> 24, length >>> 16, length >>> 8, length);
}

export const sm4 = {
  prepareKey,
  encryptEcb,
  decryptEcb,
  encryptCbc,
  decryptCbc,
  ctr,
  encryptGcm,
  decryptGcm,
  encryptCcm,
  decryptCcm,
  cbcMac,
  cmac,
  macMany,
};
