// Between six-digit divisions, as hospitals write them, and the regions of the policy sets.
import { listPolicySets } from './settlement/policy-sets.ts';

/** '110101' and '110000' are Beijing, '350102' is Fuzhou; undefined where no policy set is known. */
export const regionOfDivision = (division: string): string | undefined =>
  listPolicySets().find((set) => division.startsWith(set.division.replace(/(00)+$/, '')))?.region;

export const divisionOfRegion = (region: string): string =>
  listPolicySets().find((set) => set.region === region)?.division ?? '000000';
