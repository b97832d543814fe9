// Revokes one token, or all of a member of staff or channel; it works from the very next request on (CHN-09).
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { getInstitution } from './get-institution.ts';
import { refuse } from './refuse.ts';
import { requireStaffIn } from './require-staff-of.ts';
import { getStaffLocked } from './staff.ts';
import { bearerOf, revokeTokens } from './token.ts';

export const revokeToken = action({
  name: 'institutions.revoke-token',
  title: { zh: '吊销访问凭证', en: 'Revoke access tokens' },
  by: ['system-administrator', 'system'],
  input: Type.Union([shape({ tokenId: Id }), shape({ staffId: Id }), shape({ channelId: Id })]),
  output: shape({ revoked: Type.Integer() }),
  async run(call, input) {
    await requireStaffIn(call, (await getInstitution(call.db, await institutionOf(call, input))).region);
    const revoked = await revokeTokens(call, input);
    call.note({ ...input, revoked });
    return { revoked };
  },
});

async function institutionOf(
  call: Call,
  which: { tokenId: string } | { staffId: string } | { channelId: string },
): Promise<string> {
  if ('channelId' in which) return which.channelId;
  if ('staffId' in which) return (await getStaffLocked(call, which.staffId)).institutionId;
  const institutionId = await bearerOf(call, which.tokenId);
  if (!institutionId) throw refuse('no-such-token');
  return institutionId;
}
