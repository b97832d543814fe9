// The door of cards: a card and its two sides, the switch, loss, PINs; "is this card good now?"
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';

export { activateAccount, closeAccount } from './account.ts';
export {
  type Card,
  type FinancialState,
  financialMoves,
  financialStates,
  type Generation,
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
export { findGoodCard, getCard, listCardsOf, listGoodCards, lockCard } from './find-cards.ts';
export { restoreGoodCard, suspendGoodCard } from './loss.ts';
export {
  cancelCards,
  collectCards,
  destroyCards,
  type MadeCard,
  markMade,
  scrapCards,
  sleepCards,
} from './make-cards.ts';
export { bankCardNumberOfCard, openAccount } from './open-account.ts';
export { type CardToPlan, type OldCard, type PlannedCard, planCards, registerOldCards } from './plan-cards.ts';
export { enableCard, type Switched, switchCards } from './switch-cards.ts';

export const operations: Operation[] = [];
export const jobs: AnyJob[] = [];
export const standingJobs: string[] = [];
