// The door of identity: accounts, second factors, sessions; who sits before the page.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import { approveExport, askExport, fetchExport, listExports, searchJournal, verifyChain } from './audit.ts';
import { endStaffSessions, listSessions, signOut, switchPerson, unlockStaff } from './sessions.ts';
import { beginSetPassword, finishSetPassword } from './set-password.ts';
import { beginSignIn, finishSignIn } from './sign-in.ts';
import { signInByCard } from './sign-in-by-card.ts';
import { inviteStaff, openStaffAccount, signInStaff } from './sign-in-staff.ts';

export { beginDemoSession } from './begin-demo.ts';
export { lockMinutes, maxFailures } from './guard.ts';
export { type CodeChannel, codeMinutes, makeDeliverCodes } from './one-time-code.ts';
export { findSession, idleMinutes, type Session, sessionLimits } from './session.ts';
export { base32, stepOf, totpCode } from './totp.ts';
export {
  approveExport,
  askExport,
  beginSetPassword,
  beginSignIn,
  endStaffSessions,
  fetchExport,
  finishSetPassword,
  finishSignIn,
  inviteStaff,
  listExports,
  listSessions,
  openStaffAccount,
  searchJournal,
  signInByCard,
  signInStaff,
  signOut,
  switchPerson,
  unlockStaff,
  verifyChain,
};

export const operations: Operation[] = [
  beginSignIn,
  finishSignIn,
  beginSetPassword,
  finishSetPassword,
  signInByCard,
  inviteStaff,
  openStaffAccount,
  signInStaff,
  signOut,
  switchPerson,
  listSessions,
  endStaffSessions,
  unlockStaff,
  searchJournal,
  askExport,
  approveExport,
  fetchExport,
  listExports,
  verifyChain,
];
export const jobs: AnyJob[] = [];
export const standingJobs: string[] = [];
