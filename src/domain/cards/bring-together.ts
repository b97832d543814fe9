// The cards of two records of one person come under one: exactly one good card remains, the others keep their place in the history.
import type { Call } from '../../base/call.ts';
import { type Card, isGood } from './card.ts';
import { moveTo } from './move-cards.ts';
import { linkReplacements, lockCardsOfHolders, rehomeCards } from './store.ts';

export interface BroughtTogether {
  readonly keptCardId: string | null;
  /** The good card that had to end, because nobody has two. Its account goes on until its holder closes it. */
  readonly endedCardId: string | null;
}

/** The holders are locked by the caller, who is the one that merges them. */
export async function bringCardsTogether(call: Call, fromId: string, intoId: string): Promise<BroughtTogether> {
  const cards = await lockCardsOfHolders(call.db, [fromId, intoId]);
  const [kept, ended] = cards.filter(isGood).sort(better);
  if (ended) {
    await moveTo(call, 'social', [ended], 'invalid');
    await linkReplacements(call.db, [{ oldId: ended.id, newId: kept!.id }]);
  }
  await rehomeCards(call.db, fromId, intoId);
  call.about(fromId, intoId);
  return { keptCardId: kept?.id ?? null, endedCardId: ended?.id ?? null };
}

/** One in use before one reported lost; then the newer generation; then the one enabled last. */
const better = (a: Card, b: Card): number =>
  Number(b.socialState === 'enabled') - Number(a.socialState === 'enabled') ||
  b.generation - a.generation ||
  (b.enabledAt?.getTime() ?? 0) - (a.enabledAt?.getTime() ?? 0);
