// The door of ecard: the electronic card that comes with the order and follows the holder's good card.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import { authoriseEcard } from './authorise-ecard.ts';
import { cardChecklist } from './card-checklist.ts';
import { closeEcard } from './close-ecard.ts';
import { listCodeKeys } from './list-code-keys.ts';
import { myEcard } from './my-ecard.ts';
import { showCode } from './show-code.ts';
import { suspendEcard } from './suspend-ecard.ts';

export { type CardCode, codeKeys, codeLife, makeCardCode, readCardCode } from './card-code.ts';
export { makeCardToken, readCardToken } from './card-token.ts';
export { type Ecard, type EcardState, ecardMoves, ecardStates, type Obstacle, obstacleTo } from './ecard.ts';
export { issueEcard, issueEcards } from './issue-ecard.ts';
export { closeEcards } from './move-ecard.ts';
export { findEcard } from './store.ts';

/** For those above that come in through actions: the pages. */
export const acts = {
  authoriseEcard,
  suspendEcard,
  closeEcard,
  myEcard,
  cardChecklist,
  showCode,
  listCodeKeys,
};

export const operations: Operation[] = Object.values(acts);
export const jobs: AnyJob[] = [];
export const standingJobs: string[] = [];
