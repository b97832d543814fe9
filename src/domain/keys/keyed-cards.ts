// Cards whose chips were written with keys of ours, many at once.
import type { Db } from '../../base/database/database.ts';
import { findCards, type KnownCard } from './store.ts';

/** By card id; cards with keys from elsewhere are not among them. */
export async function findKeyedCards(db: Db, cardIds: readonly string[]): Promise<ReadonlyMap<string, KnownCard>> {
  return new Map((await findCards(db, cardIds)).map((card) => [card.cardId, card]));
}
