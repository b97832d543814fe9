// The door of uses: one presented card, at one point of service, for one purpose, now: may it? And who used mine.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import { authoriseMany, authoriseUse } from './authorise.ts';

export { type Credential, CredentialShape } from './credential.ts';
export { authorise, authoriseHere } from './gate.ts';
export { personalAccount } from './one-statement.ts';
export { type Reason, reasons, type Signal } from './reasons.ts';
export { findService, hasFunction, type Service, services, type Way, ways } from './service.ts';
export { findTerminal } from './store.ts';
export type { Terminal } from './terminal.ts';
export { transferIdOf } from './transfer-id.ts';
export type { UseAnswer, UsedCard, UseRequest } from './use.ts';

export const operations: Operation[] = [authoriseUse, authoriseMany];
export const jobs: AnyJob[] = [];
export const standingJobs: string[] = [];
