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
