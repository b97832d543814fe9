// Takes a delegated service back from an outlet; it works at once (APP-14).
import { action } from '../../base/action.ts';
import { Code, Id, Nothing, shape } from '../../base/shape.ts';
import { lockInstitution } from './get-institution.ts';
import { refuse } from './refuse.ts';
import { requireBureauOf } from './require-staff-of.ts';
import { withdrawDelegationRow } from './store.ts';

export const withdrawDelegation = action({
  name: 'institutions.withdraw-delegation',
  title: { zh: '收回下放事项', en: 'Withdraw a delegated service' },
  by: ['bureau-clerk'],
  input: shape({ outletId: Id, service: Code }),
  output: Nothing,
  async run(call, { outletId, service }) {
    const outlet = await lockInstitution(call, outletId);
    await requireBureauOf(call, outlet.region, ['bureau', 'district-bureau']);
    const withdrawn = await withdrawDelegationRow(call.db, outletId, service, call.now);
    if (!withdrawn) throw refuse('not-delegated', { service });
    call.note({ delegationId: withdrawn.id, outletId, service });
    return {};
  },
});
