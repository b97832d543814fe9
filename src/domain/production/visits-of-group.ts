// Query: when the banks bring the cards of a group, for its clerk who asked for it (APP-15).
import { query } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { requireStaffOf } from '../institutions/index.ts';
import { findGroup } from '../orders/index.ts';
import { VisitShape } from './shapes.ts';
import { listVisits } from './store.ts';

export const visitsOfGroup = query({
  name: 'production.visits-of-group',
  title: { zh: '本单位的送卡安排', en: 'Deliveries to my unit' },
  by: ['unit-clerk', 'school-clerk', 'community-worker'],
  personal: false,
  input: shape({ groupOrderId: Id }),
  output: shape({ visits: Type.Array(VisitShape) }),
  async run(call, { groupOrderId }) {
    const group = await findGroup(call.db, groupOrderId);
    if (!group) return { visits: [] };
    await requireStaffOf(call, group.organiserId);
    return { visits: await listVisits(call.db, { groupOrderId }) };
  },
});
