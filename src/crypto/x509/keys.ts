// SM2 keys in files: SubjectPublicKeyInfo, PKCS#8 PrivateKeyInfo and SEC 1 ECPrivateKey, all unencrypted.
import { equalSecrets, requireLength } from '../bytes.ts';
import { CryptoError } from '../crypto-error.ts';
import { bits, context, type DerReader, der, octets, oid, readWhole, sequence, small, TAG } from '../der.ts';
import { type KeyPair, privateKey } from '../sm2/private-key.ts';
import { uncompress } from '../sm2/public-key.ts';
import { OID } from './oid.ts';

const ALGORITHM = sequence(oid(OID.ecPublicKey), oid(OID.sm2Curve));

function requireSm2(reader: DerReader): void {
  if (!reader.skipIf(ALGORITHM)) throw new CryptoError('unknown-algorithm', 'not an SM2 key');
}

/** SubjectPublicKeyInfo from any form of a public key. */
export function encodePublicKey(publicKey: Uint8Array): Uint8Array {
  return sequence(ALGORITHM, bits(uncompress(publicKey)));
}

/** 04‖X‖Y out of the fields of a SubjectPublicKeyInfo. That the point is on the curve is checked when it is used. */
export function readPublicKey(reader: DerReader): Uint8Array {
  requireSm2(reader);
  const point = reader.bits();
  if (point.length !== 65 || point[0] !== 4) throw new CryptoError('bad-point');
  return point;
}

export function decodePublicKey(bytes: Uint8Array): Uint8Array {
  return uncompress(readWhole(bytes, TAG.sequence, readPublicKey));
}

/** PKCS#8 PrivateKeyInfo. The caller wipes it. */
export function encodePrivateKey(pair: KeyPair): Uint8Array {
  requireLength(pair.privateKey, 32, 'sm2 private key');
  const inner = sequence(small(1), octets(pair.privateKey), der(context(1), bits(uncompress(pair.publicKey))));
  return sequence(small(0), ALGORITHM, octets(inner));
}

/** Reads PKCS#8 or SEC 1; a public key inside must belong to the private one. */
export function decodePrivateKey(bytes: Uint8Array): KeyPair {
  return readWhole(bytes, TAG.sequence, (reader) => {
    const version = reader.small();
    if (version === 1) return readEcKey(reader, true);
    if (version !== 0) throw new CryptoError('bad-der', 'version');
    requireSm2(reader);
    const pair = readWhole(reader.octets(), TAG.sequence, (inner) => {
      if (inner.small() !== 1) throw new CryptoError('bad-der', 'version');
      return readEcKey(inner, false);
    });
    reader.optional(context(0));
    return pair;
  });
}

function readEcKey(reader: DerReader, needsCurve: boolean): KeyPair {
  const secret = new Uint8Array(reader.octets());
  const parameters = reader.optional(context(0));
  if (parameters ? parameters.oid() !== OID.sm2Curve : needsCurve) {
    throw new CryptoError('unknown-algorithm', 'not an SM2 key');
  }
  parameters?.finish();
  const publicPart = reader.optional(context(1));
  const stated = publicPart?.bits();
  publicPart?.finish();
  const key = privateKey(secret);
  key.wipe();
  if (stated && !equalSecrets(uncompress(stated), key.publicKey)) throw new CryptoError('bad-key', 'halves differ');
  return { privateKey: secret, publicKey: key.publicKey };
}
