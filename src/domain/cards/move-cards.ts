// The one way a side changes state: checked against the table, written with its line of history.
import type { Call } from '../../base/call.ts';
import { type Card, requireMove, type Side, type StateOf, stateOf } from './card.ts';
import { refuse } from './refuse.ts';
import { lockCardRows, writeMoves } from './store.ts';

/** Moves cards that the caller has locked. Refuses when any of them may not make the move; then none has moved. */
export async function moveTo<S extends Side>(
  call: Call,
  side: S,
  cards: readonly Card[],
  to: StateOf<S>,
): Promise<void> {
  if (cards.length === 0) return;
  for (const card of cards) requireMove(card, side, to);
  const moves = cards.map((card) => ({ cardId: card.id, from: stateOf(card, side) }));
  const moved = await writeMoves(call.db, side, moves, to, call.now);
  if (moved !== cards.length) throw new Error(`${cards.length} locked cards were to move to ${to}, ${moved} did`);
  call.about(...cards.map((card) => card.holderId));
}

/** Locks cards in id order; refuses when one of them does not exist. */
export async function lockCards(call: Call, ids: readonly string[]): Promise<Card[]> {
  const wanted = [...new Set(ids)];
  const cards = await lockCardRows(call.db, wanted);
  if (cards.length !== wanted.length) {
    const found = new Set(cards.map(({ id }) => id));
    throw refuse('not-found', { cardId: wanted.find((id) => !found.has(id)) ?? null });
  }
  return cards;
}
