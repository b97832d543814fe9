// Whole journeys in a real browser: by keyboard only, by touch, without scripts, with the line cut; citizen, parent, retiree, clerk, teller.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../../src/base/action.ts';
import { sql } from '../../src/base/sql.ts';
import { bankCardNumberOf } from '../../src/domain/cards/index.ts';
import { myRecord } from '../../src/domain/holders/index.ts';
import { be, openWindow, startChromium } from './chromium.ts';
import { openTown, root, type Town } from './town.ts';

let town: Town;
let browser: Browser;
beforeAll(async () => {
  town = await openTown({ listen: true });
  browser = await startChromium();
}, 300_000);
afterAll(() => browser?.close());

const ordersOf = async (holderId: string) =>
  (
    await town.house.database.one<{ n: number }>(
      sql`select count(*)::int as n from orders.order_view where holder_id = ${holderId}`,
    )
  ).n;

/** An adult who orders alone, holds the second generation and has not begun; with the number on the document. */
async function somebodyFree() {
  const { id } = await town.house.database.one<{ id: string }>(sql`
    select i.holder_id as id from holders.insurance_view i join holders.person_view p using (holder_id)
    join cards.card_view c on c.holder_id = i.holder_id and c.generation = 2 and c.social_state = 'enabled'
    where i.kind = 'flexible' and i.until is null and p.deceased_on is null and p.born < '2000-01-01'
      and not exists (select 1 from orders.order_view o where o.holder_id = i.holder_id)
    order by i.holder_id desc limit 1`);
  const { documentNumber } = await ask(
    town.house,
    myRecord,
    { role: 'citizen', id, channel: 'bureau-site' },
    { reveal: true },
  );
  return { id, documentNumber };
}

/** Uses nothing but Tab, arrows, Space, Enter and letters, and counts them. */
class Keyboard {
  readonly page: Page;
  strokes = 0;
  constructor(page: Page) {
    this.page = page;
  }
  async press(key: string): Promise<void> {
    this.strokes += 1;
    await this.page.keyboard.press(key);
  }
  /** Tabs on until something with this text or label has the focus; what has the focus must be seen. */
  async tabTo(text: RegExp): Promise<void> {
    for (let i = 0; i < 60; i += 1) {
      await this.press('Tab');
      const at = await this.page.evaluate(() => {
        const one = document.activeElement as HTMLElement | null;
        if (!one || one === document.body) return undefined;
        const box = one.getBoundingClientRect();
        const label =
          'labels' in one ? [...((one as HTMLInputElement).labels ?? [])].map((l) => l.textContent).join(' ') : '';
        return {
          text: `${one.textContent ?? ''} ${label} ${one.getAttribute('aria-label') ?? ''}`,
          seen: box.bottom > 0 && box.top < innerHeight,
          outline: getComputedStyle(one).outlineStyle,
        };
      });
      if (!at) continue;
      expect(at.seen, `focus on “${at.text.trim().slice(0, 30)}” is out of sight`).toBe(true);
      if (text.test(at.text)) {
        expect(at.outline).not.toBe('none');
        return;
      }
    }
    throw new Error(`no way by Tab to ${text} on ${this.page.url()}`);
  }
  async follow(text: RegExp): Promise<void> {
    await this.tabTo(text);
    this.strokes += 1;
    await Promise.all([this.page.waitForNavigation(), this.page.keyboard.press('Enter')]);
  }
  async type(text: string): Promise<void> {
    this.strokes += [...text].length;
    await this.page.keyboard.type(text);
  }
}

