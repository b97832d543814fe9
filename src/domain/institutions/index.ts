// The door of institutions: everything other modules may use.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import { addStaff as addStaffAction } from './add-staff.ts';
import { delegateService } from './delegate.ts';
import { endPartnership } from './end-partnership.ts';
import { endStaff } from './end-staff.ts';
import { importOutlets } from './import-outlets.ts';
import { issueToken } from './issue-token.ts';
import { listOutlets } from './list-outlets.ts';
import { listRegister } from './list-register.ts';
import { listStaff } from './list-staff.ts';
import { listVisitors } from './list-visitors.ts';
import { markUnknownOutlets } from './mark-unknown-outlets.ts';
import { myInstitution } from './my-institution.ts';
import { registerInstitution } from './register-institution.ts';
import { revokeToken } from './revoke-token.ts';
import { setKindLimit } from './set-kind-limit.ts';
import { setPlate } from './set-plate.ts';
import { setQuota } from './set-quota.ts';
import { setStanding } from './set-standing.ts';
import { withdrawDelegation } from './withdraw-delegation.ts';

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
  takesOrders,
} from './institution.ts';
export { registerInstitutions } from './register-institutions.ts';
export { type Authority, requireDelegation } from './require-delegation.ts';
export { requireBureauOf, requireStaffIn, requireStaffOf } from './require-staff-of.ts';
export { addStaff, type NewStaff } from './staff.ts';

export {
  banksThatLeft,
  findBank,
  findInstitutionByCode,
  isSamePerson,
  listForOrder,
  listInstitutions,
  outletsOf,
} from './store.ts';
export { type QuotaWork, quotaWorks, takeQuota } from './take-quota.ts';
export { authenticate, findStaffActor, type IssuedToken, issueChannelToken, issueStaffToken } from './token.ts';

/** For those above that come in through actions: the pages. */
export const acts = {
  listOutlets,
  listRegister,
  listStaff,
  listVisitors,
  myInstitution,
  setQuota,
  setPlate,
};

export const operations: Operation[] = [
  registerInstitution,
  importOutlets,
  markUnknownOutlets,
  setStanding,
  setKindLimit,
  addStaffAction,
  endStaff,
  issueToken,
  revokeToken,
  setPlate,
  setQuota,
  endPartnership,
  delegateService,
  withdrawDelegation,
  listOutlets,
  listRegister,
  listStaff,
  listVisitors,
  myInstitution,
];
export const jobs: AnyJob[] = [];
export const standingJobs: string[] = [];
