// What the registers know about the people of a roster, looked up in one go, for the checks of its rows.
import type { Call } from '../../base/call.ts';
import { findHoldersByDocument, identitiesOf, listPersonFacts } from '../holders/index.ts';
import type { Pack, PersonFacts } from '../policy/index.ts';
import type { GroupOrder } from './group-store.ts';
import { type PersonFacts as Known, personKey } from './roster/check-rows.ts';
import { findOpenOrders } from './store.ts';

export interface RosterPeople {
  readonly facts: Map<string, Known>;
  readonly holderIds: Map<string, string>;
}

/** By `personKey` of the row. The call is then about everybody found. */
export async function rosterPeople(
  call: Call,
  group: GroupOrder,
  pack: Pack,
  rows: readonly Parameters<typeof personKey>[0][],
): Promise<RosterPeople> {
  const ids = await findHoldersByDocument(
    call,
    rows.map(({ documentKind, documentNumber }) => ({ kind: documentKind, number: documentNumber })),
  );
  const found = [...new Set(ids.filter((id) => id !== null))];
  call.about(...found);
  const people = await listPersonFacts(call.db, found);
  const identities = await identitiesOf(call, found);
  const open = await findOpenOrders(call.db, found);
  const facts = new Map<string, Known>();
  const holderIds = new Map<string, string>();
  for (const [i, row] of rows.entries()) {
    const id = ids[i];
    if (!id) continue;
    const insurance = membershipOf(people.get(id)!, group, pack, call.today);
    holderIds.set(personKey(row), id);
    facts.set(personKey(row), {
      insured: insurance !== undefined,
      registeredName: identities.get(id)!.name,
      district: insurance?.district ?? null,
      openOrder: open.get(id) ?? null,
    });
  }
  return { facts, holderIds };
}

/** The insurance by which a person belongs to the organiser on a day; undefined when he does not. */
export function membershipOf(
  person: PersonFacts,
  group: GroupOrder,
  pack: Pack,
  today: string,
): PersonFacts['insurances'][number] | undefined {
  const here = person.insurances.filter(
    ({ region, since, until }) =>
      pack.here.includes(region) && since <= today && (until === undefined || today <= until),
  );
  switch (group.kind) {
    case 'unit':
      // The register may not name the employer; it never names another one for our people.
      return here.find(
        ({ kind, organiserId }) =>
          kind === 'employee' && (organiserId === undefined || organiserId === group.organiserId),
      );
    case 'school':
      return person.student?.schoolId === group.organiserId ? here[0] : undefined;
    case 'community':
      return here.find(({ district }) => group.district === null || district === group.district);
  }
}

/** A unit orders for its own district; schools and communities are not cut by one. */
export const districtsOf = ({ kind, district }: GroupOrder): ReadonlySet<string> | null =>
  kind === 'unit' && district ? new Set([district]) : null;
