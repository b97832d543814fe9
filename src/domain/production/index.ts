// The door of production: making cards in batches and on the spot, bringing them to people, destroying what nobody gets.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import { alarmList } from './alarm-list.ts';
import { approveMerge } from './approve-merge.ts';
import { batchList } from './batch-list.ts';
import { batchReport } from './batch-report.ts';
import { cancelSleepingCards } from './cancel-sleeping-cards.ts';
import { cardPhoto } from './card-photo.ts';
import { certifyChips } from './certify-chips.ts';
import { deliveryState } from './delivery-state.ts';
import { destructionRegister } from './destruction-register.ts';
import { drawUpDestruction } from './draw-up-destruction.ts';
import { exportProductionFile } from './export-production-file.ts';
import { failStep } from './fail-step.ts';
import { finishMaking } from './finish-making.ts';
import { finishVisit } from './finish-visit.ts';
import { giveUpMaking } from './give-up-making.ts';
import { handOverAtVisit } from './hand-over-at-visit.ts';
import { handOverCard } from './hand-over-card.ts';
import { makeBatches } from './make-batches.ts';
import { makeOrdinarily } from './make-ordinarily.ts';
import { makingDetail } from './making-detail.ts';
import { outletQueue } from './outlet-queue.ts';
import { parcelLabel } from './parcel-label.ts';
import { planVisit } from './plan-visit.ts';
import { postCards } from './post-cards.ts';
import { proveChip } from './prove-chip.ts';
import { putToSleep } from './put-to-sleep.ts';
import { readProductionFile } from './read-production-file.ts';
import { receiveCards } from './receive-cards.ts';
import { recordAccount } from './record-account.ts';
import { recordPersonalised } from './record-personalised.ts';
import { recordPrinted } from './record-printed.ts';
import { recordReadBack } from './record-read-back.ts';
import { registerMakerKey } from './register-maker-key.ts';
import { reportDamaged } from './report-damaged.ts';
import { reportDelivery } from './report-delivery.ts';
import { reportLost } from './report-lost.ts';
import { reportReturn } from './report-return.ts';
import { resumeMaking } from './resume-making.ts';
import { shelfList } from './shelf-list.ts';
import { signDestruction } from './sign-destruction.ts';
import { sleepingList } from './sleeping-list.ts';
import { startMaking } from './start-making.ts';
import { stockBlanks } from './stock-blanks.ts';
import { stopCards } from './stop-cards.ts';
import { sweepMakings } from './sweep-makings.ts';
import { takeOutRefused } from './take-out-refused.ts';
import { takeReturnFile } from './take-return-file.ts';
import { visitList } from './visit-list.ts';
import { visitRoster } from './visit-roster.ts';
import { visitsOfGroup } from './visits-of-group.ts';
import { writeChips } from './write-chips.ts';

export { stepFailures } from './fail-step.ts';
export { lineFaults } from './judge-lines.ts';
export { stateTables } from './states.ts';
export { steps } from './steps.ts';
export { readProductionFile as parseProductionFile } from './wire/production-file.ts';
export { makingFaults, type ReturnHeader, type ReturnLine, writeReturnFile } from './wire/return-file.ts';
export { publicKeyOf, signFile, verifyFile } from './wire/signature.ts';

/** Everything one can do or ask here; the pages come in by these names. */
export const acts = {
  makeBatches,
  registerMakerKey,
  exportProductionFile,
  readProductionFile,
  cardPhoto,
  takeReturnFile,
  writeChips,
  proveChip,
  certifyChips,
  startMaking,
  makeOrdinarily,
  approveMerge,
  recordAccount,
  recordPersonalised,
  recordPrinted,
  recordReadBack,
  finishMaking,
  failStep,
  resumeMaking,
  giveUpMaking,
  stockBlanks,
  receiveCards,
  handOverCard,
  postCards,
  parcelLabel,
  reportDelivery,
  reportReturn,
  reportDamaged,
  reportLost,
  planVisit,
  handOverAtVisit,
  finishVisit,
  visitList,
  visitRoster,
  visitsOfGroup,
  cancelSleepingCards,
  drawUpDestruction,
  signDestruction,
  batchList,
  batchReport,
  outletQueue,
  makingDetail,
  shelfList,
  sleepingList,
  deliveryState,
  destructionRegister,
  alarmList,
};
export const operations: Operation[] = Object.values(acts);

export const jobs: AnyJob[] = [sweepMakings, putToSleep, stopCards, takeOutRefused] as AnyJob[];
export const standingJobs: string[] = jobs.map(({ name }) => name);
