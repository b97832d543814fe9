// Finds and judges the path from a certificate to a trusted authority (RFC 5280 clause 6, without policies and name constraints).
import { compareBytes } from '../der.ts';
import type { IdentityOption } from '../sm2/signature.ts';
import type { Certificate } from './certificate.ts';
import type { KeyUsage, Purpose } from './oid.ts';
import type { RevocationList } from './revocation-list.ts';
import { verifySigned } from './signed.ts';

export interface PathOptions extends IdentityOption {
  /** Authorities that are trusted as they are. */
  anchors: readonly Certificate[];
  intermediates?: readonly Certificate[];
  at: Date;
  /** What the certificate must be good for. */
  usage?: KeyUsage;
  purpose?: Purpose;
  /** If given, every certificate below an anchor must be covered by a current list of its issuer. */
  revocationLists?: readonly RevocationList[];
}

export type PathFault =
  | 'no-path'
  | 'not-yet-valid'
  | 'expired'
  | 'unknown-critical'
  | 'wrong-usage'
  | 'wrong-purpose'
  | 'not-an-authority'
  | 'path-too-long'
  | 'bad-signature'
  | 'revoked'
  | 'no-revocation-list';

export type PathResult =
  | { trusted: true; path: readonly Certificate[] }
  | { trusted: false; fault: PathFault; certificate: Certificate };

/** Certificates in one path, the anchor included. */
const LONGEST_PATH = 8;
/** Signatures checked in one search: a heap of look-alike issuers must not keep us busy. */
const MOST_CHECKS = 64;

const same = (a: Uint8Array, b: Uint8Array): boolean => compareBytes(a, b) === 0;

/** A trusted path with the certificate first and the anchor last, or the fault met furthest up. */
export function verifyPath(leaf: Certificate, options: PathOptions): PathResult {
  const { usage, purpose } = options;
  const { keyUsage, purposes } = leaf.extensions;
  const fault = ownFault(leaf, options.at);
  if (fault) return { trusted: false, fault, certificate: leaf };
  if (usage && !keyUsage?.includes(usage)) return { trusted: false, fault: 'wrong-usage', certificate: leaf };
  if (purpose && purposes && !purposes.includes(purpose)) {
    return { trusted: false, fault: 'wrong-purpose', certificate: leaf };
  }
  const search = { options, checks: 0, deepest: 0, fault: 'no-path' as PathFault, at: leaf };
  const path = extend([leaf], search);
  return path ? { trusted: true, path } : { trusted: false, fault: search.fault, certificate: search.at };
}

function ownFault(certificate: Certificate, at: Date): PathFault | undefined {
  if (at < certificate.notBefore) return 'not-yet-valid';
  if (at > certificate.notAfter) return 'expired';
  return certificate.extensions.unknownCritical ? 'unknown-critical' : undefined;
}

interface Search {
  options: PathOptions;
  checks: number;
  deepest: number;
  fault: PathFault;
  at: Certificate;
}

function extend(path: readonly Certificate[], search: Search): readonly Certificate[] | undefined {
  const { anchors, intermediates = [] } = search.options;
  const last = path.at(-1)!;
  if (anchors.some((anchor) => same(anchor.bytes, last.bytes))) return path;
  for (const [isAnchor, candidates] of [
    [true, anchors],
    [false, intermediates],
  ] as const) {
    for (const issuer of candidates) {
      if (!same(issuer.subjectBytes, last.issuerBytes) || !identifiersMatch(last, issuer) || path.includes(issuer))
        continue;
      const fault = issuerFault(path, issuer, search);
      if (fault) {
        if (path.length > search.deepest)
          Object.assign(search, {
            deepest: path.length,
            fault,
            at: fault === 'bad-signature' || fault === 'revoked' || fault === 'no-revocation-list' ? last : issuer,
          });
        continue;
      }
      const longer = [...path, issuer];
      const found = isAnchor ? longer : extend(longer, search);
      if (found) return found;
    }
  }
  return undefined;
}

function identifiersMatch(certificate: Certificate, issuer: Certificate): boolean {
  const wanted = certificate.extensions.authorityKeyIdentifier;
  const offered = issuer.extensions.subjectKeyIdentifier;
  return !wanted || !offered || same(wanted, offered);
}

/** Why this issuer cannot stand above the path so far. */
function issuerFault(path: readonly Certificate[], issuer: Certificate, search: Search): PathFault | undefined {
  const { options } = search;
  const last = path.at(-1)!;
  if (path.length >= LONGEST_PATH || ++search.checks > MOST_CHECKS) return 'path-too-long';
  const own = ownFault(issuer, options.at);
  if (own) return own;
  const { authority, keyUsage } = issuer.extensions;
  if (!authority || (keyUsage && !keyUsage.includes('keyCertSign'))) return 'not-an-authority';
  // Authorities between this issuer and the end of the path; one that renewed itself does not count.
  const between = path.slice(1).filter((c) => !same(c.subjectBytes, c.issuerBytes)).length;
  if (authority.pathLength !== undefined && between > authority.pathLength) return 'path-too-long';
  const identity = options.id ? { id: options.id } : {};
  if (!verifySigned(last, issuer.publicKey, identity)) return 'bad-signature';
  if (!options.revocationLists) return undefined;
  const lists = options.revocationLists.filter((list) => list.verify(issuer, options.at, identity));
  if (lists.length === 0) return 'no-revocation-list';
  return lists.some((list) => list.find(last.serial)) ? 'revoked' : undefined;
}
