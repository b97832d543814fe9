// Tests of the news: which line of the journal tells whom what, once.
import { beforeAll, describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { perform } from '../../base/action.ts';
import { ensureJobs, runDueJobs } from '../../base/jobs.ts';
import { sql } from '../../base/sql.ts';
import { operations as cardOperations } from '../cards/index.ts';
import { citizen, samplePeople } from '../holders/people.fixture.ts';
import { acceptedOrders } from '../orders/orders.fixture.ts';
import { followNews } from './follow-news.ts';
import { news } from './news.ts';
import {
  type City,
  follow,
  foundCity,
  line,
  orderWithCard,
  people,
  putOnShelf,
  runOnce,
  setOrderState,
  templatesTold,
  toldTo,
} from './notices.fixture.ts';

const house = await testHouse();
let city: City;
beforeAll(async () => {
  city = await foundCity(house);
});
const one = async () => (await people(house, 1))[0]!;
const action = (name: string) => cardOperations.find((operation) => operation.name === name) as never;
const count = async () =>
  (await house.database.one<{ n: number }>(sql`select count(*)::int as n from notices.message`)).n;

describe('what a line of the journal tells', () => {
  test('TIM-01 an accepted order is answered with its promise day, signed by the bureau, once', async () => {
    const holderId = await one();
    const { orderId } = await orderWithCard(house, city, holderId);
    await line(house, 'orders.place-order', { orderId }, [holderId]);
    // Later lines about the same order have nothing new to say.
    await line(house, 'orders.correct-order', { orderId }, [holderId]);
    await follow(house);
    const told = await toldTo(house, holderId);
    expect(told).toMatchObject([
      { template: 'order-accepted', state: 'composed', sender: 'bureau', signature: '北京市人社局' },
    ]);
    expect(told[0]!.text).toContain('2025年4月2日');
    expect(told[0]!.text).toContain(`核对码${told[0]!.code}`);
    expect(told[0]!.text).toMatch(/\*/);
  });

  test('an order made on the spot, or still waiting for a clerk, is not called accepted', async () => {
    const [a, b] = await people(house, 2);
    const [waiting] = await acceptedOrders(house, { holderIds: [a!], promiseDay: '2025-04-02' as never });
    const [spot] = await acceptedOrders(house, {
      holderIds: [b!],
      promiseDay: '2025-03-03' as never,
      pickUp: 'counter',
    });
    await setOrderState(house, waiting!.id, 'submitted');
    await line(house, 'orders.place-order', { orderId: waiting!.id });
    await line(house, 'orders.place-at-counter', { orderId: spot!.id });
    await follow(house);
    expect(await templatesTold(house, a!)).toEqual([]);
    expect(await templatesTold(house, b!)).toEqual([]);
    // Once the clerk has accepted it, the person is told.
    await setOrderState(house, waiting!.id, 'accepted');
    await line(house, 'orders.decide-exception', { orderId: waiting!.id, accept: true });
    await follow(house);
    expect(await templatesTold(house, a!)).toEqual(['order-accepted']);
  });

  test('PCK-01 PCK-05 nobody is called before the card is scanned in; then the bank calls, by its own hotline', async () => {
    const holderId = await one();
    const made = await orderWithCard(house, city, holderId);
    await setOrderState(house, made.orderId, 'produced');
    await line(house, 'production.take-return-file', { orderIds: [made.orderId] }, [holderId]);
    await line(house, 'production.finish-visit', { absent: [made.orderId], outletId: city.outletId }, [holderId]);
    // Even a line that names the card tells nobody as long as the card stands on no shelf.
    await line(house, 'production.receive-cards', { cardIds: [made.cardId], outletId: city.outletId }, [holderId]);
    await follow(house);
    expect(await templatesTold(house, holderId)).toEqual([]);

    await putOnShelf(house, city, made);
    await line(house, 'production.receive-cards', { cardIds: [made.cardId], outletId: city.outletId }, [holderId]);
    await follow(house);
    const told = await toldTo(house, holderId);
    expect(told).toMatchObject([{ template: 'card-at-outlet', sender: 'bank', signature: '工商银行' }]);
    expect(told[0]!.text).toContain('工商银行样例支行');
    expect(told[0]!.text).toContain('95588');
  });

  test('a group: invitation, reminders only for the undecided, rejection, delivery at the unit', async () => {
    const [a, b, c] = await people(house, 3);
    const orders = await acceptedOrders(house, {
      holderIds: [a!, b!, c!],
      organiserId: city.unitId,
      promiseDay: '2025-04-02' as never,
    });
    const [oa, ob, oc] = orders.map(({ id }) => id) as [string, string, string];
    for (const id of [oa, ob, oc]) await setOrderState(house, id, 'draft');
    await line(house, 'orders.commit-roster', { orderIds: [oa, ob, oc] });
    await follow(house);
    await setOrderState(house, oa, 'accepted');
    await line(house, 'orders.remind-undecided', { orderIds: [oa, ob, oc] });
    await follow(house);
    await setOrderState(house, ob, 'accepted');
    await setOrderState(house, oc, 'rejected');
    await line(house, 'orders.submit-group', { orderIds: [oa, ob], reviewIds: [], rejectedIds: [oc] });
    await setOrderState(house, oa, 'on-the-way');
    await line(house, 'production.plan-visit', { orderIds: [oa], day: '2025-03-10', outletId: city.outletId });
    await follow(house);
    expect(await templatesTold(house, a!)).toEqual(['choose-bank', 'delivery-visit']);
    expect(await templatesTold(house, b!)).toEqual(['choose-bank', 'choose-bank-reminder', 'order-accepted']);
    expect(await templatesTold(house, c!)).toEqual(['choose-bank', 'choose-bank-reminder', 'order-rejected']);
    const visit = (await toldTo(house, a!)).find(({ template }) => template === 'delivery-visit');
    expect(visit?.text).toContain('2025年3月10日到样例科技公司');
  });

  test('GOAL-02 every message that invites to change says that it is voluntary', async () => {
    const holderId = await one();
    const [order] = await acceptedOrders(house, { holderIds: [holderId] });
    await setOrderState(house, order!.id, 'draft');
    await line(house, 'orders.commit-roster', { orderIds: [order!.id] });
    await follow(house);
    expect((await toldTo(house, holderId))[0]!.text).toMatch(/自愿.*原卡照常使用/);
  });

  test('mail: sent with its tracking number, came back, lost', async () => {
    const [a, b] = await people(house, 2);
    const posted = await orderWithCard(house, city, a!, { pickUp: 'mail' });
    const lost = await orderWithCard(house, city, b!, { pickUp: 'mail' });
    const parcel = (made: typeof posted, number: string) =>
      house.database.run(sql`
        insert into production.parcel (id, card_id, order_id, holder_id, bank_id, courier_id, tracking_number, state, posted_at)
        values (gen_random_uuid(), ${made.cardId}, ${made.orderId}, ${made.holderId}, ${city.bankId}, ${city.bankId}, ${number}, 'posted', ${house.clock.now()})`);
    await parcel(posted, 'EX1234567890');
    await line(house, 'production.post-cards', { cardIds: [posted.cardId], orderIds: [posted.orderId] });
    await follow(house);
    await setOrderState(house, posted.orderId, 'mail-returned');
    await line(house, 'production.report-return', { orderId: posted.orderId, cardId: posted.cardId });
    await line(house, 'production.report-lost', { orderId: lost.orderId, cardId: lost.cardId });
    await follow(house);
    expect(await templatesTold(house, a!)).toEqual(['card-mailed', 'mail-came-back']);
    expect((await toldTo(house, a!))[0]!.text).toContain('EX1234567890');
    expect(await templatesTold(house, b!)).toEqual(['mail-lost']);
  });

  test('an overdue promise is followed by an apology, once, and not when the card was made meanwhile', async () => {
    const [a, b] = await people(house, 2);
    const orders = await acceptedOrders(house, { holderIds: [a!, b!], promiseDay: '2025-03-01' as never });
    const orderIds = orders.map(({ id }) => id);
    await setOrderState(house, orderIds[1]!, 'produced');
    await line(house, 'orders.watch-promises', { orderIds });
    await line(house, 'orders.watch-promises', { orderIds });
    await follow(house);
    expect(await templatesTold(house, a!)).toEqual(['promise-missed']);
    expect((await toldTo(house, a!))[0]!.text).toContain('没有在承诺的2025年3月1日前完成制作，我们向您致歉');
    expect(await templatesTold(house, b!)).toEqual([]);
  });

  test('returned with its reason, withdrawn, visit arranged and failed, prepared by a helper', async () => {
    const holderIds = await people(house, 4);
    const orders = (await acceptedOrders(house, { holderIds })).map(({ id }) => id) as [string, string, string, string];
    await setOrderState(house, orders[0], 'returned');
    await line(house, 'orders.return-for-correction', { orderId: orders[0], reason: 'photo-needed' });
    await setOrderState(house, orders[1], 'withdrawn');
    await line(house, 'orders.withdraw-order', { orderId: orders[1] });
    await setOrderState(house, orders[2], 'submitted');
    await line(house, 'orders.schedule-visit', { orderId: orders[2], day: '2025-03-10', partOfDay: 'morning' });
    await line(house, 'orders.fail-visit', { orderId: orders[2], failure: 'nobody-home' });
    await setOrderState(house, orders[3], 'draft');
    await line(house, 'orders.assist-order', { orderId: orders[3] });
    await follow(house);
    const texts = await Promise.all(holderIds.map(async (id) => (await toldTo(house, id)).map(({ text }) => text!)));
    expect(texts.map((list) => list.length)).toEqual([1, 1, 2, 1]);
    expect(texts[0]![0]).toContain('需要一张合格的照片');
    expect(texts[1]![0]).toContain('申领已撤回');
    expect(texts[2]!.join()).toMatch(/2025年3月10日上午.*到访时家中无人/s);
    expect(texts[3]![0]).toContain('您本人');
  });

  test('SLP-01 three reminders before a card falls asleep, none once it was collected, and word of the end', async () => {
    const [a, b] = await people(house, 2);
    const kept = await orderWithCard(house, city, a!, { shelved: true });
    const collected = await orderWithCard(house, city, b!, { shelved: true });
    await house.database.run(
      sql`update cards.card set collect_by = '2025-05-02' where id in (${kept.cardId}, ${collected.cardId})`,
    );
    await house.database.run(sql`update cards.card set social_state = 'collected' where id = ${collected.cardId}`);
    const cardIds = [kept.cardId, collected.cardId];
    for (const name of ['remind60', 'remind30', 'remind7'])
      await line(house, 'production.put-to-sleep', { [name]: cardIds });
    await line(house, 'production.cancel-sleeping-cards', { region: 'beijing', cardIds: [kept.cardId], orderIds: [] });
    await follow(house);
    expect(await templatesTold(house, a!)).toEqual([
      'uncollected-first',
      'uncollected-second',
      'uncollected-third',
      'uncollected-cancelled',
    ]);
    expect((await toldTo(house, a!))[0]!.text).toContain('2025年5月2日');
    expect(await templatesTold(house, b!)).toEqual([]);
  });

  test('a child that came of age between order and arrival is asked to confirm in person (open question 5)', async () => {
    const [grown, adult] = [(await people(house, 1, { bornFrom: 2006, bornTo: 2006 }))[0]!, await one()];
    const made = [
      await orderWithCard(house, city, grown, { shelved: true }),
      await orderWithCard(house, city, adult, { shelved: true }),
    ];
    // Ordered at seventeen, by the guardian.
    await house.database.run(sql`
      update orders.order set placed_on = (select born + 17 * 365 from holders.holder where id = holder_id) where id = ${made[0]!.orderId}`);
    await line(house, 'production.receive-cards', {
      cardIds: made.map(({ cardId }) => cardId),
      outletId: city.outletId,
    });
    await follow(house);
    expect((await templatesTold(house, grown)).sort()).toEqual(['card-at-outlet', 'reconfirm-at-18']);
    expect(await templatesTold(house, adult)).toEqual(['card-at-outlet']);
  });

  test('the real actions: a loss reported and withdrawn is told each time', async () => {
    const holderId = await one();
    const { cardId } = await orderWithCard(house, city, holderId);
    await house.database.run(sql`
      update cards.card set social_state = 'enabled', collected_at = now(), enabled_at = now() where id = ${cardId}`);
    for (const name of ['cards.report-loss', 'cards.withdraw-loss', 'cards.report-loss']) {
      await perform(house, action(name), citizen(holderId), {} as never);
    }
    await follow(house);
    expect(await templatesTold(house, holderId)).toEqual(['loss-reported', 'loss-withdrawn', 'loss-reported']);
  });

  test('OLD-01 the enabled card is told with the end of the old one; a first card without; steps left beside', async () => {
    const [a, b] = await people(house, 2);
    const first = await orderWithCard(house, city, b!);
    const next = await orderWithCard(house, city, a!);
    const old = await house.database.one<{ id: string; card_number: string }>(sql`
      insert into cards.card (id, holder_id, region, bank_code, generation, card_number, social_state, financial_state)
      values (gen_random_uuid(), ${a}, 'beijing', 'icbc', 2, 'A00000X21', 'invalid', 'none') returning id, card_number`);
    await house.database.run(sql`update cards.card set replaces_card_id = ${old.id} where id = ${next.cardId}`);
    await house.database.run(sql`
      update cards.card set social_state = 'enabled', collected_at = now(), enabled_at = now() where id in (${first.cardId}, ${next.cardId})`);
    await line(house, 'cards.bulk-enable', { cardIds: [first.cardId, next.cardId] });
    // The same said again by the counter that handed it over.
    await line(house, 'production.hand-over-card', { cardId: next.cardId, orderId: next.orderId });
    await follow(house);
    expect((await templatesTold(house, a!)).sort()).toEqual(['card-enabled', 'checklist']);
    expect((await templatesTold(house, b!)).sort()).toEqual(['checklist', 'first-card-enabled']);
    expect((await toldTo(house, a!)).map(({ text }) => text).join()).toContain('原卡（尾号0X21）社保功能同时失效');
  });

  test('every row of the table names words for each variable of its template', async () => {
    const { templates } = await import('./templates.ts');
    const rows = Object.values(news).flat();
    for (const { template, variables } of rows) {
      const wanted = Object.keys(templates[template].variables).filter((name) => name !== 'name');
      expect([template, Object.keys(variables).sort()]).toEqual([template, wanted.sort()]);
    }
    // Codes for signing in and the warning of fraud have no cause in the journal.
    const told = new Set<string>(rows.map(({ template }) => template));
    expect(Object.keys(templates).filter((code) => !told.has(code))).toEqual(['sign-in-code', 'beware-of-fraud']);
  });
});

describe('each message once', () => {
  test('a crash between composing and keeping the place, replays, and two workers at once', async () => {
    const holderIds = await people(house, 5);
    const orders = await acceptedOrders(house, { holderIds, promiseDay: '2025-04-02' as never });
    const place = await house.database.one<{ xid: string; seq: bigint }>(sql`select xid, seq from notices.place`);
    await line(house, 'orders.submit-group', { orderIds: orders.map(({ id }) => id), rejectedIds: [] });
    await runOnce(house, true);
    for (const id of holderIds) expect(await templatesTold(house, id)).toEqual([]);
    await Promise.all([runOnce(house), runOnce(house), runOnce(house)]);
    await follow(house);
    const before = await count();
    for (const id of holderIds) expect(await templatesTold(house, id)).toEqual(['order-accepted']);
    // Set back to an older place, it reads the same lines again.
    await house.database.run(sql`update notices.place set xid = ${place.xid}, seq = ${place.seq}`);
    await follow(house);
    expect(await count()).toBe(before);
  });

  test('the standing job itself: reads, keeps its place, comes again', async () => {
    const holderId = await one();
    const { orderId } = await orderWithCard(house, city, holderId);
    await line(house, 'orders.place-order', { orderId });
    await ensureJobs(house, [followNews.name]);
    for (let i = 0; i < 100 && (await templatesTold(house, holderId)).length === 0; i += 1) {
      await runDueJobs(house, [followNews]);
      house.clock.moveTo(new Date(house.clock.now().getTime() + 5_000));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await templatesTold(house, holderId)).toEqual(['order-accepted']);
    expect(await house.database.one(sql`select state from base.job where name = ${followNews.name}`)).toEqual({
      state: 'waiting',
    });
  });

  test('two thousand people in one line are told in one go', async () => {
    const holderIds = await people(house, 2_000);
    const orders = await acceptedOrders(house, { holderIds, promiseDay: '2025-04-02' as never });
    const before = await count();
    const started = performance.now();
    await line(house, 'orders.submit-group', { orderIds: orders.map(({ id }) => id), rejectedIds: [] });
    await follow(house);
    expect(await count()).toBe(before + 2_000);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('bad news', () => {
  test('SEC-02 a link in any variable is refused when composed; the findings are kept, the rest goes out', async () => {
    const [a, b] = await people(house, 2);
    const [bad, good] = await acceptedOrders(house, { holderIds: [a!, b!], promiseDay: '2025-04-02' as never });
    await setOrderState(house, bad!.id, 'submitted');
    for (const day of ['http://evil.example', '2025-02-30', '明天点击链接']) {
      await line(house, 'orders.schedule-visit', { orderId: bad!.id, day, partOfDay: 'morning' });
    }
    await line(house, 'orders.place-order', { orderId: good!.id });
    await follow(house);
    expect(await toldTo(house, a!)).toMatchObject(
      Array(3).fill({ state: 'refused', text: null, findings: [{ code: 'bad-variable', variable: 'day' }] }),
    );
    expect(await templatesTold(house, b!)).toEqual(['order-accepted']);
  });

  test('SEC-02 an outlet whose name holds a link never reaches anybody', async () => {
    const holderId = await one();
    const made = await orderWithCard(house, city, holderId, { shelved: true });
    await house.database.run(sql`update institutions.institution set name = '支行 bit.ly' where id = ${city.outletId}`);
    await line(house, 'production.receive-cards', { cardIds: [made.cardId], outletId: city.outletId });
    await follow(house);
    await house.database.run(
      sql`update institutions.institution set name = '工商银行样例支行' where id = ${city.outletId}`,
    );
    expect(await toldTo(house, holderId)).toMatchObject([{ state: 'refused', findings: [{ variable: 'outlet' }] }]);
  });

  test('malformed facts and ids of nobody stop nothing', async () => {
    const holderId = await one();
    const { orderId } = await orderWithCard(house, city, holderId);
    const nobody = '018f0000-0000-7000-8000-00000000dead';
    await line(house, 'orders.place-order', {});
    await line(house, 'orders.place-order', { orderId: 'not-an-id' });
    await line(house, 'orders.place-order', { orderIds: ['x'.repeat(5000), nobody] });
    await line(house, 'cards.report-loss', { cardId: nobody });
    await line(house, 'notices.publish-notice', { noticeId: nobody });
    await line(house, 'policy.set-batch-opening', { region: 'atlantis', batch: 'batch-1' });
    await line(house, 'constructor', { orderId });
    await line(house, 'orders.place-order', { orderId });
    await follow(house);
    expect(await templatesTold(house, holderId)).toEqual(['order-accepted']);
    expect(await toldTo(house, null)).toMatchObject([
      { template: 'order-accepted', state: 'refused', findings: [{ code: 'nobody' }] },
      { template: 'loss-reported', state: 'refused', findings: [{ code: 'nobody' }] },
    ]);
  });

  test('the dead are not written to; without a telephone the message centre is the only way', async () => {
    const [dead, quiet] = await people(house, 2, {});
    await house.database.run(sql`update holders.holder set deceased_on = '2025-03-01' where id = ${dead}`);
    await house.database.run(sql`update holders.holder set phone = null where id = ${quiet}`);
    for (const id of [dead!, quiet!]) {
      const { orderId } = await orderWithCard(house, city, id);
      await line(house, 'orders.place-order', { orderId });
    }
    await follow(house);
    expect(await toldTo(house, dead!)).toEqual([]);
    expect(await toldTo(house, quiet!)).toMatchObject([
      { state: 'centre-only', text: expect.stringContaining('已受理') },
    ]);
  });

  test('a foreigner is written to in English', async () => {
    const holderId = await one();
    await house.database.run(sql`update holders.holder set nationality = 'FRA' where id = ${holderId}`);
    const { orderId } = await orderWithCard(house, city, holderId);
    await line(house, 'orders.place-order', { orderId });
    await follow(house);
    expect((await toldTo(house, holderId))[0]!.text).toContain('The card is to be made by 2 April 2025');
  });
});

test('no name and no telephone stands in clear in any table of this module or in the journal', async () => {
  const everybody = samplePeople(3, 4242);
  const { registered } = await import('../holders/people.fixture.ts');
  for (const id of await registered(house, everybody)) {
    const { orderId } = await orderWithCard(house, city, id);
    await line(house, 'orders.place-order', { orderId });
  }
  await follow(house);
  const tables = await house.database.rows<{ name: string }>(sql`
    select table_name as name from information_schema.tables where table_schema = 'notices' and table_type = 'BASE TABLE'`);
  expect(tables.length).toBeGreaterThan(6);
  let dump = '';
  for (const schemaTable of [...tables.map(({ name }) => `notices."${name}"`), 'base.journal']) {
    const rows = await house.database.rows<{ row: string }>({
      text: `select t::text as row from ${schemaTable} t`,
      values: [],
    });
    dump += rows.map(({ row }) => row).join('\n');
  }
  for (const { name, phone, documentNumber } of everybody) {
    for (const secret of [
      name,
      phone!,
      documentNumber,
      Buffer.from(name).toString('hex'),
      Buffer.from(phone!).toString('hex'),
    ]) {
      expect(dump).not.toContain(secret);
    }
  }
});
