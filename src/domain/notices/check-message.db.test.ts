// Tests of the message centre and of checking a message: genuine, fake, guessed.
import { beforeEach, describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { ask, perform } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import { phonesOf } from '../holders/index.ts';
import { citizen, within } from '../holders/people.fixture.ts';
import { checkMessage } from './check-message.ts';
import { listRefusedMessages } from './list-refused-messages.ts';
import { markRead } from './mark-read.ts';
import { myMessages } from './my-messages.ts';
import { type City, follow, foundCity, line, orderWithCard, people, toldTo } from './notices.fixture.ts';
import { setLimit } from './set-limit.ts';

const house = await testHouse();
const city: City = await foundCity(house);
let asker: Actor;
let n = 0;
beforeEach(() => {
  n += 1;
  asker = { role: 'community-worker', id: `worker-${n}` };
});

async function somebodyTold() {
  const [holderId] = await people(house, 1);
  const { orderId } = await orderWithCard(house, city, holderId!);
  await line(house, 'orders.place-order', { orderId });
  await follow(house);
  const phone = (await within(house, (call) => phonesOf(call, [holderId!]))).get(holderId!)!;
  const [message] = await toldTo(house, holderId!);
  return { holderId: holderId!, orderId, lastFour: phone.slice(-4), message: message! };
}
const otherFour = (lastFour: string) => String((Number(lastFour) + 1) % 10_000).padStart(4, '0');

describe('is this message real?', () => {
  test('SEC-05 whoever has code and last four digits learns when, from whom and of what kind, also typed carelessly', async () => {
    const { message, lastFour } = await somebodyTold();
    for (const code of [
      message.code,
      message.code.toLowerCase(),
      ` ${message.code.slice(0, 4)} - ${message.code.slice(4)}`,
    ]) {
      expect(await ask(house, checkMessage, asker, { code, lastFour })).toEqual({
        verdict: 'genuine',
        mistyped: false,
        genuine: {
          at: house.clock.now().toISOString(),
          sender: 'bureau',
          signature: '北京市人社局',
          title: { zh: '申领已受理', en: 'Order accepted' },
        },
      });
    }
  });

  test('SEC-05 a fake code, a genuine code with another telephone, and a slip of the hand are not ours, with advice', async () => {
    const { message, lastFour } = await somebodyTold();
    const { message: other } = await somebodyTold();
    const slip = message.code.slice(0, 7) + (message.code[7] === 'A' ? 'B' : 'A');
    for (const [code, four, mistyped] of [
      [message.code, otherFour(lastFour), false],
      [other.code, lastFour === '0000' ? '1111' : otherFour(lastFour), false],
      [message.code, undefined, false],
      [slip, lastFour, true],
      ['请点击链接', lastFour, true],
    ] as const) {
      const answer = await ask(house, checkMessage, asker, { code, ...(four ? { lastFour: four } : {}) });
      expect(answer).toMatchObject({ verdict: 'not-ours', mistyped });
      expect(answer.advice!.zh).toContain('96110');
      expect(answer.advice!.zh).toContain('12333');
      expect(answer.genuine).toBeUndefined();
    }
  });

  test('SEC-05 the holder needs only the code; another citizen learns nothing', async () => {
    const { message, holderId } = await somebodyTold();
    const { holderId: other } = await somebodyTold();
    expect(await ask(house, checkMessage, citizen(holderId), { code: message.code })).toMatchObject({
      verdict: 'genuine',
    });
    expect(await ask(house, checkMessage, citizen(other), { code: message.code })).toMatchObject({
      verdict: 'not-ours',
    });
  });

  test('SEC-05 guessing is limited to the set number of tries an hour, all at once or one by one, right or wrong', async () => {
    const { message, lastFour } = await somebodyTold();
    await perform(house, setLimit, city.officer, { name: 'checks-per-hour', value: 5 });
    const tries = await Promise.allSettled(
      Array.from({ length: 12 }, () =>
        ask(house, checkMessage, asker, { code: message.code, lastFour: otherFour(lastFour) }),
      ),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    // Even the right answer is not given any more, but others may still ask.
    const right = { code: message.code, lastFour };
    await expect(ask(house, checkMessage, asker, right)).rejects.toMatchObject({ code: 'notices.too-many-checks' });
    expect(await ask(house, checkMessage, { ...asker, id: 'somebody-else' }, right)).toMatchObject({
      verdict: 'genuine',
    });
    house.clock.moveTo(new Date(house.clock.now().getTime() + 3_600_000));
    expect(await ask(house, checkMessage, asker, right)).toMatchObject({ verdict: 'genuine' });
    await perform(house, setLimit, city.officer, { name: 'checks-per-hour', value: 10 });
  });

  test.each([
    [{ code: '' }],
    [{ code: 'x'.repeat(65) }],
    [{ code: 'AAAAAAAA', lastFour: '12345' }],
    [{ lastFour: '1234' }],
  ])('bad input %j is refused at the door', async (input) => {
    await expect(ask(house, checkMessage, asker, input as never)).rejects.toMatchObject({ code: 'base.bad-input' });
  });
});

describe('the message centre', () => {
  test('a holder reads the own messages in clear, newest first, page by page, and marks them as read', async () => {
    const { holderId, orderId } = await somebodyTold();
    house.clock.moveTo(new Date(house.clock.now().getTime() + 1_000));
    const { setOrderState } = await import('./notices.fixture.ts');
    await setOrderState(house, orderId, 'withdrawn');
    await line(house, 'orders.withdraw-order', { orderId });
    await follow(house);
    const me = citizen(holderId);
    const first = await ask(house, myMessages, me, { limit: 1 });
    expect(first).toMatchObject({
      unread: 2,
      messages: [{ title: { zh: '申领已撤回' }, readAt: null, signature: '北京市人社局' }],
    });
    expect(first.messages[0]!.text).toContain('原卡照常使用');
    const second = await ask(house, myMessages, me, { limit: 1, before: first.messages[0]!.id });
    expect(second.messages).toMatchObject([{ title: { zh: '申领已受理' } }]);
    const messageIds = [first.messages[0]!.id];
    expect(await perform(house, markRead, me, { messageIds })).toEqual({ marked: 1 });
    expect(await perform(house, markRead, me, { messageIds })).toEqual({ marked: 0 });
    expect(await ask(house, myMessages, me, { unreadOnly: true })).toMatchObject({
      unread: 1,
      messages: [{ id: second.messages[0]!.id }],
    });
  });

  test('nobody reads or marks the messages of others', async () => {
    const { holderId, message } = await somebodyTold();
    const { holderId: other } = await somebodyTold();
    await expect(ask(house, myMessages, citizen(other), { holderId })).rejects.toMatchObject({
      code: 'holders.not-yours',
    });
    await expect(
      perform(house, markRead, citizen(other), { holderId, messageIds: [message.id] }),
    ).rejects.toMatchObject({
      code: 'holders.not-yours',
    });
    expect(await perform(house, markRead, citizen(other), { messageIds: [message.id] })).toEqual({ marked: 0 });
  });

  test('what was refused was never said: not in the centre, but on the desk of who must mend it, without words of it', async () => {
    const { holderId, orderId } = await somebodyTold();
    const { setOrderState } = await import('./notices.fixture.ts');
    await setOrderState(house, orderId, 'submitted');
    await line(house, 'orders.schedule-visit', { orderId, day: 'www.evil.top', partOfDay: 'morning' });
    await follow(house);
    expect((await ask(house, myMessages, citizen(holderId), {})).messages).toHaveLength(1);
    const { messages } = await ask(house, listRefusedMessages, city.officer, {});
    expect(messages[0]).toMatchObject({
      template: 'home-visit-scheduled',
      findings: [{ code: 'bad-variable', variable: 'day' }],
    });
    expect(JSON.stringify(messages)).not.toContain('evil');
  });
});
