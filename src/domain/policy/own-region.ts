// A policy officer decides for the own region and for no other.
import type { Call } from '../../base/call.ts';
import { refuse } from './refuse.ts';

export function requireOwnRegion({ actor }: Pick<Call, 'actor'>, region: string): void {
  if (actor.region !== region) throw refuse('not-your-region', { region });
}
