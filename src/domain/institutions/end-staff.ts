// Ends a member of staff; every token of theirs stops at once.
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { requireMayGive } from './add-staff.ts';
import { endStaffMember, getStaffLocked } from './staff.ts';

export const endStaff = action({
  name: 'institutions.end-staff',
  title: { zh: '注销工作人员', en: 'End a member of staff' },
  by: ['system-administrator', 'bureau-clerk', 'bank-office', 'system'],
  input: shape({ staffId: Id }),
  output: shape({ tokensRevoked: Type.Integer() }),
  async run(call, { staffId }) {
    const staff = await getStaffLocked(call, staffId);
    await requireMayGive(call, staff);
    const tokensRevoked = await endStaffMember(call, staffId);
    call.note({ staffId, institutionId: staff.institutionId, tokensRevoked });
    return { tokensRevoked };
  },
});
