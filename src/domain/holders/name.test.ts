// Names: kept whole, tidied, and cut for the chip between whole characters.
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { checkName, chipNameBytes, splitNameForChip, tidyName } from './name.ts';

const bytes = (text: string) => iconv.encode(text, 'gbk').length;

describe('names', () => {
  test('Chinese, ethnic and foreign names pass and are tidied', () => {
    expect(checkName(' 张 三 ')).toEqual({ ok: true, name: '张 三' });
    expect(checkName('阿卜杜拉・买买提')).toEqual({ ok: true, name: '阿卜杜拉·买买提' });
    expect(checkName('JEAN-PIERRE  O\u2019NEIL')).toEqual({ ok: true, name: 'JEAN-PIERRE O’NEIL' });
    expect(checkName('〇一')).toMatchObject({ ok: true });
  });

  test('a rare character is reported and never lost', () => {
    expect(checkName('王𬱟𬱟')).toMatchObject({ ok: false, code: 'outside-gbk', name: '王𬱟𬱟', outsideGbk: ['𬱟'] });
    expect(splitNameForChip('王𬱟')).toBeNull();
  });

  test.each([
    ['', 'empty'],
    [' \u200b ', 'empty'],
    ['张三1', 'not-a-name'],
    ['=cmd()', 'not-a-name'],
    ['· ·', 'not-a-name'],
    ['张\t三<b>', 'not-a-name'],
    ['中'.repeat(26), 'too-long-for-chip'],
  ])('%j is refused as %s', (name, code) => {
    expect(checkName(name)).toMatchObject({ ok: false, code });
  });

  test('30 bytes fill the first field, the next character opens the extension, 50 bytes are the end', () => {
    expect(splitNameForChip('中'.repeat(15))).toEqual({ name: '中'.repeat(15), extension: '' });
    expect(splitNameForChip('中'.repeat(16))).toEqual({ name: '中'.repeat(15), extension: '中' });
    expect(splitNameForChip('中'.repeat(25))).toEqual({ name: '中'.repeat(15), extension: '中'.repeat(10) });
    expect(splitNameForChip('中'.repeat(26))).toBeNull();
    // A two-byte character at byte 30 goes to the extension whole, and a later letter does not slip in before it.
    expect(splitNameForChip(`A${'中'.repeat(15)}B`)).toEqual({ name: `A${'中'.repeat(14)}`, extension: '中B' });
  });

  test('the two fields joined are the name, and neither is over its bytes', () => {
    const character = fc.constantFrom(...'ABCxyz ·张三丰欧阳买提.-');
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 60 }), (name) => {
        const split = splitNameForChip(name);
        if (!split) return expect(bytes(name)).toBeGreaterThan(chipNameBytes.name + chipNameBytes.extension - 2);
        expect(split.name + split.extension).toBe(name);
        expect(bytes(split.name)).toBeLessThanOrEqual(chipNameBytes.name);
        expect(bytes(split.extension)).toBeLessThanOrEqual(chipNameBytes.extension);
      }),
    );
  });

  test('tidying twice changes nothing more, and any text gets an answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(tidyName(tidyName(text))).toBe(tidyName(text));
        expect(typeof checkName(text).ok).toBe('boolean');
      }),
    );
  });
});
