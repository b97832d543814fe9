// Issues an access token for a member of staff or a certified channel. The system administrator does this and reads no business.
import { action } from '../../base/action.ts';
import { Id, Instant, shape, Type } from '../../base/shape.ts';
import { getInstitution } from './get-institution.ts';
import { requireStaffIn } from './require-staff-of.ts';
import { getStaffLocked } from './staff.ts';
import { issueChannelToken, issueStaffToken, tokenDays } from './token.ts';

const validDays = Type.Optional(Type.Integer({ minimum: 1, maximum: tokenDays.most }));

export const issueToken = action({
  name: 'institutions.issue-token',
  title: { zh: '发放访问凭证', en: 'Issue an access token' },
  by: ['system-administrator', 'system'],
  input: Type.Union([shape({ staffId: Id, validDays }), shape({ channelId: Id, validDays })]),
  output: shape({ tokenId: Id, token: Type.String(), expiresAt: Instant }),
  async run(call, input) {
    const forStaff = 'staffId' in input;
    const institutionId = forStaff ? (await getStaffLocked(call, input.staffId)).institutionId : input.channelId;
    await requireStaffIn(call, (await getInstitution(call.db, institutionId)).region);
    const issued = forStaff
      ? await issueStaffToken(call, input.staffId, input.validDays)
      : await issueChannelToken(call, input.channelId, input.validDays);
    return { ...issued, expiresAt: issued.expiresAt.toISOString() };
  },
});
