// The door of policy: packs, decisions, calendar, versions and registers.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import { approvePack } from './approve-pack.ts';
import { diffPolicies } from './diff-policies.ts';
import { draftPack } from './draft-pack.ts';
import { explainPolicy } from './explain-policy.ts';
import { listPacks } from './list-packs.ts';
import { listRegions } from './list-regions.ts';
import { putInForce } from './put-in-force.ts';
import { readPack } from './read-pack.ts';
import { setBatchOpening } from './set-batch-opening.ts';
import { setReadiness } from './set-readiness.ts';
import { simulatePack } from './simulate-pack.ts';
import { throttleChannel } from './throttle-channel.ts';
import { withdrawPack } from './withdraw-pack.ts';

export { adviseChange, type Circumstances } from './advise-change.ts';
export { type BankChoice, banksFor, partnersOn } from './banks-for.ts';
export {
  CalendarGap,
  calendarYears,
  type DayCount,
  dueAfterNaturalDays,
  dueAfterWorkingDays,
  isWorkingDay,
  workingDayFrom,
} from './calendar.ts';
export { expiryRule, oldCardRule, replacementRule, type Uncollected, uncollectedRule } from './card-life.ts';
export { channelsFor, type OpenChannel } from './channels-for.ts';
export { materialsFor, photoFor, pickUpWaysFor } from './collecting.ts';
export { type Decision, decide, type Reason, ruleFor, type Situation } from './decide.ts';
export { diffPacks, type PackDifference } from './diff-packs.ts';
export { type ActQuestion, mayActivate, mayEnable, type Place } from './enabling.ts';
export {
  type Answer,
  askableGroups,
  channelNamed,
  type Explanation,
  explain,
  explanationText,
  samplePerson,
} from './explain.ts';
export { type Fee, feeFor, reapplyFeeFor } from './fee-for.ts';
export { generationFor } from './generation-for.ts';
export { groupOf, type Membership } from './group-of.ts';
export { type FaultCode, lintPack, type PackFault } from './lint-pack.ts';
export { loadPack, national, shippedFiles, shippedPacks } from './load-pack.ts';
export { type MayApply, mayApply, mayHold } from './may-apply.ts';
export { mayOpenBatch, type OpeningPlan, type Readiness, readinessItems } from './may-open-batch.ts';
export { balanceMoves, benefitAccountPlace, financialAccountRule, minorAccountLimit } from './money-rules.ts';
export {
  type Bank,
  type Batch,
  type ChannelCode,
  type ChannelKind,
  type Citation,
  channelKinds,
  type FeeReason,
  feeReasons,
  type Group,
  type Mishap,
  type Openings,
  type OrderKind,
  type OutletKind,
  outletKinds,
  type Pack,
  type PackFile,
  PackFileShape,
  type Phase,
  type PickUpWay,
  type Pot,
  type Purpose,
  pots,
  type Role,
  type RuleKey,
  type SubGroup,
  type ValueOf,
} from './pack.ts';
export {
  findPackInForce,
  installPacks,
  type PackInForce,
  packInForce,
  packOfVersion,
  recordNoticePublished,
} from './pack-in-force.ts';
export { type DocumentKind, type Insurance, isCitizen, type Organiser, type PersonFacts } from './person.ts';
export { type PromiseOfMaking, type PromiseQuestion, promiseFor } from './promise-for.ts';
export { type ReasonCode, reasonCodes } from './reasons.ts';
export {
  type CitedDocument,
  type Contradiction,
  citationText,
  contradictions,
  documents,
  type Figure,
  figures,
  findDocument,
  type OpenQuestion,
  openQuestions,
  provinces,
  type RegionStart,
  regionStarts,
  type SourceText,
  sources,
  type TimelineEntry,
  timeline,
} from './reference.ts';
export { isOrganised, purposeOf, type Question } from './situation-of.ts';
export { throttleOn } from './throttle-on.ts';
export { type Asker, batchOf, districtOf, phaseOn, startDay, type Turn, turnOf } from './turn-of.ts';
export {
  approve,
  draft,
  edit,
  type PackVersion,
  release,
  simulate,
  stateOn,
  type VersionRefusal,
  type VersionStep,
  versionOn,
  withdraw,
} from './versions.ts';

/** For those above that come in through actions: the pages. */
export { word } from './words.ts';

export const acts = {
  draftPack,
  simulatePack,
  approvePack,
  putInForce,
  withdrawPack,
  setBatchOpening,
  setReadiness,
  throttleChannel,
  explainPolicy,
  listRegions,
  listPacks,
  readPack,
  diffPolicies,
};

export const operations: Operation[] = [
  draftPack,
  simulatePack,
  approvePack,
  putInForce,
  withdrawPack,
  setBatchOpening,
  setReadiness,
  throttleChannel,
  explainPolicy,
  listRegions,
  listPacks,
  readPack,
  diffPolicies,
];
export const jobs: AnyJob[] = [];
export const standingJobs: string[] = [];
