// Query: the message centre of a holder, newest first; the first place where everything that was said can be read.
import { query } from '../../base/action.ts';
import { Id, Instant, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { requireMayActFor } from '../holders/index.ts';
import { type MessageState, messageStates, textPlace, titleOf } from './message.ts';
import { countUnread, pageMessages } from './store.ts';

export const myMessages = query({
  name: 'notices.my-messages',
  title: { zh: '我的消息', en: 'My messages' },
  by: ['citizen'],
  personal: true,
  input: shape({
    /** A ward's messages; the own ones when left out. */
    holderId: Type.Optional(Id),
    /** The last id of the page before. */
    before: Type.Optional(Id),
    unreadOnly: Type.Optional(Type.Boolean()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  output: shape({
    unread: Type.Integer(),
    messages: Type.Array(
      shape({
        id: Id,
        at: Instant,
        signature: Text(60, 0),
        title: shape({ zh: Text(60), en: Text(60) }),
        text: Text(2000),
        code: Text(8),
        state: OneOf(Object.keys(messageStates.moves) as [MessageState, ...MessageState[]]),
        readAt: Maybe(Instant),
      }),
    ),
  }),
  async run(call, input) {
    const holderId = input.holderId ?? call.actor.id;
    await requireMayActFor(call, holderId);
    call.about(holderId);
    const messages = await pageMessages(call.db, {
      holderId,
      before: input.before ?? null,
      unreadOnly: input.unreadOnly ?? false,
      limit: input.limit ?? 20,
    });
    return {
      unread: await countUnread(call.db, holderId),
      messages: messages.map((message) => ({
        id: message.id,
        at: message.composedAt.toISOString(),
        signature: message.signature,
        title: titleOf(message.template),
        text: call.vault.open(message.text!, textPlace(message.id)),
        code: message.code,
        state: message.state,
        readAt: message.readAt?.toISOString() ?? null,
      })),
    };
  },
});
