// The register of a region, page by page, for those who look after it.
import { query } from '../../base/action.ts';
import { Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import { institutionKinds } from './institution.ts';
import { requireStaffIn } from './require-staff-of.ts';
import { asAnswer, InstitutionShape, Region } from './shapes.ts';
import { pageInstitutions } from './store.ts';

export const listRegister = query({
  name: 'institutions.list-register',
  title: { zh: '查询机构名册', en: 'List institutions' },
  by: ['bureau-clerk', 'auditor', 'system-administrator'],
  personal: false,
  input: shape({
    region: Region,
    kind: Type.Optional(OneOf(institutionKinds)),
    after: Type.Optional(Type.String({ maxLength: 40 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  }),
  output: shape({ institutions: Type.Array(InstitutionShape), next: Maybe(Type.String()) }),
  async run(call, { region, kind = null, after = '', limit = 100 }) {
    await requireStaffIn(call, region);
    const found = await pageInstitutions(call.db, { region, kind, after, limit: limit + 1 });
    const page = found.slice(0, limit);
    return { institutions: page.map(asAnswer), next: found.length > limit ? page.at(-1)!.code : null };
  },
});
