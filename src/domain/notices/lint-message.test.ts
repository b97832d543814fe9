// Tests of the message lint: the three corpora, disguises made at random, hostile input.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askingAndThreats } from './corpus/asking-and-threats.ts';
import { disguisedLinks } from './corpus/disguised-links.ts';
import { normalTexts } from './corpus/normal-texts.ts';
import { type FindingCode, type LintOptions, lintMessage } from './lint-message.ts';

const bank: LintOptions = { sender: 'bank', allowedNumbers: ['95500'] };
const bureau: LintOptions = { sender: 'bureau', allowedNumbers: ['95500'] };
const codes = (text: string, options = bureau): FindingCode[] => lintMessage(text, options).map((f) => f.code);
const linkCodes: readonly FindingCode[] = ['link', 'link-wording', 'ip-address', 'mini-program-link', 'encoded-text'];
const allLinks = Object.values(disguisedLinks).flat();

describe('corpora', () => {
  test('the corpora are as large as the requirement asks, without repeats', () => {
    expect(new Set(allLinks).size).toBeGreaterThanOrEqual(200);
    expect(new Set(Object.values(askingAndThreats).flat()).size).toBeGreaterThanOrEqual(60);
    expect(new Set(normalTexts).size).toBeGreaterThanOrEqual(150);
  });

  // A find in a family of its own, not just "too strange a letter": the link itself must be seen.
  for (const [trick, texts] of Object.entries(disguisedLinks)) {
    test(`SEC-02 links are refused: ${trick}`, () => {
      expect(texts.filter((text) => !codes(text).some((code) => linkCodes.includes(code)))).toEqual([]);
    });
  }

  const expected: Record<string, readonly FindingCode[]> = {
    'asks for a secret': ['asks-secret'],
    'asks for money': ['asks-money'],
    threat: ['threat'],
    'false urgency and bait': ['false-urgency', 'bait', 'threat'],
    'strange numbers and personal data': ['phone-number', 'personal-number'],
  };
  for (const [kind, texts] of Object.entries(askingAndThreats)) {
    test(`SEC-03 bad wording is refused: ${kind}`, () => {
      expect(texts.filter((text) => !codes(text).some((code) => expected[kind]!.includes(code)))).toEqual([]);
    });
  }

  test('SEC-02 normal texts pass', () => {
    const alarms = normalTexts.flatMap((text) => lintMessage(text, bureau).map((f) => [text, f.code, f.where.excerpt]));
    expect(alarms).toEqual([]);
  });
});

describe('one rule at a time', () => {
  test('where points into the text as handed in', () => {
    const text = '您的卡 ｃａｒｄ．ｅｘ\u200bａｍｐｌｅ．ｃｎ 请看';
    const finding = lintMessage(text, bureau).find((f) => f.code === 'link')!;
    expect(text.slice(finding.where.start, finding.where.end)).toContain('．ｅｘ');
    expect(finding.zh).not.toBe('');
    expect(finding.en).not.toBe('');
  });

  test('numbers: only the public hotlines and those handed in', () => {
    expect(codes('客服95500', bank)).toEqual([]);
    expect(codes('客服95501', bank)).toEqual(['phone-number']);
    expect(codes('客服95500', { sender: 'bank', allowedNumbers: [] })).toEqual(['phone-number']);
    expect(codes('请拨打12333或12345', { sender: 'bank', allowedNumbers: [] })).toEqual([]);
  });

  test('the signature fits the sender', () => {
    expect(codes('【示例银行】您的新卡已到网点。', bank)).toEqual([]);
    expect(codes('【示例银行】您的新卡已到网点。', bureau)).toEqual(['wrong-signature']);
    expect(codes('【示例市人社局】您的申领已受理。', bank)).toEqual(['wrong-signature']);
  });

  test('length: up to the allowed parts and not one letter more', () => {
    expect(codes('卡'.repeat(201))).toEqual([]);
    expect(codes('卡'.repeat(202))).toEqual(['too-long']);
    expect(codes('卡'.repeat(70), { ...bureau, maxParts: 1 })).toEqual([]);
    expect(codes('卡'.repeat(71), { ...bureau, maxParts: 1 })).toEqual(['too-long']);
    expect(codes(' \n')).toEqual(['empty']);
  });

  test('SEC-03 a warning may name what it warns of, but never carries a link along', () => {
    expect(codes('请勿点击链接。')).toEqual([]);
    expect(codes('请勿点击链接 card.example.cn。')).toContain('link');
    expect(codes('请勿担心，请点击链接。')).toContain('link-wording');
    expect(codes('我们不会索要密码，请回复密码。')).toContain('asks-secret');
    expect(codes('我们不会索要密码，请回复给我。')).toContain('asks-secret');
    expect(codes('Never share your code, but send us your password.')).toContain('asks-secret');
  });

  test('a rumour may be quoted where the sentence calls it untrue, not otherwise', () => {
    expect(codes('“不换卡将停发养老金”的说法不实。')).toEqual([]);
    expect(codes('“不换卡将停发养老金”。')).toContain('threat');
    expect(codes('不换卡将停发养老金，此说法不实。')).toContain('threat');
  });
});

