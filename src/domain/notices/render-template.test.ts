// Tests of the templates: each one, each variable, each refusal.
import { describe, expect, test } from 'vitest';
import { accountRefusals, accountRefusalTable } from '../banking/index.ts';
import { disguisedLinks } from './corpus/disguised-links.ts';
import { lintMessage } from './lint-message.ts';
import { messageParts } from './message-parts.ts';
import { type Envelope, type Locale, renderTemplate } from './render-template.ts';
import { type Template, type TemplateCode, templates, type VariableKind } from './templates.ts';

const sample: Record<VariableKind, string> = {
  maskedName: '欧阳*明',
  day: '2025-10-30',
  month: '2025-08',
  partOfDay: 'morning',
  place: '示例银行朝阳区建国路支行营业部',
  reason: '照片背景不是白色',
  count: '128',
  lastFour: '0021',
  tracking: 'SF1234567890123',
  hotline: '95500',
  code: '386124',
};
const all = Object.entries(templates) as [TemplateCode, Template][];
const filled = (template: Template): Record<string, string> =>
  Object.fromEntries(Object.entries(template.variables).map(([name, kind]) => [name, sample[kind]]));
const envelopeFor = (template: Template, locale: Locale = 'zh'): Envelope => ({
  locale,
  signature: template.sender === 'bank' ? '示例银行' : '示例市人社局',
  messageCode: 'FY73UXU4',
  allowedNumbers: ['95500'],
});

describe('templates', () => {
  test.each(all)('SEC-02 SEC-03 template %s passes the lint, filled in, in both languages', (code, template) => {
    for (const locale of ['zh', 'en'] as const) {
      expect(renderTemplate(code, filled(template), envelopeFor(template, locale))).toEqual({
        ok: true,
        text: expect.stringContaining('FY73UXU4'),
      });
    }
  });

  test.each(all)('template %s: words in braces and declared variables are the same', (_, template) => {
    for (const locale of ['zh', 'en'] as const) {
      const used = new Set([...template[locale].matchAll(/\{(\w+)\}/g)].map((hit) => hit[1]!));
      expect([...used].sort()).toEqual(Object.keys(template.variables).sort());
      expect(template[locale].replace(/\{\w+\}/g, '')).not.toMatch(/[{}]/);
    }
  });

  test('every reason for which a bank opens no account may be said in a message', () => {
    for (const refusal of accountRefusals)
      for (const locale of ['zh', 'en'] as const) {
        const words = { ...filled(templates['account-refused']), reason: accountRefusalTable[refusal][locale] };
        const envelope = envelopeFor(templates['account-refused'], locale);
        expect([refusal, renderTemplate('account-refused', words, envelope)]).toMatchObject([refusal, { ok: true }]);
      }
  });

  test('PCK-05 the message about a card at an outlet or in the mail is sent by the bank and holds no link', () => {
    for (const code of ['card-at-outlet', 'card-mailed'] as const) {
      const template = templates[code];
      expect(template.sender).toBe('bank');
      const asBureau = { ...envelopeFor(template), signature: '示例市人社局' };
      expect(renderTemplate(code, filled(template), asBureau)).toMatchObject({
        ok: false,
        problems: [{ findings: [{ code: 'wrong-signature' }] }],
      });
      const result = renderTemplate(code, filled(template), envelopeFor(template));
      expect(result.ok && lintMessage(result.text, { sender: 'bank', allowedNumbers: ['95500'] })).toEqual([]);
    }
  });

  test('missing and extra variables are refused', () => {
    const template = templates['order-accepted'];
    const envelope = envelopeFor(template);
    expect(renderTemplate('order-accepted', { name: '张*' }, envelope)).toMatchObject({
      problems: [{ code: 'missing-variable', variable: 'day' }],
    });
    expect(renderTemplate('order-accepted', { ...filled(template), link: 'x' }, envelope)).toMatchObject({
      problems: [{ code: 'extra-variable', variable: 'link' }],
    });
    expect(renderTemplate('no-such' as TemplateCode, {}, envelope)).toMatchObject({
      problems: [{ code: 'unknown-template' }],
    });
    expect(renderTemplate('constructor' as TemplateCode, {}, envelope)).toMatchObject({ ok: false });
  });

  test('SEC-02 no disguised link gets in through a free variable', () => {
    const template = templates['order-returned'];
    const through = Object.values(disguisedLinks)
      .flat()
      .filter((link) => renderTemplate('order-returned', { name: '张*', reason: link }, envelopeFor(template)).ok);
    expect(through).toEqual([]);
  });

  test('each kind of variable refuses what it is not for', () => {
    const bad: Partial<Record<VariableKind, string[]>> = {
      maskedName: ['张三', '***', '', `张*${'明'.repeat(30)}`, '{day}*'],
      day: ['2025-02-30', '2025-13-01', '2025/10/30', '明天', ''],
      month: ['2025-13', '2025'],
      partOfDay: ['evening', '上午', '09:00-11:30'],
      place: ['', '楼'.repeat(31), '{name}', '建国路\n88号', '支行13800138000', ' 支行'],
      reason: ['因'.repeat(41), '请回复密码', '请点击链接'],
      count: ['-1', '1.5', '1e3', '01', '1234567'],
      lastFour: ['123', '12345', '6222020000000000'],
      tracking: ['http://a', '110101199003070010', ''],
      hotline: ['13800138000', '400-800-1234', '95501x'],
      code: ['12345', 'abcdef'],
    };
    let checked = 0;
    for (const [code, template] of all) {
      for (const [name, kind] of Object.entries(template.variables)) {
        for (const value of bad[kind] ?? []) {
          const result = renderTemplate(code, { ...filled(template), [name]: value }, envelopeFor(template));
          expect([kind, value, result]).toEqual([
            kind,
            value,
            { ok: false, problems: [expect.objectContaining({ code: 'bad-variable', variable: name })] },
          ]);
          checked += 1;
        }
      }
    }
    expect(checked).toBeGreaterThan(100);
  });

  test('a hotline that is not on the allow-list, a bad signature and a bad message code are refused', () => {
    const template = templates['card-at-outlet'];
    const envelope = envelopeFor(template);
    const render = (change: Partial<Envelope>) =>
      renderTemplate('card-at-outlet', filled(template), { ...envelope, ...change });
    expect(render({ allowedNumbers: [] })).toMatchObject({ problems: [{ findings: [{ code: 'phone-number' }] }] });
    expect(render({ signature: 'a】b' })).toMatchObject({ problems: [{ code: 'bad-envelope' }] });
    expect(render({ messageCode: 'ABC' })).toMatchObject({ problems: [{ code: 'bad-envelope' }] });
  });

  test('parts: 70 letters are one part, 71 are two, 134 two, 135 three; Latin text 160', () => {
    expect([0, 1, 70, 71, 134, 135].map((n) => messageParts('卡'.repeat(n)))).toEqual([0, 1, 1, 2, 2, 3]);
    expect([160, 161, 306, 307].map((n) => messageParts('a'.repeat(n)))).toEqual([1, 2, 2, 3]);
  });
});
