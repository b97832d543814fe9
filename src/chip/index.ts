// The door of the chip: one card, one function, and the data that makes cards different from each other.
export type { Apdu } from './apdu.ts';
export { plainFiles } from './applications/plain-files.ts';
export { socialSecurity } from './applications/social-security.ts';
export type { BlankCard, Card, Protocol, Session } from './card.ts';
export { createBlankCard, powerUp } from './card.ts';
export type { Answer, CardApplication, Command } from './card-application.ts';
export { fileCommands, maintenanceCommands, pinCommands } from './commands/iso-commands.ts';
export type { FileTemplate } from './file-template.ts';
export { encodeTemplate } from './file-template.ts';
export type { ChipNumbers } from './identifiers.ts';
export {
  cardIdentifierHead,
  checkCardIdentifier,
  contactAtr,
  contactlessAtr,
  decodeDigits,
  decodeText,
  diversificationFactor,
  encodeDigits,
  encodeText,
  historicalBytes,
  isCardIdentifier,
  isCardNumber,
  isUnissuedCardIdentifier,
  joinName,
  makeCardIdentifier,
  makeCardNumber,
  splitName,
} from './identifiers.ts';
export type { CardProduct, Face, Generation } from './products.ts';
export { products } from './products.ts';
export type { Master, ScriptFailure } from './profiles/execute-script.ts';
export { continueScript, executeScript } from './profiles/execute-script.ts';
export type { DirectoryPlan, Field, FilePlan, KeyPlan, PinPlan, RecordPlan } from './profiles/plan.ts';
export { parseRecords } from './profiles/plan.ts';
export type { ScriptContent, ScriptStep } from './profiles/script.ts';
export { loadingScript, resumeScript } from './profiles/script.ts';
export type { CardSpec, SocialSecurityOptions } from './profiles/social-security.ts';
export { directoryKeyRef, SSSE_NAME, socialKeyRef, socialSecurityPlan } from './profiles/social-security.ts';
export type { Rule } from './rule.ts';
export { contactOnly, free, key, message, never, pin, pinAndKey, pinOrKey } from './rule.ts';
export { openBlock, sealBlock } from './secure-block.ts';
export { SW } from './status-word.ts';
export type { Suite } from './suites.ts';
export { algorithm, desSuite, proofOf, sm4Suite, suiteOf } from './suites.ts';
export type { Tlv } from './tlv.ts';
export { parseTlv, tlv, tlvValue } from './tlv.ts';
export { transmit } from './transmit.ts';
