// The policy packs in force today for the regions of some cards, each asked for once.
import type { Call } from '../../base/call.ts';
import { type Pack, packInForce } from '../policy/index.ts';

/** Gives the pack of each of these regions; refuses when one has none in force. */
export async function rulesOf(call: Call, regions: Iterable<string>): Promise<(region: string) => Pack> {
  const packs = new Map<string, Pack>();
  for (const region of new Set(regions)) packs.set(region, (await packInForce(call.db, region, call.today)).pack);
  return (region) => packs.get(region)!;
}
