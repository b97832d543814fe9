// The door of banking: the account behind a card, payment files, the signed channel with each bank, pay codes.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import { activationRates } from './activation-rates.ts';
import { followCards, standingOf } from './follow-cards.ts';
import { linkStatus } from './link-status.ts';
import { myAccount } from './my-account.ts';
import { makePayCode, redeemPayCode } from './pay-code.ts';
import { registerLink } from './register-link.ts';
import { remindActivation } from './remind-activation.ts';
import { takeMessage } from './take-message.ts';

export { type AccountProduct, accountProduct, needsPin, type PayWay, payWays } from './account.ts';
export {
  type AccountRefusal,
  accountRefusals,
  accountRefusalsOf,
  accountRefusalTable,
} from './account-refusals.ts';
export { canReceive } from './can-receive.ts';
export { signedByBank, signForBank } from './file-signature.ts';
export { bankEnd, bureauEnd, type Frame, readFrame, signFrame } from './frame.ts';
export {
  lineFault,
  mostLines,
  type PaymentFile,
  PaymentFileWriter,
  type Profile,
  type ProfileCode,
  profiles,
  readNotice,
  readPaymentAnswer,
  readPaymentFile,
  readStatement,
  writeNotice,
  writePaymentAnswer,
  writeStatement,
} from './profile.ts';
export { adviceFor, type Reason, reasons, reasonTable } from './reasons.ts';
export { type BankChannel, makeSendMessages } from './send-messages.ts';
export { usesLeftBehind } from './standing-uses.ts';
export { standingUsesOf } from './store.ts';
export { type AccountLimit, type AccountWish, type BureauNews, type CardStanding, tellBank } from './tell-bank.ts';
export { askBankToText, bankTexts, type TextWish } from './text-messages.ts';
export type { Notice } from './wire/iso-files.ts';
export {
  type AnswerLine,
  type FileFault,
  isFault,
  type Outcome,
  type Party,
  type PaymentAnswer,
  type PaymentLine,
  type PaymentOrder,
  type PaymentPurpose,
  type Statement,
  type StatementEntry,
  totalOf,
} from './wire/payment.ts';
/** For the simulated banks above, which come in through the action like real ones. */
export { standingOf, takeMessage };

export const operations: Operation[] = [
  registerLink,
  takeMessage,
  linkStatus,
  myAccount,
  activationRates,
  remindActivation,
  makePayCode,
  redeemPayCode,
];
export const jobs: AnyJob[] = [followCards as AnyJob];
/** The errand `banking.send-messages` is made by whoever has the channel: `makeSendMessages(channel)`. */
export const standingJobs: string[] = [followCards.name, 'banking.send-messages'];
