// The door of the ciphers: SM2, SM3, SM4, card keys and certificates. Bytes in, bytes out.
export { concat, equalSecrets, fillRandom, fromBase64, fromHex, toBase64, toHex, xor } from './bytes.ts';
export { cardKeys } from './card-keys.ts';
export { CryptoError, type CryptoErrorCode } from './crypto-error.ts';
export { des } from './des.ts';
export { pad80, padPkcs7, unpad80, unpadPkcs7 } from './padding.ts';
export type { Agreement, ExchangeSide } from './sm2/exchange.ts';
export type { KeyPair, Sm2PrivateKey, Sm2PrivateKeyInput } from './sm2/private-key.ts';
export type { PreparedPublicKey } from './sm2/public-key.ts';
export type { PublicKeyInput, SignedMessage } from './sm2/signature.ts';
export { sm2 } from './sm2/sm2.ts';
export { HmacSm3Key, hkdfSm3, hmacSm3, kdf, sm3 } from './sm3.ts';
export { type AeadOptions, sm4 } from './sm4.ts';
export type { Sm4Key, Sm4KeyInput } from './sm4-key.ts';
