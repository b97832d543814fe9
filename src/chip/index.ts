// The door of the chip: one card, one function, and the data that makes cards different from each other.

// The card
export type { Apdu } from './apdu.ts';
export { ANSWER_LIMIT, parseApdu } from './apdu.ts';
export { bank } from './applications/bank.ts';
export { certificate } from './applications/certificate.ts';
export { plainFiles } from './applications/plain-files.ts';
export { socialSecurity } from './applications/social-security.ts';
export { transit } from './applications/transit.ts';
// Paying: the bank application's cipher, host, certificates; the purse's host and PSAM
export { fromBcd, toBcd } from './bcd.ts';
export type { BlankCard, Card, Protocol, Session } from './card.ts';
export { createBlankCard, powerUp } from './card.ts';
export type { Answer, CardApplication, Command } from './card-application.ts';
export { applicationCode } from './card-application.ts';
export { cloneCard, loadCard, saveCard } from './card-image.ts';
export { BANK_PIN, bankKeyRef, bankTag } from './commands/bank-cells.ts';
// What card, terminal and key module must compute alike
export { cardProofMessage, certificateFile, USER_PIN } from './commands/certificate-keys.ts';
export { pinKey } from './commands/certificate-pin.ts';
export { debitRef } from './commands/medical-debit.ts';
export { purseKeyRef } from './commands/purse-cells.ts';
export type { Debit } from './debit-proof.ts';
export { debitMac1, debitMac2, debitSessionKey, debitTac } from './debit-proof.ts';
export type { DolEntry } from './dol.ts';
export { layDol, parseDol, splitDol } from './dol.ts';
// What is on it, and how it gets there
export type { FileTemplate } from './file-template.ts';
export { encodeTemplate } from './file-template.ts';
// Numbers and texts
export type { ChipNumbers } from './identifiers.ts';
export {
  cardIdentifierHead,
  cardNumberCheck,
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
  RID,
  splitName,
} from './identifiers.ts';
export { keyUse } from './key-use.ts';
export type { StripeContent } from './legacy-stripe.ts';
export { readStripe, writeStripe } from './legacy-stripe.ts';
export type { BankCipher } from './pay/bank-cipher.ts';
export { bankCipherOf, bankDes, bankSm4 } from './pay/bank-cipher.ts';
export type { Authorization, BankKeys, IssuerData } from './pay/issuer-host.ts';
export {
  answerCryptogram,
  bankCardKeys,
  checkCryptogram,
  parseIssuerData,
  scriptsFor,
} from './pay/issuer-host.ts';
export type { PublicKey } from './pay/offline-data.ts';
export { cardKey, issuerKey, transactionHash, verifyDynamic, verifyStatic } from './pay/offline-data.ts';
export type { Psam, PsamKey } from './pay/psam.ts';
export { createPsam, psamInitCommand, psamKeyUse, transmitPsam } from './pay/psam.ts';
export type { LoadStart, PurseKeys } from './pay/purse-host.ts';
export {
  approveLoad,
  checkLoadTac,
  checkPurchaseTac,
  creditCommand,
  debitCommand,
  initCommand,
  parseLoadStart,
} from './pay/purse-host.ts';
export type { PurseOrder } from './pay/purse-proof.ts';
export { purseCardKey, purseType } from './pay/purse-proof.ts';
export type { Authority, CertifiedCard, CertifiedIssuer } from './pay/test-authority.ts';
export { certifyCard, certifyIssuer, makeAuthority, publicKeyOf } from './pay/test-authority.ts';
export type { CardProduct, Face, Generation } from './products.ts';
export { products } from './products.ts';
export type { BankContent, CashLimits, DirectoryEntry } from './profiles/bank.ts';
export {
  BANK_AID,
  bankApplication,
  bankCovered,
  bankEntry,
  bankLists,
  PPSE_NAME,
  PSE_NAME,
  ppseApplication,
  pseApplication,
} from './profiles/bank.ts';
export { CERTIFICATE_ADF, CERTIFICATE_DDF, certificatePlan } from './profiles/certificate.ts';
export type { PlanDifference } from './profiles/check-national.ts';
export { checkNational } from './profiles/check-national.ts';
export type { Master, ScriptFailure } from './profiles/execute-script.ts';
export { continueScript, executeScript } from './profiles/execute-script.ts';
export type { DirectoryPlan, Field, FilePlan, KeyPlan, PinPlan, RawRecord, RecordPlan } from './profiles/plan.ts';
export { parseRecords } from './profiles/plan.ts';
export type { ScriptContent, ScriptStep } from './profiles/script.ts';
export { loadingScript, resumeScript } from './profiles/script.ts';
export type { CardSpec, SocialSecurityOptions } from './profiles/social-security.ts';
export { directoryKeyRef, SSSE_NAME, socialKeyRef, socialSecurityPlan } from './profiles/social-security.ts';
export type { TransitContent, TransitOptions } from './profiles/transit.ts';
export { TRANSIT_AID, TRANSIT_FID, transitPlan, transitValues } from './profiles/transit.ts';
export type { FieldsOf, Layout } from './profiles/transit-files.ts';
export { packFields, transitLayout, unpackFields } from './profiles/transit-files.ts';
export type { Rule } from './rule.ts';
export { contactOnly, free, key, message, never, pin, pinAndKey, pinOrKey } from './rule.ts';
export { openBlock, sealBlock } from './secure-block.ts';
export { SW } from './status-word.ts';
export type { Suite } from './suites.ts';
export { algorithm, desSuite, proofOf, sm4Suite, suiteOf } from './suites.ts';
export type { Tlv } from './tlv.ts';
export { parseTlv, tlv, tlvValue } from './tlv.ts';
export { transmit } from './transmit.ts';
