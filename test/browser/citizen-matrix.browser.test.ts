// The other half of the table for citizens: normal English and big Chinese, with the pages that need an order, a card or an answer.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { perform } from '../../src/base/action.ts';
import { sql } from '../../src/base/sql.ts';
import { giveMandate } from '../../src/domain/holders/index.ts';
import { assistOrder, returnForCorrection } from '../../src/domain/orders/index.ts';
import { acceptedOrders } from '../../src/domain/orders/orders.fixture.ts';
import { pages } from '../../src/portal/index.ts';
import { helpTopics } from '../../src/portal/public/help-topics.ts';
import { faultsOf } from './checks.ts';
import { be, openWindow, startChromium } from './chromium.ts';
import { openTown, type Town } from './town.ts';

let town: Town;
let browser: Browser;
const withId = new Map<string, string[]>();
beforeAll(async () => {
  town = await openTown({ people: 40, listen: true });
  browser = await startChromium();
  const { house, personas } = town;
  const idOf = (name: string) => personas.get(name)!.actor.id;
  const cardOf = async (holderId: string) =>
    (
      await house.database.one<{ id: string }>(
        sql`select card_id as id from cards.card_view where holder_id = ${holderId}`,
      )
    ).id;
  // One order that came back, one that a helper has filled in.
  const [back] = await acceptedOrders(house as never, { holderIds: [idOf('flexible')], pickUp: 'mail' });
  await perform(house, returnForCorrection, personas.get('bureau')!.actor, {
    orderId: back!.id,
    reason: 'needs-correction',
  });
  const community = personas.get('community')!.actor;
  await perform(house, giveMandate, personas.get('retiree')!.actor, {
    ...{ helperId: community.id, acts: ['fill-in'], until: '2025-12-31' as never },
  });
  const { orderId } = await perform(house, assistOrder, community, {
    ...{ holderId: idOf('retiree'), region: 'beijing', pickUp: 'mail', address: '北京市西城区样例路7号' },
  });
  withId.set(
    '',
    helpTopics.map(({ code }) => `/help/${code}`),
  );
  withId.set('flexible', [
    ...[`/my/orders/${back!.id}`, `/my/orders/${back!.id}/correct`, `/my/orders/${back!.id}/form`],
    `/my/cards/${await cardOf(idOf('flexible'))}/enable`,
  ]);
  withId.set('retiree', [`/my/orders/${orderId}`]);
  withId.set('community', [`/community/${idOf('retiree')}`, `/community/orders/${orderId}`]);
  withId.set('bureau', ['/bureau/photos']);
}, 300_000);
afterAll(() => browser?.close());

const plain = (name: string): string[] => {
  const role = name ? town.personas.get(name)!.actor.role : undefined;
  if (role === 'bureau-clerk') return [];
  return pages
    .filter(({ by, get }) => get && (role ? by !== 'public' && by.includes(role) : by === 'public'))
    .map(({ path }) => path)
    .filter(
      (path) => !path.includes(':') && !['/view', '/staff', '/sign-in/code', '/set-password/finish'].includes(path),
    );
};

describe.each(['', 'flexible', 'retiree', 'parent', 'community', 'bureau'])('%s', (name) => {
  test(`APP-04 BEN-09 ${name || 'anybody'}: normal English and big Chinese; pages of an order, a card, a topic in all four`, {
    timeout: 600_000,
  }, async () => {
    const { page, outside, errors, context } = await openWindow(browser, town.origin);
    if (name) await be(page, name);
    const own = withId.get(name) ?? [];
    const wrong: string[] = [];
    for (const [mode, language, paths] of [
      ['normal', 'en', [...plain(name), ...own]],
      ['big', 'zh', [...plain(name), ...own]],
      ['normal', 'zh', own],
      ['big', 'en', own],
    ] as const) {
      await page.goto(`/view?big=${mode}&language=${language}`);
      for (const path of paths) wrong.push(...(await faultsOf(page, path, { mode, language, width: 390 })));
    }
    await context.close();
    expect(wrong).toEqual([]);
    // The page for card readers looks for the bridge on this machine, and in this test there is none.
    expect(outside).toEqual([]);
    expect(errors.filter((one) => !/ws:\/\/127\.0\.0\.1/.test(one))).toEqual([]);
  });
});
