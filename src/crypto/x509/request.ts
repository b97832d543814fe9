// Certificate requests (PKCS#10, RFC 2986): a public key and a name, signed with the private key to prove its possession.
import { CryptoError } from '../crypto-error.ts';
import { context, DerReader, der, oid, sequence, setOf, small, TAG } from '../der.ts';
import { type Sm2PrivateKeyInput, withPrivateKey } from '../sm2/private-key.ts';
import type { IdentityOption } from '../sm2/signature.ts';
import { type Extensions, encodeExtensions, readExtensions } from './extensions.ts';
import { encodePublicKey, readPublicKey } from './keys.ts';
import { type DistinguishedName, decodeName, encodeName } from './name.ts';
import { OID } from './oid.ts';
import { decodeSigned, signWhole, verifySigned } from './signed.ts';

export interface CertificateRequest {
  subject: DistinguishedName;
  subjectBytes: Uint8Array;
  publicKey: Uint8Array;
  /** What the applicant asks for; the authority decides. */
  extensions: Extensions;
}

/** Makes a request: DER. */
export function signRequest(
  { subject, extensions }: { subject: DistinguishedName; extensions?: Extensions },
  key: Sm2PrivateKeyInput,
  options: IdentityOption = {},
): Uint8Array {
  return withPrivateKey(key, (k) => {
    const attributes = extensions ? [sequence(oid(OID.extensionRequest), setOf(encodeExtensions(extensions)))] : [];
    const body = sequence(small(0), encodeName(subject), encodePublicKey(k.publicKey), der(context(0), ...attributes));
    return signWhole(body, k, options);
  });
}

/** Reads a request and checks the proof of possession; throws 'bad-request' if it does not hold. */
export function openRequest(bytes: Uint8Array, options: IdentityOption = {}): CertificateRequest {
  if (bytes.length > 65536) throw new CryptoError('bad-request', 'too long');
  const signed = decodeSigned(new Uint8Array(bytes));
  const reader = new DerReader(signed.tbs).read(TAG.sequence);
  if (reader.small() !== 0) throw new CryptoError('bad-request', 'version');
  const subjectBytes = reader.element(TAG.sequence);
  const publicKey = readPublicKey(reader.read(TAG.sequence));
  const attributes = reader.read(context(0));
  reader.finish();
  let extensions: Extensions = {};
  while (!attributes.isDone) {
    const attribute = attributes.read(TAG.sequence);
    const id = attribute.oid();
    const values = attribute.read(TAG.set);
    attribute.finish();
    if (id !== OID.extensionRequest) continue;
    extensions = readExtensions(values.read(TAG.sequence));
    values.finish();
  }
  if (!verifySigned(signed, publicKey, options)) throw new CryptoError('bad-request', 'signature');
  return { subject: decodeName(subjectBytes), subjectBytes, publicKey, extensions };
}
