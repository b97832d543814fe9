// What certificates, requests, revocation lists and status answers have in common: something to be signed, and an SM2 signature.
import { CryptoError } from '../crypto-error.ts';
import { bits, type DerReader, oid, readWhole, sequence, TAG } from '../der.ts';
import type { Sm2PrivateKeyInput } from '../sm2/private-key.ts';
import {
  type IdentityOption,
  type PublicKeyInput,
  sign,
  signatureFromDer,
  signatureToDer,
  verify,
} from '../sm2/signature.ts';
import { OID } from './oid.ts';

/** SM2-with-SM3, without parameters. */
export const SIGNATURE_ALGORITHM = sequence(oid(OID.sm2WithSm3));

export interface Signed {
  /** The signed bytes, with their header. */
  readonly tbs: Uint8Array;
  /** r‖s. */
  readonly signature: Uint8Array;
}

/** SEQUENCE { tbs, SM2-with-SM3, BIT STRING }. */
export function signWhole(tbs: Uint8Array, key: Sm2PrivateKeyInput, options: IdentityOption = {}): Uint8Array {
  return assemble(tbs, sign(tbs, key, options));
}

/** The same with a signature r‖s that was made elsewhere, over `tbs` with the identity of the signer. */
export function assemble(tbs: Uint8Array, signature: Uint8Array): Uint8Array {
  return sequence(tbs, SIGNATURE_ALGORITHM, bits(signatureToDer(signature)));
}

export function readSigned(reader: DerReader): Signed {
  const tbs = reader.element(TAG.sequence);
  requireAlgorithm(reader.read(TAG.sequence));
  return { tbs, signature: signatureFromDer(reader.bits()) };
}

export const decodeSigned = (bytes: Uint8Array): Signed => readWhole(bytes, TAG.sequence, readSigned);

/** Accepts SM2-with-SM3 only; some issuers write a NULL after it. */
export function requireAlgorithm(reader: DerReader): void {
  if (reader.oid() !== OID.sm2WithSm3) throw new CryptoError('unknown-algorithm', 'signature');
  if (!reader.isDone) reader.null();
  reader.finish();
}

/** Whether the signature over the whole holds under this key. Says nothing about validity, revocation or path rules. */
export function verifySigned(signed: Signed, publicKey: PublicKeyInput, options: IdentityOption = {}): boolean {
  return verify(signed.tbs, signed.signature, publicKey, options);
}
