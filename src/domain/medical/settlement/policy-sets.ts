// The policy sets that lie in policies/medical, read once and checked.
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Day } from '../../../base/day.ts';
import { inForce, type PolicySet, requirePolicySet } from './policy-set.ts';

const folder = resolve(import.meta.dirname, '../../../../policies/medical');

let sets: readonly PolicySet[] | undefined;

export function listPolicySets(): readonly PolicySet[] {
  sets ??= readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => requirePolicySet(JSON.parse(readFileSync(resolve(folder, name), 'utf8'))));
  return sets;
}

/** The set of an insured region and insurance that is in force on a day. */
export const findPolicySet = (region: string, insurance: string, day: Day): PolicySet | undefined =>
  listPolicySets().find((set) => set.region === region && set.insurance === insurance && inForce(set, day));
