// Journeys of citizens through pages without a browser: benefits, a returned order, community help, photos that somebody looks at, help.
import { beforeAll, describe, expect, test } from 'vitest';
import { ask, perform } from '../../src/base/action.ts';
import { openHttp } from '../../src/base/http.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { sql } from '../../src/base/sql.ts';
import { giveMandate, myRecord, offerPhoto } from '../../src/domain/holders/index.ts';
import { drawPortrait } from '../../src/domain/holders/portrait.fixture.ts';
import { fsiDoors } from '../../src/domain/medical/index.ts';
import { returnForCorrection } from '../../src/domain/orders/index.ts';
import { pages } from '../../src/portal/index.ts';
import { helpTerms, helpTopics } from '../../src/portal/public/help-topics.ts';
import { openSoftware, seeDoctor } from '../../src/world/behaviour/doctors.ts';
import { Visitor } from '../browser/browse.ts';
import { openTown, type Town } from '../browser/town.ts';
import { giveCard } from './card-in-hand.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown({ people: 30 });
}, 600_000);
const be = (name: string) => new Visitor(town).be(name);
const actorOf = (name: string) => town.personas.get(name)!.actor;
const orderOf = (holderId: string) =>
  town.house.database.maybe<{ id: string; state: string; reason: string | null; bank: string | null }>(sql`
    select order_id as id, state, state_reason as reason, bank_code as bank from orders.order_view
    where holder_id = ${holderId} order by order_id desc limit 1`);

/** Orders by mail through the pages. */
async function order(name: string): Promise<Visitor> {
  const visitor = await be(name);
  await visitor.fill('/my/apply/photo', { later: 'yes' });
  const bank = /name="bank" value="([a-z0-9-]+)"/.exec((await visitor.get('/my/apply/bank')).body)![1]!;
  await visitor.fill('/my/apply/bank', { bank });
  await visitor.fill('/my/apply/pick-up', { pickUp: 'mail' });
  await visitor.fill('/my/apply/place', { address: '北京市西城区样例路1号' });
  await visitor.fill('/my/apply/check', {});
  return visitor;
}

describe('an order that came back', () => {
  test('APP-01 TIM-01 shows why, asks for exactly that, and goes on with a new step in its timeline', async () => {
    const visitor = await order('flexible');
    const { id, bank } = (await orderOf(actorOf('flexible').id))!;
    await perform(town.house, returnForCorrection, actorOf('bureau'), { orderId: id, reason: 'address-needed' });
    const shown = (await visitor.get(`/my/orders/${id}`)).body;
    expect(shown).toContain(`/my/orders/${id}/correct`);
    const page = (await visitor.get(`/my/orders/${id}/correct`)).body;
    expect(page).toContain('为什么退回');
    expect(page).toContain('name="address"');
    for (const name of ['photo', 'phone', 'bank']) expect(page).not.toContain(`name="${name}"`);
    // Too short is said beside the field, and nothing has moved.
    const short = await visitor.fill(`/my/orders/${id}/correct`, { address: '短' });
    expect([short.status, short.body.includes('地址太短')]).toEqual([422, true]);
    expect((await orderOf(actorOf('flexible').id))!.state).toBe('returned');
    const sent = await visitor.fill(`/my/orders/${id}/correct`, { address: '北京市西城区样例路88号' });
    expect([sent.status, sent.to]).toEqual([303, `/my/orders/${id}?corrected=1`]);
    const after = (await orderOf(actorOf('flexible').id))!;
    expect([after.id, after.bank]).toEqual([id, bank]);
    expect(after.state).not.toBe('returned');
    const road = (await visitor.get(`/my/orders/${id}`)).body.split('<ol class="road">')[1]!;
    expect(road.indexOf('退回')).toBeGreaterThan(-1);
    expect(road.indexOf('受理', road.indexOf('退回'))).toBeGreaterThan(road.indexOf('退回'));
    // Once it is under way again there is nothing to correct.
    expect((await visitor.get(`/my/orders/${id}/correct`)).to).toBe(`/my/orders/${id}`);
    // Nobody else gets to it.
    expect((await (await be('retiree')).get(`/my/orders/${id}/correct`)).body).toContain('没有这张申领单');
  });

  test('APP-01 what is not named more closely may change the way as well: to an outlet of the bank, and back to a mail address', async () => {
    const visitor = await be('flexible');
    const { id, bank } = (await orderOf(actorOf('flexible').id))!;
    const page = `/my/orders/${id}/correct`;
    const giveBack = () =>
      perform(town.house, returnForCorrection, actorOf('bureau'), { orderId: id, reason: 'needs-correction' });
    const wayOf = () =>
      town.house.database.one<{ pickUp: string; outletId: string | null }>(
        sql`select pick_up as "pickUp", outlet_id as "outletId" from orders.order_view where order_id = ${id}`,
      );
    const { outletId } = await town.house.database.one<{ outletId: string }>(sql`
      select institution_id as "outletId" from institutions.institution_view
      where kind = 'outlet' and region = 'beijing' and bank_code = ${bank} limit 1`);
    await giveBack();
    expect((await visitor.get(page)).body).toContain(`value="${outletId}"`);
    const none = await visitor.fill(page, { bank: bank!, pickUp: 'outlet', outletId: '' });
    expect([none.status, none.body.includes('请选择网点')]).toEqual([422, true]);
    expect((await visitor.fill(page, { bank: bank!, pickUp: 'outlet', outletId })).status).toBe(303);
    expect(await wayOf()).toEqual({ pickUp: 'outlet', outletId });
    await giveBack();
    // By mail the address has to be given, and the outlet is no longer part of the order.
    expect((await visitor.fill(page, { bank: bank!, pickUp: 'mail', address: '' })).status).toBe(422);
    expect((await visitor.fill(page, { bank: bank!, pickUp: 'mail', address: '北京市西城区样例路9号' })).status).toBe(
      303,
    );
    expect(await wayOf()).toEqual({ pickUp: 'mail', outletId: null });
  });
});

