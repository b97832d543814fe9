// A planned card becomes a piece of plastic, reaches its holder, or ends: the moves that orders and production ask for.
import type { Call } from '../../base/call.ts';
import type { Card, SocialState } from './card.ts';
import { readCardIdentifier } from './card-number.ts';
import { lockCards, moveTo } from './move-cards.ts';
import { openAccounts } from './open-account.ts';
import { refuse } from './refuse.ts';
import { saveMaking } from './store.ts';
import { termsOf } from './terms.ts';

export interface MadeCard {
  readonly cardId: string;
  /** In clear; null when the account is opened later. */
  readonly bankCardNumber: string | null;
  /** The 13 historical bytes in hex. */
  readonly atr?: string;
  /** As written to the chip, MAC included; the planned one stands when absent. */
  readonly cardIdentifier?: string;
}

/** Marks planned cards as made; opens their accounts where the bank gave a number, sets validity and last collection day. */
export async function markMade(call: Call, items: readonly MadeCard[]): Promise<void> {
  const cards = await lockCards(
    call,
    items.map(({ cardId }) => cardId),
  );
  const byId = new Map(cards.map((card) => [card.id, card]));
  await moveTo(call, 'social', cards, 'made');
  const terms = await termsOf(call, cards);
  await saveMaking(
    call.db,
    items.map(({ cardId, atr, cardIdentifier }) => {
      const card = byId.get(cardId)!;
      requireSameCard(card, cardIdentifier);
      return {
        cardId,
        atr: atr?.toUpperCase() ?? null,
        cardIdentifier: cardIdentifier?.toUpperCase() ?? null,
        ...terms(card),
      };
    }),
  );
  const accounts = items.flatMap(({ cardId, bankCardNumber }) => {
    const { holderId, region } = byId.get(cardId)!;
    return bankCardNumber === null ? [] : [{ cardId, holderId, region, bankCardNumber }];
  });
  await openAccounts(call, accounts);
}

/** The chip may add its MAC and carry its own serial, but never another region. */
function requireSameCard(card: Card, cardIdentifier: string | undefined): void {
  if (cardIdentifier === undefined) return;
  const given = readCardIdentifier(cardIdentifier.toUpperCase());
  if (given?.division !== card.cardIdentifier?.slice(0, 6)) throw refuse('bad-identifier', { cardId: card.id });
}

async function moveAll(call: Call, ids: readonly string[], to: SocialState): Promise<void> {
  await moveTo(call, 'social', await lockCards(call, ids), to);
}

/** Planned cards whose making failed or whose order was withdrawn. */
export const scrapCards = (call: Call, ids: readonly string[]) => moveAll(call, ids, 'scrapped');
/** Batch-proxy cards that nobody collected in time (SLP-01). */
export const sleepCards = (call: Call, ids: readonly string[]) => moveAll(call, ids, 'sleeping');
/** Made, collected or sleeping cards that will never be enabled: death, withdrawn order, sleep. The account stays as it is. */
export const cancelCards = (call: Call, ids: readonly string[]) => moveAll(call, ids, 'cancelled');
/** Cancelled cards that two people have destroyed. */
export const destroyCards = (call: Call, ids: readonly string[]) => moveAll(call, ids, 'destroyed');

/** Hands made cards over; refuses after their last collection day. A collected card has no effect until it is enabled (ENB-07). */
export const collectCards = async (call: Call, ids: readonly string[]): Promise<void> =>
  collectLockedCards(call, await lockCards(call, ids));

/** The same with cards that the caller has locked and looked at. */
export async function collectLockedCards(call: Call, cards: readonly Card[]): Promise<void> {
  for (const { id, collectBy } of cards) {
    if (collectBy !== null && collectBy < call.today) throw refuse('collect-by-passed', { cardId: id, collectBy });
  }
  await moveTo(call, 'social', cards, 'collected');
}
