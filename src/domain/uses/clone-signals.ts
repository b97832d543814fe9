// Signs that one card is two: a chip counter that does not fit, and journeys nobody can make (SEC-10).
import type { Signal } from './reasons.ts';

export interface Trace {
  readonly at: Date;
  readonly counter: bigint | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
}

/** Faster than this between two uses nobody travels; an airliner, its airport not counted. */
export const fastestKmPerHour = 900;
/** Clocks differ and places are imprecise: so far apart two uses may be at one moment. */
export const slackKm = 30;

const clockHours = 0.1;
export const kmPerDegree = 111.2;

/** Kilometres between two places; on the scale of a country a flat map at the middle latitude is exact enough. */
export function distanceKm(a: Pick<Trace, 'longitude' | 'latitude'>, b: Pick<Trace, 'longitude' | 'latitude'>): number {
  if (a.longitude === null || a.latitude === null || b.longitude === null || b.latitude === null) return 0;
  const eastward = (a.longitude - b.longitude) * Math.cos((((a.latitude + b.latitude) / 2) * Math.PI) / 180);
  return kmPerDegree * Math.hypot(eastward, a.latitude - b.latitude);
}

/** The signals of a use against another use of the same card, whichever came first. */
export function cloneSignals(one: Trace, other: Trace): Signal[] {
  const found: Signal[] = [];
  const hours = (one.at.getTime() - other.at.getTime()) / 3_600_000;
  if (one.counter !== null && other.counter !== null) {
    // The same counter twice is one chip too many; the order counts only where the clocks of two terminals can tell it.
    const inOrder = Math.abs(hours) < clockHours || one.counter > other.counter === hours > 0;
    if (one.counter === other.counter || !inOrder) found.push('counter-mismatch');
  }
  if (distanceKm(one, other) > slackKm + fastestKmPerHour * Math.abs(hours)) found.push('impossible-travel');
  return found;
}
