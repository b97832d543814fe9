// A small certificate authority for cards, terminals, institutions and nodes: issue, renew, revoke, status. It holds no clock and
// no storage: instants are handed in, records go out and come back in.
import { toHex } from '../bytes.ts';
import { CryptoError } from '../crypto-error.ts';
import type { Sm2PrivateKeyInput } from '../sm2/private-key.ts';
import { withPrivateKey } from '../sm2/private-key.ts';
import { Certificate, keyIdentifier, randomSerial, signCertificate } from './certificate.ts';
import type { Extensions } from './extensions.ts';
import type { DistinguishedName } from './name.ts';
import { type RevocationReason, signRevocationList } from './revocation-list.ts';
import {
  type CertificateStatus,
  certificateId,
  parseStatusRequest,
  sameCertificate,
  signStatusAnswer,
  statusFailure,
} from './status.ts';

/** What a certificate of each kind may do. Signing and encryption keys are apart, as the national two-certificate system wants. */
const PROFILES = {
  'card-signing': { keyUsage: ['digitalSignature', 'contentCommitment'], purposes: ['clientAuth'] },
  'card-encryption': { keyUsage: ['keyEncipherment', 'dataEncipherment', 'keyAgreement'] },
  terminal: { keyUsage: ['digitalSignature', 'keyAgreement'], purposes: ['clientAuth'] },
  institution: { keyUsage: ['digitalSignature', 'contentCommitment'], purposes: ['clientAuth'] },
  node: { keyUsage: ['digitalSignature', 'keyAgreement'], purposes: ['serverAuth', 'clientAuth'] },
  authority: { keyUsage: ['keyCertSign', 'crlSign'], authority: {} },
  'status-responder': { keyUsage: ['digitalSignature'], purposes: ['ocspSigning'], noStatusCheck: true },
} as const satisfies Record<string, Extensions>;

export type CertificateProfile = keyof typeof PROFILES;

/** What the authority remembers of every certificate; plain values, to be stored by whoever runs it. */
export interface IssuedRecord {
  /** Hex. */
  serial: string;
  certificate: Uint8Array;
  profile: CertificateProfile;
  revoked?: { at: Date; reason: RevocationReason };
  /** Hex serial of the certificate this one renews. */
  renews?: string;
}

export interface IssueOrder {
  profile: CertificateProfile;
  subject: DistinguishedName;
  publicKey: Uint8Array;
  notBefore: Date;
  notAfter: Date;
  /** Added to what the profile says. */
  extensions?: Pick<Extensions, 'alternativeNames' | 'crlUrls' | 'ocspUrls' | 'authority'>;
}

export class CertificateAuthority {
  readonly certificate: Certificate;
  readonly #key: Sm2PrivateKeyInput;
  readonly #records = new Map<string, IssuedRecord>();
  #listNumber: number;

  constructor(
    certificate: Uint8Array,
    key: Sm2PrivateKeyInput,
    { records = [], listNumber = 0 }: { records?: Iterable<IssuedRecord>; listNumber?: number } = {},
  ) {
    this.certificate = new Certificate(certificate);
    this.#key = key;
    this.#listNumber = listNumber;
    for (const record of records) this.#records.set(record.serial, record);
    if (!this.certificate.extensions.authority) throw new CryptoError('bad-certificate', 'not an authority');
    const own = withPrivateKey(key, (k) => toHex(k.publicKey));
    if (own !== toHex(this.certificate.publicKey)) throw new CryptoError('bad-key', 'key and certificate differ');
  }

  /** A self-signed root certificate: DER. */
  static root(
    subject: DistinguishedName,
    key: Sm2PrivateKeyInput,
    { notBefore, notAfter, pathLength }: { notBefore: Date; notAfter: Date; pathLength?: number },
  ): Uint8Array {
    return withPrivateKey(key, (k) => {
      const identifier = keyIdentifier(k.publicKey);
      const extensions: Extensions = {
        authority: pathLength === undefined ? {} : { pathLength },
        keyUsage: ['keyCertSign', 'crlSign'],
        subjectKeyIdentifier: identifier,
        authorityKeyIdentifier: identifier,
      };
      return signCertificate(
        { serial: randomSerial(), issuer: subject, subject, notBefore, notAfter, publicKey: k.publicKey, extensions },
        k,
      );
    });
  }

  get records(): IterableIterator<IssuedRecord> {
    return this.#records.values();
  }

  /** Issues a certificate and remembers it. It may not outlive the authority. */
  issue(order: IssueOrder): IssuedRecord {
    return this.#issue(order);
  }