describe('a citizen', () => {
  test('APP-02 DOC-09 orders by keyboard only, in under three minutes at human speed', {
    timeout: 120_000,
  }, async () => {
    const { page, outside, errors, context } = await openWindow(browser, town.origin, {
      viewport: { width: 1180, height: 900 },
    });
    await be(page, 'flexible');
    const keys = new Keyboard(page);
    await keys.follow(/申领新卡/);
    await keys.follow(/没有照片/);
    await keys.tabTo(/银行/);
    await keys.press('Space');
    await keys.follow(/下一步/);
    await keys.tabTo(/./);
    await keys.tabTo(/网点|邮寄/);
    await keys.press('Space');
    await keys.press('ArrowDown');
    await keys.follow(/下一步/);
    await keys.tabTo(/收件地址/);
    await keys.type('北京市西城区样例路1号');
    await keys.follow(/下一步/);
    await keys.follow(/提交申领/);
    expect(page.url()).toContain('/my/orders/');
    expect(await page.textContent('h2')).toContain('申领已提交');
    // Four tenths of a second for each key and ten seconds to read each of seven pages.
    expect(keys.strokes * 0.4 + 7 * 10).toBeLessThan(180);
    expect(await ordersOf(town.personas.get('flexible')!.actor.id)).toBe(1);
    expect(outside).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });

  test('APP-03 ELG-05 a parent orders for two children in one visit, by touch, in big text', {
    timeout: 120_000,
  }, async () => {
    const { page, errors, context } = await openWindow(browser, town.origin, { hasTouch: true, isMobile: true });
    await page.goto('/view?big=big');
    await be(page, 'parent');
    const wards = await ask(town.house, myRecord, town.personas.get('parent')!.actor, {}).then((one) => one.wards);
    let done = 0;
    for (const ward of wards.slice(0, 2)) {
      await page.goto('/my/family');
      await page.locator(`button[name=holderId][value="${ward.holderId}"]`).tap();
      await page.waitForURL('**/my');
      expect(await page.textContent('aside')).toContain('正在为家人办理');
      await page.goto('/my/apply');
      if (!page.url().includes('/my/apply/')) continue;
      if (page.url().endsWith('photo')) await page.locator('button[name=later]').tap();
      await page.locator('input[name=bank]').first().or(page.locator('#bankName')).first().waitFor();
      const choice = page.locator('label.pick').first();
      if (await choice.count()) await choice.tap();
      await page.getByRole('button', { name: '下一步' }).tap();
      await page.locator('label.pick', { hasText: '邮寄' }).tap();
      await page.getByRole('button', { name: '下一步' }).tap();
      await page.locator('#address').fill('北京市西城区样例路2号');
      await page.getByRole('button', { name: '下一步' }).tap();
      await page.getByRole('button', { name: '提交申领' }).tap();
      await page.waitForURL('**/my/orders/**');
      expect(await ordersOf(ward.holderId)).toBe(1);
      done += 1;
    }
    expect(done).toBe(2);
    expect(errors).toEqual([]);
    await context.close();
  });

  test('APP-04 a retiree orders without scripts; the bank is the pension’s and read-only', {
    timeout: 120_000,
  }, async () => {
    const { page, context } = await openWindow(browser, town.origin, { javaScriptEnabled: false });
    await page.goto('/view?big=big');
    await page.goto('/');
    await page.locator('form[action="/demo/be/retiree"] button').click();
    await page.goto('/my/apply');
    if (page.url().endsWith('photo')) await page.locator('button[name=later]').click();
    expect(await page.locator('#bankName').isEditable()).toBe(false);
    await page.getByRole('button', { name: '下一步' }).click();
    await page.locator('label.pick', { hasText: '邮寄' }).click();
    await page.getByRole('button', { name: '下一步' }).click();
    await page.locator('#address').fill('北京市西城区样例路3号');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('button', { name: '提交申领' }).click();
    expect(page.url()).toContain('/my/orders/');
    expect(await ordersOf(town.personas.get('retiree')!.actor.id)).toBe(1);
    await context.close();
  });

  test('APP-06 a photo that is no good says why and how to put it right', async () => {
    const { page, context } = await openWindow(browser, town.origin, { javaScriptEnabled: false });
    await page.goto('/');
    await page.locator('summary').first().click();
    await page.locator('form[action="/demo/be/employee"] button').click();
    await page.goto('/my/apply/photo');
    await page.setInputFiles('#photo', {
      name: 'me.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from('this is no picture'),
    });
    await page.getByRole('button', { name: '提交照片' }).click();
    expect(await page.title()).toContain('错误');
    const told = await page.textContent('[role=alert]');
    expect(told).toMatch(/照片/);
    expect(await page.textContent('.oops')).toBe((await page.textContent('[role=alert] a'))!);
    await context.close();
  });

  test('a cut line in the middle loses nothing and doubles nothing', async () => {
    const { page, context } = await openWindow(browser, town.origin);
    await be(page, 'colleague');
    await page.goto('/my/record');
    await page.locator('summary').click();
    await page.locator('#address').fill('北京市西城区样例路9号');
    await context.setOffline(true);
    await page.getByRole('button', { name: '保存' }).click();
    await page.locator('[data-offline]').waitFor({ state: 'visible' });
    expect(await page.inputValue('#address')).toBe('北京市西城区样例路9号');
    await context.setOffline(false);
    await page.getByRole('button', { name: '保存' }).click();
    await page.waitForURL('**/my/record?saved=1');
    await context.close();
  });

  test('signs up and in by a code to the telephone; five wrong tries are told until when', {
    timeout: 60_000,
  }, async () => {
    const { page, context } = await openWindow(browser, town.origin);
    const { documentNumber } = await ask(town.house, myRecord, town.personas.get('colleague')!.actor, { reveal: true });
    await page.goto('/set-password');
    await page.locator('#number').fill(documentNumber);
    await page.getByRole('button', { name: '获取验证码' }).click();
    await page.locator('#code').waitFor();
    // The number never stands in an address.
    expect(page.url()).not.toContain(documentNumber);
    await town.runJobs();
    const codeOf = async () => {
      const ticket = await page.locator('input[name=ticket]').inputValue();
      const { messageChannel } = await import('../../src/app.ts');
      return messageChannel.inbox.find(({ id }) => id === ticket)!.text.match(/\d{6}/)![0];
    };
    await page.locator('#code').fill(await codeOf());
    await page.locator('#password').fill('gentle rain 7');
    await page.getByRole('button', { name: '设置密码' }).click();
    await page.locator('#number').fill(documentNumber);
    await page.locator('#password').fill('gentle rain 7');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.locator('#code').waitFor();
    await town.runJobs();
    await page.locator('#code').fill(await codeOf());
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.waitForURL('**/my');
    await page.getByRole('button', { name: '退出' }).click();
    for (let i = 0; i < 6; i += 1) {
      await page.goto('/sign-in');
      await page.locator('#number').fill(documentNumber);
      await page.locator('#password').fill('not my word 8');
      await page.getByRole('button', { name: '下一步' }).click();
      await page.locator('[role=alert]').waitFor();
    }
    expect(await page.textContent('[role=alert]')).toMatch(/已暂时锁定，请在 \d\d:\d\d 后再试/);
    await context.close();
  });
});

