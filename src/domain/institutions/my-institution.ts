// What a member of staff sees of the own institution: how it stands, its people by role, its quotas, what was delegated to it.
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { DayText, Id, Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import { getInstitution } from './get-institution.ts';
import { refuse } from './refuse.ts';
import { asAnswer, InstitutionShape } from './shapes.ts';
import { countStaff, listDelegations, listQuotas } from './store.ts';

export const myInstitution = query({
  name: 'institutions.my-institution',
  title: { zh: '查看本机构', en: 'See my institution' },
  by: roles.filter((role) => role !== 'citizen' && role !== 'system'),
  personal: false,
  input: shape({}),
  output: shape({
    institution: InstitutionShape,
    staff: Type.Array(shape({ role: OneOf(roles), count: Type.Integer() })),
    quotas: Type.Array(shape({ work: Type.String(), perDay: Maybe(Type.Integer()), usedToday: Type.Integer() })),
    delegations: Type.Array(
      shape({ delegationId: Id, service: Type.String(), authorityId: Id, until: Maybe(DayText) }),
    ),
  }),
  async run(call) {
    const id = call.actor.institutionId;
    if (!id) throw refuse('not-found');
    const institution = await getInstitution(call.db, id);
    const quotas = await listQuotas(call.db, id, call.today);
    const delegations = await listDelegations(call.db, id, call.today);
    return {
      institution: asAnswer(institution),
      staff: await countStaff(call.db, id),
      quotas: quotas.map(({ used, ...quota }) => ({ ...quota, usedToday: used })),
      delegations: delegations.map(({ id: delegationId, service, authorityId, until }) => ({
        delegationId,
        service,
        authorityId,
        until,
      })),
    };
  },
});
