// Every page a role has, in a real browser: accessibility by axe, contrast, target size, font floor, 320 px, 200 % zoom, both languages and modes.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../src/base/sql.ts';
import { pages } from '../../src/portal/index.ts';
import { be, openWindow, startChromium } from './chromium.ts';
import { openTown, type Town } from './town.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
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

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  // As text: axe lives in the page, and nothing here knows its name.
  const found = await page.evaluate(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((r) => r.violations)",
  );
  return (found as Finding[]).map(
    (one) => `${one.id}: ${one.nodes[0]!.html.slice(0, 160)} ${one.nodes[0]!.failureSummary?.slice(0, 200)}`,
  );
}

/** Controls smaller than the floor of the mode, links inside sentences apart (WCAG 2.5.8 spares those). */
const smallTargets = (page: Page, floor: number) =>
  page.evaluate((least) => {
    const inText = (one: Element) =>
      one.matches('p a, li a, dd a, td a, th a, caption a, .small a') && !one.matches('.btn,.tile,nav a,.foot a,.back');
    return [
      ...document.querySelectorAll<HTMLElement>(
        'a[href],button,select,input:not([type=hidden]):not([type=checkbox]):not([type=radio]),label.pick,summary',
      ),
    ]
      .filter((one) => {
        const box = one.getBoundingClientRect();
        if (box.width === 0 || box.height === 0 || one.matches('.skip') || inText(one)) return false;
        return box.height < least - 0.5 || box.width < Math.min(least, 44) - 0.5;
      })
      .map(
        (one) =>
          `${one.outerHTML.slice(0, 120)} ${Math.round(one.getBoundingClientRect().width)}x${Math.round(one.getBoundingClientRect().height)}`,
      );
  }, floor);

const smallText = (page: Page, floor: number) =>
  page.evaluate((least) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set<string>();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement!;
      // The drawing of a card is a picture with its own label; the sheet is paper.
      if (!node.textContent!.trim() || parent.closest('svg,.sheet,script,.hid,.skip') || parent.offsetParent === null)
        continue;
      if (Number.parseFloat(getComputedStyle(parent).fontSize) < least - 0.01)
        found.add(`${node.textContent!.trim().slice(0, 40)} ${getComputedStyle(parent).fontSize}`);
    }
    return [...found];
  }, floor);

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
      for (const path of paths) {
        await page.goto(path);
        const at = `${path} ${mode} ${language}: `;
        wrong.push(...(await violations(page)).map((one) => at + one));
        wrong.push(...(await smallTargets(page, mode === 'big' ? 60 : 44)).map((one) => `${at}small target ${one}`));
        wrong.push(...(await smallText(page, mode === 'big' ? 18 : 15)).map((one) => `${at}small text ${one}`));
        await page.setViewportSize({ width: 320, height: 700 });
        // 320 px is also what 200 % zoom leaves of 640 (WCAG 1.4.10).
        if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1))
          wrong.push(`${at}wider than 320 px`);
        await page.setViewportSize({ width, height: 844 });
      }
    }
    await context.close();
    expect(wrong).toEqual([]);
    expect(outside).toEqual([]);
    expect(errors).toEqual([]);
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
