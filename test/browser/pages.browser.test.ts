// Every page a role has, in a real browser: accessibility by axe, contrast, target size, font floor, 320 px, 200 % zoom, both languages and modes.
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../src/base/sql.ts';
import { pages } from '../../src/portal/index.ts';
import { faultsOf } from './checks.ts';
import { be, openWindow, startChromium } from './chromium.ts';
import { openTown, type Town } from './town.ts';

let town: Town;
let browser: Browser;
beforeAll(async () => {
  town = await openTown({ listen: true });
  browser = await startChromium();
}, 300_000);
afterAll(() => browser?.close());

const people: readonly [name: string, width: number][] = [
  ['', 390],
  ['flexible', 390],
  ['retiree', 390],
  ['parent', 390],
  ['clerk', 820],
  ['teller', 1180],
  ['manager', 1180],
  ['bureau', 1280],
  ['officer', 1280],
  ['publicity', 1280],
  ['authority', 1280],
  ['auditor', 1280],
  ['admin', 1280],
];

/** The pages of somebody that can be opened as they are, and one of each kind that needs an id. */
async function pathsOf(name: string): Promise<string[]> {
  const { database } = town.house;
  const role = name ? town.personas.get(name)!.actor.role : undefined;
  const own = pages
    .filter(({ by, get }) => get && (role ? by !== 'public' && by.includes(role) : by === 'public'))
    .map(({ path }) => path);
  const plain = own.filter(
    (path) => !path.includes(':') && !['/view', '/staff', '/sign-in/code', '/set-password/finish'].includes(path),
  );
  const more: string[] = [];
  if (role === 'bureau-clerk') {
    const order = await database.maybe<{ id: string }>(sql`select order_id as id from orders.order_view limit 1`);
    if (order) more.push(`/bureau/orders/${order.id}`);
  }
  if (role === 'policy-officer') more.push('/bureau/policy/1');
  if (!role) {
    const notice = await database
      .maybe<{ id: string }>(sql`select id from notices.notice where published_at is not null limit 1`)
      .catch(() => undefined);
    if (notice) more.push(`/notices/${notice.id}`);
  }
  return [...plain, ...more];
}

describe.each(people)('%s', (name, width) => {
  test(`APP-04 BEN-09 every page of ${name || 'anybody'}: axe, targets, letters, 320 px, no outside host; normal and big, Chinese and English`, {
    timeout: 240_000,
  }, async () => {
    const { page, outside, errors, context } = await openWindow(browser, town.origin, {
      viewport: { width, height: 844 },
    });
    const wrong: string[] = [];
    const paths = await pathsOf(name);
    if (name) await be(page, name);
    for (const [mode, language] of [
      ['normal', 'zh'],
      ['big', 'en'],
    ] as const) {
      await page.goto(`/view?big=${mode}&language=${language}`);
      for (const path of paths) wrong.push(...(await faultsOf(page, path, { mode, language, width })));
    }
    await context.close();
    expect(wrong).toEqual([]);
    expect(outside).toEqual([]);
    // The page for card readers looks for the bridge on this machine, and in this test there is none.
    expect(errors.filter((one) => !/ws:\/\/127\.0\.0\.1/.test(one))).toEqual([]);
  });
});

test('budgets: script under 90 KB and style under 15 KB; a citizen’s home under 30 KB in all, compressed', async () => {
  const { page, context } = await openWindow(browser, town.origin);
  await be(page, 'flexible');
  const sizes = { script: 0, style: 0, all: 0 };
  page.on('response', async (response) => {
    const body = await response.body().catch(() => Buffer.alloc(0));
    const type = response.request().resourceType();
    if (type === 'stylesheet') sizes.style += body.length;
    if (type === 'script') sizes.script += gzipSync(body).length;
    sizes.all += gzipSync(body).length;
  });
  await page.goto('/my', { waitUntil: 'networkidle' });
  await context.close();
  const all = (await import('../../src/portal/ui/assets.ts')).assets.filter(({ path }) => path.endsWith('.js'));
  expect(all.reduce((sum, { body }) => sum + gzipSync(body).length, 0)).toBeLessThan(90_000);
  expect((await import('../../src/portal/ui/assets.ts')).assets[0]!.body.length).toBeLessThan(15_000);
  expect(sizes.all).toBeLessThan(30_000);
});
