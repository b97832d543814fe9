// The door of the people: identity documents, names, phones, photos, masks, guardians and helpers.

export {
  findHoldersByDocument,
  getHolder,
  type Identity,
  identitiesOf,
  listPersonFacts,
  lockHolder,
  lockHolders,
  type MaskedIdentity,
  maskedIdentityOf,
  personFacts,
  phonesOf,
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
export { checkName, chipNameBytes, type NameCheck, type NameFault, splitNameForChip, tidyName } from './name.ts';
export { checkPhone, type PhoneCheck, type PhoneFault } from './phone.ts';
export {
  checkPhoto,
  defaultPhotoRules,
  type PhotoCheck,
  type PhotoFault,
  type PhotoFinding,
  type PhotoRules,
} from './photo.ts';
export { type PersonFault, type Registered, registerEach, registerPeople } from './register.ts';
export { type Chance, type SamplePerson, samplePerson, sampleResidentId } from './sample-identity.ts';
