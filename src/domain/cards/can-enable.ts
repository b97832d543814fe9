// The rule of the switch: whether this card may become the holder's good card now, and which card it takes the place of.
import type { Day } from '../../base/day.ts';
import { type Card, isExpired, isGood } from './card.ts';

/** What a region adds before an old card may die. It may only add, never take away (K4). */
export type ExtraCondition = 'collected' | 'activated';

export interface Circumstances {
  readonly today: Day;
  /** Whether the holder is known to have died. */
  readonly deceased: boolean;
  /** Conditions of the issuing region on top of enabling, for the case that an old card dies. */
  readonly alsoNeeds: readonly ExtraCondition[];
}

export type EnableRefusal =
  | 'already-enabled'
  | 'loss-reported'
  | 'replaced'
  | 'not-collected'
  | 'holder-deceased'
  | 'expired'
  | 'good-card-elsewhere'
  | 'older-than-good-card'
  | 'account-not-active';

export type EnableDecision =
  | { readonly ok: true; readonly dies: Card | undefined }
  | { readonly ok: false; readonly code: EnableRefusal };

const no = (code: EnableRefusal): EnableDecision => ({ ok: false, code });

/**
 * Decides from the card and all cards of its holder. The old card dies at this moment and at no other (OLD-01);
 * a frozen one dies too, and then its loss report can no longer be withdrawn.
 */
export function canEnable(card: Card, cardsOfHolder: readonly Card[], circumstances: Circumstances): EnableDecision {
  if (card.socialState === 'enabled') return no('already-enabled');
  if (card.socialState === 'suspended') return no('loss-reported');
  if (card.socialState === 'invalid') return no('replaced');
  if (circumstances.deceased) return no('holder-deceased');
  if (card.socialState !== 'collected') return no('not-collected');
  if (isExpired(card, circumstances.today)) return no('expired');
  const old = cardsOfHolder.find(isGood);
  if (!old) return { ok: true, dies: undefined };
  // One person, one good card in the whole country: a card of another region comes only as its replacement.
  if (old.region !== card.region && card.replacesCardId !== old.id) return no('good-card-elsewhere');
  if (isOlder(card, old)) return no('older-than-good-card');
  if (circumstances.alsoNeeds.includes('activated') && card.financialState !== 'active')
    return no('account-not-active');
  return { ok: true, dies: old };
}

/** A card left in a drawer must not kill the newer one that came after it. */
function isOlder(card: Card, good: Card): boolean {
  if (card.generation !== good.generation) return card.generation < good.generation;
  return good.plannedAt !== null && card.plannedAt !== null && card.plannedAt < good.plannedAt;
}
