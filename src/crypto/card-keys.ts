// What the card profiles make of SM4: card keys from master keys, session keys, short MACs.
import { concat, requireLength } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import { pad80 } from './padding.ts';
import { sm4 } from './sm4.ts';
import { keyOf, type Sm4KeyInput } from './sm4-key.ts';

const complement = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xff);

/** One block, without a table: nothing about a master key may show in the time. */
const encryptBlock = (key: Sm4KeyInput, block: Uint8Array): Uint8Array => keyOf(key).ecb(block, false, true);

/** The key of one card, or the session key of one transaction: SM4(key, factor ‖ complement of factor), factor of 8 bytes. */
function diversify(key: Sm4KeyInput, factor: Uint8Array): Uint8Array {
  requireLength(factor, 8, 'factor');
  return encryptBlock(key, concat(factor, complement(factor)));
}

/** The session key of the bank profile (JR/T 0025): SM4(key, 0^6 ‖ ATC ‖ 0^6 ‖ complement of ATC), counter of 2 bytes. */
function bankSessionKey(key: Sm4KeyInput, counter: Uint8Array): Uint8Array {
  requireLength(counter, 2, 'transaction counter');
  const zeros = new Uint8Array(6);
  return encryptBlock(key, concat(zeros, counter, zeros, complement(counter)));
}

/** CBC-MAC over the message padded with 80 00.., its leftmost `length` bytes (4 by default). */
function mac(
  key: Sm4KeyInput,
  message: Uint8Array,
  { iv, length = 4 }: { iv?: Uint8Array; length?: number } = {},
): Uint8Array {
  if (!Number.isInteger(length) || length < 4 || length > 16) throw new CryptoError('bad-length', 'mac');
  return sm4.cbcMac(key, pad80(message), iv).slice(0, length);
}

/** The same MAC folded to 4 bytes by exclusive or of its four words: secure messaging of the certificate application. */
function foldedMac(key: Sm4KeyInput, iv: Uint8Array, message: Uint8Array): Uint8Array {
  const full = sm4.cbcMac(key, pad80(message), iv);
  return full.slice(0, 4).map((byte, i) => byte ^ full[i + 4]! ^ full[i + 8]! ^ full[i + 12]!);
}

/** Key check value: the first 3 bytes of the encrypted zero block. */
function checkValue(key: Sm4KeyInput): Uint8Array {
  return encryptBlock(key, new Uint8Array(16)).slice(0, 3);
}

export const cardKeys = { diversify, bankSessionKey, mac, foldedMac, checkValue };
