// Online certificate status (OCSP, RFC 6960) with SM3 certificate identifiers and SM2 signatures.
import { equalSecrets, fillRandom, toHex } from '../bytes.ts';
import { CryptoError } from '../crypto-error.ts';
import {
  bits,
  context,
  DerReader,
  der,
  generalizedTime,
  nothing,
  octets,
  oid,
  readWhole,
  sequence,
  small,
  TAG,
  unsigned,
} from '../der.ts';
import type { Sm2PrivateKeyInput } from '../sm2/private-key.ts';
import { type IdentityOption, sign, signatureToDer } from '../sm2/signature.ts';
import { sm3 } from '../sm3.ts';
import { Certificate } from './certificate.ts';
import { OID } from './oid.ts';
import { REVOCATION_REASON, type RevocationReason, reasonOf } from './revocation-list.ts';
import { readSigned, SIGNATURE_ALGORITHM, verifySigned } from './signed.ts';

export interface CertificateId {
  issuerNameHash: Uint8Array;
  issuerKeyHash: Uint8Array;
  serial: Uint8Array;
}

export type CertificateStatus =
  | { status: 'good' }
  | { status: 'revoked'; at: Date; reason?: RevocationReason }
  | { status: 'unknown' };

export interface StatusRequest {
  certificates: readonly CertificateId[];
  nonce?: Uint8Array;
}

export function certificateId(issuer: Certificate, serial: Uint8Array): CertificateId {
  return { issuerNameHash: sm3(issuer.subjectBytes), issuerKeyHash: sm3(issuer.publicKey), serial };
}

export function sameCertificate(a: CertificateId, b: CertificateId): boolean {
  return (
    equalSecrets(a.issuerNameHash, b.issuerNameHash) &&
    equalSecrets(a.issuerKeyHash, b.issuerKeyHash) &&
    equalSecrets(a.serial, b.serial)
  );
}

const encodeId = ({ issuerNameHash, issuerKeyHash, serial }: CertificateId): Uint8Array =>
  sequence(sequence(oid(OID.sm3), nothing()), octets(issuerNameHash), octets(issuerKeyHash), unsigned(serial));

function readId(reader: DerReader): CertificateId {
  const algorithm = reader.read(TAG.sequence);
  if (algorithm.oid() !== OID.sm3) throw new CryptoError('unknown-algorithm', 'certificate identifier');
  if (!algorithm.isDone) algorithm.null();
  algorithm.finish();
  const [issuerNameHash, issuerKeyHash] = [reader.octets(), reader.octets()];
  const digits = reader.integer();
  reader.finish();
  return { issuerNameHash, issuerKeyHash, serial: digits[0] === 0 ? digits.subarray(1) : digits };
}

const nonceExtensions = (tag: number, nonce: Uint8Array | undefined): Uint8Array[] =>
  nonce ? [der(tag, sequence(sequence(oid(OID.ocspNonce), octets(octets(nonce)))))] : [];

function readNonce(wrapper: DerReader | undefined): Uint8Array | undefined {
  if (!wrapper) return undefined;
  const list = wrapper.read(TAG.sequence);
  wrapper.finish();
  let nonce: Uint8Array | undefined;
  while (!list.isDone) {
    const item = list.read(TAG.sequence);
    const id = item.oid();
    const critical = item.peek() === TAG.boolean && item.boolean();
    const value = item.octets();
    if (id === OID.ocspNonce) nonce = readWhole(sequence(value), TAG.sequence, (r) => r.octets());
    else if (critical) throw new CryptoError('bad-status', `critical extension ${id}`);
  }
  return nonce;
}

/** Asks about one certificate of an issuer: DER, and the nonce the answer must repeat. */
export function statusRequest(issuer: Certificate, serial: Uint8Array): { request: Uint8Array; nonce: Uint8Array } {
  const nonce = fillRandom(new Uint8Array(16));
  const list = sequence(sequence(encodeId(certificateId(issuer, serial))));
  return { request: sequence(sequence(list, ...nonceExtensions(context(2), nonce))), nonce };
}

/** Certificates asked about in one request. */
const MOST_IDS = 100;

export function parseStatusRequest(bytes: Uint8Array): StatusRequest {
  return readWhole(bytes, TAG.sequence, (outer) => {
    const reader = outer.read(TAG.sequence);
    // A signature of the asker is allowed and means nothing here.
    outer.optional(context(0));
    if (reader.optional(context(0))?.small() === 0) throw new CryptoError('bad-status', 'default version written');
    reader.optional(context(1));
    const list = reader.read(TAG.sequence);
    const certificates: CertificateId[] = [];
    while (!list.isDone) {
      const item = list.read(TAG.sequence);
      certificates.push(readId(item.read(TAG.sequence)));
      item.optional(context(0));
      item.finish();
      if (certificates.length > MOST_IDS) throw new CryptoError('bad-status', 'too many certificates');
    }
    if (certificates.length === 0) throw new CryptoError('bad-status', 'no certificate');
    const nonce = readNonce(reader.optional(context(2)));
    reader.finish();
    return nonce ? { certificates, nonce } : { certificates };
  });
}

export interface StatusAnswer {
  responder: Certificate;
  producedAt: Date;
  nextUpdate: Date;
  nonce?: Uint8Array;
  statuses: readonly { id: CertificateId; status: CertificateStatus }[];
}

