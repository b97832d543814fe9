// The two paddings in use: 80 00.. of ISO/IEC 9797-1 method 2 (cards), and PKCS#7 (files).
import { CryptoError } from './crypto-error.ts';

/** Appends 80 and then zeros up to a full block; always at least one byte. */
export function pad80(message: Uint8Array, blockSize = 16): Uint8Array {
  const out = new Uint8Array((Math.floor(message.length / blockSize) + 1) * blockSize);
  out.set(message);
  out[message.length] = 0x80;
  return out;
}

/** Removes what `pad80` appended; throws if it is not there. */
export function unpad80(padded: Uint8Array): Uint8Array {
  const at = padded.findLastIndex((byte) => byte !== 0);
  if (at < 0 || padded[at] !== 0x80) throw new CryptoError('bad-padding');
  return padded.slice(0, at);
}

/** PKCS#7: n bytes of value n, n from 1 to the block size. */
export function padPkcs7(message: Uint8Array, blockSize = 16): Uint8Array {
  const count = blockSize - (message.length % blockSize);
  const out = new Uint8Array(message.length + count).fill(count);
  out.set(message);
  return out;
}

/** Removes PKCS#7. Only for data whose integrity was checked first: the answer is an oracle otherwise. */
export function unpadPkcs7(padded: Uint8Array, blockSize = 16): Uint8Array {
  const count = padded.at(-1) ?? 0;
  if (padded.length % blockSize !== 0 || count < 1 || count > blockSize) throw new CryptoError('bad-padding');
  if (!padded.subarray(padded.length - count).every((byte) => byte === count)) throw new CryptoError('bad-padding');
  return padded.slice(0, padded.length - count);
}
