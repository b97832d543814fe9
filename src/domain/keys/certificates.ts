// One certificate with its authority, for a custodian of that region, and the reasons for which one ends.
import type { Call } from '../../base/call.ts';
import { requireBureauOf } from '../institutions/index.ts';
import { refuse } from './refuse.ts';
import { type AuthorityRow, type CertificateRow, getAuthorityRow, lockCertificateRow } from './store.ts';

/** As RFC 5280 names them; `certificateHold` is the only one that can be lifted again. */
export const revocationReasons = [
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
] as const;

/** Locked; refuses certificates of other regions. */
export async function getOwnCertificate(
  call: Call,
  serial: string,
): Promise<{ certificate: CertificateRow; authority: AuthorityRow }> {
  const certificate = await lockCertificateRow(call.db, serial.toLowerCase());
  if (!certificate) throw refuse('no-such-certificate');
  const authority = await getAuthorityRow(call.db, certificate.authorityId);
  await requireBureauOf(call, authority.region);
  return { certificate, authority };
}