describe('photos', () => {
  test('APP-06 what the checks cannot decide a clerk sends back with a reason, and the person reads how to do better', async () => {
    const me = actorOf('colleague');
    const offered = await perform(town.house, offerPhoto, me, {
      ...{
        photo: Buffer.from(drawPortrait({ blur: 6 })).toString('base64'),
        takenOn: '2025-10-01' as never,
        source: 'upload',
      },
    });
    expect(offered.state).toBe('offered');
    const clerk = await be('bureau');
    const queue = (await clerk.get('/bureau/photos')).body;
    expect(queue).toContain(offered.photoId);
    expect(queue).toContain('data:image/jpeg;base64,');
    // A reason that is not on the list changes nothing.
    await clerk.fill('/bureau/photos', { photoId: offered.photoId, verdict: 'ugly' });
    expect((await clerk.get('/bureau/photos')).body).toContain(offered.photoId);
    await clerk.fill('/bureau/photos', { photoId: offered.photoId, verdict: 'not-this-person' });
    expect((await clerk.get('/bureau/photos')).body).not.toContain(offered.photoId);
    expect(await ask(town.house, myRecord, me, {})).toMatchObject({
      photo: { state: 'rejected', findings: ['not-this-person'] },
    });
    const told = (await (await be('colleague')).get('/my/apply/photo')).body;
    expect(told).toContain('照片不是本人');
    expect((await (await be('teller')).get('/bureau/photos')).status).toBe(403);
  });
});

describe('community help', () => {
  test('CHN-03 K17 the helper fills in and hands over; only the person confirms, and the audit shows both', async () => {
    const retiree = actorOf('retiree');
    const helper = actorOf('community');
    const worker = await be('community');
    // Without a mandate there is nobody to help, and a direct address helps nobody.
    expect((await worker.get(`/community/${retiree.id}`)).to).toBe('/community');
    expect(
      (await worker.fill('/community', { address: '北京市西城区样例路7号' }, `/community/${retiree.id}`)).status,
    ).toBe(403);
    await perform(town.house, giveMandate, retiree, {
      ...{ helperId: helper.id, acts: ['fill-in'], until: '2025-12-31' as never },
    });
    expect((await worker.get('/community')).body).toContain(`/community/${retiree.id}`);
    const page = (await worker.get(`/community/${retiree.id}`)).body;
    expect(page).not.toContain('name="bank"');
    const filled = await worker.fill(`/community/${retiree.id}`, {
      ...{ pickUp: 'mail', address: '北京市西城区样例路7号', bank: 'abc' },
    });
    const orderId = filled.to!.split('/').at(-1)!;
    expect(filled.to).toBe(`/community/orders/${orderId}`);
    // The helper can neither confirm nor reach the page where one does.
    expect((await worker.get(`/my/orders/${orderId}`)).status).toBe(403);
    expect((await worker.fill(`/community/orders/${orderId}`, { act: 'confirm', how: 'card' })).to).toBe(
      `/sign-in/card?back=/my/orders/${orderId}`,
    );
    expect((await orderOf(retiree.id))!.state).toBe('draft');
    // That signed the helper out.
    expect((await worker.get('/community')).to).toContain('/staff/sign-in');

    const person = await be('retiree');
    const waiting = (await person.get(`/my/orders/${orderId}`)).body;
    expect(waiting).toContain('请您确认');
    await person.fill(`/my/orders/${orderId}`, { act: 'confirm' });
    expect((await orderOf(retiree.id))!.state).not.toBe('draft');
    const lines = await town.house.database.rows<{ action: string; actor: string }>(sql`
      select action, actor_id as actor from base.journal
      where action in ('orders.assist-order', 'orders.confirm-assisted-order') and facts->>'orderId' = ${orderId} order by seq`);
    expect(lines).toEqual([
      { action: 'orders.assist-order', actor: helper.id },
      { action: 'orders.confirm-assisted-order', actor: retiree.id },
    ]);
    expect((await (await be('community')).get(`/community/orders/${orderId}`)).body).toContain('本人已确认');
  });
});

