// The door of the terminal: the reader side of the conversation with a card.

export { type ApduLog, apduLog } from './apdu-log.ts';
export { BRIDGE_PORT, type Bridge, type BridgeParts, startBridge } from './bridge.ts';
export { CardChannel } from './card-channel.ts';
export { type ConformanceReport, conformanceText, runConformance } from './conformance/conformance.ts';
export { diagnose, type Finding } from './diagnose.ts';
// The national terminal interface
export { fallsBack } from './driver/codes.ts';
export { Driver, type DriverAnswer, type DriverParts, type Keypad } from './driver/driver.ts';
export { type BasicFields, parseBasicLine } from './driver/fields.ts';
export { type FileRequest, parseFileAddress, parseWriteData, valuesLine } from './driver/file-address.ts';
export { type IdentityCard, parseIdentityCard } from './driver/identity-card.ts';
export { type KeyModule, keyModuleOver } from './driver/key-module.ts';
export { answerMessage } from './driver/key-module-messages.ts';
// Keys a terminal computes with
export type { DebitProof, IssuerKeys, KeyedCard, KeyName } from './keys/issuer-keys.ts';
export { createPsam, type PsamContent } from './keys/psam.ts';
export { openPsam, type Psam, type TerminalNumbers } from './keys/psam-keys.ts';
export {
  type LoadHost,
  type OpenPurchaseModule,
  openPurchaseModule,
  type PurchaseModule,
  type PurseId,
  type PurseMasters,
  softwarePurseHost,
  type TapJudge,
} from './keys/purse-keys.ts';
export { type MasterKeys, softwareKeys } from './keys/software-keys.ts';
export {
  TEST_SEED,
  testAuthority,
  testCardKey,
  testIssuerKeys,
  testMasters,
  testPurseHost,
  testPurseMasters,
  testTransportKey,
} from './keys/test-keys.ts';
// Readers
export type { CardConnection, Reader } from './reader.ts';
export { openPcsc, type Pcsc } from './readers/pcsc.ts';
export { openRemoteReader, type RemoteReader } from './readers/remote.ts';
export { SimulatedReader } from './readers/simulated.ts';
export {
  blankSampleCard,
  loadSampleCard,
  makeSampleCard,
  makeSamplePsam,
  SAMPLE_PIN,
  sampleHolders,
  sampleLoading,
  samplePersonalisation,
} from './sample-card.ts';
export {
  SAMPLE_BANK_PIN,
  sampleBankLoadings,
  samplePan,
  samplePurseLoading,
  testBank,
  testBankKeys,
  testPaymentAuthorities,
} from './sample-money.ts';
// Conversations
export { drawChallenges, externalAuthenticate, proveTerminal } from './scripts/authenticate.ts';
export { type CardFile, fileOf, meetRule, openFile, readRuleOf } from './scripts/card-files.ts';
export { changeCertificatePin, enrolCertificate } from './scripts/certificate-application.ts';
export { changePin } from './scripts/change-pin.ts';
export {
  type DebitOrder,
  type DebitResult,
  debitPurse,
  type PurseDebit,
  settleTorn,
  type TornAnswer,
} from './scripts/debit-purse.ts';
export { type LoadOrder, type LoadResult, loadPurse, type PurseLoad, settleTornLoad } from './scripts/load-purse.ts';
export { payByContact, settleTornPayment } from './scripts/pay-contact.ts';
export { payByTap } from './scripts/pay-quick.ts';
export type {
  BankAnswer,
  BankHost,
  PaymentOrder,
  PaymentRequest,
  PaymentResult,
  PaymentTerminal,
  TornPayment,
} from './scripts/payment.ts';
export { type MasterProof, type Personalisation, personalise } from './scripts/personalise.ts';
export {
  type CardProof,
  judgeSecret,
  judgeSignature,
  proofText,
  proveBySecret,
  proveBySignature,
} from './scripts/prove-card.ts';
export { type Purse, type PurseLogLine, readBalance, readPurseLog, selectPurse } from './scripts/purse.ts';
export { readItem } from './scripts/read-file.ts';
export { beginHolderReading, finishHolderReading, type HolderReading, readHolder } from './scripts/read-holder.ts';
export { type CardIdentity, recogniseCard, selectEnvironment } from './scripts/recognise-card.ts';
export { type PinReset, resetPin } from './scripts/reset-pin.ts';
export { railFare, type Station } from './scripts/ride.ts';
export { type HolderProof, holderSignatureMessage, signForHolder } from './scripts/sign-for-holder.ts';
export { type Fare, type Gate, type PurseAtGate, type TapResult, tap } from './scripts/tap.ts';
export { verifyPin } from './scripts/verify-pin.ts';
export { sendWrites, writeCommands } from './scripts/write-file.ts';
// Cards in the virtual reader
export { chipInSlot, type SlotCard } from './slot-card.ts';
// Whom a terminal takes
export {
  type Acceptance,
  type Medium,
  mayAccept,
  media,
  type Presented,
  type TerminalProfile,
} from './terminal-profile.ts';
export { openSlot, readerConf, type SlotPlace, type VirtualSlot, VPCD_PORT } from './virtual-reader.ts';
