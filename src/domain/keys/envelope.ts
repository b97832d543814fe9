// An envelope: keys on their way to somebody outside. SM4-GCM under a fresh key, and that under the recipient's SM2 key.
import { CryptoError, fillRandom, fromHex, type Sm2PrivateKeyInput, sm2, sm4, toHex } from '../../crypto/index.ts';

/** Hex throughout. */
export interface Envelope {
  readonly key: string;
  readonly nonce: string;
  readonly body: string;
}

/** Seals bytes for the holder of a private key; throws CryptoError 'bad-point' when the public key is none. */
export function sealEnvelope(content: Uint8Array, recipient: Uint8Array): Envelope {
  const key = fillRandom(new Uint8Array(16));
  const nonce = fillRandom(new Uint8Array(12));
  try {
    return {
      key: toHex(sm2.encrypt(key, recipient)),
      nonce: toHex(nonce),
      body: toHex(sm4.encryptGcm(key, nonce, content)),
    };
  } finally {
    key.fill(0);
  }
}

/** Opens an envelope; throws CryptoError 'decrypt-failed' when it was changed or is for another key. The caller wipes the content. */
export function openEnvelope(envelope: Envelope, privateKey: Sm2PrivateKeyInput): Uint8Array {
  const key = sm2.decrypt(fromHex(envelope.key), privateKey);
  try {
    if (key.length !== 16) throw new CryptoError('decrypt-failed');
    return sm4.decryptGcm(key, fromHex(envelope.nonce), fromHex(envelope.body));
  } finally {
    key.fill(0);
  }
}
