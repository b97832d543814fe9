// Two PINs with two counters (ENB-04): each side blocks and is unblocked by itself, the other one never notices.
import type { Call } from '../../base/call.ts';
import { type Card, type Side, stateOf } from './card.ts';
import { lockCards, moveTo } from './move-cards.ts';
import { refuse } from './refuse.ts';
import { setPinFailures } from './store.ts';

/** After so many wrong tries in a row a PIN is blocked. */
export const maxPinTries = 3;

export const pinFailures = (card: Card, side: Side): number =>
  side === 'social' ? card.socialPinFailures : card.financialPinFailures;

export const isPinBlocked = (card: Card, side: Side): boolean => pinFailures(card, side) >= maxPinTries;

/** Counts a wrong PIN and answers how many tries are left. The third one blocks; a side not in use has no PIN to try. */
export async function countPinFailure(call: Call, cardId: string, side: Side): Promise<number> {
  const card = await lockSideInUse(call, cardId, side);
  const failures = pinFailures(card, side) + 1;
  await setPinFailures(call.db, cardId, side, failures);
  if (failures === maxPinTries && side === 'financial') await moveTo(call, 'financial', [card], 'blocked');
  call.about(card.holderId);
  return maxPinTries - failures;
}

/** A right PIN starts the count anew. */
export async function clearPinFailures(call: Call, cardId: string, side: Side): Promise<void> {
  const card = await lockSideInUse(call, cardId, side);
  if (pinFailures(card, side) > 0) await setPinFailures(call.db, cardId, side, 0);
}

/** Opens a blocked PIN again; a frozen or dead card stays as it is. */
export async function unblockPin(call: Call, cardId: string, side: Side): Promise<void> {
  const [card] = await lockCards(call, [cardId]);
  if (!isPinBlocked(card!, side)) throw refuse('pin-not-blocked', { cardId, side });
  const state = stateOf(card!, side);
  if (state !== (side === 'social' ? 'enabled' : 'blocked')) throw refuse('wrong-state', { cardId, side, state });
  await setPinFailures(call.db, cardId, side, 0);
  if (side === 'financial') await moveTo(call, 'financial', [card!], 'active');
  call.about(card!.holderId);
}

async function lockSideInUse(call: Call, cardId: string, side: Side): Promise<Card> {
  const [card] = await lockCards(call, [cardId]);
  if (isPinBlocked(card!, side)) throw refuse('pin-blocked', { cardId, side });
  const state = stateOf(card!, side);
  if (state !== (side === 'social' ? 'enabled' : 'active')) throw refuse('wrong-state', { cardId, side, state });
  return card!;
}
