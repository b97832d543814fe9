// Query: is this message really from the bureau or the bank? Open to everybody, with few tries an hour (SEC-05).
import { timingSafeEqual } from 'node:crypto';
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import type { Call } from '../../base/call.ts';
import { Instant, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { limitsNow } from './limits.ts';
import { lastFourIndex, type Message, titleOf } from './message.ts';
import { readMessageCode } from './message-code.ts';
import { refuse } from './refuse.ts';
import { countTry, listMessagesByCode } from './store.ts';

const advice = {
  zh: '没有查到这条消息，它可能不是我们发送的。请勿点击其中链接，也不要提供密码或验证码；疑似诈骗请拨打96110，政策咨询请拨打12333。',
  en: 'We know no such message; it may not be ours. Follow no link in it and give no password or code. Suspicious? Call 96110; questions: 12333.',
};

export const checkMessage = query({
  name: 'notices.check-message',
  title: { zh: '核对消息真伪', en: 'Check whether a message is genuine' },
  by: roles,
  // It tells nothing about a person: only whether who knows code and number was sent the message.
  personal: false,
  input: shape({
    /** As it was typed. */
    code: Text(64),
    /** Last four digits of the telephone that received it; a citizen who leaves it out asks about the own messages. */
    lastFour: Type.Optional(Type.String({ pattern: '^[0-9]{4}$' })),
  }),
  output: shape({
    verdict: OneOf(['genuine', 'not-ours']),
    /** True when a slip in typing is certain: no message at all has this code. */
    mistyped: Type.Boolean(),
    genuine: Type.Optional(
      shape({
        at: Instant,
        sender: OneOf(['bureau', 'bank']),
        signature: Text(60),
        title: shape({ zh: Text(60), en: Text(60) }),
      }),
    ),
    advice: Type.Optional(shape({ zh: Text(200), en: Text(300) })),
  }),
  async run(call, { code: typed, lastFour }) {
    await requireTry(call);
    const code = readMessageCode(typed);
    const message = code && (await listMessagesByCode(call.db, code)).find((one) => isFor(call, one, lastFour));
    if (!message) return { verdict: 'not-ours' as const, mistyped: code === undefined, advice };
    return {
      verdict: 'genuine' as const,
      mistyped: false,
      genuine: {
        at: (message.sentAt ?? message.composedAt).toISOString(),
        sender: message.sender,
        signature: message.signature,
        title: titleOf(message.template),
      },
    };
  },
});

/** Each try counts, whatever it finds: a code has 34 bits, and guessing must not pay. */
async function requireTry(call: Call): Promise<void> {
  const hour = new Date(Math.floor(call.now.getTime() / 3_600_000) * 3_600_000);
  const { 'checks-per-hour': most } = await limitsNow(call.db);
  if ((await countTry(call.db, `${call.actor.role} ${call.actor.id}`, hour)) > most)
    throw refuse('too-many-checks', { most });
}

function isFor(call: Call, message: Message, lastFour: string | undefined): boolean {
  if (call.actor.role === 'citizen' && message.holderId === call.actor.id) return true;
  return (
    lastFour !== undefined &&
    message.lastFourIndex !== null &&
    timingSafeEqual(message.lastFourIndex, lastFourIndex(call.vault, message.id, lastFour))
  );
}
