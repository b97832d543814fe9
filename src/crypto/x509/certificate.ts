// X.509 certificates with SM2 keys and SM2-with-SM3 signatures (GM/T 0015, RFC 5280).
import { fillRandom } from '../bytes.ts';
import { CryptoError } from '../crypto-error.ts';
import { context, DerReader, der, sequence, small, TAG, time, unsigned } from '../der.ts';
import type { Sm2PrivateKeyInput } from '../sm2/private-key.ts';
import type { IdentityOption } from '../sm2/signature.ts';
import { sm3 } from '../sm3.ts';
import { type Extensions, encodeExtensions, readExtensions } from './extensions.ts';
import { encodePublicKey, readPublicKey } from './keys.ts';
import { type DistinguishedName, decodeName, encodeName } from './name.ts';
import { decodeSigned, requireAlgorithm, SIGNATURE_ALGORITHM, type Signed, signWhole } from './signed.ts';

/** The longest certificate that is read. */
const MOST_BYTES = 65536;

/** A parsed certificate. Names and extensions are decoded when first asked for, because a verifier often needs neither. */
export class Certificate implements Signed {
  readonly bytes: Uint8Array;
  readonly tbs: Uint8Array;
  readonly signature: Uint8Array;
  /** Big-endian, no leading zero. */
  readonly serial: Uint8Array;
  readonly issuerBytes: Uint8Array;
  readonly subjectBytes: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** 04‖X‖Y; checked to be on the curve when used. */
  readonly publicKey: Uint8Array;
  readonly extensions: Extensions;

  constructor(bytes: Uint8Array) {
    if (bytes.length > MOST_BYTES) throw new CryptoError('bad-certificate', 'too long');
    this.bytes = new Uint8Array(bytes);
    const signed = decodeSigned(this.bytes);
    this.tbs = signed.tbs;
    this.signature = signed.signature;
    const reader = new DerReader(signed.tbs).read(TAG.sequence);
    const version = reader.optional(context(0));
    if (version?.small() !== 2) throw new CryptoError('bad-certificate', 'version 3 wanted');
    version.finish();
    const serial = reader.integer();
    this.serial = serial[0] === 0 ? serial.subarray(1) : serial;
    if (serial[0]! >= 0x80 || serial.length > 21 || this.serial.length === 0) {
      throw new CryptoError('bad-certificate', 'serial number');
    }
    // RFC 5280: the algorithm inside must be the one outside, so both must be SM2-with-SM3.
    requireAlgorithm(reader.read(TAG.sequence));
    this.issuerBytes = reader.element(TAG.sequence);
    const validity = reader.read(TAG.sequence);
    this.notBefore = validity.time();
    this.notAfter = validity.time();
    validity.finish();
    this.subjectBytes = reader.element(TAG.sequence);
    this.publicKey = readPublicKey(reader.read(TAG.sequence));
    const extensions = reader.optional(context(3));
    this.extensions = extensions ? readExtensions(extensions.read(TAG.sequence)) : {};
    extensions?.finish();
    reader.finish();
  }

  get issuer(): DistinguishedName {
    return decodeName(this.issuerBytes);
  }

  get subject(): DistinguishedName {
    return decodeName(this.subjectBytes);
  }
}

/** Reads one certificate from DER; strict, no trailing bytes. */
export function parseCertificate(bytes: Uint8Array): Certificate {
  return new Certificate(bytes);
}

export interface CertificateContent {
  serial: Uint8Array;
  issuer: DistinguishedName | Uint8Array;
  subject: DistinguishedName | Uint8Array;
  notBefore: Date;
  notAfter: Date;
  publicKey: Uint8Array;
  extensions?: Extensions;
}

/** What is to be signed: for issuers whose key lives in a hardware module. Put together again with `assemble`. */
export function certificateToBeSigned(content: CertificateContent): Uint8Array {
  const { serial, notBefore, notAfter, extensions } = content;
  if (serial.length === 0 || serial.length > 20 || serial.every((byte) => byte === 0)) {
    throw new CryptoError('bad-certificate', 'serial number');
  }
  if (!(notBefore.getTime() <= notAfter.getTime())) throw new CryptoError('bad-certificate', 'validity');
  return sequence(
    der(context(0), small(2)),
    unsigned(serial),
    SIGNATURE_ALGORITHM,
    nameBytes(content.issuer),
    sequence(time(notBefore), time(notAfter)),
    nameBytes(content.subject),
    encodePublicKey(content.publicKey),
    ...(extensions && Object.keys(extensions).length > 0 ? [der(context(3), encodeExtensions(extensions))] : []),
  );
}

const nameBytes = (name: DistinguishedName | Uint8Array): Uint8Array =>
  name instanceof Uint8Array ? name : encodeName(name);

/** Issues a certificate: DER. */
export function signCertificate(
  content: CertificateContent,
  issuerKey: Sm2PrivateKeyInput,
  options: IdentityOption = {},
): Uint8Array {
  return signWhole(certificateToBeSigned(content), issuerKey, options);
}

/** 16 random bytes, positive and without a leading zero. */
export function randomSerial(): Uint8Array {
  const serial = fillRandom(new Uint8Array(16));
  serial[0] = (serial[0]! & 0x7f) | 0x40;
  return serial;
}

/** The first 20 bytes of the SM3 of the public point: the subject key identifier this house writes. */
export function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  return sm3(publicKey).slice(0, 20);
}
