// A reported loss freezes the good card at once (RPL-01); found again it comes back, unless it was replaced meanwhile.
import type { Call } from '../../base/call.ts';
import { lockHolder } from '../holders/index.ts';
import { type Card, isGood } from './card.ts';
import { moveTo } from './move-cards.ts';
import { refuse } from './refuse.ts';
import { lockCardsOfHolders } from './store.ts';

/** The person's good card, locked together with the person and all other cards; refuses when there is none. */
export async function lockGoodCard(call: Call, holderId: string): Promise<Card> {
  await lockHolder(call, holderId);
  const good = (await lockCardsOfHolders(call.db, [holderId])).find(isGood);
  if (!good) throw refuse('no-good-card');
  return good;
}

/**
 * Freezes the person's good card. Reporting the same loss twice is one report. The bank freezes its own side itself:
 * the financial side does not move.
 */
export async function suspendGoodCard(call: Call, holderId: string): Promise<Card> {
  const good = await lockGoodCard(call, holderId);
  if (good.socialState === 'enabled') await moveTo(call, 'social', [good], 'suspended');
  return { ...good, socialState: 'suspended' };
}

/** Brings the frozen card back. */
export async function restoreGoodCard(call: Call, holderId: string): Promise<Card> {
  const good = await lockGoodCard(call, holderId);
  if (good.socialState !== 'suspended') throw refuse('not-suspended', { cardId: good.id });
  await moveTo(call, 'social', [good], 'enabled');
  return { ...good, socialState: 'enabled' };
}
