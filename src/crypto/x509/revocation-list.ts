// Certificate revocation lists (CRL, RFC 5280 clause 5) signed with SM2.
import { toHex } from '../bytes.ts';
import { CryptoError } from '../crypto-error.ts';
import { context, DerReader, der, octets, oid, readWhole, sequence, small, TAG, time, unsigned } from '../der.ts';
import type { Sm2PrivateKeyInput } from '../sm2/private-key.ts';
import type { IdentityOption } from '../sm2/signature.ts';
import type { Certificate } from './certificate.ts';
import { readExtensions } from './extensions.ts';
import { type DistinguishedName, encodeName } from './name.ts';
import { OID } from './oid.ts';
import { decodeSigned, requireAlgorithm, SIGNATURE_ALGORITHM, type Signed, signWhole, verifySigned } from './signed.ts';

/** Why a certificate was revoked, with the codes of RFC 5280 clause 5.3.1. */
export const REVOCATION_REASON = {
  unspecified: 0,
  keyCompromise: 1,
  caCompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  privilegeWithdrawn: 9,
  aaCompromise: 10,
} as const;

export type RevocationReason = keyof typeof REVOCATION_REASON;

const REASONS = new Map(Object.entries(REVOCATION_REASON).map(([name, value]) => [value, name as RevocationReason]));

export function reasonOf(value: number): RevocationReason {
  const reason = REASONS.get(value as never);
  if (!reason) throw new CryptoError('bad-revocation-list', `reason ${value}`);
  return reason;
}

export interface RevokedCertificate {
  serial: Uint8Array;
  at: Date;
  reason?: RevocationReason;
}

export interface RevocationListContent {
  issuer: DistinguishedName | Uint8Array;
  number: number;
  thisUpdate: Date;
  nextUpdate: Date;
  revoked: readonly RevokedCertificate[];
  /** The issuer's subject key identifier. */
  authorityKeyIdentifier?: Uint8Array;
}

/** Makes a list: DER. */
export function signRevocationList(
  content: RevocationListContent,
  issuerKey: Sm2PrivateKeyInput,
  options: IdentityOption = {},
): Uint8Array {
  const { issuer, revoked, authorityKeyIdentifier } = content;
  const entries = revoked.map(({ serial, at, reason }) => {
    // RFC 5280 wants 'unspecified' left out.
    const coded = reason && reason !== 'unspecified';
    const extensions = coded
      ? [sequence(sequence(oid(OID.reasonCode), octets(small(REVOCATION_REASON[reason], TAG.enumerated))))]
      : [];
    return sequence(unsigned(serial), time(at), ...extensions);
  });
  const extensions = [
    ...(authorityKeyIdentifier
      ? [sequence(oid(OID.authorityKeyIdentifier), octets(sequence(der(context(0, false), authorityKeyIdentifier))))]
      : []),
    sequence(oid(OID.crlNumber), octets(small(content.number))),
  ];
  const tbs = sequence(
    small(1),
    SIGNATURE_ALGORITHM,
    issuer instanceof Uint8Array ? issuer : encodeName(issuer),
    time(content.thisUpdate),
    time(content.nextUpdate),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    der(context(0), sequence(...extensions)),
  );
  return signWhole(tbs, issuerKey, options);
}

/** A parsed list. Nothing in it counts before `verify` said yes. */
export class RevocationList implements Signed {
  readonly tbs: Uint8Array;
  readonly signature: Uint8Array;
  readonly issuerBytes: Uint8Array;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly number: number | undefined;
  readonly #revoked = new Map<string, RevokedCertificate>();

  constructor(bytes: Uint8Array) {
    const signed = decodeSigned(new Uint8Array(bytes));
    this.tbs = signed.tbs;
    this.signature = signed.signature;
    const reader = new DerReader(signed.tbs).read(TAG.sequence);
    if (reader.small() !== 1) throw new CryptoError('bad-revocation-list', 'version 2 wanted');
    requireAlgorithm(reader.read(TAG.sequence));
    this.issuerBytes = reader.element(TAG.sequence);
    this.thisUpdate = reader.time();
    const next = reader.peek();
    this.nextUpdate = next === TAG.utcTime || next === TAG.generalizedTime ? reader.time() : undefined;
    const entries = reader.optional(TAG.sequence);
    while (entries && !entries.isDone) {
      const entry = readEntry(entries.read(TAG.sequence));
      this.#revoked.set(toHex(entry.serial), entry);
    }
    const extensions = reader.optional(context(0));
    reader.finish();
    if (extensions) this.number = readNumber(extensions.element(TAG.sequence));
    extensions?.finish();
  }

  get size(): number {
    return this.#revoked.size;
  }

  /** The entry of a serial number, if it is on the list. */
  find(serial: Uint8Array): RevokedCertificate | undefined {
    return this.#revoked.get(toHex(serial));
  }

  /** Whether this issuer signed the list, may sign lists, and the list is current at the given instant. */
  verify(issuer: Certificate, at: Date, options: IdentityOption = {}): boolean {
    const usage = issuer.extensions.keyUsage;
    if (usage && !usage.includes('crlSign')) return false;
    if (toHex(issuer.subjectBytes) !== toHex(this.issuerBytes)) return false;
    if (at < this.thisUpdate || !this.nextUpdate || at > this.nextUpdate) return false;
    return verifySigned(this, issuer.publicKey, options);
  }
}

function readEntry(reader: DerReader): RevokedCertificate {
  const digits = reader.integer();
  const serial = digits[0] === 0 ? digits.subarray(1) : digits;
  const at = reader.time();
  const extensions = reader.optional(TAG.sequence);
  reader.finish();
  let reason: RevocationReason | undefined;
  while (extensions && !extensions.isDone) {
    const item = extensions.read(TAG.sequence);
    const id = item.oid();
    const critical = item.peek() === TAG.boolean && item.boolean();
    const value = item.octets();
    if (id === OID.reasonCode) {
      reason = reasonOf(readWhole(sequence(value), TAG.sequence, (r) => r.small(TAG.enumerated)));
    } else if (critical) {
      throw new CryptoError('bad-revocation-list', `critical entry extension ${id}`);
    }
  }
  return reason ? { serial, at, reason } : { serial, at };
}

function readNumber(extensions: Uint8Array): number | undefined {
  // An indirect or partial list marks itself with a critical extension; taking it for a full one would be a mistake.
  const { unknownCritical } = readExtensions(new DerReader(extensions).read(TAG.sequence));
  if (unknownCritical) throw new CryptoError('bad-revocation-list', `critical extension ${unknownCritical.join()}`);
  return readWhole(extensions, TAG.sequence, (list) => {
    let number: number | undefined;
    while (!list.isDone) {
      const item = list.read(TAG.sequence);
      if (item.oid() !== OID.crlNumber) continue;
      const digits = readWhole(sequence(item.octets()), TAG.sequence, (r) => r.unsigned(20));
      number = Number(digits.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n));
    }
    return number;
  });
}

export function parseRevocationList(bytes: Uint8Array): RevocationList {
  return new RevocationList(bytes);
}
