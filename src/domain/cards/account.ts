// The financial side comes into use, and ends: the bank's own acts, never touched by what happens to the social side.
import type { Call } from '../../base/call.ts';
import type { Card } from './card.ts';
import { lockCards, moveTo } from './move-cards.ts';
import { refuse } from './refuse.ts';

/** Activates the account of a card that its holder has in hand. */
export async function activateAccount(call: Call, cardId: string): Promise<Card> {
  const [card] = await lockCards(call, [cardId]);
  if (card!.socialState === 'planned' || card!.socialState === 'made') throw refuse('not-collected', { cardId });
  if (card!.financialState === 'blocked') throw refuse('pin-blocked', { cardId });
  await moveTo(call, 'financial', [card!], 'active');
  return { ...card!, financialState: 'active' };
}

/** Closes the account, on the holder's own wish only; works on a dead card too (OLD-02). */
export async function closeAccount(call: Call, cardId: string): Promise<Card> {
  const [card] = await lockCards(call, [cardId]);
  await moveTo(call, 'financial', [card!], 'closed');
  return { ...card!, financialState: 'closed' };
}
