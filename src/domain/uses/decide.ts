// Why a use is not allowed: one pure rule over everything that was found. The hot path's one statement says yes by the same
// conditions; this says why not, and a test holds the two together.
import type { Day } from '../../base/day.ts';
import type { FinancialState, SocialState } from '../cards/index.ts';
import { cloneSignals, type Trace } from './clone-signals.ts';
import type { Reason, Signal } from './reasons.ts';

export interface FoundCard {
  readonly cardId: string;
  readonly holderId: string;
  readonly region: string;
  readonly generation: number;
  readonly cardIdentifier: string | null;
  readonly socialState: SocialState;
  readonly financialState: FinancialState;
  readonly expiresOn: Day | null;
}

export interface Asked {
  readonly day: Day;
  readonly side: 'social' | 'financial';
  /** Bit g is set when generation g is accepted. */
  readonly generations: number;
  readonly regions: string | null;
  readonly cardIdentifier: string | null;
  readonly ecard: boolean;
  readonly consent: boolean;
  readonly trace: Trace;
}

export interface Circumstances {
  readonly card: FoundCard | null;
  readonly ecardState: string | null;
  readonly consented: boolean;
  readonly codeUsed: boolean;
  /** The use of this card with the highest counter, and the holder's last use, where there were any. */
  readonly highestCounter: bigint | null;
  readonly last: Trace | null;
}

export type Judgement = { readonly reason: Reason | null; readonly signals: readonly Signal[] };

const ended = new Set<SocialState>(['invalid', 'cancelled', 'destroyed', 'scrapped']);

export function judge(asked: Asked, found: Circumstances): Judgement {
  const { card } = found;
  const no = (reason: Reason, signals: readonly Signal[] = []): Judgement => ({ reason, signals });
  if (!card) return no('card-unknown');
  if (asked.side === 'financial') {
    if (card.financialState !== 'active') return no('financial-side-not-active');
  } else {
    if (card.socialState === 'suspended') return no('card-suspended');
    if (ended.has(card.socialState)) return no('card-ended');
    if (card.socialState !== 'enabled') return no('card-not-in-use');
  }
  if (card.expiresOn !== null && card.expiresOn < asked.day) return no('card-expired');
  if (asked.cardIdentifier !== null && asked.cardIdentifier !== card.cardIdentifier) return no('wrong-chip');
  if (asked.ecard && found.ecardState !== 'authorised') return no('ecard-not-usable');
  if (((asked.generations >> card.generation) & 1) === 0) return no('generation-not-accepted');
  if (asked.regions !== null && !asked.regions.split(',').includes(card.region)) return no('region-not-accepted');
  if (asked.consent && !found.consented) return no('consent-missing');
  if (found.codeUsed) return no('code-used');
  const { counter } = asked.trace;
  // Two chips answer for one card: which one stands before us only a person can tell.
  if (counter !== null && found.highestCounter !== null && counter <= found.highestCounter)
    return no('clone-suspected', ['counter-mismatch']);
  // A journey nobody can make is flagged, and never keeps anybody from a doctor.
  const travelled = found.last ? cloneSignals({ ...asked.trace, counter: null }, found.last) : [];
  return { reason: null, signals: travelled };
}
