// The door of cards: a card and its two sides, the switch, loss, PINs; "is this card good now?"
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import { activateAccount as activate } from './activate-account.ts';
import { activationReport } from './activation-report.ts';
import { bulkEnable } from './bulk-enable.ts';
import { closeAccount as close } from './close-account.ts';
import { countPinFailure as count } from './count-pin-failure.ts';
import { enableCard as enable } from './enable-card.ts';
import { findCardByNumber } from './find-card-by-number.ts';
import { firstCards } from './first-cards.ts';
import { myCards } from './my-cards.ts';
import { registerAuthority } from './register-authority.ts';
import { reportLoss } from './report-loss.ts';
import { takeOverCards } from './take-over-cards.ts';
import { unblockPin as unblock } from './unblock-pin.ts';
import { withdrawLoss } from './withdraw-loss.ts';

export { activateAccount, closeAccount } from './account.ts';
export { type BroughtTogether, bringCardsTogether } from './bring-together.ts';
export {
  type Card,
  type FinancialState,
  financialMoves,
  financialStates,
  type Generation,
  generations,
  isExpired,
  isGood,
  isUsable,
  type SocialState,
  socialMoves,
  socialStates,
} from './card.ts';
export {
  bankCardNumberOf,
  cardIdentifierOf,
  cardNumberOf,
  isBankCardNumber,
  isCardNumber,
  readCardIdentifier,
} from './card-number.ts';
export { type ChecklistItem, checklistFor, leftOnOldNumber } from './checklist.ts';
export { type EndedCards, endCardsOf } from './end-cards.ts';
export { drawCardFace, type FaceFields, type FaceWish } from './face/draw-card-face.ts';
export type { FaceSide } from './face/face-template.ts';
export { findGoodCard, getCard, listCardsOf, listGoodCards, lockCard } from './find-cards.ts';
export {
  type CardFunction,
  type CardFunctionCode,
  cardFunctionCodes,
  cardFunctions,
  offersFunction,
} from './functions.ts';
export { restoreGoodCard, suspendGoodCard } from './loss.ts';
export {
  cancelCards,
  collectCards,
  collectLockedCards,
  destroyCards,
  type MadeCard,
  markMade,
  scrapCards,
  sleepCards,
} from './make-cards.ts';
export {
  bankCardNumberOfCard,
  bankCardNumbersOf,
  openAccount,
  openAccountsOfCards,
  openBankCardNumbers,
} from './open-account.ts';
export { clearPinFailures, countPinFailure, isPinBlocked, maxPinTries, unblockPin } from './pin.ts';
export { type CardToPlan, type OldCard, type PlannedCard, planCards, registerOldCards } from './plan-cards.ts';
export { type CardProduct, cardProducts } from './product.ts';
export { findCardByNumber as findCardOfNumber, findCardsByNumbers as findCardsOfNumbers, listCards } from './store.ts';
export { enableCard, type Switched, switchCards } from './switch-cards.ts';

/** For those above that come in through actions: the pages. */
export const acts = {
  enableCard: enable,
  bulkEnable,
  activateAccount: activate,
  closeAccount: close,
  reportLoss,
  withdrawLoss,
  unblockPin: unblock,
  myCards,
  findCardByNumber,
  activationReport,
  firstCards,
};

export const operations: Operation[] = [
  takeOverCards,
  enable,
  bulkEnable,
  activate,
  close,
  reportLoss,
  withdrawLoss,
  count,
  unblock,
  registerAuthority,
  myCards,
  findCardByNumber,
  activationReport,
  firstCards,
];
export const jobs: AnyJob[] = [];
export const standingJobs: string[] = [];
