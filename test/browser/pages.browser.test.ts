// Every page a role has, in a real browser: accessibility by axe, contrast, target size, font floor, 320 px, 200 % zoom, both languages and modes.
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { perform } from '../../src/base/action.ts';
import { sql } from '../../src/base/sql.ts';
import { giveMandate } from '../../src/domain/holders/index.ts';
import { assistOrder, returnForCorrection } from '../../src/domain/orders/index.ts';
import { acceptedOrders } from '../../src/domain/orders/orders.fixture.ts';
import { pages } from '../../src/portal/index.ts';
import { helpTopics } from '../../src/portal/public/help-topics.ts';
import { faultsInBothModes, faultsOf } from './checks.ts';
import { be, openWindow, startChromium } from './chromium.ts';
import { openTown, type Town } from './town.ts';

let town: Town;
let browser: Browser;
/** The pages of somebody that need an order, a card, an answer, a version: one of each kind. */
const withId = new Map<string, readonly string[]>();
beforeAll(async () => {
  town = await openTown({ listen: true });
  browser = await startChromium();
  const { house, personas } = town;
  const actorOf = (name: string) => personas.get(name)!.actor;
  const idOf = async (query: ReturnType<typeof sql>) => (await house.database.one<{ id: string }>(query)).id;
  // One order that came back, one that a helper has filled in.
  const [back] = await acceptedOrders(house as never, { holderIds: [actorOf('flexible').id], pickUp: 'mail' });
  await perform(house, returnForCorrection, actorOf('bureau'), { orderId: back!.id, reason: 'needs-correction' });
  await perform(house, giveMandate, actorOf('retiree'), {
    ...{ helperId: actorOf('community').id, acts: ['fill-in'], until: '2025-12-31' as never },
  });
  const { orderId } = await perform(house, assistOrder, actorOf('community'), {
    ...{ holderId: actorOf('retiree').id, region: 'beijing', pickUp: 'mail', address: '北京市西城区样例路7号' },
  });
  const cardId = await idOf(sql`select card_id as id from cards.card_view where holder_id = ${actorOf('flexible').id}`);
  const noticeId = await idOf(sql`select id from notices.notice where published_at is not null limit 1`);
  withId.set('', [...helpTopics.map(({ code }) => `/help/${code}`), `/notices/${noticeId}`]);
  withId.set('flexible', [
    ...[`/my/orders/${back!.id}`, `/my/orders/${back!.id}/correct`, `/my/orders/${back!.id}/form`],
    `/my/cards/${cardId}/enable`,
  ]);
  withId.set('retiree', [`/my/orders/${orderId}`]);
  withId.set('community', [`/community/${actorOf('retiree').id}`, `/community/orders/${orderId}`]);
  withId.set('bureau', [`/bureau/orders/${back!.id}`]);
  withId.set('officer', ['/bureau/policy/1']);
}, 600_000);
afterAll(() => browser?.close());

const people: readonly [name: string, width: number][] = [
  ['', 390],
  ['flexible', 390],
  ['retiree', 390],
  ['parent', 390],
  ['community', 390],
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
function pathsOf(name: string): readonly string[] {
  const role = name ? town.personas.get(name)!.actor.role : undefined;
  const plain = pages
    .filter(({ by, get }) => get && (role ? by !== 'public' && by.includes(role) : by === 'public'))
    .map(({ path }) => path)
    .filter(
      (path) => !path.includes(':') && !['/view', '/staff', '/sign-in/code', '/set-password/finish'].includes(path),
    );
  return [...plain, ...(withId.get(name) ?? [])];
}

describe.each(people)('%s', (name, width) => {
  test(`APP-04 BEN-09 every page of ${name || 'anybody'}: axe, targets, letters, 320 px, no outside host; normal and big, Chinese and English`, {
    timeout: 600_000,
  }, async () => {
    const { page, outside, errors, context } = await openWindow(browser, town.origin, {
      viewport: { width, height: 844 },
    });
    const wrong: string[] = [];
    if (name) await be(page, name);
    // Strangers, citizens and helpers: all four. Two more citizens see the same pages with other contents, staff have pages of
    // their own: two of the four, in which every mode and every language comes once.
    const faults = ['', 'flexible', 'community'].includes(name) ? faultsInBothModes : faultsOf;
    for (const [mode, language] of [
      ['normal', 'zh'],
      ['big', 'en'],
    ] as const) {
      await page.goto(`/view?big=${mode}&language=${language}`);
      for (const path of pathsOf(name)) wrong.push(...(await faults(page, path, { mode, language, width })));
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