  /** A new certificate for the same subject and kind, with a new key if one is given; the old one stays valid until revoked or expired. */
  renew(serial: string, order: Pick<IssueOrder, 'notBefore' | 'notAfter'> & { publicKey?: Uint8Array }): IssuedRecord {
    const old = this.#get(serial);
    if (old.revoked) throw new CryptoError('bad-request', 'a revoked certificate is not renewed');
    const { subjectBytes, publicKey, extensions } = new Certificate(old.certificate);
    const { alternativeNames, crlUrls, ocspUrls, authority } = extensions;
    const kept = { alternativeNames, crlUrls, ocspUrls, authority };
    return this.#issue(
      {
        profile: old.profile,
        subject: subjectBytes,
        publicKey,
        ...order,
        extensions: Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)),
      },
      serial,
    );
  }

  #issue(
    order: Omit<IssueOrder, 'subject'> & { subject: DistinguishedName | Uint8Array },
    renews?: string,
  ): IssuedRecord {
    const { profile, subject, publicKey, notBefore, notAfter } = order;
    if (notAfter > this.certificate.notAfter) throw new CryptoError('bad-request', 'outlives the authority');
    const ownLimit = this.certificate.extensions.authority!.pathLength;
    if (profile === 'authority' && ownLimit === 0) throw new CryptoError('bad-request', 'no authority below this one');
    const authorityIdentifier = this.certificate.extensions.subjectKeyIdentifier;
    const extensions: Extensions = {
      ...PROFILES[profile],
      ...order.extensions,
      subjectKeyIdentifier: keyIdentifier(publicKey),
      ...(authorityIdentifier ? { authorityKeyIdentifier: authorityIdentifier } : {}),
    };
    if (extensions.authority && profile !== 'authority') throw new CryptoError('bad-request', 'profile');
    const serial = randomSerial();
    const certificate = signCertificate(
      { serial, issuer: this.certificate.subjectBytes, subject, notBefore, notAfter, publicKey, extensions },
      this.#key,
    );
    const record: IssuedRecord = { serial: toHex(serial), certificate, profile, ...(renews ? { renews } : {}) };
    this.#records.set(record.serial, record);
    return record;
  }

  /** Revokes for good; a second revocation keeps the first. Only a hold may be followed by another reason. */
  revoke(serial: string, reason: RevocationReason, at: Date): IssuedRecord {
    const record = this.#get(serial);
    if (!record.revoked || record.revoked.reason === 'certificateHold') record.revoked = { at, reason };
    return record;
  }

  /** Lifts a hold (the card was found again); any other revocation is final. */
  release(serial: string): IssuedRecord {
    const record = this.#get(serial);
    if (record.revoked?.reason !== 'certificateHold') throw new CryptoError('bad-request', 'not on hold');
    delete record.revoked;
    return record;
  }

  status(serial: string): CertificateStatus {
    const record = this.#records.get(serial);
    if (!record) return { status: 'unknown' };
    return record.revoked ? { status: 'revoked', ...record.revoked } : { status: 'good' };
  }

  /** The current revocation list: DER. Certificates that have expired by `thisUpdate` are left out. */
  revocationList({ thisUpdate, nextUpdate }: { thisUpdate: Date; nextUpdate: Date }): Uint8Array {
    const revoked = [...this.#records.values()].flatMap(({ certificate, revoked }) => {
      if (!revoked) return [];
      const { serial, notAfter } = new Certificate(certificate);
      return notAfter < thisUpdate ? [] : [{ serial, ...revoked }];
    });
    this.#listNumber += 1;
    const identifier = this.certificate.extensions.subjectKeyIdentifier;
    return signRevocationList(
      {
        issuer: this.certificate.subjectBytes,
        number: this.#listNumber,
        thisUpdate,
        nextUpdate,
        revoked,
        ...(identifier ? { authorityKeyIdentifier: identifier } : {}),
      },
      this.#key,
    );
  }

  /** Answers a status request (DER in, DER out) in its own name or that of a responder it has certified. Never throws for bad input. */
  answerStatus(
    request: Uint8Array,
    { producedAt, nextUpdate }: { producedAt: Date; nextUpdate: Date },
    responder: { certificate: Certificate; key: Sm2PrivateKeyInput } = {
      certificate: this.certificate,
      key: this.#key,
    },
  ): Uint8Array {
    let asked: ReturnType<typeof parseStatusRequest>;
    try {
      asked = parseStatusRequest(request);
    } catch (error) {
      if (error instanceof CryptoError) return statusFailure(1);
      throw error;
    }
    const statuses = asked.certificates.map((id) => {
      const isOurs = sameCertificate(id, certificateId(this.certificate, id.serial));
      return { id, status: isOurs ? this.status(toHex(id.serial)) : ({ status: 'unknown' } as const) };
    });
    const { nonce } = asked;
    return signStatusAnswer(
      { responder: responder.certificate, producedAt, nextUpdate, statuses, ...(nonce ? { nonce } : {}) },
      responder.key,
    );
  }

  #get(serial: string): IssuedRecord {
    const record = this.#records.get(serial);
    if (!record) throw new CryptoError('bad-request', 'unknown certificate');
    return record;
  }
}
