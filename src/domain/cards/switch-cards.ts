// THE SWITCH (OLD-01): in one transaction the new card becomes good and the old one dies. Nothing else in the house does either.
import type { Call } from '../../base/call.ts';
import { Refusal } from '../../base/refusal.ts';
import { canEnable } from './can-enable.ts';
import { type Card, isGood } from './card.ts';
import { type EnablingCases, type EnablingRight, prepareEnabling } from './enabling-case.ts';
import { moveTo } from './move-cards.ts';
import { refuse } from './refuse.ts';
import { linkReplacements, listCards, lockCardsOfHolders } from './store.ts';

export interface Switched extends Pick<Card, 'region' | 'orderId'> {
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

/** Enables cards of many people at once: one answer a card, in their order, the good ones done and the others refused. */
export async function switchCards(
  call: Call,
  cardIds: readonly string[],
  right: EnablingRight = 'own-role',
): Promise<(Switched | Refusal)[]> {
  const named = await listCards(call.db, cardIds);
  const cases = await prepareEnabling(call, named, right);
  // Everything below reads what nobody else can change until this transaction ends.
  const locked = await lockCardsOfHolders(call.db, [...new Set(named.map(({ holderId }) => holderId))]);
  const byId = new Map(locked.map((card) => [card.id, card]));
  const byHolder = new Map<string, Card[]>(locked.map(({ holderId }) => [holderId, []]));
  for (const card of locked) byHolder.get(card.holderId)!.push(card);
  const switches = new Map<string, { card: Card; dies: Card | undefined }>();

  const answers = cardIds.map((cardId): Switched | Refusal => {
    const card = byId.get(cardId);
    if (!card) return refuse('not-found', { cardId });
    if (switches.has(card.holderId)) return refuse('second-of-holder', { cardId });
    const decided = decide(card, byHolder.get(card.holderId)!, cases);
    if (decided instanceof Refusal) return decided;
    switches.set(card.holderId, { card, dies: decided.dies });
    return { cardId, region: card.region, orderId: card.orderId, replacedCardId: decided.dies?.id ?? null };
  });

  const pairs = [...switches.values()];
  // The old ones first: the unique index allows no moment with two good cards.
  await moveTo(
    call,
    'social',
    pairs.flatMap(({ dies }) => dies ?? []),
    'invalid',
  );
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

function decide(
  card: Card,
  cardsOfHolder: readonly Card[],
  cases: EnablingCases,
): { dies: Card | undefined } | Refusal {
  const refusal = cases.refusalFor(card);
  if (refusal) return refusal;
  const decision = canEnable(card, cardsOfHolder, cases.circumstancesOf(card));
  if (decision.ok) return decision;
  return refuse(decision.code, { cardId: card.id, region: cardsOfHolder.find(isGood)?.region ?? card.region });
}
