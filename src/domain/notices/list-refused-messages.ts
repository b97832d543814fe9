// Query: messages that were refused, with the reasons; somebody has to mend what caused them.
import { query } from '../../base/action.ts';
import { Id, Instant, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { pageRefused } from './store.ts';

export const listRefusedMessages = query({
  name: 'notices.list-refused-messages',
  title: { zh: '不予发送的消息', en: 'Refused messages' },
  by: ['publicity-officer', 'system-administrator', 'auditor'],
  personal: false,
  input: shape({
    before: Type.Optional(Id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  output: shape({
    messages: Type.Array(
      shape({
        id: Id,
        template: Text(60),
        /** The line of the journal that caused it. */
        journalSeq: Text(20),
        region: Maybe(Text(64)),
        at: Instant,
        findings: Type.Array(
          shape({ code: Text(60), zh: Text(200), en: Text(300), variable: Type.Optional(Text(60)) }),
        ),
      }),
    ),
  }),
  async run(call, { before, limit }) {
    const messages = await pageRefused(call.db, { before: before ?? null, limit: limit ?? 50 });
    return {
      messages: messages.map((message) => ({
        id: message.id,
        template: message.template,
        journalSeq: String(message.journalSeq),
        region: message.region,
        at: message.composedAt.toISOString(),
        findings: [...(message.findings ?? [])],
      })),
    };
  },
});
