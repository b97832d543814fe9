// Signing in by card in a real browser, through the real bridge program and a card of ours: wrong PIN, no PIN of one's own, unplugged reader.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { realClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { systemRandom } from '../../src/base/random.ts';
import { sql } from '../../src/base/sql.ts';
import { type Reader, SimulatedReader, startBridge } from '../../src/terminal/index.ts';
import { FolderShelf } from '../../src/world/index.ts';
import { chosenPin, giveCard, issuedPin, shelveCard } from '../portal/card-in-hand.ts';
import { be, openWindow, startChromium } from './chromium.ts';
import { openTown, root, type Town } from './town.ts';

const home = mkdtempSync(join(tmpdir(), 'yikatong-reader-'));
let town: Town;
let browser: Browser;
let port: number;
let cardNumber: string;
let waiting: Awaited<ReturnType<typeof shelveCard>>;
beforeAll(async () => {
  port = await freePort();
  town = await openTown({ people: 30, listen: true, bridgePort: port });
  const card = await giveCard(town, 'flexible');
  cardNumber = card.cardNumber;
  new FolderShelf(join(home, 'chips')).keep(cardNumber, card.chip);
  // The counter: its terminal module, and a card that waits there for its holder.
  writeFileSync(join(home, 'demo-presses.json'), JSON.stringify(town.presses));
  waiting = await shelveCard(town, 'retiree');
  new FolderShelf(join(home, 'chips')).keep(waiting.cardNumber, waiting.chip);
  browser = await startChromium();
}, 600_000);
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await browser?.close();
  rmSync(home, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return free;
}

/** The program as somebody starts it; `type` is what is typed there. */
async function startProgram(card = cardNumber) {
  const child: ChildProcess = spawn(
    process.execPath,
    [
      ...[join(root, 'bin/yikatong.js'), 'terminal', 'bridge', '--origin', town.origin, '--port', String(port)],
      ...['--card', card],
    ],
    { env: { ...process.env, YIKATONG_HOME: home }, cwd: root },
  );
  let seen = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (piece) => (seen += piece));
  const ended = new Promise((done) => child.once('close', done));
  closing.push(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const until = async (text: RegExp) => {
    for (let i = 0; i < 600 && !text.test(seen); i += 1) await new Promise((done) => setTimeout(done, 100));
    const found = text.exec(seen);
    if (!found) throw new Error(`the program did not say ${text}: ${seen}`);
    seen = seen.slice(found.index + found[0].length);
    return found;
  };
  const code = (await until(/pairing code: (\d{8})/))[1]!;
  await until(/ws:\/\/127\.0\.0\.1/);
  return { code, until, type: (line: string) => child.stdin!.write(`${line}\n`) };
}

const told = (page: Page) => page.locator('[data-told]').textContent();
const toldOf = async (page: Page, text: RegExp) => {
  await page.locator('[data-told]', { hasText: text }).waitFor();
  return told(page);
};

test('sign-in by card without a phone: real program, real card, own PIN; a wrong one counts down', {
  timeout: 240_000,
}, async () => {
  const { code, until, type } = await startProgram();
  const { page, errors, outside, context } = await openWindow(browser, town.origin);
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
  await page.goto('/sign-in');
  await page.getByRole('link', { name: '刷卡登录' }).click();
  await toldOf(page, /配对码/);
  await page.locator('#pairing').fill('123');
  await page.getByRole('button', { name: '配对' }).click();
  await toldOf(page, /8 位数字/);
  await page.locator('#pairing').fill(code);
  await page.getByRole('button', { name: '配对' }).click();
  await toldOf(page, /读卡器已就绪/);

  // With the PIN of issue the card signs nothing, and the page offers to choose one.
  const signIn = page.getByRole('button', { name: '用卡登录' });
  await signIn.click();
  await until(/PIN: /);
  type(issuedPin);
  await toldOf(page, /初始密码/);
  await page.getByRole('button', { name: '设置我自己的证书密码' }).click();
  await until(/PIN: /);
  type(issuedPin);
  await until(/new PIN: /);
  type(chosenPin);
  await until(/once more: /);
  type(chosenPin);
  await toldOf(page, /密码已修改/);

  await signIn.click();
  await until(/PIN: /);
  type('975318');
  expect(await toldOf(page, /密码错误/)).toContain('还可尝试 2 次');
  await signIn.click();
  await until(/PIN: /);
  type(chosenPin);
  await page.waitForURL('**/my');
  expect(await page.locator('h1').textContent()).toContain('您好');
  // Neither PIN has been anywhere but in the program, and nobody but the platform and the bridge was spoken to.
  for (const pin of [issuedPin, chosenPin, '975318']) expect(sent.join('\n')).not.toContain(pin);
  expect(outside.filter((url) => !url.startsWith(`ws://127.0.0.1:${port}`))).toEqual([]);
  expect(errors).toEqual([]);

  // The pairing is kept for this window: signed out and in again without a code.
  await page.getByRole('button', { name: '退出' }).click();
  await page.goto('/sign-in/card?back=/my/orders');
  await toldOf(page, /读卡器已就绪/);
  await signIn.click();
  await until(/PIN: /);
  type(chosenPin);
  await page.waitForURL('**/my/orders');
  await context.close();
});

