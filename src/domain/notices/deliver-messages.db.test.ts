// Tests of sending: quiet hours, the day's cap, faults of the channel, repeats, receipts, the last look of the lint.
import { beforeEach, describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { perform } from '../../base/action.ts';
import { systemActor } from '../../base/actor.ts';
import { SeededRandom } from '../../base/random.ts';
import { sql } from '../../base/sql.ts';
import { fromHex, toHex } from '../../crypto/index.ts';
import { SimulatedBank } from '../../world/parties/bank/bank.ts';
import { SimulatedBankLines } from '../../world/parties/bank/lines.ts';
import { SimulatedSmsChannel, type SmsFault } from '../../world/parties/sms-channel.ts';
import { makeSendMessages, profiles, takeMessage } from '../banking/index.ts';
import { registerLink } from '../banking/register-link.ts';
import { phonesOf } from '../holders/index.ts';
import { within } from '../holders/people.fixture.ts';
import { makeDeliverMessages } from './deliver-messages.ts';
import { type City, follow, foundCity, line, orderWithCard, people, toldTo } from './notices.fixture.ts';
import { reportReceipt } from './report-receipt.ts';
import { setLimit } from './set-limit.ts';

const house = await testHouse();
const city: City = await foundCity(house);
let channel: SimulatedSmsChannel;
beforeEach(() => {
  channel = new SimulatedSmsChannel();
});
const deliver = (options = {}) => makeDeliverMessages(channel, options).errand(house, {});
const minutes = (n: number) => house.clock.moveTo(new Date(house.clock.now().getTime() + n * 60_000));
/** Moves to an hour of the next day, Beijing time. */
const tomorrowAt = (hour: number) => {
  const day = new Date(house.clock.now().getTime() + 8 * 3600_000).toISOString().slice(0, 10);
  house.clock.moveTo(new Date(Date.parse(`${day}T00:00:00Z`) + (24 + hour - 8) * 3600_000));
};
/** People with one message each, waiting to be sent. */
async function waiting(count = 1): Promise<string[]> {
  const holderIds = await people(house, count);
  for (const id of holderIds) {
    const { orderId } = await orderWithCard(house, city, id);
    await line(house, 'orders.place-order', { orderId });
  }
  await follow(house);
  return holderIds;
}
const statesOf = async (holderId: string) => (await toldTo(house, holderId)).map(({ state }) => state);
const more = async (holderId: string, count: number) => {
  const [orderId] = (
    await house.database.rows<{ id: string }>(sql`select id from orders.order where holder_id = ${holderId}`)
  ).map(({ id }) => id);
  await house.database.run(sql`update orders.order set state = 'submitted' where id = ${orderId}`);
  for (let i = 0; i < count; i += 1) {
    await line(house, 'orders.schedule-visit', { orderId: orderId!, day: '2025-06-10', partOfDay: 'morning' });
  }
  await follow(house);
};

describe('sending', () => {
  test('a message goes once to the telephone it was written for, and the receipt makes it delivered', async () => {
    const [holderId] = await waiting();
    await deliver();
    await deliver();
    expect(channel.inbox).toHaveLength(1);
    const phone = (await within(house, (call) => phonesOf(call, [holderId!]))).get(holderId!);
    expect(channel.inbox[0]).toMatchObject({ phone, text: (await toldTo(house, holderId!))[0]!.text });
    expect(await statesOf(holderId!)).toEqual(['sent']);
    for (const receipt of [
      ...channel.takeReceipts(),
      { messageId: channel.inbox[0]!.id, outcome: 'failed' as const },
    ]) {
      // A second, other receipt changes nothing any more.
      expect(await perform(house, reportReceipt, systemActor('sms'), receipt)).toEqual({ state: 'delivered' });
    }
    expect(await statesOf(holderId!)).toEqual(['delivered']);
  });

  test('the answer was lost: handed over again with the same id, received once', async () => {
    const [holderId] = await waiting();
    channel.faultOf = () => 'lost';
    await deliver();
    expect(await statesOf(holderId!)).toEqual(['composed']);
    await deliver(); // not before the pause is over
    expect([...channel.handedOver.values()]).toEqual([1]);
    minutes(3);
    channel.faultOf = () => undefined;
    await deliver();
    expect([...channel.handedOver.values()]).toEqual([2]);
    expect(channel.inbox).toHaveLength(1);
    expect(await statesOf(holderId!)).toEqual(['sent']);
  });

  test('a receipt that comes before our own note counts', async () => {
    const [holderId] = await waiting();
    channel.faultOf = () => 'lost';
    await deliver();
    const [receipt] = channel.takeReceipts();
    await perform(house, reportReceipt, systemActor('sms'), receipt!);
    minutes(10);
    await deliver();
    expect([...channel.handedOver.values()]).toEqual([1]);
    expect(await statesOf(holderId!)).toEqual(['delivered']);
  });

  test('killed between sending and noting: after the lease it is sent again under the same id', async () => {
    const [holderId] = await waiting();
    const dying = { ...house, database: Object.create(house.database) };
    let transactions = 0;
    dying.database.transaction = (work: never) => {
      transactions += 1;
      // The first transaction claims; the second would note what was sent.
      if (transactions === 2) return Promise.reject(new Error('killed'));
      return house.database.transaction(work);
    };
    await expect(makeDeliverMessages(channel).errand(dying, {})).rejects.toThrow('killed');
    expect(await statesOf(holderId!)).toEqual(['composed']);
    await deliver();
    expect([...channel.handedOver.values()]).toEqual([1]);
    minutes(11);
    await deliver();
    expect([...channel.handedOver.values()]).toEqual([2]);
    expect(channel.inbox).toHaveLength(1);
  });

  test('a channel that is down or hangs is tried again with growing pauses, and given up after the limit', async () => {
    const [down, slow] = await waiting(2);
    await perform(house, setLimit, city.officer, { name: 'send-tries', value: 3 });
    const faults = new Map<string, SmsFault>();
    for (const [id, fault] of [
      [down!, 'down'],
      [slow!, 'slow'],
    ] as const)
      faults.set((await toldTo(house, id))[0]!.id, fault);
    channel.faultOf = ({ id }) => faults.get(id);
    channel.slowMs = 500;
    for (const pause of [3, 5, 9]) {
      await deliver({ timeoutMs: 20 });
      minutes(pause);
    }
    await deliver({ timeoutMs: 20 });
    expect([...channel.handedOver.values()]).toEqual([3, 3]);
    expect(await statesOf(down!)).toEqual(['failed']);
    // It did arrive after all: the late receipt tells the truth.
    await new Promise((resolve) => setTimeout(resolve, 600));
    const receipt = channel.takeReceipts().find(({ messageId }) => faults.get(messageId) === 'slow');
    await perform(house, reportReceipt, systemActor('sms'), receipt!);
    expect(await statesOf(slow!)).toEqual(['delivered']);
    await perform(house, setLimit, city.officer, { name: 'send-tries', value: 8 });
  });

  test('a number that does not exist fails at once; receipts that come twice are one', async () => {
    const [wrong, twice] = await waiting(2);
    const wrongId = (await toldTo(house, wrong!))[0]!.id;
    channel.faultOf = ({ id }) => (id === wrongId ? 'refused' : 'duplicate');
    await deliver();
    for (const receipt of channel.takeReceipts()) await perform(house, reportReceipt, systemActor('sms'), receipt);
    expect([...(await statesOf(wrong!)), ...(await statesOf(twice!))]).toEqual(['failed', 'delivered']);
  });

  test('many senders at once hand each message over once', async () => {
    const holderIds = await waiting(12);
    await Promise.all(Array.from({ length: 4 }, () => deliver()));
    expect([...channel.handedOver.values()]).toEqual(Array(12).fill(1));
    for (const id of holderIds) expect(await statesOf(id)).toEqual(['sent']);
  });
});

test('SEC-02 a text that the lint refuses at the last moment does not leave, and says why', async () => {
  const [holderId] = await waiting();
  const [message] = await toldTo(house, holderId!);
  // As if it had been composed before the lint knew this kind of link.
  const text = '【北京市人社局】请登录 www.example-card.top 更新社保卡信息';
  await house.database.run(sql`
    update notices.message set text = ${house.vault.seal(text, `notices.message.text:${message!.id}`)} where id = ${message!.id}`);
  await deliver();
  expect(channel.handedOver.size).toBe(0);
  const [refused] = await toldTo(house, holderId!);
  expect(refused).toMatchObject({
    state: 'refused',
    findings: expect.arrayContaining([expect.objectContaining({ code: 'link' })]),
  });
  expect(JSON.stringify(refused!.findings)).not.toContain('example-card');
});

describe('when', () => {
  test('nobody is woken: what is composed at night waits until eight', async () => {
    tomorrowAt(23);
    const [holderId] = await waiting();
    await deliver();
    expect(channel.inbox).toEqual([]);
    expect((await toldTo(house, holderId!))[0]!.due.toISOString()).toMatch(/T00:00:00.000Z$/);
    tomorrowAt(7);
    await deliver();
    expect(channel.inbox).toEqual([]);
    minutes(60);
    await deliver();
    expect(channel.inbox).toHaveLength(1);
  });

  test('what was held up until night is not sent at night', async () => {
    tomorrowAt(21);
    await waiting();
    minutes(70);
    await deliver();
    expect(channel.inbox).toEqual([]);
    tomorrowAt(9);
    await deliver();
    expect(channel.inbox).toHaveLength(1);
  });

  test('three a day: the rest is planned for the next days', async () => {
    tomorrowAt(10);
    const [holderId] = await waiting();
    await more(holderId!, 6);
    const sentBy = async () => {
      await deliver();
      return channel.inbox.length;
    };
    expect(await sentBy()).toBe(3);
    minutes(60);
    expect(await sentBy()).toBe(3);
    tomorrowAt(9);
    expect(await sentBy()).toBe(6);
    tomorrowAt(9);
    expect(await sentBy()).toBe(7);
  });

  test('three a day also when the sending stood still for days', async () => {
    tomorrowAt(10);
    const [holderId] = await waiting();
    await more(holderId!, 6);
    for (let i = 0; i < 4; i += 1) tomorrowAt(10);
    const [other] = await waiting();
    await deliver();
    await deliver();
    expect(channel.inbox).toHaveLength(4);
    expect(await statesOf(other!)).toEqual(['sent']);
    tomorrowAt(10);
    await deliver();
    expect(channel.inbox).toHaveLength(7);
  });

  test('a bureau sets the hours and the cap; out of range is refused', async () => {
    for (const [name, value] of [
      ['quiet-from', 24],
      ['daily-cap', 0],
      ['checks-per-hour', -1],
    ] as const) {
      await expect(perform(house, setLimit, city.officer, { name, value })).rejects.toMatchObject({
        code: 'notices.limit-out-of-range',
      });
    }
    await perform(house, setLimit, city.officer, { name: 'daily-cap', value: 1 });
    tomorrowAt(10);
    const [holderId] = await waiting();
    await more(holderId!, 1);
    await deliver();
    expect(await statesOf(holderId!)).toEqual(['sent', 'composed']);
    await perform(house, setLimit, city.officer, { name: 'daily-cap', value: 3 });
  });
});

test('a bank reports on its own messages only', async () => {
  tomorrowAt(10);
  const [holderId] = await people(house, 1);
  const made = await orderWithCard(house, city, holderId!, { shelved: true });
  await line(house, 'production.receive-cards', { cardIds: [made.cardId], outletId: city.outletId });
  await line(house, 'orders.place-order', { orderId: made.orderId });
  await follow(house);
  await deliver();
  const told = await toldTo(house, holderId!);
  const ofBank = told.find(({ sender }) => sender === 'bank')!;
  const ofBureau = told.find(({ sender }) => sender === 'bureau')!;
  const bank = { role: 'bank-office', id: 'teller', institutionId: city.bankId } as const;
  const report = (messageId: string) =>
    perform(house, reportReceipt, bank, { messageId, outcome: 'delivered' as const });
  expect(await report(ofBank.id)).toEqual({ state: 'delivered' });
  await expect(report(ofBureau.id)).rejects.toMatchObject({ code: 'notices.other-bank' });
  await expect(report('018f0000-0000-7000-8000-00000000dead')).rejects.toMatchObject({
    code: 'notices.no-such-message',
  });
});

describe('by the bank’s own line', () => {
  const lines = new SimulatedBankLines();
  const office = { role: 'bank-office', id: 'office', institutionId: city.bankId } as const;
  let bank: SimulatedBank;
  beforeEach(async () => {
    await house.database.run(
      sql`update notices.message set state = 'failed', settled_at = now() where state = 'composed'`,
    );
    if (bank) return;
    bank = new SimulatedBank({
      region: 'beijing',
      bankCode: 'icbc',
      profile: profiles.iso,
      random: new SeededRandom(5),
      now: () => house.clock.now(),
    });
    const administrator = { role: 'system-administrator', id: 'admin', institutionId: city.bureauId } as const;
    const { ownPublicKey } = await perform(house, registerLink, administrator, {
      bankId: city.bankId,
      publicKey: toHex(bank.publicKey),
    });
    bank.trust(fromHex(ownPublicKey));
    lines.connect(bank);
  });
  const carry = () => makeSendMessages(lines).errand(house, {});
  const speak = async () => {
    await bank.send((frame) => perform(house, takeMessage, office, { frame }));
    await follow(house);
  };
  /** People whose card has come to the outlet: the bank's message, not the bureau's. */
  async function ready(count: number) {
    tomorrowAt(10);
    const holderIds = await people(house, count);
    for (const id of holderIds) {
      const { cardId } = await orderWithCard(house, city, id, { shelved: true });
      await line(house, 'production.receive-cards', { cardIds: [cardId], outletId: city.outletId });
    }
    await follow(house);
    return holderIds;
  }
  const phoneOf = async (id: string) => (await within(house, (call) => phonesOf(call, [id]))).get(id)!;
  const stateOf = async (id: string) => (await statesOf(id)).at(-1);

  test('PCK-01 PCK-05 the bank sends that the card is ready, over its line and not through ours, and its status comes back', async () => {
    const [one, two] = (await ready(2)) as [string, string];
    bank.noTelephone.add(await phoneOf(two));
    await deliver();
    expect(await stateOf(one)).toBe('composed');
    await carry();
    const { text } = (await toldTo(house, one)).at(-1)!;
    expect(bank.texts).toContainEqual({ messageId: expect.any(String), phone: await phoneOf(one), text });
    await speak();
    expect([await stateOf(one), await stateOf(two)]).toEqual(['delivered', 'failed']);
    // A bank speaks of its own messages only.
    bank.tell('text-status', [{ messageId: crypto.randomUUID(), outcome: 'delivered' }]);
    await speak();
    expect(channel.inbox).toEqual([]);
  });

  test('PCK-05 while the line is out the message waits for it; when it is too late we send it in the bank’s name, and the bank does not', async () => {
    const holderIds = await ready(2);
    bank.outage = true;
    await deliver();
    await carry();
    minutes(60);
    await deliver();
    expect(channel.inbox).toEqual([]);
    const sent = bank.texts.length;
    minutes(5 * 60);
    await deliver();
    expect(channel.inbox.map(({ sender }) => sender.bankCode)).toEqual(['icbc', 'icbc']);
    expect(await Promise.all(holderIds.map(stateOf))).toEqual(['sent', 'sent']);
    bank.outage = false;
    await carry();
    expect(bank.texts).toHaveLength(sent);
  });

  test('PCK-05 what the bank took and says nothing of yet is not sent a second time', async () => {
    const [holderId] = (await ready(1)) as [string];
    bank.line.silent = true;
    await deliver();
    await carry();
    minutes(6 * 60);
    await deliver();
    expect(await stateOf(holderId)).toBe('sent');
    bank.line.silent = false;
    await speak();
    expect([await stateOf(holderId), channel.inbox.length]).toEqual(['delivered', 0]);
  });
});