describe('at random', () => {
  const hosts = [
    'http://card.example.com/a',
    'www.example.cn',
    'card.example.com',
    'sbk-example.top/x1',
    'ka.example.xyz',
  ];
  const fullWidth = (letter: string) =>
    /[!-~]/.test(letter) ? String.fromCharCode(letter.charCodeAt(0) + 0xfee0) : letter;
  const twins: Record<string, string> = { a: 'а', c: 'с', e: 'е', o: 'о', p: 'р', x: 'х', m: 'м', w: 'ԝ', '.': '。' };
  const cloak = fc.constantFrom(
    (l: string) => l,
    (l: string) => l.toUpperCase(),
    fullWidth,
    (l: string) => `${l}\u200b`,
    (l: string) => `\u2060${l}`,
    (l: string) => `${l}\u00ad`,
    (l: string) => `${l}\u0336`,
    (l: string) => twins[l] ?? l,
  );

  test('SEC-02 a known link stays refused however its letters are cloaked and wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...hosts),
        fc.array(cloak, { minLength: 30, maxLength: 30 }),
        fc.constantFrom(...normalTexts.filter((text) => /[。]$/.test(text))),
        fc.constantFrom('', ' ', '请看', '：', '。'),
        (host, cloaks, sentence, glue) => {
          const link = [...host].map((letter, i) => cloaks[i]!(letter)).join('');
          expect(codes(sentence + glue + link + glue).some((code) => linkCodes.includes(code))).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('SEC-02 ordinary sentences put together from words pass', () => {
    const who = fc.constantFrom(
      '您',
      '参保人',
      '贵单位职工',
      '您的家人',
      '退休人员',
      '在校大学生',
      '未成年人',
      '张*明',
    );
    const verb = fc.constantFrom(
      '可以申领',
      '已领取',
      '已经启用',
      '可以自愿换领',
      '正在办理',
      '已预约',
      '需要补领',
      '已完成',
    );
    const thing = fc.constantFrom(
      '第三代社保卡',
      '新卡',
      '电子社保卡',
      '补换卡业务',
      '待遇账户变更',
      '图书馆借书',
      '公园年票',
      '养老待遇',
    );
    const place = fc.constantFrom('在网点', '在官方App', '在示例银行2号窗口', '在社区', '在掌上12333', '在建国路88号');
    const time = fc.constantFrom(
      '2025.10.30',
      '10月30日',
      '30日内',
      '上午9:30',
      '15个工作日',
      '下午3点',
      '本周',
      '2026年1月1日起',
    );
    const stop = fc.constantFrom('。', '，', '；', ',', '! ', '\n');
    const clause = fc.tuple(time, who, place, verb, thing, stop).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(clause, { minLength: 1, maxLength: 6 }), (clauses) => {
        const text = clauses.join('');
        expect([text, lintMessage(text, bureau)]).toEqual([text, []]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('never throws, and every place lies inside the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const { where } of lintMessage(text, bank)) {
          expect(where.start).toBeGreaterThanOrEqual(0);
          expect(where.end).toBeLessThanOrEqual(text.length);
          expect(where.start).toBeLessThanOrEqual(where.end);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(codes('\ud800\udc00\ud800')).toBeInstanceOf(Array);
  });

  test('100 kB of hostile text is judged quickly and always refused', () => {
    const seeds = [
      ...[
        'a',
        'a.',
        ' ',
        'a ',
        '点',
        '请勿',
        '9',
        '9 ',
        '请提供',
        '\u200b',
        '不',
        'aA1',
        'http',
        '停用',
        '1.',
        'a:',
        '密码',
      ],
      ...[
        'send ',
        '\ufdfa',
        'a点',
        '0 0-',
        '逾期',
        '%2',
        '[',
        '】',
        'a[.',
        '卡号',
        '。',
        'A1b+',
        '拨打1 ',
        'é',
        '\n',
        '“不',
      ],
    ];
    for (const seed of seeds) {
      const text = seed.repeat(Math.ceil(100_000 / seed.length));
      const started = performance.now();
      expect(lintMessage(text, bank).length).toBeGreaterThan(0);
      // Measured at well under 0.3 s; the bound is wide because build machines are busy, yet far below quadratic cost.
      expect([seed, performance.now() - started < 2_000]).toEqual([seed, true]);
    }
  });
});
