// SM2 (GB/T 32918): signatures, encryption and key exchange on the recommended curve, as one object.
import { ciphertextFromDer, ciphertextToDer, encrypt } from './ciphertext.ts';
import { envelopeKeyPair, openEnvelope } from './envelope.ts';
import { agree } from './exchange.ts';
import { generateKeyPair, privateKey, type Sm2PrivateKeyInput, withPrivateKey } from './private-key.ts';
import { compress, DEFAULT_ID, preparePublicKey, uncompress } from './public-key.ts';
import {
  digestOf,
  hazardousSignDigest,
  hazardousVerifyDigest,
  sign,
  signatureFromDer,
  signatureToDer,
  verify,
  verifyMany,
} from './signature.ts';

/** Opens C1‖C3‖C2; throws 'decrypt-failed' if it was changed or is for another key. */
const decrypt = (ciphertext: Uint8Array, key: Sm2PrivateKeyInput): Uint8Array =>
  withPrivateKey(key, (k) => k.decrypt(ciphertext));

export const sm2 = {
  defaultId: DEFAULT_ID,
  generateKeyPair,
  privateKey,
  preparePublicKey,
  compress,
  uncompress,
  sign,
  verify,
  verifyMany,
  digestOf,
  signatureToDer,
  signatureFromDer,
  encrypt,
  decrypt,
  ciphertextToDer,
  ciphertextFromDer,
  envelopeKeyPair,
  openEnvelope,
  agree,
  hazardousSignDigest,
  hazardousVerifyDigest,
};
