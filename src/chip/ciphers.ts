// The one file of the chip that meets a cipher library.
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { concat } from './bytes.ts';

const none = Buffer.alloc(0);

function run(name: string, key: Uint8Array, blocks: Uint8Array, decrypt: boolean): Uint8Array {
  const cipher = decrypt ? createDecipheriv(name, key, null) : createCipheriv(name, key, null);
  cipher.setAutoPadding(false);
  return new Uint8Array(cipher.update(blocks.length > 0 ? blocks : none));
}

/** Single DES is K|K|K; double-length 3DES is K1|K2|K1. */
const triple = (key: Uint8Array): Uint8Array =>
  key.length === 8 ? concat(key, key, key) : concat(key, key.subarray(0, 8));

/** DES (8-byte key) or 3DES (16-byte key) of whole blocks, ECB. */
export const des = (key: Uint8Array, blocks: Uint8Array): Uint8Array => run('des-ede3', triple(key), blocks, false);
export const undoDes = (key: Uint8Array, blocks: Uint8Array): Uint8Array => run('des-ede3', triple(key), blocks, true);
/** SM4 of whole blocks, ECB. */
export const sm4 = (key: Uint8Array, blocks: Uint8Array): Uint8Array => run('sm4-ecb', key, blocks, false);
export const undoSm4 = (key: Uint8Array, blocks: Uint8Array): Uint8Array => run('sm4-ecb', key, blocks, true);

/** SM3 digest, 32 bytes. */
export const sm3 = (message: Uint8Array): Uint8Array => new Uint8Array(createHash('sm3').update(message).digest());
