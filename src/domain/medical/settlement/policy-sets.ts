// The policy sets of policies/medical, checked when they are first asked for. A new set is a file there and a line here.
import beijingEmployee from '../../../../policies/medical/beijing-employee.json' with { type: 'json' };
import fuzhouEmployee from '../../../../policies/medical/fuzhou-employee.json' with { type: 'json' };
import fuzhouResident from '../../../../policies/medical/fuzhou-resident.json' with { type: 'json' };
import shenzhenEmployee from '../../../../policies/medical/shenzhen-employee.json' with { type: 'json' };
import zhengzhouEmployee from '../../../../policies/medical/zhengzhou-employee.json' with { type: 'json' };
import type { Day } from '../../../base/day.ts';
import { inForce, type PolicySet, requirePolicySet } from './policy-set.ts';

const files: readonly unknown[] = [
  beijingEmployee,
  fuzhouEmployee,
  fuzhouResident,
  shenzhenEmployee,
  zhengzhouEmployee,
];

let sets: readonly PolicySet[] | undefined;

export function listPolicySets(): readonly PolicySet[] {
  sets ??= files.map(requirePolicySet);
  return sets;
}

/** The set of an insured region and insurance that is in force on a day. */
export const findPolicySet = (region: string, insurance: string, day: Day): PolicySet | undefined =>
  listPolicySets().find((set) => set.region === region && set.insurance === insurance && inForce(set, day));
