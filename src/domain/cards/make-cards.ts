// A planned card becomes a piece of plastic, reaches its holder, or ends: the moves that orders and production ask for.
import type { Call } from '../../base/call.ts';
import { type Card, requireMove, type SocialState } from './card.ts';
import { readCardIdentifier } from './card-number.ts';
import { lockCards, moveTo } from './move-cards.ts';
import { prepareAccounts } from './open-account.ts';
import { refuse } from './refuse.ts';
import { saveMade } from './store.ts';
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
  if (cards.length === 0) return;
  const byId = new Map(cards.map((card) => [card.id, card]));
  for (const card of cards) requireMove(card, 'social', 'made');
  const terms = await termsOf(call, cards);
  const accounts = await prepareAccounts(
    call,
    items.flatMap(({ cardId, bankCardNumber }) => {
      const { holderId, region, financialState } = byId.get(cardId)!;
      if (bankCardNumber === null) return [];
      if (financialState !== 'none') throw refuse('wrong-state', { side: 'financial', state: financialState });
      return [{ cardId, holderId, region, bankCardNumber }];
    }),
  );
  const accountOf = new Map(accounts.map((account) => [account.cardId, account]));
  // One write a card, however much of it changes: a return file brings thousands.
  const moves = await saveMade(
    call.db,
    items.map(({ cardId, atr, cardIdentifier }) => {
      const card = byId.get(cardId)!;
      requireSameCard(card, cardIdentifier);
      return {
        cardId,
        atr: atr?.toUpperCase() ?? null,
        cardIdentifier: cardIdentifier?.toUpperCase() ?? null,
        ...terms(card),
        account: accountOf.get(cardId),
      };
    }),
    call.now,
  );
  if (moves !== cards.length + accounts.length)
    throw new Error(`${cards.length} cards were to be made, ${moves} moves`);
  call.about(...cards.map(({ holderId }) => holderId));
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
