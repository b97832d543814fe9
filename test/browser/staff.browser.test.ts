// Staff pages that need an id, in a real browser: axe, targets, 320 px, both languages and modes; and the journeys of visits and rosters.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../src/base/sql.ts';
import { pages } from '../../src/portal/index.ts';
import { furnish, realPath, type StaffTown } from '../portal/staff-town.ts';
import { faultsOf } from './checks.ts';
import { be, openWindow, startChromium } from './chromium.ts';
import { openTown, type Town } from './town.ts';

let town: Town;
let staff: StaffTown;
let browser: Browser;
beforeAll(async () => {
  town = await openTown({ listen: true });
  staff = await furnish(town);
  browser = await startChromium();
}, 600_000);
afterAll(() => browser?.close());

/** Who looks at which page at which width. A page with an id that nobody looks at fails the first test. */
const looks: Readonly<Record<string, readonly [name: string, width: number]>> = {
  '/unit/:groupId': ['clerk', 820],
  '/unit/:groupId/import/:importId': ['clerk', 820],
  '/counter/orders/:orderId': ['teller', 1180],
  '/counter/orders/:orderId/form': ['teller', 1180],
  '/counter/visits/:orderId': ['visitor', 820],
  '/counter/deliveries/:visitId': ['visitor', 820],
  '/counter/deliveries/:visitId/:cardId': ['visitor', 820],
  '/bureau/orders/:orderId': ['bureau', 1280],
  '/bureau/policy/:version': ['officer', 1280],
};
/** Looked at elsewhere: a file, a making on its way (the teller's journey), a list that needs two years (the generated test). */
const elsewhere = ['/unit/:groupId/report/:importId', '/counter/making/:makingId', '/bureau/sleeping/:destructionId'];
/** The pages of a helper, in pages.browser.test.ts. */
const helpers = ['/community/:holderId', '/community/orders/:orderId'];
const plain: readonly (readonly [path: string, name: string, width: number])[] = [
  ['/counter/visits', 'visitor', 820],
  ['/counter/visits', 'manager', 1180],
  ['/counter/deliveries', 'bank', 1180],
  ['/counter/uncollected', 'manager', 1180],
  ['/bureau/quality', 'bureau', 1280],
  ['/bureau/policy/:version?effect=yes', 'officer', 1280],
];

test('every staff page with an id is looked at', () => {
  const all = pages
    .filter(({ by, path, get }) => get && by !== 'public' && !by.includes('citizen') && path.includes(':'))
    .map(({ path }) => path);
  expect(all.filter((path) => !(path in looks) && ![...elsewhere, ...helpers].includes(path))).toEqual([]);
});

describe('pages', () => {
  const cases = [...Object.entries(looks).map(([path, [name, width]]) => [path, name, width] as const), ...plain];
  test.each(cases)(
    '%s as %s: axe, targets, 320 px; normal and big, Chinese and English',
    { timeout: 300_000 },
    async (pattern, name, width) => {
      const { page, outside, errors, context } = await openWindow(browser, town.origin, {
        viewport: { width, height: 900 },
      });
      await be(page, name);
      const wrong: string[] = [];
      for (const [mode, language] of [
        ['normal', 'zh'],
        ['big', 'en'],
      ] as const) {
        await page.goto(`/view?big=${mode}&language=${language}`);
        wrong.push(...(await faultsOf(page, realPath(pattern, staff), { mode, language, width })));
        expect(await page.title()).not.toMatch(/错误|Error/);
        if (process.env.STAFF_SHOTS)
          await page.screenshot({
            path: `${process.env.STAFF_SHOTS}/${pattern.replace(/\W+/g, '-')}-${name}-${mode}.png`,
            fullPage: true,
          });
      }
      expect(wrong).toEqual([]);
      expect(outside).toEqual([]);
      expect(errors).toEqual([]);
      await context.close();
    },
  );
});

