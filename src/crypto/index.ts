// The door of the ciphers: SM2, SM3, SM4, card keys and certificates. Bytes in, bytes out.
export { concat, equalSecrets, fillRandom, fromBase64, fromHex, toBase64, toHex, xor } from './bytes.ts';
export { cardKeys } from './card-keys.ts';
export { CryptoError, type CryptoErrorCode } from './crypto-error.ts';
export { des } from './des.ts';
export { pad80, padPkcs7, unpad80, unpadPkcs7 } from './padding.ts';
export { HmacSm3Key, hkdfSm3, hmacSm3, kdf, sm3 } from './sm3.ts';
export { sm4 } from './sm4.ts';
export type { Sm4Key, Sm4KeyInput } from './sm4-key.ts';
