// What is asked and what is answered: one presented card, at one point of service, for one purpose, now.
import type { Purpose } from '../../base/call.ts';
import type { Generation } from '../cards/index.ts';
import type { Credential } from './credential.ts';
import type { Reason, Signal } from './reasons.ts';

export interface UseRequest {
  /** The point of service, and its own number for this use: asking again with the same number is asking once. */
  readonly terminal: number;
  readonly number: bigint;
  readonly service: string;
  readonly purpose: Purpose;
  readonly credential: Credential;
  /** To be paid from the personal account; 0n for a use without money. */
  readonly amountFen?: bigint;
}

export interface UseAnswer {
  readonly allowed: boolean;
  /** Null when allowed. */
  readonly reason: Reason | null;
  readonly terminal: number;
  readonly number: bigint;
  /** True when this use had been recorded before; then nothing was done again. */
  readonly repeated: boolean;
  /** Null when no such card is known. For modules of this house; points of service are told less. */
  readonly card: UsedCard | null;
  readonly signals: readonly Signal[];
  /** What is left on the personal account, where the use paid from it. */
  readonly balanceFen: bigint | null;
}

export interface UsedCard {
  readonly cardId: string;
  readonly holderId: string;
  readonly region: string;
  readonly generation: Generation;
}
