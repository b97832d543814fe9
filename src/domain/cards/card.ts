// A card and its two sides: what states there are and which moves are allowed. The diagrams are generated from these tables.
import type { Day } from '../../base/day.ts';
import { refuse } from './refuse.ts';

export const socialStates = [
  'planned',
  'made',
  'collected',
  'enabled',
  'suspended',
  'invalid',
  'sleeping',
  'cancelled',
  'destroyed',
  'scrapped',
] as const;
export type SocialState = (typeof socialStates)[number];

export const financialStates = ['none', 'open', 'active', 'blocked', 'closed'] as const;
export type FinancialState = (typeof financialStates)[number];

export const sides = ['social', 'financial'] as const;
export type Side = (typeof sides)[number];
export type StateOf<S extends Side> = S extends 'social' ? SocialState : FinancialState;

export const generations = [1, 2, 3] as const;
export type Generation = (typeof generations)[number];

/** One card. Both sides live apart: no move of one side ever changes the other (ENB-01). */
export interface Card {
  readonly id: string;
  readonly holderId: string;
  readonly region: string;
  /** The bureau that issued it, as printed on the card (GEN-01). */
  readonly issuingAuthority: string;
  readonly bankCode: string | null;
  readonly generation: Generation;
  readonly cardNumber: string;
  readonly cardIdentifier: string | null;
  readonly bankCardLast4: string | null;
  readonly socialState: SocialState;
  readonly financialState: FinancialState;
  readonly socialPinFailures: number;
  readonly financialPinFailures: number;
  readonly orderId: string | null;
  readonly replacesCardId: string | null;
  readonly replacedByCardId: string | null;
  readonly batchProxy: boolean;
  readonly collectBy: Day | null;
  readonly plannedAt: Date | null;
  readonly madeAt: Date | null;
  readonly collectedAt: Date | null;
  readonly enabledAt: Date | null;
  readonly expiresOn: Day | null;
}

/** Allowed moves of the social side. `suspended` is a reported loss; only the holder's good card can be in it. */
export const socialMoves: Readonly<Record<SocialState, readonly SocialState[]>> = {
  planned: ['made', 'scrapped'],
  made: ['collected', 'sleeping', 'cancelled'],
  collected: ['enabled', 'cancelled'],
  enabled: ['suspended', 'invalid'],
  suspended: ['enabled', 'invalid'],
  sleeping: ['cancelled'],
  cancelled: ['destroyed'],
  invalid: [],
  destroyed: [],
  scrapped: [],
};

/** Allowed moves of the financial side. `blocked` is a blocked PIN. */
export const financialMoves: Readonly<Record<FinancialState, readonly FinancialState[]>> = {
  none: ['open'],
  open: ['active', 'closed'],
  active: ['blocked', 'closed'],
  blocked: ['active', 'closed'],
  closed: [],
};

const moves: Record<Side, Readonly<Record<string, readonly string[]>>> = {
  social: socialMoves,
  financial: financialMoves,
};

/** Whether the table allows this move. */
export function canMove<S extends Side>(side: S, from: StateOf<S>, to: StateOf<S>): boolean {
  return moves[side]![from]!.includes(to);
}

/** The state a side is in. */
export function stateOf<S extends Side>(card: Card, side: S): StateOf<S> {
  return (side === 'social' ? card.socialState : card.financialState) as StateOf<S>;
}

/** Refuses a move that the table does not allow. */
export function requireMove<S extends Side>(card: Card, side: S, to: StateOf<S>): void {
  const from = stateOf(card, side);
  if (!canMove(side, from, to)) throw refuse('wrong-state', { cardId: card.id, side, state: from, to });
}

/** The good card is the one that holds the person's place: in use, or frozen by a reported loss. At most one each. */
export function isGood(card: Pick<Card, 'socialState'>): boolean {
  return card.socialState === 'enabled' || card.socialState === 'suspended';
}

/** Whether the social side may be used on a day: enabled, and not past its validity where a region sets one (OLD-07/08). */
export function isUsable(card: Pick<Card, 'socialState' | 'expiresOn'>, day: Day): boolean {
  return card.socialState === 'enabled' && !isExpired(card, day);
}

export function isExpired(card: Pick<Card, 'expiresOn'>, day: Day): boolean {
  return card.expiresOn !== null && card.expiresOn < day;
}
