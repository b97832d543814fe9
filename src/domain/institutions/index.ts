// The door of institutions: everything other modules may use.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';

export { getInstitution, lockInstitution } from './get-institution.ts';
export {
  type Ability,
  abilities,
  hasPlate,
  type Institution,
  type InstitutionKind,
  institutionKinds,
  kinds,
  type NewInstitution,
  type Standing,
  standingMoves,
} from './institution.ts';
export { registerInstitutions } from './register-institutions.ts';
export { type Authority, requireDelegation } from './require-delegation.ts';
export { requireStaffIn, requireStaffOf } from './require-staff-of.ts';
export { addStaff, type NewStaff } from './staff.ts';
export { banksThatLeft, findBank, findInstitutionByCode, listInstitutions, outletsOf } from './store.ts';
export { type QuotaWork, quotaWorks, takeQuota } from './take-quota.ts';
export { authenticate, type IssuedToken, issueChannelToken, issueStaffToken } from './token.ts';

export const operations: Operation[] = [];
export const jobs: AnyJob[] = [];
export const standingJobs: string[] = [];
