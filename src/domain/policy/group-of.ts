// Exactly one group per person and day, out of insurance, age and studies (ELG-03, ELG-04).
import { ageOn, type Day } from '../../base/day.ts';
import { type Decision, findRow, reason, unknown } from './decide.ts';
import type { Group, Pack, SubGroup, ValueOf } from './pack.ts';
import { insuredOn, type PersonFacts } from './person.ts';

export type Membership =
  | { readonly group: Exclude<Group, 'individual'> }
  | { readonly group: 'individual'; readonly subGroup: SubGroup };

/** The group of a person on a day in the pack's region. `other` needs a clerk. Never throws. */
export function groupOf(pack: Pack, person: PersonFacts, day: Day): Decision<Membership> {
  const row = findRow(pack, 'grouping', { day });
  if (!row || row.value === 'unknown') return unknown('grouping', row);
  const rule = row.value;
  const fits = membershipTests(pack, person, day, rule);
  const code = rule.precedence.find((candidate) => fits[candidate]()) ?? 'other';
  const value: Membership =
    code === 'staff' || code === 'retiree' ? { group: code } : { group: 'individual', subGroup: code };
  return { value, reasons: [reason(`group-${code}`, { adultAge: rule.adultAge }, row)] };
}

function membershipTests(pack: Pack, person: PersonFacts, day: Day, rule: ValueOf<'grouping'>) {
  const kinds = new Set(insuredOn(person, day, pack.here).map((insurance) => insurance.kind));
  return {
    retiree: () => kinds.has('retired'),
    staff: () => kinds.has('employee'),
    minor: () => ageOn(person.born, day) < rule.adultAge,
    student: () => person.student !== undefined,
    flexible: () => kinds.has('flexible'),
    resident: () => kinds.has('resident'),
    other: () => true,
  };
}

/** Group and sub-group as rows name them; empty while unknown. */
export function groupCodes(membership: Membership | 'unknown'): (Group | SubGroup)[] {
  if (membership === 'unknown') return [];
  return membership.group === 'individual' ? ['individual', membership.subGroup] : [membership.group];
}
