// What every page is measured by: axe, target size, letter size, and whether it fits 320 px, which is also what 200 % zoom leaves of 640.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Look {
  readonly mode: 'normal' | 'big';
  readonly language: 'zh' | 'en';
  readonly width: number;
}

/** Opens a page as it is set now, and says everything that is wrong with it. */
export async function faultsOf(page: Page, path: string, look: Look): Promise<string[]> {
  await page.goto(path);
  return measure(page, path, look, everyRule);
}

/**
 * Opens a page once and measures it in both modes. The server's answer differs by one class, which is a switch of tokens; so in the other
 * mode axe is asked again only what depends on sizes and colours. Whoever opens the other language in the other mode has had both answers.
 */
export async function faultsInBothModes(page: Page, path: string, look: Look): Promise<string[]> {
  const found = await faultsOf(page, path, look);
  const other = look.mode === 'big' ? 'normal' : 'big';
  await page.evaluate((big) => document.documentElement.classList.toggle('big', big), other === 'big');
  return [...found, ...(await measure(page, path, { ...look, mode: other }, rulesOfLooks))];
}

const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const rulesOfLooks = ['color-contrast', 'target-size', 'link-in-text-block', 'scrollable-region-focusable'];

async function measure(page: Page, path: string, { mode, language, width }: Look, rules: readonly string[]) {
  const found = [
    ...(await violations(page, rules)),
    ...(await smallTargets(page, mode === 'big' ? 60 : 44)).map((one) => `small target ${one}`),
    ...(await smallText(page, mode === 'big' ? 18 : 15)).map((one) => `small text ${one}`),
  ];
  await page.setViewportSize({ width: 320, height: 700 });
  if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1)) found.push('wider than 320 px');
  await page.setViewportSize({ width, height: 844 });
  return found.map((one) => `${path} ${mode} ${language}: ${one}`);
}

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

async function violations(page: Page, rules: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
  // As text: axe lives in the page, and nothing here knows its name.
  const found = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] }).then((r) => r.violations)`,
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
