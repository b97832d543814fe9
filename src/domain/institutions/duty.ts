// Duties that nobody may join in one person (三员分立): running the system, securing it, auditing it; doing its business; keeping its keys.
import type { Role } from '../../base/actor.ts';

export type Duty = 'system' | 'security' | 'audit' | 'business' | 'keys';

const duties: Partial<Record<Role, Duty>> = {
  'system-administrator': 'system',
  'security-administrator': 'security',
  auditor: 'audit',
  'bureau-clerk': 'business',
  'policy-officer': 'business',
  'card-authority': 'business',
  'benefit-officer': 'business',
  'benefit-approver': 'business',
  'publicity-officer': 'business',
  'key-custodian': 'keys',
};

/** The duty of a role; undefined for roles outside the bureau. */
export function dutyOf(role: Role): Duty | undefined {
  return duties[role];
}

/** The roles a person of this role may not hold at the same time. */
export function rolesApartFrom(role: Role): Role[] {
  const duty = dutyOf(role);
  if (!duty) return [];
  return (Object.keys(duties) as Role[]).filter((other) => duties[other] !== duty);
}
