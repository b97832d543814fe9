// Action: a bureau sets when messages may go out, how many a day, and how often a code may be checked.
import { action } from '../../base/action.ts';
import { OneOf, shape, Type } from '../../base/shape.ts';
import { type LimitName, limitNames, limits } from './limits.ts';
import { refuse } from './refuse.ts';
import { saveLimit } from './store.ts';

export const setLimit = action({
  name: 'notices.set-limit',
  title: { zh: '设置消息发送限制', en: 'Set a limit of sending or checking' },
  by: ['publicity-officer', 'system-administrator'],
  input: shape({ name: OneOf(limitNames as [LimitName, ...LimitName[]]), value: Type.Integer() }),
  output: shape({ value: Type.Integer() }),
  async run(call, { name, value }) {
    const { least, most, zh } = limits[name];
    if (value < least || value > most) throw refuse('limit-out-of-range', { name: zh, least, most });
    await saveLimit(call.db, { name, value, by: call.actor.id, now: call.now });
    call.note({ name, value });
    return { value };
  },
});
