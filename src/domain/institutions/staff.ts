// Staff: who works where in which role. A name is sealed; duties that must stay apart are compared by person.
import type { Role } from '../../base/actor.ts';
import type { Call } from '../../base/call.ts';
import { rolesApartFrom } from './duty.ts';
import { getInstitution } from './get-institution.ts';
import { kinds, mayEmploy } from './institution.ts';
import { refuse } from './refuse.ts';
import { endStaffRow, insertStaff, lockAllStaff, lockStaff, roleHeld, type StaffRow } from './store.ts';
import { revokeTokens } from './token.ts';

export interface NewStaff {
  readonly institutionId: string;
  readonly role: Role;
  readonly name: string;
  /** Tells namesakes apart where duties must stay apart; kept only as a blind index. */
  readonly documentNumber?: string | undefined;
}

const place = (id: string) => `institutions.staff.name:${id}`;

/** Adds a member of staff; refuses a role the kind of institution does not have, and a second duty for one person. */
export async function addStaff(call: Call, staff: NewStaff): Promise<string> {
  const { kind } = await getInstitution(call.db, staff.institutionId);
  if (!mayEmploy(kind, staff.role)) {
    throw refuse('role-not-for-kind', { kind: kinds[kind].zh, role: staff.role, roles: [...kinds[kind].roles] });
  }
  const document = staff.documentNumber?.trim().toUpperCase();
  const person = {
    institutionId: staff.institutionId,
    nameIndex: call.vault.index(staff.name.normalize('NFKC').replace(/\s/g, ''), 'staff name'),
    documentIndex: document ? call.vault.index(document, 'staff document') : null,
  };
  const apart = rolesApartFrom(staff.role);
  if (apart.length > 0) {
    // The person may have no row yet that could be locked, so two additions at once must queue here.
    await lockAllStaff(call.db);
    const held = await roleHeld(call.db, person, apart);
    if (held) throw refuse('duties-apart', { held, wanted: staff.role });
  }
  const id = call.newId();
  const nameSealed = call.vault.seal(staff.name, place(id));
  await insertStaff(call.db, { ...person, id, role: staff.role, nameSealed, addedAt: call.now, endedAt: null });
  call.note({ staffId: id, staffRole: staff.role, institutionId: staff.institutionId });
  return id;
}

/** A member of staff with the row locked. */
export async function getStaffLocked(call: Call, id: string): Promise<StaffRow> {
  const staff = await lockStaff(call.db, id);
  if (!staff) throw refuse('no-such-staff');
  return staff;
}

/** Ends a member of staff and every token of theirs. Ending twice changes nothing. */
export async function endStaffMember(call: Call, id: string): Promise<number> {
  await endStaffRow(call.db, id, call.now);
  return revokeTokens(call, { staffId: id });
}

/** '王**' of a sealed name. */
export function maskedName(call: Call, staff: Pick<StaffRow, 'id' | 'nameSealed'>): string {
  const [first = '', ...rest] = call.vault.open(staff.nameSealed, place(staff.id));
  return first + '*'.repeat(Math.min(rest.length, 3));
}
