// Staff of one institution with their good tokens, so that an administrator can end and revoke; names stay masked.
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { Id, Instant, Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import { getInstitution } from './get-institution.ts';
import { requireStaffIn, requireStaffOf } from './require-staff-of.ts';
import { maskedName } from './staff.ts';
import { pageStaff } from './store.ts';
import { listGoodTokens } from './token.ts';

export const listStaff = query({
  name: 'institutions.list-staff',
  title: { zh: '查询工作人员和凭证', en: 'List staff and tokens' },
  by: ['system-administrator', 'auditor', 'bank-office'],
  personal: false,
  input: shape({
    institutionId: Id,
    after: Type.Optional(Id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  output: shape({
    staff: Type.Array(
      shape({ staffId: Id, role: OneOf(roles), name: Type.String(), addedAt: Instant, endedAt: Maybe(Instant) }),
    ),
    tokens: Type.Array(shape({ tokenId: Id, staffId: Maybe(Id), issuedAt: Instant, expiresAt: Instant })),
    next: Maybe(Id),
  }),
  async run(call, { institutionId, after = null, limit = 100 }) {
    if (call.actor.role === 'bank-office') await requireStaffOf(call, institutionId);
    else await requireStaffIn(call, (await getInstitution(call.db, institutionId)).region);
    const found = await pageStaff(call.db, { institutionId, after, limit: limit + 1 });
    const page = found.slice(0, limit);
    const tokens = await listGoodTokens(call, institutionId);
    return {
      staff: page.map((staff) => ({
        staffId: staff.id,
        role: staff.role,
        name: maskedName(call, staff),
        addedAt: staff.addedAt.toISOString(),
        endedAt: staff.endedAt?.toISOString() ?? null,
      })),
      tokens: tokens.map((token) => ({
        ...token,
        issuedAt: token.issuedAt.toISOString(),
        expiresAt: token.expiresAt.toISOString(),
      })),
      next: found.length > limit ? page.at(-1)!.id : null,
    };
  },
});
