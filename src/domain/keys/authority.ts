// The certificate authority of a region, over src/crypto/x509: its key stays in the key module, what it has issued in the database.
import type { Call } from '../../base/call.ts';
import {
  type CertificateAuthority,
  CryptoError,
  type IssuedRecord,
  type RevocationReason,
  x509,
} from '../../crypto/index.ts';
import { keyModule } from './issuer-keys.ts';
import { refuse } from './refuse.ts';
import {
  type AuthorityRow,
  type CertificateRow,
  findAuthority,
  type IssuedProfile,
  insertCertificates,
  lockAuthorityRow,
} from './store.ts';

export const authorityPlace = (id: string): string => `keys.authority.wrapped:${id}`;

/** Days a certificate of a kind lasts. A card's ends with the authority's at the latest. */
export const validDays: Readonly<Record<IssuedProfile, number>> = {
  'card-signing': 3652,
  terminal: 1095,
  institution: 1095,
  node: 397,
};

const DAY = 24 * 3600_000;

export async function getAuthority(call: Call, region: string, lock = false): Promise<AuthorityRow> {
  const row = await (lock ? lockAuthorityRow : findAuthority)(call.db, region);
  if (!row) throw refuse('no-authority', { region });
  return row;
}

/** Lends the authority for one piece of work, knowing only the certificates it is given. */
export function withAuthority<T>(
  call: Call,
  row: AuthorityRow,
  known: readonly CertificateRow[],
  work: (authority: CertificateAuthority) => T,
): T {
  return keyModule(call).withSigningKey({ wrapped: row.wrapped, place: authorityPlace(row.id) }, (key) => {
    const authority = new x509.Authority(row.certificate, key, {
      records: known.map(recordOf),
      listNumber: row.listNumber,
    });
    try {
      return work(authority);
    } catch (error) {
      if (error instanceof CryptoError) throw refuse('bad-request', { problem: error.message });
      throw error;
    }
  });
}

const recordOf = ({ serial, der, profile, renews, revokedAt, reason }: CertificateRow): IssuedRecord => ({
  ...{ serial, certificate: der, profile },
  ...(renews ? { renews } : {}),
  ...(revokedAt ? { revoked: { at: revokedAt, reason: reason as RevocationReason } } : {}),
});

/** From now, to the last moment this kind and the authority allow. */
export function validity(call: Call, row: AuthorityRow, profile: IssuedProfile) {
  const end = new Date(call.now.getTime() + validDays[profile] * DAY);
  const { notAfter } = x509.parseCertificate(row.certificate);
  return { notBefore: call.now, notAfter: end < notAfter ? end : notAfter };
}

/** Stores what was issued: record and whose it is. */
export async function keepCertificates(
  call: Call,
  row: AuthorityRow,
  issued: readonly { readonly record: IssuedRecord; readonly owner: string }[],
): Promise<void> {
  const rows = issued.map(({ record, owner }) => {
    const { notBefore, notAfter } = x509.parseCertificate(record.certificate);
    return {
      ...{ serial: record.serial, authorityId: row.id, profile: record.profile as IssuedProfile, owner },
      ...{ der: record.certificate, notBefore, notAfter, renews: record.renews ?? null },
    };
  });
  await insertCertificates(call.db, rows, call.now);
}
