// Finds and starts a real Chromium that speaks to loopback only.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const places = [
  process.env.YIKATONG_TEST_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
export const findChromium = (): string | undefined => places.find((path) => path && existsSync(path));

export const startChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium()!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A window that writes down every host it speaks to and every error of a page. */
export async function openWindow(browser: Browser, origin: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 390, height: 844 },
    baseURL: origin,
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const outside: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('data:')) outside.push(url);
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // A refused form answers 4xx on purpose, and pages for card readers look for the bridge that may not run; the browser says so.
    const expected = /status of 4\d\d|^WebSocket connection to 'ws:\/\/127\.0\.0\.1:\d+\/' failed/;
    if (message.type() === 'error' && !expected.test(message.text())) errors.push(message.text());
  });
  return { context, page, outside, errors };
}

export async function be(page: Page, name: string): Promise<void> {
  await page.goto('/');
  await Promise.all([
    page.waitForURL((url) => url.pathname !== '/'),
    page.evaluate(
      (who) => document.querySelector<HTMLFormElement>(`form[action="/demo/be/${who}"]`)!.requestSubmit(),
      name,
    ),
  ]);
}
