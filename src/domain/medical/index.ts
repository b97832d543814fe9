// The door of medical: visits, fees, settlement and why, personal account, filing, clearing, visit balance; and the national interface.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import type { States } from '../../base/states.ts';
import { admit } from './admit.ts';
import { browseCatalogue, catalogueFile } from './browse-catalogue.ts';
import { cancelVisit } from './cancel-visit.ts';
import { cancelDischarge, changeAdmission, discharge } from './change-stay.ts';
import { clearBetweenRegions, listBills } from './clear-between-regions.ts';
import { decodeCode } from './decode-code.ts';
import { designateInstitution, issueGatewayKey, revokeGatewayKey } from './designate-institution.ts';
import { explainSettlement } from './explain-settlement.ts';
import { chooseInstitution, fileElsewhere, filingsOf, withdrawFiling } from './file-elsewhere.ts';
import { downloadFile, uploadFile } from './files.ts';
import { loadCatalogue } from './load-catalogue.ts';
import { chosenBy, countersOf, diagnosesOf, entitlementOf, feesOf, settlementOf, stayOf, visitsOf } from './look-up.ts';
import { moveVisitBalance, moveVisitBalanceAtDesk, myVisitBalances } from './move-visit-balance.ts';
import { confirmPayOrder, payOrderState, placePayOrder, refundPayOrder, revokePayOrder } from './pay-orders.ts';
import { payFromVisitBalance, payIntoVisitBalance } from './pay-visit-balance.ts';
import { personInfo } from './person-info.ts';
import { allocateToAccounts, myMedicalAccount, shareAccount } from './personal-account.ts';
import { prePurchase, purchase } from './purchase.ts';
import { compareLines, compareTotals } from './reconcile.ts';
import { recordVisit } from './record-visit.ts';
import { registerVisit } from './register-visit.ts';
import { reverseMessage, reverseSettlement } from './reverse-settlement.ts';
import { revokeFees } from './revoke-fees.ts';
import { preSettle, settleVisit } from './settle-visit.ts';
import { signIn, signOut } from './sign-in.ts';
import { uploadFees } from './upload-fees.ts';
import { visitStates } from './visit.ts';

export { idOfWireNumber, wireNumber } from './ids.ts';
export { allocate, bringMoneyTogether } from './personal-account.ts';
export { fsiDoors } from './wire/gateway.ts';

/** For those above that come in through actions: the pages. */
export const acts = { explainSettlement, myMedicalAccount };

export const operations: Operation[] = [
  designateInstitution,
  issueGatewayKey,
  revokeGatewayKey,
  loadCatalogue,
  browseCatalogue,
  catalogueFile,
  signIn,
  signOut,
  personInfo,
  entitlementOf,
  decodeCode,
  registerVisit,
  recordVisit,
  cancelVisit,
  admit,
  changeAdmission,
  discharge,
  cancelDischarge,
  uploadFees,
  revokeFees,
  preSettle,
  settleVisit,
  prePurchase,
  purchase,
  reverseSettlement,
  reverseMessage,
  explainSettlement,
  visitsOf,
  stayOf,
  diagnosesOf,
  settlementOf,
  feesOf,
  countersOf,
  chosenBy,
  fileElsewhere,
  withdrawFiling,
  filingsOf,
  chooseInstitution,
  compareTotals,
  compareLines,
  uploadFile,
  downloadFile,
  placePayOrder,
  confirmPayOrder,
  refundPayOrder,
  revokePayOrder,
  payOrderState,
  allocateToAccounts,
  shareAccount,
  myMedicalAccount,
  clearBetweenRegions,
  listBills,
  payIntoVisitBalance,
  payFromVisitBalance,
  moveVisitBalanceAtDesk,
  moveVisitBalance,
  myVisitBalances,
];

export const jobs: AnyJob[] = [];
export const standingJobs: string[] = [];
export const stateTables: States[] = [visitStates as States];
