// The bureau lets one outlet handle a matter in its name, until a day or until withdrawn (APP-14).
import { action } from '../../base/action.ts';
import { Code, DayText, Id, Maybe, shape } from '../../base/shape.ts';
import { lockInstitution } from './get-institution.ts';
import { refuse } from './refuse.ts';
import { requireBureauOf } from './require-staff-of.ts';
import { findDelegation, insertDelegation, withdrawDelegationRow } from './store.ts';

export const delegateService = action({
  name: 'institutions.delegate-service',
  title: { zh: '下放服务事项', en: 'Delegate a service to an outlet' },
  by: ['bureau-clerk'],
  input: shape({ outletId: Id, service: Code, until: Maybe(DayText) }),
  output: shape({ delegationId: Id, authorityId: Id }),
  async run(call, { outletId, service, until }) {
    const outlet = await lockInstitution(call, outletId);
    const authority = await requireBureauOf(call, outlet.region, ['bureau', 'district-bureau']);
    if (outlet.kind !== 'outlet') throw refuse('not-an-outlet');
    if (outlet.standing !== 'admitted') throw refuse('not-admitted', { standing: outlet.standing });
    if (until && until < call.today) throw refuse('day-passed', { day: until });
    if (await findDelegation(call.db, outletId, service, call.today)) throw refuse('delegated-already', { service });
    // One whose last day has passed still stands in the way of the index.
    await withdrawDelegationRow(call.db, outletId, service, call.now);
    const delegation = { id: call.newId(), outletId, service, authorityId: authority!.id, until };
    await insertDelegation(call.db, delegation, call.now);
    call.note({ delegationId: delegation.id, outletId, service, authorityId: authority!.id, until });
    return { delegationId: delegation.id, authorityId: authority!.id };
  },
});
