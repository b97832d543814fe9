// DES and 3DES as the first two card generations and the purse need them, through Node's OpenSSL. Not for the browser.
import { concat, requireLength, xor } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import { pad80 } from './padding.ts';

/** OpenSSL 3 carries no single DES; three equal keys are the same function. */
function expand(key: Uint8Array): Uint8Array {
  if (key.length === 8) return concat(key, key, key);
  if (key.length === 16) return concat(key, key.subarray(0, 8));
  if (key.length === 24) return key;
  throw new CryptoError('bad-length', 'des key');
}

function run(key: Uint8Array, iv: Uint8Array | null, data: Uint8Array, decrypt: boolean): Uint8Array {
  if (data.length % 8 !== 0) throw new CryptoError('bad-length', 'des data');
  if (iv) requireLength(iv, 8, 'iv');
  // Asked for at run time, because an import of node:crypto would keep the whole door out of the browser.
  const crypto = globalThis.process?.getBuiltinModule?.('node:crypto');
  if (!crypto) throw new CryptoError('unknown-algorithm', '3DES needs Node.js');
  const name = iv ? 'des-ede3-cbc' : 'des-ede3-ecb';
  const cipher = crypto[decrypt ? 'createDecipheriv' : 'createCipheriv'](name, expand(key), iv);
  const out = cipher.setAutoPadding(false).update(data);
  return new Uint8Array(out.buffer, out.byteOffset, out.length).slice();
}

const zeros = new Uint8Array(8);
const complement = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xff);

const encryptEcb = (key: Uint8Array, data: Uint8Array): Uint8Array => run(key, null, data, false);
const decryptEcb = (key: Uint8Array, data: Uint8Array): Uint8Array => run(key, null, data, true);
const encryptCbc = (key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array => run(key, iv, data, false);
const decryptCbc = (key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array => run(key, iv, data, true);

/** Single-DES CBC-MAC with an 8-byte key over the message padded with 80 00..: 8 bytes. */
function singleMac(key: Uint8Array, message: Uint8Array, iv: Uint8Array = zeros): Uint8Array {
  requireLength(key, 8, 'des key');
  return run(key, iv, pad80(message, 8), false).slice(-8);
}

/** ISO/IEC 9797-1 algorithm 3 with a 16-byte key over the message padded with 80 00..: 8 bytes. */
function retailMac(key: Uint8Array, message: Uint8Array, iv: Uint8Array = zeros): Uint8Array {
  requireLength(key, 16, '3des key');
  const left = key.subarray(0, 8);
  return encryptEcb(left, decryptEcb(key.subarray(8), singleMac(left, message, iv)));
}

/** The 16-byte key of one card: 3DES(key, factor) ‖ 3DES(key, complement of factor), factor of 8 bytes. */
function diversify(key: Uint8Array, factor: Uint8Array): Uint8Array {
  requireLength(key, 16, '3des key');
  requireLength(factor, 8, 'factor');
  return encryptEcb(key, concat(factor, complement(factor)));
}

/** The 8-byte session key of a purse transaction: 3DES(key, factor). */
function purseSessionKey(key: Uint8Array, factor: Uint8Array): Uint8Array {
  requireLength(key, 16, '3des key');
  requireLength(factor, 8, 'factor');
  return encryptEcb(key, factor);
}

/** The 16-byte session key of the bank profile, of odd parity, from the 2-byte transaction counter. */
function bankSessionKey(key: Uint8Array, counter: Uint8Array): Uint8Array {
  requireLength(key, 16, '3des key');
  requireLength(counter, 2, 'transaction counter');
  const six = zeros.subarray(0, 6);
  return oddParity(encryptEcb(key, concat(six, counter, six, complement(counter))));
}

/** Every byte with its lowest bit set so that the number of ones is odd. */
function oddParity(key: Uint8Array): Uint8Array {
  return key.map((byte) => {
    let ones = byte >> 1;
    ones ^= ones >> 4;
    ones ^= ones >> 2;
    ones ^= ones >> 1;
    return (byte & 0xfe) | (~ones & 1);
  });
}

/** The single-DES key of the transaction certificate (TAC): left half xor right half of a 16-byte key. */
function tacKey(key: Uint8Array): Uint8Array {
  requireLength(key, 16, '3des key');
  return xor(key.subarray(0, 8), key.subarray(8));
}

/** Key check value: the first 3 bytes of the encrypted zero block. */
const checkValue = (key: Uint8Array): Uint8Array => encryptEcb(key, zeros).slice(0, 3);

export const des = {
  encryptEcb,
  decryptEcb,
  encryptCbc,
  decryptCbc,
  singleMac,
  retailMac,
  diversify,
  purseSessionKey,
  bankSessionKey,
  oddParity,
  tacKey,
  checkValue,
};
