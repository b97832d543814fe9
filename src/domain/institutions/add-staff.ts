// Adds a member of staff. The system administrator adds anybody; bureaus add clerks of units, banks add their own people.
import { action } from '../../base/action.ts';
import { type Role, roles } from '../../base/actor.ts';
import type { Call } from '../../base/call.ts';
import { Id, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { dutyOf } from './duty.ts';
import { getInstitution } from './get-institution.ts';
import { refuse } from './refuse.ts';
import { requireStaffIn, requireStaffOf } from './require-staff-of.ts';
import { addStaff as add } from './staff.ts';

export const addStaff = action({
  name: 'institutions.add-staff',
  title: { zh: '登记工作人员', en: 'Add a member of staff' },
  by: ['system-administrator', 'bureau-clerk', 'bank-office', 'system'],
  input: shape({
    institutionId: Id,
    role: OneOf(roles),
    name: Text(60),
    documentNumber: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9]{5,20}$' })),
  }),
  output: shape({ staffId: Id }),
  async run(call, input) {
    await requireMayGive(call, input);
    return { staffId: await add(call, input) };
  },
});

/** Who may give or end a role at an institution. */
export async function requireMayGive(call: Call, { institutionId, role }: { institutionId: string; role: Role }) {
  const { region } = await getInstitution(call.db, institutionId);
  switch (call.actor.role) {
    case 'system':
      return;
    case 'bank-office':
      return requireStaffOf(call, institutionId);
    case 'bureau-clerk':
      // Colleagues, auditors and administrators come from the system administrator, never from the business side.
      if (dutyOf(role)) throw refuse('role-not-yours-to-give', { role });
      await requireStaffIn(call, region);
      return;
    default:
      await requireStaffIn(call, region);
  }
}