describe('benefits', () => {
  test('BEN-04 BEN-09 RPL-04 shows what is stale after a change of card and moves all of it with one request', async () => {
    const { database, clock } = town.house;
    const me = actorOf('employee');
    const old = await database.one<{ id: string }>(
      sql`select card_id as id from cards.card_view where holder_id = ${me.id} and social_state = 'enabled'`,
    );
    const agency = await database.one<{ id: string }>(
      sql`select id from institutions.institution where kind = 'bureau' limit 1`,
    );
    const programmes = [
      ['018f0000-0000-7000-8000-0000000000a1', 'pension-x', '养老金', 12],
      ['018f0000-0000-7000-8000-0000000000a2', 'subsidy-x', '技能补贴', null],
    ] as const;
    for (const [id, code, name, months] of programmes) {
      await database.run(sql`
        insert into benefits.programme (id, region, code, name_zh, name_en, agency_id, kind, memo, most_fen, certified_months, state, drafted_by, opened_by, made_at)
        values (${id}, 'beijing', ${code}, ${name}, ${code}, ${agency.id}, 'pension', '养老金', 900000, ${months}, 'open', 'one', 'two', ${clock.now()})`);
      await database.run(sql`
        insert into benefits.entitlement (programme_id, holder_id, amount, since) values (${id}, ${me.id}, 321050, '2025-01-01')`);
      await database.run(sql`
        insert into benefits.pay_account (programme_id, holder_id, card_id, changed_by, changed_at)
        values (${id}, ${me.id}, ${old.id}, 'test', ${clock.now()})`);
    }
    const visitor = await be('employee');
    const before = (await visitor.get('/my/benefits')).body;
    expect(before).toContain('¥3,210.50');
    expect(before).not.toContain('这些待遇还没有跟过来');
    expect(before).toContain('2026年1月1日 到期');
    expect(before).toContain('怎样做资格认证');

    const { cardId } = await giveCard(town, 'employee');
    const stale = (await visitor.get('/my/benefits')).body;
    expect(stale).toContain('这些待遇还没有跟过来');
    expect(stale.match(/仍是旧卡/g)).toHaveLength(2);
    // Where to go stands beside each, and no whole account number anywhere.
    expect(stale).not.toMatch(/\d{16,19}/);
    expect((await visitor.fill('/my/benefits', {})).to).toBe('/my/benefits?asked=1');
    const asked = (await visitor.get('/my/benefits')).body;
    expect(asked.match(/已申请变更/g)).toHaveLength(2);
    expect(
      await database.rows(
        sql`select distinct wanted_card_id as card from benefits.pay_account where holder_id = ${me.id}`,
      ),
    ).toEqual([{ card: cardId }]);
    // Nobody's benefits but one's own.
    expect((await (await be('flexible')).get('/my/benefits')).body).toContain('现在没有按月发放的待遇');
  });
});

