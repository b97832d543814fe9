// The door of holders: people and their documents, names, photos, guardians and helpers.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import { changeIdentity } from './change-identity.ts';
import { compareRecords } from './compare-records.ts';
import { confirmGuardian } from './confirm-guardian.ts';
import { endGuardianship } from './end-guardianship.ts';
import { endMandate } from './end-mandate.ts';
import { findHolderQuery } from './find-holder.ts';
import { giveMandate } from './give-mandate.ts';
import { judgePhoto } from './judge-photo.ts';
import { linkGuardian } from './link-guardian.ts';
import { listGuardianClaims } from './list-guardian-claims.ts';
import { listMerges } from './list-merges.ts';
import { listOfferedPhotos } from './list-offered-photos.ts';
import { myRecord } from './my-record.ts';
import { offerPhoto } from './offer-photo.ts';
import { peopleIHelp } from './people-i-help.ts';
import { proposeMerge } from './propose-merge.ts';
import { reconfirmGuardian } from './reconfirm-guardian.ts';
import { recordCapacity } from './record-capacity.ts';
import { recordDeath } from './record-death.ts';
import { registerPeopleAction } from './register-people.ts';
import { revealHolder } from './reveal-holder.ts';
import { showPhoto } from './show-photo.ts';
import { updateContact } from './update-contact.ts';
import { whoReadMyRecord } from './who-read-my-record.ts';
import { withdrawMerge } from './withdraw-merge.ts';

export {
  findHoldersByDocument,
  getHolder,
  getHolders,
  type Identity,
  identitiesOf,
  identityOf,
  listPersonFacts,
  lockHolder,
  lockHolders,
  type MaskedIdentity,
  maskedIdentityOf,
  namesOf,
  personFacts,
  phonesOf,
  type SealedIdentity,
} from './find-people.ts';
export type { Finding, FindingTexts, Words } from './finding.ts';
export { findingOf } from './finding.ts';
export {
  adultAge,
  type Capacity,
  canActAsGuardian,
  canHelp,
  comesOfAgeOn,
  type GuardianFault,
  type GuardianLink,
  type HelperAct,
  type HelperFault,
  type HelperMandate,
  type HolderAct,
  helperActs,
  holderActs,
  needsGuardian,
  type Reconfirmation,
  reconfirmAtHandOver,
  type Ward,
} from './guardianship.ts';
export { type Holder, type Insurance, type NewPerson, NewPersonShape } from './holder.ts';
export {
  checkIdentityDocument,
  type DocumentCheck,
  type DocumentFault,
  type DocumentKind,
  documentKinds,
  guessDocumentKind,
  residentCheckCharacter,
  residentIdFrom15,
  type Sex,
} from './identity-document.ts';
export { stripMetadata } from './jpeg.ts';
export {
  defaultMasks,
  maskAccount,
  maskAddress,
  maskDocumentNumber,
  maskName,
  maskPhone,
} from './masking.ts';
export { holderOfCall, reconfirmationNeeded, requireMayActFor, requireMayHelp } from './may-act.ts';
export { lockMerge, mergeRecords } from './merge-records.ts';
export { recordIdsOf, recordsOf } from './merge-store.ts';
export { checkName, chipNameBytes, type NameCheck, type NameFault, splitNameForChip, tidyName } from './name.ts';
export { checkPhone, type PhoneCheck, type PhoneFault } from './phone.ts';
export {
  checkPhoto,
  defaultPhotoRules,
  type PhotoCheck,
  type PhotoFault,
  type PhotoFinding,
  type PhotoRules,
  photoFinding,
} from './photo.ts';
export { findAcceptedPhotos, photoBytes } from './photos.ts';
export { type PersonFault, type Registered, registerEach, registerPeople } from './register.ts';
export { type Chance, type SamplePerson, samplePerson, sampleResidentId } from './sample-identity.ts';
export { openNames } from './sealed.ts';
export { takePhones } from './take-phones.ts';

export {
  changeIdentity,
  compareRecords,
  confirmGuardian,
  endGuardianship,
  endMandate,
  findHolderQuery,
  giveMandate,
  judgePhoto,
  linkGuardian,
  listGuardianClaims,
  listMerges,
  listOfferedPhotos,
  myRecord,
  offerPhoto,
  peopleIHelp,
  proposeMerge,
  reconfirmGuardian,
  recordCapacity,
  recordDeath,
  registerPeopleAction,
  revealHolder,
  showPhoto,
  updateContact,
  whoReadMyRecord,
  withdrawMerge,
};

export const operations: Operation[] = [
  registerPeopleAction,
  changeIdentity,
  updateContact,
  offerPhoto,
  judgePhoto,
  linkGuardian,
  confirmGuardian,
  endGuardianship,
  reconfirmGuardian,
  giveMandate,
  endMandate,
  recordCapacity,
  recordDeath,
  myRecord,
  whoReadMyRecord,
  peopleIHelp,
  findHolderQuery,
  revealHolder,
  showPhoto,
  listGuardianClaims,
  proposeMerge,
  withdrawMerge,
  compareRecords,
  listMerges,
  listOfferedPhotos,
];

export const jobs: AnyJob[] = [];
export const standingJobs: string[] = [];
