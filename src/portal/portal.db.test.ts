// The pages under strangers, hostile input and impatience; without a browser, so that every route can be tried.
import { beforeAll, describe, expect, test } from 'vitest';
import { Visitor } from '../../test/browser/browse.ts';
import { openTown, type Town } from '../../test/browser/town.ts';
import { roles } from '../base/actor.ts';
import { sql } from '../base/sql.ts';
import { idleMinutes } from '../domain/identity/index.ts';
import { pages } from './index.ts';
import { linksFor } from './ui/layout.tsx';
import { formTokenOf } from './web/cookies.ts';
import { makeVisit } from './web/visit.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
}, 300_000);
const be = (name: string) => new Visitor(town).be(name);
const strange = '018f0000-0000-7000-8000-00000000dead';
const fillParams = (path: string) =>
  path
    .replace(/:version/g, '1')
    .replace(/:name/g, 'nobody')
    .replace(/:\w+/g, strange);
const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'{{7*7}}\${7*7}' or 1=1--`;

describe('who may see what', () => {
  test('every page that is not public turns strangers to a door, GET and POST', async () => {
    for (const page of pages.filter(({ by }) => by !== 'public')) {
      const stranger = new Visitor(town);
      const path = fillParams(page.path);
      if (page.get) {
        const answer = await stranger.get(path);
        expect([path, answer.status, answer.to?.split('?')[0]]).toEqual([
          path,
          303,
          page.by.includes('citizen') ? '/sign-in' : '/staff/sign-in',
        ]);
      }
      if (page.post) expect([path, (await stranger.post(path, { act: 'x' })).status]).toEqual([path, 303]);
    }
  });

  test('every role is refused on every page of another role', async () => {
    for (const name of [
      'flexible',
      'clerk',
      'teller',
      'manager',
      'bureau',
      'officer',
      'publicity',
      'authority',
      'auditor',
      'admin',
      'bank',
    ]) {
      const visitor = await be(name);
      const { role } = town.personas.get(name)!.actor;
      for (const page of pages) {
        if (page.by === 'public' || page.by.includes(role)) continue;
        const path = fillParams(page.path);
        if (page.get) expect([name, path, (await visitor.get(path)).status]).toEqual([name, path, 403]);
        if (page.post) expect([name, path, (await visitor.post(path, {})).status]).toEqual([name, path, 403]);
      }
    }
  });

  test('the navigation of a role leads only to pages of that role', () => {
    for (const role of roles)
      for (const [path] of linksFor(role)) {
        const page = pages.find((one) => one.path === path);
        expect(page, path).toBeDefined();
        expect(page!.by === 'public' || page!.by.includes(role), `${role} ${path}`).toBe(true);
      }
  });

  test('wrong person: ids of another citizen open nothing and change nothing, on every route with an id', async () => {
    const { database } = town.house;
    const mine = town.personas.get('flexible')!.actor.id;
    const other = await database.one<{ cardId: string; orderId: string; holderId: string }>(sql`
      select o.order_id as "orderId", o.holder_id as "holderId", c.card_id as "cardId"
      from orders.order_view o join cards.card_view c on c.holder_id = o.holder_id where o.holder_id <> ${mine} limit 1`);
    const stateOf = () =>
      database.one(sql`select (select json_agg(c order by card_id) from cards.card_view c where holder_id = ${other.holderId})::text as c,
        (select json_agg(o order by order_id) from orders.order_view o where holder_id = ${other.holderId})::text as o`);
    const before = await stateOf();
    const visitor = await be('flexible');
    const form = await visitor.formOf('/my/family');
    for (const page of pages.filter(
      ({ by, path }) => by !== 'public' && by.includes('citizen') && path.includes(':'),
    )) {
      const path = page.path
        .replace(':orderId', other.orderId)
        .replace(':cardId', other.cardId)
        // Nobody has seen a doctor in this town; test/portal/citizen-pages.db.test.ts asks with a real one.
        .replace(':settlementId', other.orderId);
      const seen = await visitor.get(path);
      // A real id of somebody else's reads exactly as one that does not exist.
      const plain = (body: string) =>
        body
          .replaceAll(other.orderId, strange)
          .replaceAll(other.cardId, strange)
          .replace(/name="_id" value="[^"]*"/g, '');
      expect(plain(seen.body)).toBe(plain((await visitor.get(fillParams(page.path))).body));
      expect(seen.body).not.toContain(other.holderId);
      expect(seen.body).not.toMatch(/name="act" value="(withdraw|confirm)"/);
      if (page.post)
        for (const act of ['withdraw', 'confirm', 'x'])
          await visitor.post(path, { ...form, _id: `idor-${act}-${Math.abs(path.length)}xx`, act });
    }
    const switched = await visitor.post('/my/family', { ...form, holderId: other.holderId });
    expect(switched.status).toBeGreaterThanOrEqual(400);
    expect(await stateOf()).toEqual(before);
  });
});

describe('forms', () => {
  test('a form that was not made here, for this browser and session, is refused', async () => {
    const visitor = await be('flexible');
    const form = await visitor.formOf('/my/family');
    expect((await visitor.post('/my/cards/loss', {})).status).toBe(403);
    expect((await visitor.post('/my/cards/loss', { _token: 'x' })).status).toBe(403);
    expect((await visitor.post('/my/cards/loss', form, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await visitor.post('/my/cards/loss', form, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const other = await be('retiree');
    expect((await other.post('/my/cards/loss', form)).status).toBe(403);
    const { n } = await town.house.database.one<{ n: number }>(
      sql`select count(*)::int as n from base.journal where action = 'cards.report-loss' and actor_role = 'citizen' and actor_id = ${town.personas.get('flexible')!.actor.id}`,
    );
    expect(n).toBe(0);
  });

  test('pressed twice, sent again, sent from two tabs: one order', async () => {
    const visitor = await be('flexible');
    const me = town.personas.get('flexible')!.actor.id;
    await visitor.fill('/my/apply/photo', { later: 'yes' });
    const banks = [...(await visitor.get('/my/apply/bank')).body.matchAll(/name="bank" value="([a-z0-9-]+)"/g)].map(
      ([, code]) => code!,
    );
    expect(banks.length).toBeGreaterThan(1);
    await visitor.fill('/my/apply/bank', { bank: banks[0]! });
    await visitor.fill('/my/apply/pick-up', { pickUp: 'mail' });
    const address = `北京市西城区样例路1号${evil}`.slice(0, 120);
    await visitor.fill('/my/apply/place', { address });
    const shown = (await visitor.get('/my/apply/check')).body;
    expect(shown).toContain('北京市西城区样例路1号');
    expect(shown).not.toContain('<script>alert');
    const form = await visitor.formOf('/my/apply/check');
    const other = await visitor.formOf('/my/apply/check');
    const answers = await Promise.all([
      visitor.post('/my/apply/check', form),
      visitor.post('/my/apply/check', form),
      visitor.post('/my/apply/check', other),
    ]);
    answers.push(await visitor.post('/my/apply/check', form));
    expect(answers.some(({ status, to }) => status === 303 && to?.startsWith('/my/orders/'))).toBe(true);
    const { n } = await town.house.database.one<{ n: number }>(
      sql`select count(*)::int as n from orders.order_view where holder_id = ${me}`,
    );
    expect(n).toBe(1);
    // Back in the browser's history and on: the order is there, not a second form.
    expect((await visitor.get('/my/apply')).body).toContain('已有一张卡在办理中');
  });

  test('a draft is sealed, lasts thirty days and is gone after', async () => {
    const visitor = await be('colleague');
    await visitor.fill('/my/apply/photo', { later: 'yes' });
    const { database } = town.house;
    const row = await database.one<{ answers: Uint8Array }>(
      sql`select answers from portal.draft order by changed_at desc limit 1`,
    );
    expect(Buffer.from(row.answers).toString('latin1')).not.toContain('photoLater');
    expect((await visitor.get('/my/apply')).to).not.toBe('/my/apply/photo');
    await database.run(sql`update portal.draft set expires_at = ${new Date(town.house.clock.now().getTime() - 1)}`);
    const answer = await visitor.get('/my/apply');
    expect(answer.to === undefined || answer.to === '/my/apply/photo').toBe(true);
  });

  test('injection strings in every field of every form come back as text, break nothing and reach no other page', async () => {
    const who: Record<string, string> = {
      citizen: 'retiree',
      'unit-clerk': 'clerk',
      'bank-teller': 'teller',
      'outlet-manager': 'manager',
      'bureau-clerk': 'bureau',
      'policy-officer': 'officer',
      'publicity-officer': 'publicity',
      'card-authority': 'authority',
      auditor: 'auditor',
      'system-administrator': 'admin',
    };
    let tried = 0;
    for (const page of pages) {
      if (page.path === '/sign-out' || page.path.startsWith('/demo')) continue;
      const role = page.by === 'public' ? undefined : page.by.find((one) => who[one]);
      if (page.by !== 'public' && !role) continue;
      const visitor = role ? await be(who[role]!) : new Visitor(town);
      const path = fillParams(page.path);
      const seen = page.get
        ? await visitor.get(
            `${path}?q=${encodeURIComponent(evil)}&near=${encodeURIComponent(evil)}&after=${encodeURIComponent(evil)}&a=${encodeURIComponent(evil)}&back=${encodeURIComponent('//evil.example')}`,
          )
        : undefined;
      if (seen) {
        expect([path, seen.body.includes('<script>alert'), seen.body.includes('<img src=x')]).toEqual([
          path,
          false,
          false,
        ]);
        expect([
          path,
          seen.status < 500 || seen.status === 503 ? seen.status : 0,
          seen.body.includes('系统故障'),
        ]).toEqual([path, seen.status, false]);
        expect(seen.to?.includes('evil') ?? false).toBe(false);
      }
      if (!page.post) continue;
      const names = new Set([...(seen?.body ?? '').matchAll(/name="([\w.-]+)"/g)].map(([, name]) => name!));
      const acts = [
        ...new Set([...(seen?.body ?? '').matchAll(/name="act" value="([\w-]+)"/g)].map(([, act]) => act!)),
        'x',
      ];
      for (const act of acts.slice(0, 8)) {
        const form = await visitor.formOf(
          role === 'citizen' ? '/my/family' : seen?.body.includes('_token') ? path : '/sign-in',
        );
        const fields = Object.fromEntries(
          [...names, 'reason', 'number', 'documentKind']
            .filter((name) => !name.startsWith('_'))
            .map((name) => [name, evil]),
        );
        const answer = await visitor.post(path, { ...fields, ...form, act });
        tried += 1;
        expect([path, act, answer.body.includes('系统故障'), answer.status === 503]).toEqual([path, act, false, false]);
        expect([path, act, /<script>alert|<img src=x/.test(answer.body)]).toEqual([path, act, false]);
      }
    }
    expect(tried).toBeGreaterThan(30);
  });

  test('oversized, malformed and repeated fields are ordinary refusals', async () => {
    const visitor = new Visitor(town);
    const form = await visitor.formOf('/sign-in');
    expect((await visitor.post('/sign-in', { ...form, number: 'x'.repeat(300_000), password: 'y' })).status).toBe(413);
    expect((await visitor.post('/sign-in', { ...form, number: ['1', '2', '3'], password: ['a', 'b'] })).status).toBe(
      422,
    );
    expect(
      (await visitor.post('/sign-in', { ...form, __proto__: 'x', number: '\u0000', password: '\u0000' })).status,
    ).toBe(422);
    expect((await visitor.post('/sign-in', form)).body).toContain('请填写');
  });
});

describe('headers and sessions', () => {
  test('every page keeps to itself: strict policy, no framing, no caching, no outside host', async () => {
    const visitor = await be('flexible');
    for (const path of ['/', '/my', '/my/cards', '/outlets', '/sign-in', '/docs-nothing']) {
      const { headers, body } = await visitor.get(path);
      if (path === '/docs-nothing') continue;
      expect(headers['content-security-policy']).toMatch(
        /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/,
      );
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(body).not.toMatch(/(src|href|action)="(https?:)?\/\//);
      expect(body).not.toMatch(/<script(?![^>]*src="\/assets\/)/);
      expect(body).not.toMatch(/ style="/);
    }
  });

  test('cookies are HttpOnly and SameSite, and Secure with the host prefix away from loopback', async () => {
    const answer = await town.http.inject({ method: 'GET', url: '/', headers: { host: 'card.example' } });
    const cookies = [answer.headers['set-cookie']].flat().join('\n');
    expect(cookies).toMatch(/__Host-browser=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax/);
  });

  test('an idle session leads to the door and back to the page one wanted', async () => {
    const visitor = await be('colleague');
    expect((await visitor.get('/my')).status).toBe(200);
    await town.house.database.run(
      sql`update identity.session set seen_at = seen_at - make_interval(mins => ${idleMinutes + 1})`,
    );
    expect((await visitor.get('/my/record')).to).toBe('/sign-in?back=%2Fmy%2Frecord');
    expect((await visitor.post('/my/cards/loss', {})).to).toBe('/sign-in?over=1');
  });

  test('nobody is sent elsewhere: a way back is a path of ours', async () => {
    const visitor = new Visitor(town);
    for (const back of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/ok/path'])
      expect((await visitor.get(`/view?big=big&back=${encodeURIComponent(back)}`)).to).toBe(
        back === '/ok/path' ? back : '/',
      );
  });

  test('an address that is no page: a page for people, problem details for programs', async () => {
    const visitor = new Visitor(town);
    const shown = await visitor.get('/no/such"><b>page', { accept: 'text/html,*/*' });
    expect([shown.status, shown.body.includes('没有这个页面'), shown.body.includes('<b>page')]).toEqual([
      404,
      true,
      false,
    ]);
    const told = await visitor.get('/no/such');
    expect([told.status, JSON.parse(told.body).code]).toEqual([404, 'http.no-such-page']);
  });
});

describe('what pages say is what the data say', () => {
  test('GEN-21 the about page is made from the registers', async () => {
    const { timeline, figures } = await import('../domain/policy/index.ts');
    const { body } = await new Visitor(town).get('/about');
    for (const one of timeline) expect(body).toContain(one.what.zh);
    for (const one of figures) expect(body).toContain(one.what.zh);
    expect(body).toContain('人力资源和社会保障部');
    expect(body).toContain('48 / 80 K');
  });

  test('GEN-22 what the third generation changes: every row of the data, and no claim without one', async () => {
    const { generationRows } = await import('./public/generation-functions.ts');
    const { findDocument } = await import('../domain/policy/index.ts');
    const { body } = await new Visitor(town).get('/third-generation');
    const rows = body.split('<tbody>')[1]!.split('<tr>').slice(1);
    expect(rows).toHaveLength(generationRows.length);
    for (const [i, row] of generationRows.entries()) {
      expect(findDocument(row.cite.document), row.cite.document).toBeDefined();
      expect(rows[i]).toContain(row.what.zh);
      for (const value of row.values) expect(rows[i]).toContain(value.zh);
    }
  });

  test('GOV-08 every source stands with its provenance and disclaimer', async () => {
    const { sources } = await import('../domain/policy/index.ts');
    const { body } = await new Visitor(town).get('/sources');
    for (const one of sources) expect(body).toContain(one.provenance.zh);
    expect(body).toContain('2024-10-30 17:45:05');
  });

  test('GOV-01 each duty has an owner, a due day and a state that is read live; GOAL-07 GOAL-08 shares come from the regions', async () => {
    const { duties } = await import('./public/board.ts');
    const before = (await new Visitor(town).get('/board')).body;
    for (const duty of duties) {
      expect(before).toContain(duty.what.zh);
      expect(before).toContain(duty.owner.zh);
    }
    const { regions } = await (await import('../base/action.ts')).ask(
      town.house,
      (await import('../domain/policy/index.ts')).acts.listRegions,
      { role: 'system', id: 'test' },
      {},
    );
    const started = regions.filter(({ state }) => state !== 'not-started').length;
    expect(before).toContain(`${Math.round((started / regions.length) * 100)} %`);
  });

  test('GOAL-09 a field of service counts only when its module is installed', async () => {
    const { serviceFields } = await import('./public/board.ts');
    const { operations } = await import('../app.ts');
    const installed = new Set(operations.map(({ name }) => name.split('.')[0]));
    const { body } = await new Visitor(town).get('/board');
    expect(serviceFields).toHaveLength(6);
    const working = serviceFields.filter(({ module }) => installed.has(module)).length;
    expect(body).toContain(`<div class="fig">${working}</div>`);
  });

  test('the journal shows its newest lines first, also past a power of ten and for one person alone', async () => {
    const { ask } = await import('../base/action.ts');
    const { searchJournal } = await import('../domain/identity/index.ts');
    const auditor = town.personas.get('auditor')!.actor;
    const about = town.personas.get('flexible')!.actor.id;
    await be('flexible').then((visitor) => visitor.get('/my'));
    for (const [filter, where] of [
      [{}, sql`true`],
      [{ about }, sql`about @> array[${about}::uuid]`],
    ] as const) {
      const { newest } = await town.house.database.one<{ newest: bigint }>(
        sql`select max(seq) as newest from base.journal where ${where}`,
      );
      expect(newest).toBeGreaterThan(1000n);
      const { lines } = await ask(town.house, searchJournal, auditor, filter, { purpose: 'audit' });
      const seqs = lines.map(({ seq }) => BigInt(seq));
      expect(seqs[0]).toBe(newest);
      expect(seqs).toEqual([...seqs].sort((a, b) => (a < b ? 1 : -1)));
    }
  });

  test('HUB-05 two regions side by side name the same differences as the policy itself', async () => {
    const { diffPacks, shippedPacks } = await import('../domain/policy/index.ts');
    const { body } = await new Visitor(town).get('/regions?a=beijing&b=fuzhou&on=2025-06-01');
    expect(diffPacks(shippedPacks.beijing!, shippedPacks.fuzhou!).length).toBeGreaterThan(0);
    expect(body).toMatch(/\d+ 处不同/);
    expect(body).toContain('<code>fee');
  });

  test('BNK-12 BNK-13 the filter gives plate outlets only, and the directory follows the register at once', async () => {
    const visitor = new Visitor(town);
    const plates = async () =>
      ((await visitor.get('/outlets?bank=icbc&plate=yes')).body.match(/<article/g) ?? []).length;
    const before = await plates();
    const all = ((await visitor.get('/outlets?bank=icbc')).body.match(/<article/g) ?? []).length;
    expect(before).toBeGreaterThan(0);
    expect(all).toBeGreaterThan(before);
    const { id } = await town.house.database.one<{ id: string }>(
      sql`select institution_id as id from institutions.institution_view where kind = 'outlet' and bank_code = 'icbc' and instant_since is not null limit 1`,
    );
    const { perform } = await import('../base/action.ts');
    const { acts } = await import('../domain/institutions/index.ts');
    await perform(town.house, acts.setPlate, { role: 'system', id: 'test' }, { outletId: id, since: null });
    expect(await plates()).toBe(before - 1);
  });

  test('SEC-06 each rumour of the desk reads false with the rule that proves it', async () => {
    const { body } = await new Visitor(town).get(`/rumours?q=${encodeURIComponent('不换卡就不能看病')}`);
    expect(body).toContain('不实');
    expect(body).toContain('依据');
  });

  test('SEC-05 a made-up code is not ours, and says what to do', async () => {
    const answer = await new Visitor(town).fill('/check-message', { code: 'ABCD-EFGH', lastFour: '1234' });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('96110');
  });

  test('DOC-10 the form is one sheet with every part, and holds the person in clear for the holder only', async () => {
    const visitor = await be('flexible');
    const orders = (await visitor.get('/my/orders')).body;
    const id = /\/my\/orders\/([0-9a-f-]{36})/.exec(orders)![1];
    const { body } = await visitor.get(`/my/orders/${id}/form`);
    for (const part of [
      '社会保障卡申领表',
      '姓名',
      '证件号码',
      '社会保障号码',
      '发卡银行',
      '代办人',
      '申领人签名',
      '照片',
    ])
      expect(body).toContain(part);
    expect(body).toMatch(/class="num">\d{17}[\dX]</);
  });

  test('APP-04 BNK-08 a retiree’s bank is shown and cannot be changed', async () => {
    const visitor = await be('retiree');
    const { body, to } = await visitor.get('/my/apply/bank');
    expect(to).toBeUndefined();
    expect(body).toMatch(/<input[^>]*readonly/i);
    const answer = await visitor.fill('/my/apply/bank', { bank: 'no-such-bank' });
    expect(answer.status).toBe(422);
  });

  test('FUT-04 a citizen subscribes to notices and ends it', async () => {
    const visitor = await be('colleague');
    await visitor.fill('/notices', { act: 'begin' });
    expect((await visitor.get('/notices')).body).toContain('取消订阅');
    await visitor.fill('/notices', { act: 'end' });
    expect((await visitor.get('/notices')).body).toContain('有新公告时告诉我');
  });

  test('the audit begins with the newest line, by its number', async () => {
    const auditor = await new Visitor(town).be('auditor');
    const { last } = await town.house.database.one<{ last: number }>(
      sql`select max(seq)::int as last from base.journal`,
    );
    const { body } = await auditor.get('/bureau/audit');
    const numbers = [...body.matchAll(/<th scope="row">(\d+)<\/th>/g)].map(([, number]) => Number(number));
    expect(numbers.length).toBeGreaterThan(10);
    expect(numbers[0]).toBeGreaterThanOrEqual(last);
    expect(last).toBeGreaterThan(1000);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  });

  test('an export of the journal needs two people, carries a watermark and guards against formulas', async () => {
    const auditor = await be('auditor');
    await auditor.fill('/bureau/audit', { act: 'ask', action: 'identity', reason: '例行抽查登录记录' });
    const { body } = await auditor.get('/bureau/audit');
    const exportId = /name="exportId" value="([0-9a-f-]{36})"/.exec(body)![1]!;
    expect(body).toContain('须另一人批准');
    expect((await auditor.fill('/bureau/audit', { act: 'approve', exportId })).status).toBe(403);
    expect((await auditor.fill('/bureau/audit', { act: 'fetch', exportId })).status).toBe(403);
    const { perform } = await import('../base/action.ts');
    const { approveExport } = await import('../domain/identity/index.ts');
    await perform(town.house, approveExport, { role: 'auditor', id: strange }, { exportId });
    const file = await auditor.fill('/bureau/audit', { act: 'fetch', exportId });
    expect(file.headers['content-type']).toContain('text/csv');
    expect(file.body.match(new RegExp(exportId, 'g'))!.length).toBeGreaterThanOrEqual(2);
    expect(file.body).not.toMatch(/^"[=+@]/m);
  });

  test('the policy lab: a draft is simulated, shows what differs, and its author cannot approve it', async () => {
    const officer = await be('officer');
    const made = await officer.fill('/bureau/policy', { act: 'draft' });
    expect(made.to).toMatch(/^\/bureau\/policy\/\d+$/);
    const path = made.to!;
    expect((await officer.get(path)).body).toContain('先推演');
    await officer.fill(path, { act: 'simulate' });
    expect((await officer.get(path)).body).toContain('起草人不能批准');
    expect((await officer.fill(path, { act: 'approve' })).status).toBeGreaterThanOrEqual(400);
    expect((await officer.fill(path, { act: 'save', file: '{not json' })).status).toBe(422);
  });
});

test('both languages have every sentence: a page in English has no Chinese left but names and numbers', async () => {
  const visitor = new Visitor(town);
  await visitor.get('/view?language=en');
  for (const path of ['/', '/change', '/outlets', '/sign-in', '/set-password', '/staff/sign-in', '/check-message']) {
    const { body } = await visitor.get(path);
    const text = body
      .replace(/<svg[\s\S]*?<\/svg>|<select[\s\S]*?<\/select>|<article[\s\S]*?<\/article>/g, '')
      .replace(/<[^>]+>/g, ' ');
    const left = text.match(/[\u4e00-\u9fff]{3,}/g) ?? [];
    expect([path, left.filter((words) => !/示例|中文/.test(words))]).toEqual([path, []]);
  }
});

test('a route that asks who is there without a session is a mistake that shows itself', () => {
  const visit = makeVisit({
    house: town.house,
    options: {} as never,
    path: '/',
    params: {},
    query: {},
    form: { fields: {}, many: {}, files: {} },
    session: undefined,
    view: { language: 'zh', big: false },
    formToken: formTokenOf(town.house, 'a', ''),
  });
  expect(() => visit.actor).toThrow();
});
