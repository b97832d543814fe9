// Tests of notices to the public, of subscriptions, and of the rumour desk.
import { describe, expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { ask, perform } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import { openCall } from '../../base/call.ts';
import { sql } from '../../base/sql.ts';
import { citizen } from '../holders/people.fixture.ts';
import { registerInstitutions } from '../institutions/index.ts';
import { addRumour } from './add-rumour.ts';
import { checkRumour } from './check-rumour.ts';
import { draftNotice } from './draft-notice.ts';
import { listDrafts } from './list-drafts.ts';
import { listNotices } from './list-notices.ts';
import { listRumours } from './list-rumours.ts';
import { mySubscriptions } from './my-subscriptions.ts';
import { type City, follow, foundCity, line, people, templatesTold, toldTo } from './notices.fixture.ts';
import { publishNotice } from './publish-notice.ts';
import { readNotice } from './read-notice.ts';
import { rumours } from './rumours.ts';
import { subscribe } from './subscribe.ts';
import { unsubscribe } from './unsubscribe.ts';
import { withdrawNotice } from './withdraw-notice.ts';

const house = await testHouse();
const city: City = await foundCity(house);
const text = {
  region: 'beijing',
  title: '关于开展第三代社会保障卡换发工作的通告',
  body: '换发实行自愿，原卡照常使用。咨询请拨打12333。',
};
const draft = (more: object = {}) => perform(house, draftNotice, city.officer, { ...text, ...more });
const publish = (noticeId: string, actor: Actor = city.colleague) => perform(house, publishNotice, actor, { noticeId });
async function published(more: object = {}): Promise<string> {
  const { noticeId } = await draft(more);
  await publish(noticeId);
  return noticeId;
}
const noticeOf = (batch: string) =>
  house.database.rows<{ notice_id: string }>(
    sql`select notice_id from policy.notice where region = 'beijing' and batch = ${batch}`,
  );

describe('notices to the public', () => {
  test('GOV-04 a second person publishes; then the batch it announces counts as announced, not before', async () => {
    const { noticeId } = await draft({ batch: 'batch-2' });
    await expect(publish(noticeId, city.officer)).rejects.toMatchObject({ code: 'notices.same-person' });
    expect(await noticeOf('batch-2')).toEqual([]);
    expect(
      (await ask(house, listDrafts, city.colleague, { region: 'beijing' })).drafts.map((one) => one.noticeId),
    ).toContain(noticeId);
    await publish(noticeId);
    expect(await noticeOf('batch-2')).toEqual([{ notice_id: noticeId }]);
    await expect(publish(noticeId)).rejects.toMatchObject({ code: 'notices.notice-cannot-move' });
  });

  test('GOV-04 audience and versions: the list shows the newest version to whom it is for; reads are counted', async () => {
    const first = await published({ title: '关于学生的通告', groups: ['student'], districts: ['haidian'] });
    const reader = { role: 'auditor', id: 'a' } as const;
    const titles = async (filter: object) =>
      (await ask(house, listNotices, reader, { region: 'beijing', ...filter })).notices.map((one) => one.noticeId);
    expect(await titles({ group: 'student', district: 'haidian' })).toContain(first);
    expect(await titles({})).toContain(first);
    expect(await titles({ group: 'retiree' })).not.toContain(first);
    expect(await titles({ district: 'fengtai' })).not.toContain(first);
    for (let i = 1; i <= 3; i += 1) {
      expect((await ask(house, readNotice, reader, { noticeId: first })).reads).toBe(i);
    }
    const { noticeId: second, version } = await draft({
      title: '关于学生的通告',
      groups: ['student'],
      replaces: first,
    });
    expect(version).toBe(2);
    await expect(draft({ replaces: first })).rejects.toMatchObject({ code: 'notices.new-version-exists' });
    expect(await titles({ group: 'student' })).toContain(first);
    await publish(second);
    expect(await titles({ group: 'student' })).toEqual(expect.not.arrayContaining([first]));
    expect(await titles({ group: 'student' })).toContain(second);
    // What was published stays readable, with its state.
    expect(await ask(house, readNotice, reader, { noticeId: first })).toMatchObject({
      state: 'replaced',
      replacedBy: second,
      reads: 3,
    });
  });

  test('a draft is nobody’s to read; a withdrawn notice leaves the list', async () => {
    const reader = citizen((await people(house, 1))[0]!);
    const { noticeId } = await draft();
    await expect(ask(house, readNotice, reader, { noticeId })).rejects.toMatchObject({
      code: 'notices.no-such-notice',
    });
    await publish(noticeId);
    await perform(house, withdrawNotice, city.officer, { noticeId, reason: '内容有误' });
    expect(
      (await ask(house, listNotices, reader, { region: 'beijing' })).notices.map((one) => one.noticeId),
    ).not.toContain(noticeId);
    expect((await ask(house, readNotice, reader, { noticeId })).state).toBe('withdrawn');
    await expect(perform(house, withdrawNotice, city.officer, { noticeId, reason: 'x' })).rejects.toMatchObject({
      code: 'notices.notice-cannot-move',
    });
  });

  test('SEC-02 SEC-03 a notice with a link or a question for a secret is refused, wherever it stands', async () => {
    for (const bad of [
      '请登录 www.example-card.top 办理',
      '请回复您的银行卡密码',
      `${'换发自愿。'.repeat(900)}请点击 http://a.cn 查看`,
    ]) {
      await expect(draft({ body: bad })).rejects.toMatchObject({ code: 'notices.text-refused' });
    }
    // An old draft from before a rule of the lint.
    const { noticeId } = await draft();
    await house.database.run(sql`update notices.notice set body = '见 http://a.cn' where id = ${noticeId}`);
    await expect(publish(noticeId)).rejects.toMatchObject({ code: 'notices.text-refused' });
  });

  test('rules may be named in a notice: cancelling, telephone numbers of counters', async () => {
    await draft({ body: '逾期六个月未领取的卡片将注销并销毁。各区咨询电话见服务网点公示，市局电话010-12345678。' });
  });

  test.each([
    [{ title: '通告《一》' }, 'base.bad-input'],
    [{ title: '告'.repeat(41) }, 'base.bad-input'],
    [{ body: '' }, 'base.bad-input'],
    [{ groups: ['everybody'] }, 'base.bad-input'],
    [{ districts: ['atlantis'] }, 'notices.unknown-district'],
    [{ batch: 'batch-99' }, 'notices.unknown-batch'],
    [{ replaces: '018f0000-0000-7000-8000-00000000dead' }, 'notices.no-such-notice'],
    [{ region: 'fuzhou' }, 'institutions.not-your-region'],
  ])('a draft with %j is refused', async (more, code) => {
    await expect(draft(more)).rejects.toMatchObject({ code });
  });

  test('a notice of another region is not published or withdrawn from here', async () => {
    const [bureauId] = await house.database.transaction((db) =>
      registerInstitutions(openCall(house, db, { role: 'system', id: 'test' }), [
        { kind: 'bureau', code: 'fz', name: '福州市人社局', region: 'fuzhou' },
      ]),
    );
    const stranger: Actor = { role: 'publicity-officer', id: 'fz-1', institutionId: bureauId! };
    const { noticeId } = await draft();
    await expect(publish(noticeId, stranger)).rejects.toMatchObject({ code: 'institutions.not-your-region' });
    await expect(perform(house, withdrawNotice, stranger, { noticeId, reason: 'x' })).rejects.toMatchObject({
      code: 'institutions.not-your-region',
    });
  });
});

describe('subscriptions', () => {
  test('FUT-04 a notice reaches the subscribed of its region and group only, once; not who has ended it', async () => {
    await follow(house);
    const [all, students, retirees, elsewhere, ended, nobody] = (await people(house, 6)) as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const wish = (id: string, region: string, groups: ('student' | 'retiree')[] = []) =>
      perform(house, subscribe, citizen(id), { region, groups });
    await wish(all, 'beijing');
    await wish(students, 'beijing', ['retiree']);
    await wish(students, 'beijing', ['student']);
    await wish(retirees, 'beijing', ['retiree']);
    await wish(elsewhere, 'fuzhou');
    await wish(ended, 'beijing');
    expect(await perform(house, unsubscribe, citizen(ended), { region: 'beijing' })).toEqual({ ended: true });
    expect(await ask(house, mySubscriptions, citizen(students), {})).toEqual({
      subscriptions: [{ region: 'beijing', groups: ['student'] }],
    });
    await published({ title: '关于学生换发的通告', groups: ['student'] });
    await follow(house);
    const told = await Promise.all(
      [all, students, retirees, elsewhere, ended, nobody].map((id) => templatesTold(house, id)),
    );
    expect(told).toEqual([['notice-published'], ['notice-published'], [], [], [], []]);
    expect((await toldTo(house, all))[0]!.text).toContain('关于学生换发的通告');
  });

  test('CAL-10 who waits for a batch is told its day when it is set, and again when the turn has come; others are not', async () => {
    const [waiting, other] = (await people(house, 2)) as [string, string];
    for (const [id, batch] of [
      [waiting, 'batch-4'],
      [other, 'batch-5'],
    ] as const) {
      await house.database.run(sql`
        insert into orders.opening_wish (holder_id, region, batch_code, wait_for, asked_at) values (${id}, 'beijing', ${batch}, '2025-08', ${house.clock.now()})`);
    }
    await line(house, 'orders.subscribe-opening', { region: 'beijing', batch: 'batch-4', waitFor: '2025-08' }, [
      waiting,
    ]);
    await follow(house);
    expect((await toldTo(house, waiting))[0]!.text).toContain('北京市第四批计划于2025年8月开放申领');
    await house.database.run(sql`
      insert into policy.opening (region, code, day, set_by, set_at) values ('beijing', 'batch-4', '2025-08-11', 'officer', ${house.clock.now()})`);
    await line(house, 'policy.set-batch-opening', { region: 'beijing', batch: 'batch-4', opens: '2025-08-11' });
    await follow(house);
    await house.database.run(
      sql`update orders.opening_wish set told_at = ${house.clock.now()} where holder_id = ${waiting}`,
    );
    await line(house, 'orders.tell-openings', { opened: ['beijing/batch-4'] }, [waiting]);
    await follow(house);
    expect(await templatesTold(house, waiting)).toEqual(['batch-planned', 'batch-opened', 'batch-opened']);
    expect((await toldTo(house, waiting))[1]!.text).toContain('北京市第四批自2025年8月11日起可以申领');
    expect(await templatesTold(house, other)).toEqual([]);
  });

  test('an unknown region is refused', async () => {
    const [id] = await people(house, 1);
    await expect(perform(house, subscribe, citizen(id!), { region: 'atlantis' })).rejects.toMatchObject({
      code: 'policy.unknown-region',
    });
  });
});

describe('the rumour desk', () => {
  const anybody = { role: 'community-worker', id: 'w' } as const;

  test('SEC-06 each rumour of the seeds is false in Beijing, by the clauses of the notice in force', async () => {
    const { rumours: known } = await ask(house, listRumours, anybody, { region: 'beijing' });
    expect(known.map(({ code }) => code)).toEqual(expect.arrayContaining(rumours.map(({ code }) => code)));
    for (const { verdict, citations, answer } of known.slice(0, rumours.length)) {
      expect(verdict).toBe('false');
      expect(citations.join()).toContain('京人社数据字〔2024〕133号');
      for (const citation of citations) expect(answer.zh).toContain(citation);
    }
  });

  test('SEC-06 what somebody heard is recognised and answered; what nobody knows is not judged', async () => {
    const heard = { region: 'beijing', text: '听说2025年必须换三代社保卡，不换就没养老金了？' };
    const { rumours: found } = await ask(house, checkRumour, anybody, heard);
    expect(found[0]).toMatchObject({ code: 'must-change-or-lose-benefits', verdict: 'false' });
    expect(found[0]!.citations.join()).toMatch(/133号 二.*133号 七\(一\)/);
    expect((await ask(house, checkRumour, anybody, { ...heard, text: '明天会下雨吗' })).rumours).toEqual([]);
  });

  test('SEC-06 where a region only has our own default, nothing is called false', async () => {
    const { rumours: known } = await ask(house, listRumours, anybody, { region: 'guilin' });
    const oldCards = known.find(({ code }) => code === 'old-cards-stop');
    expect(oldCards).toMatchObject({ verdict: 'unknown', citations: [] });
    await expect(ask(house, listRumours, anybody, { region: 'atlantis' })).rejects.toMatchObject({
      code: 'policy.unknown-region',
    });
  });

  test('SEC-06 the desk takes up a new rumour only with a rule that disproves it, and then answers it', async () => {
    const entry = {
      code: 'old-card-is-taken-away',
      zh: { claim: '换卡时旧卡会被收走。', truth: '旧卡不回收。' },
      en: { claim: 'The old card is taken away.', truth: 'The old card is not taken back.' },
      disprovedBy: [{ ruleRef: 'oldCard.takenBack', values: ['false'] }],
      words: [
        ['旧卡', '老卡'],
        ['收走', '没收', '上交'],
      ],
    };
    for (const ruleRef of ['noSuchRule', 'oldCard.', 'oldCard.a.b', '__proto__', 'constructor.name']) {
      await expect(
        perform(house, addRumour, city.officer, { ...entry, disprovedBy: [{ ruleRef, values: ['x'] }] }),
      ).rejects.toMatchObject({ code: 'notices.rumour-without-rule' });
    }
    await perform(house, addRumour, city.officer, entry);
    await expect(perform(house, addRumour, city.officer, entry)).rejects.toMatchObject({
      code: 'notices.rumour-exists',
    });
    await expect(perform(house, addRumour, city.officer, { ...entry, code: 'old-cards-stop' })).rejects.toMatchObject({
      code: 'notices.rumour-exists',
    });
    const { rumours: found } = await ask(house, checkRumour, anybody, { region: 'beijing', text: '老卡要被没收吗' });
    expect(found).toMatchObject([
      { code: entry.code, verdict: 'false', citations: [expect.stringContaining('七(一)')] },
    ]);
  });
});
