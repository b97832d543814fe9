// Every fault a bureau can put into a pack is found, named and placed; the shipped packs have none.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lintPack, loadPack, shippedFiles } from './index.ts';

// biome-ignore lint/suspicious/noExplicitAny: the tests break packs in ways the types forbid
type Loose = any;
const broken = (region: string, breakIt: (file: Loose) => void): string[] => {
  const file: Loose = structuredClone(shippedFiles[region]);
  breakIt(file);
  return lintPack(file).map((fault) => `${fault.code} ${fault.path}`);
};
const cite = [{ document: 'bj-2024-133', clause: 'x', grade: 'A' }];

test.each(Object.keys(shippedFiles))('DOC-06 DOC-07 every rule of %s has a citation in the register', (region) => {
  expect(lintPack(shippedFiles[region])).toEqual([]);
});

describe('a pack is refused', () => {
  test.each<[string, string, (file: Loose) => void, string]>([
    ['a value without a citation', 'beijing', (f) => (f.rules.fee[0].cite = []), 'no-citation rules.fee[0]'],
    ['a bank without a citation', 'beijing', (f) => (f.banks[3].cite = []), 'no-citation banks[3]'],
    [
      'a document nobody knows',
      'beijing',
      (f) => (f.rules.fee[0].cite[0].document = 'hearsay'),
      'unknown-document rules.fee[0]',
    ],
    [
      'a grade D source',
      'fuzhou',
      (f) => (f.rules.fee[0].cite = [{ document: 'generic-article', clause: 'x', grade: 'D' }]),
      'grade-d rules.fee[0]',
    ],
    [
      'a grade D source dressed as B',
      'fuzhou',
      (f) => (f.rules.fee[0].cite = [{ document: 'generic-article', clause: 'x', grade: 'B' }]),
      'grade-d rules.fee[0]',
    ],
    ['a wrong grade', 'fuzhou', (f) => (f.rules.fee[0].cite[0].grade = 'A'), 'grade-mismatch rules.fee[0]'],
    ['a day that does not exist', 'beijing', (f) => (f.batches[1].opens = '2024-02-30'), 'not-a-day batches[1].opens'],
    ['a month that does not exist', 'beijing', (f) => (f.batches[2].opens = '2025-13'), 'not-a-day batches[2].opens'],
    ['a batch before its phase', 'beijing', (f) => (f.batches[2].opens = '2024-09'), 'wrong-order batches[2]'],
    [
      'a batch that ends before it opens',
      'beijing',
      (f) => (f.batches[1].until = '2024-10-01'),
      'wrong-order batches[1].until',
    ],
    ['phases that overlap', 'beijing', (f) => (f.phases[2].from = '2025-12-31'), 'wrong-order phases[2]'],
    ['a code used twice', 'beijing', (f) => f.banks.push(f.banks[0]), 'code-twice banks[15]'],
    [
      'a district in two batches',
      'beijing',
      (f) => f.batches[2].districts.push('fangshan'),
      'batch-overlap batches[2]',
    ],
    ['a district in no batch', 'beijing', (f) => f.batches[1].districts.shift(), 'district-missing batches'],
    [
      'a district nobody knows',
      'beijing',
      (f) => f.batches[1].districts.push('atlantis'),
      'unknown-district batches[1]',
    ],
    [
      'a sub-group in two batches',
      'beijing',
      (f) => (f.batches[5].groups = ['retiree', 'minor']),
      'batch-overlap batches[5]',
    ],
    [
      'a phase nobody knows',
      'beijing',
      (f) => (f.rules.promise[3].when.phase = ['later']),
      'unknown-phase rules.promise[3]',
    ],
    ['a channel without a name', 'hengshui', (f) => (f.channels = []), 'unnamed-channel rules.channels[0]'],
    [
      'a channel for a bank that is not there',
      'fuzhou',
      (f) => (f.rules.channels[0].value[2].banks = ['cmb']),
      'unknown-bank rules.channels[0]',
    ],
    ['a row that can never apply', 'beijing', (f) => f.rules.fee.push(f.rules.fee[0]), 'never-reached rules.fee[1]'],
    [
      'a charge on the first card',
      'fuzhou',
      (f) => (f.rules.fee[0].value.cardFen = '500'),
      'first-not-free rules.fee[0]',
    ],
    [
      'a charge on everything',
      'hengshui',
      (f) => (f.rules.fee = [{ value: { cardFen: '1', courierFen: '0', currency: 'CNY' }, cite }]),
      'first-not-free rules.fee[0]',
    ],
    [
      'a charge without a standard',
      'hengshui',
      (f) =>
        f.rules.fee.splice(1, 0, {
          when: { reason: ['loss'] },
          value: { cardFen: '2000', courierFen: '0', currency: 'CNY' },
          cite: [{ document: 'own-default', clause: 'x', grade: 'default' }],
        }),
      'fee-without-standard rules.fee[1]',
    ],
    ['a duty to change', 'beijing', (f) => (f.rules.duty[0].value = 'compulsory'), 'compulsory rules.duty[0]'],
    [
      'an old card that dies on collection',
      'beijing',
      (f) => (f.rules.oldCard[0].value.diesWhen = 'collected'),
      'old-card-too-early rules.oldCard[0]',
    ],
    [
      'messages with links',
      'beijing',
      (f) => (f.rules.messages[0].value.links = true),
      'unsafe-message rules.messages[0]',
    ],
    [
      'a throttle without a notice',
      'beijing',
      (f) => (f.rules.throttle = [{ value: { outletQuotaPercent: 50, notice: null }, cite }]),
      'throttle-without-notice rules.throttle[0]',
    ],
  ])('%s', (_, region, breakIt, expected) => {
    expect(broken(region, breakIt)).toContain(expected);
  });

  test.each<[string, (file: Loose) => void]>([
    ['an unknown channel code', (f) => (f.rules.channels[2].value[0].channel = 'fax')],
    ['an unknown rule', (f) => (f.rules.horoscope = [{ value: 1, cite }])],
    ['an unknown condition', (f) => (f.rules.promise[0].when.weather = ['rain'])],
    ['an unknown group', (f) => (f.batches[0].groups = ['astronauts'])],
    ['money as a number', (f) => (f.rules.fee[0].value.cardFen = 0)],
    ['negative money', (f) => (f.rules.fee[0].value.cardFen = '-1')],
    ['a zero-day promise', (f) => (f.rules.promise[1].value.count = 0)],
    ['a missing head', (f) => delete f.phases],
  ])('wrong shape: %s', (_, breakIt) => {
    expect(broken('beijing', breakIt)[0]).toMatch(/^shape /);
  });

  test.each([null, undefined, 7, 'pack', [], {}, { rules: null }, JSON.parse('{"__proto__":{"rules":{}}}')])(
    'no pack at all: %j',
    (file) => {
      expect(lintPack(file).length).toBeGreaterThan(0);
      expect(() => loadPack(file)).toThrow(RangeError);
    },
  );

  test('property: lint never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('rules', 'batches', 'banks', 'phases'), (junk, field) => {
        expect(Array.isArray(lintPack(junk))).toBe(true);
        expect(lintPack({ ...shippedFiles.beijing, [field]: junk }).length).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

test('Q7 a mishap is answered by what answers it, and each by its own row', () => {
  const cite = [{ document: 'own-default', clause: 'Q7', grade: 'default' }];
  const answered = (row: object) => broken('beijing', (f) => (f.rules.mishap = [{ ...row, cite }]));
  expect(answered({ when: { mishap: ['lost-in-mail', 'returned'] }, value: 'remake' })).toEqual([]);
  const wrong = ['no-answer-to-mishap rules.mishap[0]'];
  expect(answered({ when: { mishap: ['lost-in-mail', 'bank-leaves'] }, value: 'remake' })).toEqual(wrong);
  expect(answered({ when: { mishap: ['no-blanks'] }, value: 'keep-at-outlet' })).toEqual(wrong);
  expect(answered({ value: 'remake' })).toEqual(wrong);
});

test('K4 a region may add conditions to the end of the old card, but never make it earlier', () => {
  expect(broken('beijing', (f) => (f.rules.oldCard[0].value.alsoNeeds = ['activated']))).toEqual([]);
  for (const earlier of ['ordered', 'made', 'collected', 'always']) {
    expect(broken('beijing', (f) => (f.rules.oldCard[0].value.diesWhen = earlier))).toEqual([
      'old-card-too-early rules.oldCard[0]',
    ]);
  }
});
