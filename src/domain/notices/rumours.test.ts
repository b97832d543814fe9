// Tests of the rumour desk.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeRumour, matchRumours, type RuleAnswer, rumours } from './rumours.ts';

const notice = '京人社数据字〔2024〕133号';
const inForce: Record<string, RuleAnswer> = {
  duty: { value: 'voluntary', citation: `${notice} 二` },
  'oldCard.diesWhen': { value: 'new-card-enabled', citation: `${notice} 七(一)` },
};
const lookup = (ruleRef: string, day: string): RuleAnswer | 'unknown' =>
  day >= '2024-10-30' ? (inForce[ruleRef] ?? 'unknown') : 'unknown';
const codesOf = (text: string): string[] => matchRumours(text).map((match) => match.rumour.code);

describe('rumour desk', () => {
  test('SEC-06 K24 each of the four rumours is false, with the rule that proves it', () => {
    expect(rumours.map((rumour) => rumour.code)).toHaveLength(4);
    for (const rumour of rumours) {
      const verdict = judgeRumour(rumour, '2025-04-24', lookup);
      expect(verdict.verdict).toBe('false');
      expect(verdict.citations.length).toBeGreaterThan(0);
      for (const citation of verdict.citations) {
        expect(verdict.zh).toContain(citation);
        expect(verdict.en).toContain(citation);
      }
    }
  });

  test('SEC-06 the verdict follows the policy in force: no rule, no verdict; another rule, another verdict', () => {
    for (const rumour of rumours) {
      expect(judgeRumour(rumour, '2024-10-29', lookup).verdict).toBe('unknown');
      const other = () => ({ value: 'fixed-day', citation: '某地通知 三' });
      const verdict = judgeRumour(rumour, '2025-04-24', other);
      expect(verdict.verdict).toBe('not-disproved');
      expect(verdict.zh).toContain('某地通知 三');
    }
    const half = (ruleRef: string) => (ruleRef === 'duty' ? ('unknown' as const) : lookup(ruleRef, '2025-04-24'));
    expect(rumours.map((rumour) => judgeRumour(rumour, '2025-04-24', half).verdict).sort()).toEqual([
      'false',
      'false',
      'unknown',
      'unknown',
    ]);
  });

  test('SEC-06 free text finds the rumour it repeats, and says by which words', () => {
    const asked: [string, string][] = [
      ['听说2025年必须换三代社保卡,不换就没养老金了?', 'must-change-or-lose-benefits'],
      ['邻居说旧卡马上作废,是真的吗', 'old-cards-stop'],
      ['二代社保卡要停用了吗', 'old-cards-stop'],
      ['不换三代卡看病是不是报销不了', 'no-new-card-no-medical'],
      ['没换新社保卡能不能刷医保', 'no-new-card-no-medical'],
      ['不换卡老年人补贴停发?', 'allowance-stops'],
      ['高龄津贴要取消了,说是因为没换社保卡', 'allowance-stops'],
      ['Do old cards stop working next year?', 'old-cards-stop'],
      ['Must I change my card or lose my pension', 'must-change-or-lose-benefits'],
    ];
    for (const [text, code] of asked) expect([text, codesOf(text)]).toEqual([text, expect.arrayContaining([code])]);
    for (const rumour of rumours) {
      expect(codesOf(rumour.zh.claim)[0]).toBe(rumour.code);
      expect(codesOf(rumour.en.claim)[0]).toBe(rumour.code);
    }
    expect(matchRumours('旧卡停用')[0]!.because).toEqual(['旧卡', '停用']);
  });

  test('ordinary questions match nothing', () => {
    for (const text of ['怎么领卡', '网点几点开门', '我的新卡到了吗', '图书馆怎么借书', 'Where is my card?', '']) {
      expect(codesOf(text)).toEqual([]);
    }
  });

  test('any text is taken: never throws, never slow', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(matchRumours(text))));
    const started = performance.now();
    matchRumours('不换卡'.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
