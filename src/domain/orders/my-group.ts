// Query: the group order of the clerk's own unit, school or community, if it has opened one.
import { query } from '../../base/action.ts';
import { Id, Maybe, shape } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { findGroupOf } from './group-store.ts';

export const myGroup = query({
  name: 'orders.my-group',
  title: { zh: '本单位的集体申领', en: 'The group order of my unit' },
  by: ['unit-clerk', 'school-clerk', 'community-worker'],
  personal: false,
  input: shape({}),
  output: shape({ groupOrderId: Maybe(Id) }),
  async run(call) {
    const own = await getInstitution(call.db, call.actor.institutionId ?? '');
    return { groupOrderId: (await findGroupOf(call.db, own.region, [own.id]))?.id ?? null };
  },
});
