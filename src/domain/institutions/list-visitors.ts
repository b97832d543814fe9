// Query: the visiting staff of the caller's bank, to choose who goes; names masked (ELG-09).
import { query } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { getInstitution } from './get-institution.ts';
import { maskedName } from './staff.ts';
import { visitorsOf } from './store.ts';

export const listVisitors = query({
  name: 'institutions.list-visitors',
  title: { zh: '本行上门专员', en: 'Visiting staff of my bank' },
  by: ['bank-office', 'outlet-manager', 'bank-teller'],
  personal: false,
  input: shape({}),
  output: shape({ visitors: Type.Array(shape({ staffId: Id, name: Type.String() })) }),
  async run(call) {
    const { id, parentId } = await getInstitution(call.db, call.actor.institutionId ?? '');
    const staff = await visitorsOf(call.db, parentId ? [id, parentId] : [id]);
    return { visitors: staff.map((one) => ({ staffId: one.id, name: maskedName(call, one) })) };
  },
});
