// Exactly one group per person and day, out of insurance, age and studies (ELG-03, ELG-04).
import { ageOn, type Day } from '../../base/day.ts';
import { type Decision, findRow, reason, unknown } from './decide.ts';
import type { Group, Pack, SubGroup, ValueOf } from './pack.ts';
import { insuredOn, type PersonFacts } from './person.ts';

export type Membership =
  | { readonly group: Exclude<Group, 'individual'> }
  | { readonly group: 'individual'; readonly subGroup: SubGroup };
type Candidate = ValueOf<'grouping'>['precedence'][number];

/** The group of a person on a day in the pack's region. `other` needs a clerk. Never throws. */
export function groupOf(pack: Pack, person: PersonFacts, day: Day): Decision<Membership> {
  const row = findRow(pack, 'grouping', { day });
  if (!row || row.value === 'unknown') return unknown('grouping', row);
  const code = memberOf(pack, person, day, row.value);
  const value: Membership =
    code === 'staff' || code === 'retiree' ? { group: code } : { group: 'individual', subGroup: code };
  return { value, reasons: [reason(`group-${code}`, { adultAge: row.value.adultAge }, row)] };
}

/** Group and sub-group as rows name them; empty while unknown. */
export function groupCodes(pack: Pack, person: PersonFacts, day: Day): readonly (Group | SubGroup)[] {
  const row = findRow(pack, 'grouping', { day });
  if (!row || row.value === 'unknown') return [];
  const code = memberOf(pack, person, day, row.value);
  return code === 'staff' || code === 'retiree' ? [code] : ['individual', code];
}

/** The first group of the pack's order of precedence that fits. */
function memberOf(pack: Pack, person: PersonFacts, day: Day, rule: ValueOf<'grouping'>): Candidate {
  const kinds = insuredOn(person, day, pack.here).map((insurance) => insurance.kind);
  const fits: Readonly<Record<Candidate, boolean>> = {
    retiree: kinds.includes('retired'),
    staff: kinds.includes('employee'),
    minor: ageOn(person.born, day) < rule.adultAge,
    student: person.student !== undefined,
    flexible: kinds.includes('flexible'),
    resident: kinds.includes('resident'),
    other: true,
  };
  return rule.precedence.find((candidate) => fits[candidate]) ?? 'other';
}
