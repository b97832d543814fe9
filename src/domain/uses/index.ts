// The door of uses: one presented card, at one point of service, for one purpose, now: may it? And who used mine.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import { authoriseMany, authoriseUse } from './authorise.ts';
import { changeTerminal } from './change-terminal.ts';
import { answerComplaint, complain, listComplaints, myComplaints } from './complain.ts';
import { giveConsent, myConsents, withdrawConsent } from './give-consent.ts';
import { keepBlockList } from './keep-block-list.ts';
import { listFlaggedUses } from './list-flagged-uses.ts';
import { listServices } from './list-services.ts';
import { listTerminals } from './list-terminals.ts';
import { readBlockList } from './read-block-list.ts';
import { registerTerminal } from './register-terminal.ts';
import { sealUsesJob } from './seal-uses.ts';
import { setAcceptance } from './set-acceptance.ts';
import { setAlliance } from './set-alliance.ts';
import { setPin } from './set-pin.ts';
import { uploadOffline } from './upload-offline.ts';
import { whoUsedMyCard } from './who-used-my-card.ts';

export { findService, hasFunction, type Service, services, type Way, ways } from './catalogue.ts';
export { type Credential, CredentialShape } from './credential.ts';
export { authorise, authoriseHere } from './gate.ts';
export { type GateStep, gateStep } from './judge-offline.ts';
export { personalAccount } from './one-statement.ts';
export { type Reason, reasons, type Signal } from './reasons.ts';
export { registerTerminal } from './register-terminal.ts';
export { findTerminal } from './store.ts';
export type { Terminal } from './terminal.ts';
export { transferIdOf } from './transfer-id.ts';
export type { UseAnswer, UsedCard, UseRequest } from './use.ts';

/** For those above that come in through actions: the pages. */
export const acts = { whoUsedMyCard };

export const operations: Operation[] = [
  authoriseUse,
  authoriseMany,
  uploadOffline,
  readBlockList,
  registerTerminal,
  changeTerminal,
  listTerminals,
  listServices,
  setAcceptance,
  setAlliance,
  giveConsent,
  withdrawConsent,
  myConsents,
  setPin,
  whoUsedMyCard,
  complain,
  myComplaints,
  answerComplaint,
  listComplaints,
  listFlaggedUses,
];
export const jobs: AnyJob[] = [keepBlockList, sealUsesJob];
export const standingJobs: string[] = [keepBlockList.name, sealUsesJob.name];
