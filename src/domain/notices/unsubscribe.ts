// Action: no more messages about a region's notices.
import { action } from '../../base/action.ts';
import { Code, shape, Type } from '../../base/shape.ts';
import { deleteSubscription } from './store.ts';

export const unsubscribe = action({
  name: 'notices.unsubscribe',
  title: { zh: '取消订阅', en: 'End a subscription' },
  by: ['citizen'],
  input: shape({ region: Code }),
  output: shape({ ended: Type.Boolean() }),
  async run(call, { region }) {
    const ended = (await deleteSubscription(call.db, call.actor.id, region)) === 1;
    call.about(call.actor.id);
    call.note({ region, ended });
    return { ended };
  },
});