test('the counter by keyboard: the chip says whose it is, and proves itself before it is handed over; a chip in doubt is not', {
  timeout: 120_000,
}, async () => {
  const { code } = await startProgram(waiting.cardNumber);
  const { page, errors, context } = await openWindow(browser, town.origin, { viewport: { width: 1180, height: 900 } });
  const press = (name: string) => page.getByRole('button', { name }).press('Enter');
  await be(page, 'teller');
  await page.goto('/counter/find');
  await toldOf(page, /配对码/);
  await page.locator('#pairing').fill(code);
  await press('配对');
  await toldOf(page, /读卡器已就绪/);
  await press('读持卡人的社保卡');
  await toldOf(page, /已读出/);
  expect(await page.inputValue('#number')).toBe(waiting.shown.documentNumber);
  // The page waits on its own button: Enter goes on, to the person and the order.
  await page.keyboard.press('Enter');
  await page.locator('h2', { hasText: '受理申领' }).waitFor();
  expect(await page.locator('table').first().textContent()).toContain(waiting.orderId.slice(-8));

  await page.goto('/counter/shelf');
  await toldOf(page, /读卡器已就绪/);
  await page.locator('#number').fill(waiting.shown.documentNumber);
  const { database } = town.house;
  const mark = (at: string | null) =>
    database.run(sql`update keys.card set copy_suspected_at = ${at}::timestamptz where card_id = ${waiting.cardId}`);
  await mark('2025-11-03T00:00:00Z');
  await press('验真并交付读卡器上的卡');
  await page.locator('.oops', { hasText: '疑似复制卡' }).first().waitFor();
  await mark(null);
  await toldOf(page, /读卡器已就绪/);
  await press('验真并交付读卡器上的卡');
  await page.waitForURL('**?done=handed');
  const { state } = await database.one<{ state: string }>(
    sql`select social_state as state from cards.card_view where card_id = ${waiting.cardId}`,
  );
  expect(state).toBe('enabled');
  expect(errors).toEqual([]);
  await context.close();
});

test('without the program the page says what is missing and how to start it; nothing else may be reached', async () => {
  const { page, context } = await openWindow(browser, town.origin);
  const response = (await page.goto('/sign-in/card'))!;
  await toldOf(page, /没有找到读卡程序/);
  const command = await page.locator('[data-command]').textContent();
  expect(command).toBe(`npx yikatong terminal bridge --reader pcsc --origin ${town.origin}`);
  expect(response.headers()['content-security-policy']).toContain(`connect-src 'self' ws://127.0.0.1:${port};`);
  const stray = await page.evaluate(
    (other) =>
      new Promise<string>((done) => {
        document.addEventListener('securitypolicyviolation', (event) => done(event.blockedURI));
        try {
          new WebSocket(`ws://127.0.0.1:${other}`);
        } catch {
          done('refused');
        }
      }),
    port + 1,
  );
  expect(stray).toMatch(/refused|127\.0\.0\.1/);
  // Pages without a reader may not even speak to the bridge.
  expect((await page.goto('/sign-in'))!.headers()['content-security-policy']).toContain("connect-src 'self';");
  await context.close();
});

test('a reader pulled out, and a card pulled out, are told with the diagnosis', { timeout: 60_000 }, async () => {
  let readers: Reader[] = [new SimulatedReader()];
  let code = '';
  const bridge = await startBridge({
    ...{ port, origins: [town.origin], readers: async () => readers, bareCommands: false, log: silentLog },
    ...{ random: (length: number) => systemRandom.bytes(length), now: () => realClock.now() },
    keypad: { ask: async () => chosenPin },
    showCode: (shown: string) => {
      code = shown;
    },
  });
  closing.push(() => bridge.close());
  const { page, context } = await openWindow(browser, town.origin);
  await page.goto('/sign-in/card');
  await toldOf(page, /配对码/);
  await page.locator('#pairing').fill(code);
  await page.getByRole('button', { name: '配对' }).click();
  await toldOf(page, /读卡器已就绪/);
  const signIn = page.getByRole('button', { name: '用卡登录' });
  await signIn.click();
  await toldOf(page, /没有卡/);
  const todo = await page.locator('[data-todo]').textContent();
  expect(todo).toContain('请插卡');
  expect(todo).toContain('✗ 读卡器');
  readers = [];
  await page.getByRole('button', { name: '再找一次' }).click();
  await toldOf(page, /没有接读卡器/);
  await context.close();
});