/** Makes a signed answer, with the responder's certificate inside: DER. */
export function signStatusAnswer(
  answer: StatusAnswer,
  key: Sm2PrivateKeyInput,
  options: IdentityOption = {},
): Uint8Array {
  const { responder, producedAt, nextUpdate, nonce, statuses } = answer;
  const singles = statuses.map(({ id, status }) =>
    sequence(
      encodeId(id),
      encodeStatus(status),
      generalizedTime(producedAt),
      der(context(0), generalizedTime(nextUpdate)),
    ),
  );
  const tbs = sequence(
    // By name: the identifier by key is fixed to SHA-1, which has no place here.
    der(context(1), responder.subjectBytes),
    generalizedTime(producedAt),
    sequence(...singles),
    ...nonceExtensions(context(1), nonce),
  );
  const signature = bits(signatureToDer(sign(tbs, key, options)));
  const basic = sequence(tbs, SIGNATURE_ALGORITHM, signature, der(context(0), sequence(responder.bytes)));
  return sequence(small(0, TAG.enumerated), der(context(0), sequence(oid(OID.ocspBasic), octets(basic))));
}

function encodeStatus(status: CertificateStatus): Uint8Array {
  if (status.status === 'good') return der(context(0, false));
  if (status.status === 'unknown') return der(context(2, false));
  const reason = status.reason ? [der(context(0), small(REVOCATION_REASON[status.reason], TAG.enumerated))] : [];
  return der(context(1), generalizedTime(status.at), ...reason);
}

function readStatus(reader: DerReader): CertificateStatus {
  const tag = reader.peek();
  const content = reader.read(tag);
  if (tag === context(0, false) || tag === context(2, false)) {
    content.finish();
    return { status: tag === context(0, false) ? 'good' : 'unknown' };
  }
  if (tag !== context(1)) throw new CryptoError('bad-status', 'status');
  const at = content.time();
  const wrapped = content.optional(context(0));
  content.finish();
  return wrapped
    ? { status: 'revoked', at, reason: reasonOf(wrapped.small(TAG.enumerated)) }
    : { status: 'revoked', at };
}

/** The unsigned answer when no status can be given: 1 malformed, 2 internal error, 3 try later, 6 unauthorised. */
export function statusFailure(code: 1 | 2 | 3 | 6): Uint8Array {
  return sequence(small(code, TAG.enumerated));
}

export interface StatusExpectation extends IdentityOption {
  issuer: Certificate;
  serial: Uint8Array;
  at: Date;
  /** The nonce of the request; the answer must repeat it. Left out, a current answer to anybody is accepted. */
  nonce?: Uint8Array;
}

/** Opens an answer about one certificate. Throws 'bad-status' unless an authorised responder signed it, currently, for this question. */
export function openStatusAnswer(bytes: Uint8Array, expected: StatusExpectation): CertificateStatus {
  const identity = expected.id ? { id: expected.id } : {};
  const basic = readWhole(bytes, TAG.sequence, (reader) => {
    const code = reader.small(TAG.enumerated);
    if (code !== 0) throw new CryptoError('bad-status', `responder refused with ${code}`);
    const wrapped = reader.read(context(0));
    const inner = wrapped.read(TAG.sequence);
    wrapped.finish();
    if (inner.oid() !== OID.ocspBasic) throw new CryptoError('bad-status', 'answer type');
    const content = inner.octets();
    inner.finish();
    return content;
  });
  const { signed, certificates } = readWhole(basic, TAG.sequence, (reader) => {
    const signed = readSigned(reader);
    const wrapped = reader.optional(context(0));
    const list = wrapped?.read(TAG.sequence);
    wrapped?.finish();
    const certificates: Certificate[] = [];
    while (list && !list.isDone && certificates.length < 8)
      certificates.push(new Certificate(list.element(TAG.sequence)));
    return { signed, certificates };
  });
  const authorised = [expected.issuer, ...certificates.filter((c) => mayAnswer(c, expected))];
  if (!authorised.some((responder) => verifySigned(signed, responder.publicKey, identity))) {
    throw new CryptoError('bad-status', 'signature');
  }
  return findStatus(new DerReader(signed.tbs).read(TAG.sequence), expected);
}

/** A certificate by which the issuer itself lets somebody answer for it, RFC 6960 clause 4.2.2.2. */
function mayAnswer(certificate: Certificate, { issuer, at, id }: StatusExpectation): boolean {
  return (
    toHex(certificate.issuerBytes) === toHex(issuer.subjectBytes) &&
    certificate.extensions.purposes?.includes('ocspSigning') === true &&
    !certificate.extensions.unknownCritical &&
    at >= certificate.notBefore &&
    at <= certificate.notAfter &&
    verifySigned(certificate, issuer.publicKey, id ? { id } : {})
  );
}

function findStatus(reader: DerReader, { issuer, serial, at, nonce }: StatusExpectation): CertificateStatus {
  if (reader.optional(context(0))) throw new CryptoError('bad-status', 'default version written');
  reader.optional(context(1)) ?? reader.read(context(2));
  reader.time();
  const list = reader.read(TAG.sequence);
  const repeated = readNonce(reader.optional(context(1)));
  reader.finish();
  if (nonce && !(repeated && equalSecrets(nonce, repeated))) throw new CryptoError('bad-status', 'nonce');
  const wanted = certificateId(issuer, serial);
  while (!list.isDone) {
    const single = list.read(TAG.sequence);
    const id = readId(single.read(TAG.sequence));
    const status = readStatus(single);
    const thisUpdate = single.time();
    const next = single.optional(context(0))?.time();
    if (!sameCertificate(id, wanted)) continue;
    if (at < thisUpdate || (next && at > next)) throw new CryptoError('bad-status', 'not current');
    return status;
  }
  throw new CryptoError('bad-status', 'another certificate');
}
