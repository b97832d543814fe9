// Card faces: every shipped region can be drawn, the fields stand where the text says, previews hide the holder, pictures are golden.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawCardFace, type FaceFields } from './draw-card-face.ts';
import { type FaceSide, faceTemplate } from './face-template.ts';

const folder = join(import.meta.dirname, '../../../../policies');
const packs = readdirSync(folder).filter((name) => name.endsWith('.json'));
const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const codesOf = (name: string): string[] =>
  (read(name).rules?.cardFace ?? read('national.json').rules.cardFace)[0].value;

const holder: FaceFields = {
  name: '张小明',
  socialSecurityNumber: '110101199003070134',
  cardNumber: 'B00000019',
  issuedOn: '2025-01-01',
  bankCardNumber: '6210000000000000017',
  authority: '北京市人力资源和社会保障局',
  bank: '示例银行',
};
const draw = (codes: readonly string[], side: FaceSide, masked: boolean, fields = holder) =>
  drawCardFace(fields, { codes, side, masked });
const drawnPieces = (svg: string) =>
  [...svg.matchAll(/data-piece="([a-z-]+)"/g)].map(([, piece]) => piece).filter((piece) => piece !== 'specimen');

test('GEN-18 the Fuzhou face carries three hills and two towers; the pictures of Fuzhou and Beijing are golden', async () => {
  for (const city of ['fuzhou', 'beijing']) {
    for (const side of ['front', 'back'] as const) {
      const svg = draw(codesOf(`${city}.json`), side, false);
      await expect(`${svg.replace(/></g, '>\n<')}\n`).toMatchFileSnapshot(`golden/${city}-${side}.svg`);
      expect(svg.includes('data-watermark="three-hills-two-towers"')).toBe(city === 'fuzhou' && side === 'front');
    }
  }
});

test('GEN-19 the Beijing face: emblem and card name in front; marks, holder, seal, chip and sign on the back', () => {
  const codes = codesOf('beijing.json');
  expect(drawnPieces(draw(codes, 'front', false))).toEqual(['emblem', 'card-name']);
  const back = draw(codes, 'back', false);
  expect(drawnPieces(back)).toEqual([
    ...['beijing-card-mark', 'unionpay-mark', 'bank-mark', 'photo', 'name', 'social-security-number', 'card-number'],
    ...['issue-date', 'bank-card-number', 'seal', 'chip', 'contactless-sign'],
  ]);
  for (const text of [
    ...['北京民生一卡通', '银联', '示例银行', '张小明', '110101199003070134', 'B00000019', '2025年1月1日'],
    ...['6210 0000 0000 0000 017', '北京市人力资源和社会保障局'],
  ])
    expect(back).toContain(text);
  // The seal stands at the lower left.
  const [, x, y] = /data-piece="seal" transform="translate\((\d+) (\d+)\)"/.exec(back)!;
  expect(Number(x)).toBeLessThan(856 / 3);
  expect(Number(y)).toBeGreaterThan((540 * 2) / 3);
});

test('GEN-19 a preview hides name, numbers and photo, on every side of every region', () => {
  const photo = `data:image/png;base64,${'A'.repeat(40)}`;
  const bare = /张小明|小明|19900307|110101199003070134|B00000019|621000000000000|6210 0000|AAAAAAAA/;
  for (const pack of packs) {
    for (const side of ['front', 'back'] as const) {
      const svg = draw(codesOf(pack), side, true, { ...holder, photo });
      expect(svg).not.toMatch(bare);
      expect(svg).toContain('SPECIMEN');
    }
  }
  expect(draw(codesOf('beijing.json'), 'back', false, { ...holder, photo })).toContain(photo);
});

test('GEN-17 a region cannot draw what nobody knows, and every shipped region draws', () => {
  expect(() => faceTemplate(['national-layout', 'front-advertisement'])).toThrow('front-advertisement');
  for (const pack of packs) {
    const { front, back } = faceTemplate(codesOf(pack));
    for (const piece of ['emblem', 'card-name', 'name', 'social-security-number', 'card-number', 'seal'] as const)
      expect([...front, ...back], pack).toContain(piece);
  }
});

test('what comes from outside stays text; a photo is never an address; a bad id is refused', () => {
  const evil = '"><script>alert(1)</script>';
  const svg = draw(codesOf('beijing.json'), 'back', false, { ...holder, name: evil, authority: evil, bank: evil });
  expect(svg).not.toContain('<script');
  for (const photo of ['https://evil.example/a.png', 'data:text/html;base64,AAAA', 'data:image/png;base64,"onload='])
    expect(() => draw(codesOf('beijing.json'), 'back', false, { ...holder, photo })).toThrow('picture');
  expect(() => drawCardFace(holder, { codes: [], side: 'front', masked: true, id: '"x' })).toThrow('id');
});
