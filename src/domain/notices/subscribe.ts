// Action: a person wants to be told of a region's notices, of all groups or of some (FUT-04).
import { action } from '../../base/action.ts';
import { Code, OneOf, shape, Type } from '../../base/shape.ts';
import { packInForce } from '../policy/index.ts';
import { audienceGroups } from './audience.ts';
import { saveSubscription } from './store.ts';

export const subscribe = action({
  name: 'notices.subscribe',
  title: { zh: '订阅公告', en: 'Subscribe to notices' },
  by: ['citizen'],
  input: shape({
    region: Code,
    /** All groups when left out. Subscribing again replaces the choice. */
    groups: Type.Optional(Type.Array(OneOf(audienceGroups), { maxItems: 8, uniqueItems: true })),
  }),
  output: shape({ region: Code, groups: Type.Array(Code) }),
  async run(call, { region, groups = [] }) {
    // Refuses a region nobody knows.
    await packInForce(call.db, region, call.today);
    await saveSubscription(call.db, { holderId: call.actor.id, region, groups, now: call.now });
    call.about(call.actor.id);
    call.note({ region, groups });
    return { region, groups };
  },
});
