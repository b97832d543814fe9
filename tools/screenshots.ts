// `npm run screenshots`: starts the product in a folder of its own and photographs its pages for the README; look at every one before committing it.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { be, findChromium, openWindow, startChromium } from '../test/browser/chromium.ts';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'docs/images');

interface Shot {
  readonly name: string;
  readonly who?: string;
  readonly path: string;
  readonly width: number;
  readonly height?: number;
  readonly view?: string;
}

const shots: readonly Shot[] = [
  { name: 'start-page', path: '/', width: 1280, height: 900 },
  { name: 'citizen-home', who: 'flexible', path: '/my', width: 390, height: 844 },
  { name: 'citizen-change', who: 'flexible', path: '/my/change', width: 390, height: 844 },
  { name: 'citizen-big-text', who: 'retiree', path: '/my', width: 390, height: 844, view: 'big=big' },
  { name: 'citizen-home-en', who: 'flexible', path: '/my', width: 390, height: 844, view: 'language=en' },
  { name: 'counter', who: 'teller', path: '/counter/shelf', width: 1180, height: 760 },
  { name: 'bureau', who: 'bureau', path: '/bureau', width: 1280, height: 820 },
  { name: 'policy-lab', who: 'officer', path: '/bureau/policy', width: 1280, height: 620 },
  { name: 'audit', who: 'auditor', path: '/bureau/audit', width: 1280, height: 820 },
];

if (!findChromium()) {
  console.error('No Chromium is installed; set YIKATONG_TEST_CHROMIUM to the path of one.');
  process.exit(1);
}
const port = await new Promise<number>((done) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = server.address() as { port: number };
    server.close(() => done(free));
  });
});
const home = mkdtempSync(join(tmpdir(), 'yikatong-screenshots-'));
chmodSync(home, 0o755);
const { DATABASE_URL: _, ...env } = process.env;
const product = spawn(process.execPath, [join(root, 'bin/yikatong.js'), 'serve'], {
  env: { ...env, YIKATONG_HOME: home, PORT: String(port), LOG_LEVEL: 'error' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  await new Promise<void>((done, failed) => {
    let said = '';
    product.stdout!.on('data', (chunk) => {
      said += chunk;
      if (said.includes('/docs')) done();
    });
    product.once('exit', () => failed(new Error(`the product ended: ${said}`)));
  });
  const browser = await startChromium();
  for (const { name, who, path, width, height = 900, view } of shots) {
    const { page, context } = await openWindow(browser, `http://127.0.0.1:${port}`, { viewport: { width, height } });
    await page.goto(`/view?${view ?? 'language=zh'}`);
    if (who) await be(page, who);
    await page.goto(path, { waitUntil: 'networkidle' });
    await page.screenshot({ path: join(folder, `${name}.png`) });
    console.log(`docs/images/${name}.png`);
    await context.close();
  }
  await browser.close();
} finally {
  product.kill('SIGTERM');
  await new Promise((done) => product.once('exit', done));
  rmSync(home, { recursive: true, force: true });
}
