// SM2 signatures (GB/T 32918.2): 64 bytes r‖s over messages, with the identity of the signer; DER as GM/T 0009 writes it.
import { concat, requireLength, toHex } from '../bytes.ts';
import { core } from '../core.ts';
import { CryptoError } from '../crypto-error.ts';
import { readWhole, sequence, TAG, unsigned } from '../der.ts';
import { sm3 } from '../sm3.ts';
import { identityOf, type Sm2PrivateKeyInput, withPrivateKey } from './private-key.ts';
import { coordinates, DEFAULT_ID, identityDigest, PreparedPublicKey, preparePublicKey } from './public-key.ts';

export interface IdentityOption {
  /** The signer's distinguished identity; 1234567812345678 by default. */
  id?: Uint8Array;
}

export type PublicKeyInput = Uint8Array | PreparedPublicKey;

/** Signs a message: r‖s. A key object signs much faster than key bytes, from which it is made for every call. */
export function sign(
  message: Uint8Array,
  key: Sm2PrivateKeyInput,
  { id = DEFAULT_ID }: IdentityOption = {},
): Uint8Array {
  return withPrivateKey(key, (k) => k.signDigest(sm3(identityOf(k).get(id), message)));
}

/** Whether r‖s is the signature of the message. False, never an error, for every malformed signature; a bad key throws. */
export function verify(
  message: Uint8Array,
  signature: Uint8Array,
  publicKey: PublicKeyInput,
  { id = DEFAULT_ID }: IdentityOption = {},
): boolean {
  const prepared = publicKey instanceof PreparedPublicKey;
  const point = prepared ? publicKey.point : coordinates(publicKey);
  const z = prepared ? publicKey.identity.get(id) : identityDigest(point, id);
  return verifyDigest(sm3(z, message), signature, publicKey, point);
}

/** What a chip that signs digests is handed: identity and message hashed, so that `verify` of the message takes its signature. */
export const digestOf = (
  message: Uint8Array,
  publicKey: Uint8Array,
  { id = DEFAULT_ID }: IdentityOption = {},
): Uint8Array => sm3(identityDigest(coordinates(publicKey), id), message);

/** Signs 32 bytes as they are. Whoever lets others choose them lets them forge: hash message and identity with `sign` instead. */
export function hazardousSignDigest(digest: Uint8Array, key: Sm2PrivateKeyInput): Uint8Array {
  return withPrivateKey(key, (k) => k.signDigest(digest));
}

/** Verifies over 32 bytes as they are: anyone can make up a digest with a valid signature, so they must be hashed here. */
export function hazardousVerifyDigest(digest: Uint8Array, signature: Uint8Array, publicKey: PublicKeyInput): boolean {
  const point = publicKey instanceof PreparedPublicKey ? publicKey.point : coordinates(publicKey);
  return verifyDigest(digest, signature, publicKey, point);
}

function verifyDigest(
  digest: Uint8Array,
  signature: Uint8Array,
  publicKey: PublicKeyInput,
  point: Uint8Array,
): boolean {
  requireLength(digest, 32, 'digest');
  const table = publicKey instanceof PreparedPublicKey ? publicKey.table() : 0;
  const c = core();
  if (table === 0 && !(publicKey instanceof PreparedPublicKey) && !c.run.checkPoint(c.put(0, point))) {
    throw new CryptoError('bad-point');
  }
  if (signature.length !== 64) return false;
  const e = c.put(64, digest);
  const rs = c.put(96, signature);
  return (table === 0 ? c.run.verify(e, rs, c.put(0, point)) : c.run.verifyPrepared(e, rs, table)) !== 0;
}

export interface SignedMessage extends IdentityOption {
  message: Uint8Array;
  signature: Uint8Array;
  publicKey: PublicKeyInput;
}

/** From this many signatures of one key on, its comb pays for itself. */
const WORTH_PREPARING = 20;

/** Verifies many signatures, one answer each, in order; keys that come often are prepared. A bad key counts as false. */
export function verifyMany(items: readonly SignedMessage[]): boolean[] {
  const seen = new Map<string, number>();
  const names = items.map(({ publicKey }) => (publicKey instanceof PreparedPublicKey ? undefined : toHex(publicKey)));
  for (const name of names) if (name !== undefined) seen.set(name, (seen.get(name) ?? 0) + 1);
  return items.map(({ message, signature, publicKey, id }, i) => {
    try {
      const often = names[i] !== undefined && seen.get(names[i])! >= WORTH_PREPARING;
      return verify(message, signature, often ? preparePublicKey(publicKey) : publicKey, id ? { id } : {});
    } catch (error) {
      if (error instanceof CryptoError) return false;
      throw error;
    }
  });
}

/** SEQUENCE { INTEGER r, INTEGER s }. */
export function signatureToDer(signature: Uint8Array): Uint8Array {
  requireLength(signature, 64, 'sm2 signature');
  return sequence(unsigned(signature.subarray(0, 32)), unsigned(signature.subarray(32)));
}

/** r‖s from strict DER; throws 'bad-der' for anything else, trailing bytes included. */
export function signatureFromDer(bytes: Uint8Array): Uint8Array {
  return readWhole(bytes, TAG.sequence, (reader) => concat(reader.unsigned(32), reader.unsigned(32)));
}
