// THE SWITCH (OLD-01): in one transaction the new card becomes good and the old one dies. Nothing else in the house does either.
import type { Call } from '../../base/call.ts';
import { Refusal } from '../../base/refusal.ts';
import { canEnable } from './can-enable.ts';
import type { Card } from './card.ts';
import { circumstancesOf, requireMayEnable } from './enabling-right.ts';
import { moveTo } from './move-cards.ts';
import { refuse } from './refuse.ts';
import { linkReplacements, listCards, lockCardsOfHolders } from './store.ts';

export interface Switched {
  readonly cardId: string;
  /** The card that died at this moment, if there was one. */
  readonly replacedCardId: string | null;
}

/** Enables one card for somebody whose role allows it. Refuses with the reason; then nothing has changed. */
export async function enableCard(call: Call, cardId: string): Promise<Switched> {
  const [result] = await switchCards(call, [cardId]);
  if (result instanceof Refusal) throw result;
  return result!;
}

/**
 * Enables cards of many people at once: one answer a card, in their order, the good ones done and the others refused.
 * `bulk` is the right of staff where the region has it (ENB-03).
 */
export async function switchCards(
  call: Call,
  cardIds: readonly string[],
  right: 'own-role' | 'bulk' = 'own-role',
): Promise<(Switched | Refusal)[]> {
  const holders = [...new Set((await listCards(call.db, cardIds)).map(({ holderId }) => holderId))].sort();
  const circumstances = await circumstancesOf(call, holders);
  // Everything below reads what nobody else can change until this transaction ends.
  const locked = await lockCardsOfHolders(call.db, holders);
  const byId = new Map(locked.map((card) => [card.id, card]));
  const switched = new Map<string, { card: Card; dies: Card | undefined }>();

  const answers: (Switched | Refusal)[] = [];
  for (const cardId of cardIds) {
    const card = byId.get(cardId);
    const decided = card
      ? await decide(
          call,
          card,
          locked.filter((c) => c.holderId === card.holderId),
          circumstances,
          right,
        )
      : refuse('not-found', { cardId });
    if (decided instanceof Refusal) answers.push(decided);
    else if (switched.has(card!.holderId)) answers.push(refuse('already-enabled', { cardId }));
    else {
      switched.set(card!.holderId, { card: card!, dies: decided.dies });
      answers.push({ cardId, replacedCardId: decided.dies?.id ?? null });
    }
  }

  const pairs = [...switched.values()];
  const dying = pairs.flatMap(({ dies }) => dies ?? []);
  // The old ones first: the unique index allows no moment with two good cards.
  await moveTo(call, 'social', dying, 'invalid');
  await moveTo(
    call,
    'social',
    pairs.map(({ card }) => card),
    'enabled',
  );
  const links = pairs.flatMap(({ card, dies }) => (dies ? [{ oldId: dies.id, newId: card.id }] : []));
  if (links.length > 0) await linkReplacements(call.db, links);
  return answers;
}

async function decide(
  call: Call,
  card: Card,
  cardsOfHolder: readonly Card[],
  circumstances: Awaited<ReturnType<typeof circumstancesOf>>,
  right: 'own-role' | 'bulk',
): Promise<{ dies: Card | undefined } | Refusal> {
  try {
    await requireMayEnable(call, card, right);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  const decision = canEnable(card, cardsOfHolder, circumstances(card));
  if (decision.ok) return decision;
  const good = cardsOfHolder.find(({ socialState }) => socialState === 'enabled' || socialState === 'suspended');
  return refuse(decision.code, { cardId: card.id, region: good?.region ?? card.region });
}
