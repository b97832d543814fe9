// Action: the holder has read messages.
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { requireMayActFor } from '../holders/index.ts';
import { markRead as save } from './store.ts';

export const markRead = action({
  name: 'notices.mark-read',
  title: { zh: '标记消息已读', en: 'Mark messages as read' },
  by: ['citizen'],
  input: shape({
    holderId: Type.Optional(Id),
    messageIds: Type.Array(Id, { minItems: 1, maxItems: 100, uniqueItems: true }),
  }),
  output: shape({ marked: Type.Integer() }),
  async run(call, { holderId = call.actor.id, messageIds }) {
    await requireMayActFor(call, holderId);
    const marked = await save(call.db, holderId, messageIds, call.now);
    call.about(holderId);
    call.note({ marked });
    return { marked };
  },
});
