// What the region's rules say about a card for as long as it lives: validity, and the last day to collect it.
import type { Call } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import type { Card } from './card.ts';

export interface Terms {
  readonly collectBy: Day | null;
  readonly expiresOn: Day | null;
}

/** The terms of cards made today, by their regions' rules. */
export async function termsOf(_call: Call, _cards: readonly Card[]): Promise<(card: Card) => Terms> {
  return () => ({ collectBy: null, expiresOn: null });
}
