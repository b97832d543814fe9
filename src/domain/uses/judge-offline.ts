// Was a use without a line right by the rule that held then? Pure. What the terminal could not know is not its fault, what it
// could have known is (open question 14).

import type { OfflineTerms, Way } from './catalogue.ts';
import type { Reason } from './reasons.ts';

export interface OfflineUse {
  readonly at: Date;
  readonly way: Way;
  readonly generation: number;
  /** The version of the block list the terminal looked in; 0n: it had none. */
  readonly listVersion: bigint;
}

export interface OfflineFacts {
  readonly now: Date;
  /** Null where the service is not accepted without a line. */
  readonly terms: OfflineTerms | null;
  readonly closed: boolean;
  /** Bit g is set when generation g is accepted in this way. */
  readonly generations: number;
  readonly region: { readonly accepted: string | null; readonly ofCard: string };
  /** When a newer version than the terminal's appeared; null while its version is the newest. */
  readonly supersededAt: Date | null;
  /** Whether the card stood on the terminal's version of the list. */
  readonly onList: boolean;
}

/** Terminals' clocks may be so far ahead, and uses may come in so late. */
export const clockAheadMs = 5 * 60_000;
export const latestDays = 90;

export function judgeOffline(use: OfflineUse, facts: OfflineFacts): Reason | null {
  const age = facts.now.getTime() - use.at.getTime();
  if (age < -clockAheadMs || age > latestDays * 86_400_000) return 'time-impossible';
  if (facts.closed) return 'service-closed';
  if (!facts.terms?.ways.includes(use.way)) return 'offline-not-accepted';
  if (((facts.generations >> use.generation) & 1) === 0) return 'generation-not-accepted';
  const { accepted, ofCard } = facts.region;
  if (accepted !== null && !accepted.split(',').includes(ofCard)) return 'region-not-accepted';
  if (facts.onList) return 'card-was-blocked';
  // A list is as old as the first change it does not know; that the server knows by itself, whatever the terminal says.
  const staleMs = facts.supersededAt ? use.at.getTime() - facts.supersededAt.getTime() : 0;
  return staleMs > facts.terms.staleHours * 3_600_000 ? 'list-too-old' : null;
}

/** What a gate does with a person before it (SCN-09): open, or call staff, who look at the person. */
export type GateStep = 'open' | 'call-staff';

/**
 * The gate asked, and has an answer, or none in time. Without one it goes by the rule of its service where that allows cards
 * without a line, and to staff where it does not: nobody is turned away because a line is down.
 */
export function gateStep(
  answer: { readonly allowed: boolean; readonly insured: boolean | null } | 'unreachable',
  offline: {
    readonly terms: OfflineTerms | null;
    readonly way: Way;
    readonly onList: boolean;
    readonly listAgeHours: number;
  },
): GateStep {
  if (answer !== 'unreachable') {
    if (!answer.allowed) return 'call-staff';
    return answer.insured === false ? 'call-staff' : 'open';
  }
  if (offline.onList) return 'call-staff';
  const { terms } = offline;
  return terms?.ways.includes(offline.way) && offline.listAgeHours <= terms.staleHours ? 'open' : 'call-staff';
}