describe('journeys', () => {
  test('PCK-03 a visitor brings cards to a unit: who is there gets the card enabled and activated, a cut line loses nothing, the absent ones’ cards go back not enabled', {
    timeout: 300_000,
  }, async () => {
    const { page, errors, context } = await openWindow(browser, town.origin, {
      viewport: { width: 820, height: 1100 },
      hasTouch: true,
    });
    await be(page, 'visitor');
    await page.goto('/counter/deliveries');
    await page.locator('table a').first().tap();
    const numbers = new Map<string, string>();
    for (const { holderId } of staff.people) numbers.set(holderId, await staff.numberOf(holderId));
    const { holderId } = await town.house.database.one<{ holderId: string }>(
      sql`select holder_id as "holderId" from orders.order_view where card_id = ${staff.cardId}`,
    );
    await page.locator(`a[href$="${staff.cardId}"]`).tap();
    // The wrong person first: refused, and still on the page.
    const other = [...numbers].find(([id]) => id !== holderId)![1];
    await page.locator('#number').fill(other);
    await page.getByRole('button', { name: '交付本人' }).tap();
    await page.locator('[role=alert]').waitFor();
    await page.locator('#number').fill(numbers.get(holderId)!);
    await context.setOffline(true);
    await page.getByRole('button', { name: '交付本人' }).tap();
    await page.locator('[data-offline]').waitFor({ state: 'visible' });
    expect(await page.inputValue('#number')).toBe(numbers.get(holderId)!);
    await context.setOffline(false);
    await page.getByRole('button', { name: '交付本人' }).tap();
    await page.waitForURL('**?done=1');
    await page.getByRole('button', { name: /结束，卡送回网点/ }).tap();
    await page.getByText('未到场，送回网点').first().waitFor();
    const cards = await town.house.database.rows<{ state: string; financial: string; mine: boolean }>(sql`
      select social_state as state, financial_state as financial, card_id = ${staff.cardId} as mine
      from cards.card_view where order_id = any(${staff.people.map(({ orderId }) => orderId)}::uuid[]) order by mine desc`);
    expect(cards[0]).toMatchObject({ mine: true, state: 'enabled', financial: 'active' });
    expect(cards.slice(1).map(({ state }) => state)).toEqual(['made', 'made']);
    // At the outlet the manager takes them in; only then they are ready.
    expect(errors).toEqual([]);
    await context.close();
  });

  test('ELG-09 a visit at home on a tablet: the route of the day with the address, nobody home once, planned again, then done', {
    timeout: 300_000,
  }, async () => {
    const { page, errors, context } = await openWindow(browser, town.origin, {
      viewport: { width: 820, height: 1100 },
      hasTouch: true,
    });
    await be(page, 'visitor');
    expect(new URL(page.url()).pathname).toBe('/counter/visits');
    expect(await page.textContent('article')).toContain('西城区样例胡同2号院3门');
    await page.getByRole('link', { name: '到了，开始办理' }).tap();
    await page.locator('summary').tap();
    await page.getByRole('button', { name: '登记未成功' }).tap();
    await page.waitForURL('**?done=failed');
    await be(page, 'manager');
    await page.goto('/counter/visits');
    expect(await page.textContent('table')).toContain('家中无人');
    await page.locator(`a[href$="${staff.visitOrderId}"]`).tap();
    await page.selectOption('#visitorId', staff.who('visitor').id);
    await page.getByRole('button', { name: '确定' }).tap();
    await page.waitForURL('**?done=planned');
    await be(page, 'visitor');
    await page.getByRole('link', { name: '到了，开始办理' }).tap();
    await page.locator('#number').fill(await staff.numberOf(staff.housebound));
    await page.setInputFiles('#photo', {
      name: 'visit.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]),
    });
    await page.locator('#signed').check();
    await page.getByRole('button', { name: '办理完成' }).tap();
    await page.waitForURL('**?done=visited');
    const { state } = await town.house.database.one<{ state: string }>(
      sql`select state from orders.order_view where order_id = ${staff.visitOrderId}`,
    );
    expect(['accepted', 'submitted']).toContain(state);
    expect(errors).toEqual([]);
    await context.close();
  });
});

test('APP-01 a roster grows before the eyes of the clerk, without scripts by looking again', {
  timeout: 300_000,
}, async () => {
  const { page, context } = await openWindow(browser, town.origin, { javaScriptEnabled: false });
  await page.goto('/');
  await page.locator('form[action="/demo/be/clerk"] button').click();
  // The same people with a line the register does not know: another file, another import, nobody good.
  await page.setInputFiles('#roster', {
    name: 'more.csv',
    mimeType: 'text/csv',
    buffer: readFileSync(join(import.meta.dirname, '../../samples/sample-roster-unit.csv')),
  });
  await page.getByRole('button', { name: '核对名册' }).click();
  expect(page.url()).toMatch(/\/unit\/.*\/import\//);
  expect(await page.textContent('h1')).toContain('名册已导入');
  await page.getByRole('link', { name: '看谁还没选' }).click();
  const missing = page.locator('table', { has: page.locator('caption', { hasText: '还没有选择的人' }) });
  const rows = await missing.locator('tbody tr').count();
  expect(rows).toBeGreaterThan(0);
  await page.getByRole('button', { name: /提醒未选择的 \d+ 人/ }).click();
  expect(await page.textContent('.say.good')).toMatch(/已提醒 \d+ 人/);
  await context.close();
});
