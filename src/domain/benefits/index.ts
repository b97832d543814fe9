// The door of benefits: programmes, entitlement, runs, what banks answer, pay accounts, certification, checks.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import type { States } from '../../base/states.ts';
import { approveRun } from './approve-run.ts';
import { bindPayAccounts } from './bind-pay-accounts.ts';
import { cancelRun } from './cancel-run.ts';
import { overdueSteps } from './certification.ts';
import { certifyByCard } from './certify-by-card.ts';
import { certifyHolder } from './certify-holder.ts';
import { changePayAccounts } from './change-pay-accounts.ts';
import { checkEntitled } from './check-entitled.ts';
import { checkList } from './check-list.ts';
import { closeRun } from './close-run.ts';
import { commitList } from './commit-list.ts';
import { decideFinding } from './decide-finding.ts';
import { draftProgramme } from './draft-programme.ts';
import { draftRun } from './draft-run.ts';
import { endEntitlements } from './end-entitlements.ts';
import { enterAppropriation } from './enter-appropriation.ts';
import { explainDifference, signDifference } from './explain-difference.ts';
import { holdLine } from './hold-line.ts';
import { listFindings } from './list-findings.ts';
import { listProgrammes } from './list-programmes.ts';
import { listRuns } from './list-runs.ts';
import { myBenefits } from './my-benefits.ts';
import { openProgramme } from './open-programme.ts';
import { programmeStates } from './programme.ts';
import { publicTotals } from './public-totals.ts';
import { agreeRecall, recallLine } from './recall-line.ts';
import { reconcileRun } from './reconcile-run.ts';
import { requestPayAccount } from './request-pay-account.ts';
import { envelopeStates, lineStates, runStates } from './run.ts';
import { setPayingAccount } from './set-paying-account.ts';
import { takeAnswer } from './take-answer.ts';
import { takeAnswerFile, takeStatementFile } from './take-bank-file.ts';
import { takeStatement } from './take-statement.ts';
import { tellHeld } from './tell-held.ts';
import { traceLine } from './trace-line.ts';
import { watchCertification } from './watch-certification.ts';

export { bankFiles, type FileCarrier } from './bank-files.ts';
export { makeSendEnvelope, type PayEnvelope, type PayLine, type PaymentChannel } from './send-envelope.ts';

/** For those above that come in through actions: the pages. */
export const acts = { changePayAccounts, myBenefits, requestPayAccount };
export { lineStates };

export const operations: Operation[] = [
  draftProgramme,
  openProgramme,
  enterAppropriation,
  setPayingAccount,
  checkList,
  commitList,
  endEntitlements,
  bindPayAccounts,
  changePayAccounts,
  requestPayAccount,
  draftRun,
  holdLine,
  cancelRun,
  approveRun,
  takeAnswer,
  takeStatement,
  takeAnswerFile,
  takeStatementFile,
  explainDifference,
  signDifference,
  closeRun,
  recallLine,
  agreeRecall,
  certifyHolder,
  certifyByCard,
  checkEntitled,
  decideFinding,
  listProgrammes,
  listRuns,
  reconcileRun,
  listFindings,
  traceLine,
  publicTotals,
  myBenefits,
];
export const jobs: AnyJob[] = [watchCertification, tellHeld as AnyJob];
export const standingJobs: string[] = [watchCertification.name];
export const stateTables: readonly States[] = [programmeStates, runStates, lineStates, envelopeStates, overdueSteps];
