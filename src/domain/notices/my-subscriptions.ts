// Query: which notices a person has subscribed to.
import { query } from '../../base/action.ts';
import { Code, shape, Type } from '../../base/shape.ts';
import { listSubscriptions } from './store.ts';

export const mySubscriptions = query({
  name: 'notices.my-subscriptions',
  title: { zh: '我的订阅', en: 'My subscriptions' },
  by: ['citizen'],
  personal: true,
  input: shape({}),
  output: shape({ subscriptions: Type.Array(shape({ region: Code, groups: Type.Array(Code) })) }),
  async run(call) {
    call.about(call.actor.id);
    const subscriptions = await listSubscriptions(call.db, call.actor.id);
    return { subscriptions: subscriptions.map(({ region, groups }) => ({ region, groups: [...groups] })) };
  },
});
