// Looking cards up, for the modules above.
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import type { Card } from './card.ts';
import { lockCards } from './move-cards.ts';
import { refuse } from './refuse.ts';
import { cardsOfHolder, findCard, goodCardsOf } from './store.ts';

export async function getCard(db: Db, cardId: string): Promise<Card> {
  const card = await findCard(db, cardId);
  if (!card) throw refuse('not-found', { cardId });
  return card;
}

export async function lockCard(call: Call, cardId: string): Promise<Card> {
  return (await lockCards(call, [cardId]))[0]!;
}

/** The card that holds the person's place: enabled, or frozen by a reported loss. Ask `isUsable` before a use. */
export async function findGoodCard(db: Db, holderId: string): Promise<Card | undefined> {
  return (await goodCardsOf(db, [holderId]))[0];
}

/** Good cards by holder id; holders without one are missing from the map. */
export async function listGoodCards(db: Db, holderIds: readonly string[]): Promise<Map<string, Card>> {
  return new Map((await goodCardsOf(db, holderIds)).map((card) => [card.holderId, card]));
}

/** Every card of a person, newest first. */
export const listCardsOf = (db: Db, holderId: string): Promise<Card[]> => cardsOfHolder(db, holderId);
