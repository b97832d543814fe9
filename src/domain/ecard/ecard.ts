// The electronic card (电子社保卡): its states and when it may be used. It holds no card id; it follows the good card, asked live.
import type { Day } from '../../base/day.ts';
import { type Card, isUsable } from '../cards/index.ts';
import { refuse } from './refuse.ts';

export const ecardStates = ['issued', 'authorised', 'suspended', 'closed'] as const;
export type EcardState = (typeof ecardStates)[number];

export interface Ecard {
  readonly holderId: string;
  readonly state: EcardState;
  readonly issuedAt: Date;
  readonly authorisedAt: Date | null;
}

/** Allowed moves. After a suspension the person authorises anew. */
export const ecardMoves: Readonly<Record<EcardState, readonly EcardState[]>> = {
  issued: ['authorised', 'closed'],
  authorised: ['suspended', 'closed'],
  suspended: ['authorised', 'closed'],
  closed: [],
};

export function requireMove({ state }: Ecard, to: EcardState): void {
  if (!ecardMoves[state].includes(to)) throw refuse('wrong-state', { state, to });
}

export type Obstacle = 'not-authorised' | 'suspended' | 'closed' | 'no-good-card' | 'card-not-usable';

/** Why the e-card may not be used now, or undefined when it may (ECD-01). */
export function obstacleTo(ecard: Pick<Ecard, 'state'>, goodCard: Card | undefined, today: Day): Obstacle | undefined {
  if (ecard.state === 'issued') return 'not-authorised';
  if (ecard.state !== 'authorised') return ecard.state;
  if (!goodCard) return 'no-good-card';
  return isUsable(goodCard, today) ? undefined : 'card-not-usable';
}