describe('help', () => {
  const texts = (language: 'zh' | 'en') =>
    helpTopics.flatMap(({ code, short, steps, more = [] }) =>
      [short, ...steps, ...more.flatMap(({ question, answer }) => [question, answer])].map(
        (one) => [code, one[language]] as const,
      ),
    );

  test('ECD-06 sentences are short in both languages', () => {
    const long: string[] = [];
    for (const [code, text] of texts('zh'))
      for (const sentence of text.split(/[。！？；]/)) if ([...sentence].length > 28) long.push(`${code}: ${sentence}`);
    for (const [code, text] of texts('en'))
      for (const sentence of text.split(/[.!?;]/))
        if (sentence.trim().split(/\s+/).length > 20) long.push(`${code}: ${sentence}`);
    expect(long).toEqual([]);
  });

  test('ECD-06 a word of the trade is explained on the page that uses it, and words nobody knows are not used', async () => {
    const visitor = new Visitor(town);
    for (const { code } of helpTopics) {
      const { body } = await visitor.get(`/help/${code}`);
      const used = texts('zh')
        .filter(([of]) => of === code)
        .map(([, text]) => text)
        .join('');
      for (const { word, means } of helpTerms)
        if (used.includes(word.zh)) expect([code, word.zh, body.includes(means.zh)]).toEqual([code, word.zh, true]);
      expect(used).not.toMatch(/个人化|代发|回盘|APDU|PSAM|终端|签发|受理条件|补录|鉴权|令牌/);
    }
  });

  test('ECD-06 every link of a help page leads to a page there is, for whoever may go there', async () => {
    const visitor = new Visitor(town);
    const citizen = await be('flexible');
    for (const { code, links } of helpTopics) {
      expect((await visitor.get(`/help/${code}`)).status).toBe(200);
      for (const { to } of links) {
        const page = pages.find(({ path }) => path === to);
        expect(page, `${code} → ${to}`).toBeDefined();
        const answer = await (page!.by === 'public' ? visitor : citizen).get(to);
        expect([to, answer.status < 400]).toEqual([to, true]);
      }
    }
    expect((await visitor.get('/help/nothing-of-the-kind')).to).toBe('/help');
  });
});

describe('seeing a doctor', () => {
  test('MED-05 SEC-01 HUB-02 hospital and pharmacy settle over the wire; the person sees what, why and who looked; nobody else does', async () => {
    const { house, city } = town;
    const http = await openHttp(house, {
      ...{ operations: [], version: 'test', doors: fsiDoors, authenticate: async () => undefined },
    });
    await http.listen({ host: '127.0.0.1', port: 0 });
    try {
      const address = `http://127.0.0.1:${(http.server.address() as { port: number }).port}`;
      const software = await openSoftware(house, city.medicalDesks!, address, new SeededRandom(1));
      const person = city.residents.find(({ holderId }) => holderId === actorOf('employee').id)!;
      // Chance gives a visit alone or a visit and a purchase; whoever comes five times has done both.
      for (let i = 0; i < 5; i += 1)
        for (const outcome of await seeDoctor(software, person, new SeededRandom(i)))
          expect(['settled', 'reversed'], outcome.kind === 'refused' ? outcome.why : '').toContain(outcome.kind);
    } finally {
      await http.close();
    }
    const visitor = await be('employee');
    const mine = (await visitor.get('/my/medical')).body;
    for (const place of ['示例第一医院', '示例大药房']) expect(mine).toContain(place);
    const all = [...mine.matchAll(/\/my\/medical\/([0-9a-f-]{36})/g)].map(([, id]) => id!);
    expect(all.length).toBeGreaterThan(5);
    const pages = await Promise.all(all.map((id) => visitor.get(`/my/medical/${id}`)));
    for (const { body } of pages) expect(body).toContain('逐项说明');
    // Somewhere the year's deductible was passed: the fund's rate and the document behind it.
    const told = pages.map(({ body }) => body);
    const why = told.filter((body) => body.includes('起付标准') && body.includes('统筹基金按比例支付'));
    expect(why).toHaveLength(1);
    for (const word of ['70%', '门诊起付标准', '还没有对照本市文件原文核对']) expect(why[0]).toContain(word);
    for (const word of ['先行自付', '全自费']) expect(told.join('')).toContain(word);
    const looks = (await visitor.get('/my/record')).body;
    for (const line of ['人员信息获取', '结算']) expect(looks).toContain(line);
    // An answer for somebody else is that there is no such settlement.
    expect((await (await be('colleague')).get(`/my/medical/${all[0]}`)).body).toContain('没有这笔结算');
    expect((await (await be('colleague')).get('/my/medical')).body).not.toContain(all[0]);
  });
});