describe('staff', () => {
  test('APP-01 a clerk opens a group order, imports the roster and sees each wrong row', {
    timeout: 120_000,
  }, async () => {
    const { page, errors, context } = await openWindow(browser, town.origin, {
      viewport: { width: 1180, height: 900 },
    });
    await be(page, 'clerk');
    if (!/\/unit\/./.test(new URL(page.url()).pathname)) {
      await page.locator('label.pick').nth(0).click();
      await page.locator('label.pick').nth(3).click();
      await page.getByRole('button', { name: '开启集体申领' }).click();
      await page.waitForURL(/\/unit\/./);
    }
    await page.setInputFiles('#roster', {
      name: 'roster.csv',
      mimeType: 'text/csv',
      buffer: readFileSync(join(root, 'samples/sample-roster-unit.csv')),
    });
    await page.getByRole('button', { name: '核对名册' }).click();
    await page.getByRole('heading', { name: '名册核对结果' }).waitFor();
    const commit = page.getByRole('button', { name: /导入 \d+ 行/ });
    const rows = Number((await commit.textContent())!.match(/\d+/)![0]);
    expect(rows).toBeGreaterThan(0);
    await commit.click();
    // A small roster is in at once.
    await page.getByText('名册已导入').first().waitFor();
    // A large one grows behind the page, which looks again by itself.
    const stands = (state: string, at: Date | null) =>
      town.house.database.run(sql`update orders.roster_import set state = ${state}, committed_at = ${at}`);
    await stands('importing', null);
    await page.reload();
    await page.locator('progress').waitFor();
    await stands('committed', new Date());
    await page.getByText('名册已导入').first().waitFor();
    const { n } = await town.house.database.one<{ n: number }>(
      sql`select count(*)::int as n from orders.order_view where group_order_id is not null and kind = 'unit' and state = 'draft'`,
    );
    expect(n).toBeGreaterThanOrEqual(rows);
    expect(errors).toEqual([]);
    await context.close();
  });

  test('CHN-01 the counter refuses in the concentrated phase, names the open channels, and keeps the person on the page', {
    timeout: 60_000,
  }, async () => {
    const { documentNumber } = await somebodyFree();
    const { page, errors, context } = await openWindow(browser, town.origin, {
      viewport: { width: 1180, height: 900 },
    });
    const serve = async () => {
      await page.goto('/counter/find');
      await page.locator('#number').fill(documentNumber);
      await page.getByRole('button', { name: '查找' }).click();
      await page.locator('#signed').check();
      await page.getByRole('button', { name: /卡受理/ }).click();
    };
    await be(page, 'teller');
    await serve();
    await page.locator('[role=alert]').waitFor();
    const why = (await page.textContent('[role=alert]'))!;
    for (const channel of ['京通', '北京人社']) expect(why).toContain(channel);
    // The person is still there after the refusal, nothing has to be typed again.
    expect(await page.textContent('h1')).toContain('*');
    await context.close();
    expect(errors).toEqual([]);
  });

  test('CHN-02 APP-07 TIM-02 APP-08 in the regular phase a card is made on the spot by keyboard, a failed step is resumed, and the old card ends', {
    timeout: 180_000,
  }, async () => {
    const { database, clock } = town.house;
    clock.moveTo(new Date('2026-01-05T02:00:00Z'));
    const { id, documentNumber } = await somebodyFree();
    const { page, errors, context } = await openWindow(browser, town.origin, {
      viewport: { width: 1180, height: 900 },
    });
    await be(page, 'teller');
    const keys = new Keyboard(page);
    await keys.follow(/接待下一位/);
    await keys.tabTo(/证件号码/);
    await keys.type(documentNumber);
    await keys.follow(/查找/);
    await keys.tabTo(/持卡人已在申领表上签名/);
    await keys.press('Space');
    await keys.follow(/卡受理/);
    expect(page.url()).toContain('/counter/orders/');
    await keys.follow(/^申领表/);
    expect(await page.textContent('.sheet')).toContain(documentNumber);
    expect(await page.textContent('.sheet')).toContain('已签名');
    await keys.follow(/返回/);
    await keys.follow(/开始制卡/);
    await keys.tabTo(/银行卡号/);
    await keys.type(bankCardNumberOf('621799', 987_654));
    await keys.follow(/开立金融账户/);
    await keys.follow(/写入芯片/);
    await page.locator('summary', { hasText: '这一步失败了' }).focus();
    await keys.press('Enter');
    await keys.tabTo(/空白卡已报废/);
    await keys.press('Space');
    await keys.follow(/登记失败/);
    await keys.follow(/从停下的地方继续/);
    for (const step of [/写入芯片/, /印制卡面/, /回读核对/])
      if (await page.getByRole('button', { name: step }).count()) await keys.follow(step);
    await keys.tabTo(/证件号码/);
    await keys.type(documentNumber);
    await keys.follow(/交付本人并启用/);
    expect(await page.textContent('.say.good')).toContain('卡已交付');
    const states = await database.rows(
      sql`select generation, social_state as state from cards.card_view where holder_id = ${id} order by generation`,
    );
    expect(states).toEqual([
      { generation: 2, state: 'invalid' },
      { generation: 3, state: 'enabled' },
    ]);
    expect(errors).toEqual([]);
    await context.close();
  });
});
