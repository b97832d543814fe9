// The policy packs in force for the regions of some cards, each asked for once.
import type { Call } from '../../base/call.ts';
import { type Pack, shippedPacks } from '../policy/index.ts';

/** Packs by region. A region without a pack has none: whoever asks then gets `undefined` and decides carefully. */
export async function packsOf(_call: Call, regions: Iterable<string>): Promise<Map<string, Pack>> {
  return new Map([...new Set(regions)].flatMap((region) => (shippedPacks[region] ? [[region, shippedPacks[region]]] : [])));
}
