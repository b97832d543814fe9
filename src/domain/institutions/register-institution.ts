// Registers one institution, or corrects one of the same region and code (GOV-06).
import { action } from '../../base/action.ts';
import { DayText, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { packInForce } from '../policy/index.ts';
import { getInstitution } from './get-institution.ts';
import { type InstitutionKind, institutionKinds } from './institution.ts';
import { refuse } from './refuse.ts';
import { registerInstitutions } from './register-institutions.ts';
import { requireBureauOf, requireStaffIn } from './require-staff-of.ts';
import { asAnswer, InstitutionShape, placeFields, Region, RegisterCode } from './shapes.ts';

/** Kinds that district and street offices register too; for all others it takes the bureau of the region. */
const local: readonly InstitutionKind[] = ['employer', 'school', 'community'];

export const registerInstitution = action({
  name: 'institutions.register-institution',
  title: { zh: '登记机构', en: 'Register an institution' },
  by: ['bureau-clerk', 'system'],
  input: shape({
    kind: OneOf(institutionKinds),
    region: Region,
    code: RegisterCode,
    name: Text(100),
    bankCode: Type.Optional(Maybe(RegisterCode)),
    parentId: Type.Optional(Maybe(Id)),
    instantSince: Type.Optional(Maybe(DayText)),
    ...placeFields,
  }),
  output: InstitutionShape,
  async run(call, input) {
    if (local.includes(input.kind)) await requireStaffIn(call, input.region);
    else await requireBureauOf(call, input.region);
    // Refuses a region without a pack: nothing could be decided there.
    const { pack } = await packInForce(call.db, input.region, call.today);
    if (input.kind === 'bank' && pack.banks !== 'unknown') {
      const bank = input.bankCode ?? '—';
      if (!pack.banks.some(({ code }) => code === bank)) throw refuse('bank-not-partner', { bank });
    }
    const [id] = await registerInstitutions(call, [input]);
    return asAnswer(await getInstitution(call.db, id!));
  },
});
