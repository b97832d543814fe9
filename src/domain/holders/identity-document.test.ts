// Identity documents: right ones pass, each way of being wrong has its own code.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Day, parseDay } from '../../base/day.ts';
import {
  checkIdentityDocument,
  type DocumentKind,
  documentKinds,
  guessDocumentKind,
  residentCheckCharacter,
  residentIdFrom15,
} from './identity-document.ts';
import { sampleResidentId } from './sample-identity.ts';

const day = parseDay;

const kinds = Object.keys(documentKinds) as DocumentKind[];
const complete = (first17: string) => first17 + residentCheckCharacter(first17);
const codeOf = (kind: DocumentKind, number: string, today?: Day) => {
  const check = checkIdentityDocument(kind, number, today);
  return check.ok ? 'ok' : check.code;
};
const anyResidentId = fc
  .infiniteStream(fc.double({ min: 0, max: 0.999_999, noNaN: true }))
  .map((stream) => sampleResidentId(() => stream.next().value!));

describe('resident identity card', () => {
  test('the worked example of GB 11643 passes and tells birth and sex', () => {
    expect(checkIdentityDocument('resident-id', '11010519491231002X')).toEqual({
      ok: true,
      normalised: '11010519491231002X',
      born: day('1949-12-31'),
      sex: 'female',
    });
    expect(checkIdentityDocument('resident-id', '440524188001010014')).toMatchObject({ ok: true, sex: 'male' });
  });

  test('full-width digits, spaces, a quote mark and a lower-case x are put right', () => {
    for (const written of [
      '１１０１０５１９４９１２３１００２Ｘ',
      ' 110105 19491231 002x ',
      "'11010519491231002x",
      '\u200e11010519491231002X',
    ]) {
      expect(checkIdentityDocument('resident-id', written)).toMatchObject({
        ok: true,
        normalised: '11010519491231002X',
      });
    }
  });

  test('15 digits become 18', () => {
    expect(residentIdFrom15('110105491231002')).toBe('11010519491231002X');
    expect(checkIdentityDocument('resident-id', '110105491231002')).toMatchObject({
      ok: true,
      born: day('1949-12-31'),
    });
    expect(codeOf('resident-id', '110105491331002')).toBe('impossible-birth-date');
  });

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['1.10101E+17', 'looks-like-spreadsheet-number'],
    ['1.10105194912310E+17', 'looks-like-spreadsheet-number'],
    ['1E17', 'looks-like-spreadsheet-number'],
    ['110105194912310000', 'looks-like-spreadsheet-number'],
    ['110105194912310021', 'wrong-check-digit'],
    ['110105194902300029', 'impossible-birth-date'],
    ['110105194913310029', 'impossible-birth-date'],
    ['110105187912310029', 'impossible-birth-date'],
    ['990105194912310029', 'unknown-region'],
    ['810000194912310029', 'unknown-region'],
    ['1101051949123100', 'wrong-length'],
    ['11010519491231002X1', 'wrong-length'],
    ['11010519491231O02X', 'wrong-characters'],
    ['11010519491231002Y', 'wrong-characters'],
    ['1101051949123X0029', 'wrong-characters'],
    ['张三', 'wrong-characters'],
  ])('%j is refused as %s', (number, code) => {
    expect(codeOf('resident-id', number)).toBe(code);
  });

  test('a zero lost in front of month, day or sequence is named', () => {
    const id = complete('11010119900307008');
    expect(codeOf('resident-id', id)).toBe('ok');
    for (const at of [10, 12, 14]) {
      expect(id[at]).toBe('0');
      expect(codeOf('resident-id', id.slice(0, at) + id.slice(at + 1))).toBe('missing-leading-zero');
    }
  });

  test('somebody born tomorrow is refused, somebody born today is not', () => {
    const id = complete('11010120260115001');
    expect(codeOf('resident-id', id, day('2026-01-14'))).toBe('impossible-birth-date');
    expect(codeOf('resident-id', id, day('2026-01-15'))).toBe('ok');
  });

  test('a person whose right number ends in 000 is not taken for a spreadsheet accident', () => {
    const first = Array.from({ length: 28 }, (_, d) => `110101199001${String(d + 1).padStart(2, '0')}100`);
    const ending000 = first.map(complete).find((id) => id.endsWith('000'))!;
    expect(codeOf('resident-id', ending000)).toBe('ok');
  });

  test('every sample passes; every changed digit and every swap of neighbours is found', () => {
    fc.assert(
      fc.property(anyResidentId, fc.nat(16), fc.integer({ min: 1, max: 9 }), (id, at, add) => {
        expect(codeOf('resident-id', id)).toBe('ok');
        const changed = id.slice(0, at) + ((Number(id[at]) + add) % 10) + id.slice(at + 1);
        expect(codeOf('resident-id', changed)).not.toBe('ok');
        if (at < 16 && id[at] !== id[at + 1]) {
          const swapped = id.slice(0, at) + id[at + 1] + id[at] + id.slice(at + 2);
          expect(codeOf('resident-id', swapped)).not.toBe('ok');
        }
      }),
    );
  });
});

describe('other documents', () => {
  test.each<[DocumentKind, string, string]>([
    ['hk-macao-residence', complete('81000019900307001'), 'ok'],
    ['hk-macao-residence', complete('82000019900307001'), 'ok'],
    ['hk-macao-residence', complete('83000019900307001'), 'unknown-region'],
    ['hk-macao-residence', `${complete('81000019900307001').slice(0, 17)}*`, 'wrong-characters'],
    ['taiwan-residence', complete('83000019900307001'), 'ok'],
    ['taiwan-residence', complete('81000019900307001'), 'unknown-region'],
    ['hk-macao-travel', 'H12345678', 'ok'],
    ['hk-macao-travel', 'm０1234567', 'ok'],
    ['hk-macao-travel', 'H1234567801', 'wrong-length'],
    ['hk-macao-travel', 'T12345678', 'wrong-characters'],
    ['taiwan-travel', '01234567', 'ok'],
    ['taiwan-travel', '1234567', 'missing-leading-zero'],
    ['taiwan-travel', '123456789', 'wrong-length'],
    ['taiwan-travel', 'A1234567', 'wrong-characters'],
    ['foreign-permanent-residence', complete('91184019900307001'), 'ok'],
    ['foreign-permanent-residence', complete('81184019900307001'), 'unknown-region'],
    ['foreign-permanent-residence', complete('99984019900307001'), 'unknown-region'],
    ['foreign-permanent-residence', complete('91184019901307001'), 'impossible-birth-date'],
    ['foreign-permanent-residence', 'USA110082010125', 'ok'],
    ['foreign-permanent-residence', 'USA1100820101', 'wrong-length'],
    ['passport', 'e12345678', 'ok'],
    ['passport', 'ABCDEFGH', 'wrong-characters'],
    ['passport', 'E1', 'wrong-length'],
    ['passport', 'E1234567890123456', 'wrong-length'],
    ['passport', '5.12E+8', 'looks-like-spreadsheet-number'],
  ])('%s %s: %s', (kind, number, code) => {
    expect(codeOf(kind, number)).toBe(code);
  });

  test("the foreigner's new card tells the birth date and no sex, which its public layout does not give", () => {
    const check = checkIdentityDocument('foreign-permanent-residence', complete('91184019900307001'));
    expect(check).toEqual({ ok: true, normalised: complete('91184019900307001'), born: day('1990-03-07') });
  });

  test('a bare number is sorted to its kind', () => {
    expect(guessDocumentKind(complete('81000019900307001'))).toBe('hk-macao-residence');
    expect(guessDocumentKind(complete('83000019900307001'))).toBe('taiwan-residence');
    expect(guessDocumentKind(complete('91184019900307001'))).toBe('foreign-permanent-residence');
    expect(guessDocumentKind('usa110082010125')).toBe('foreign-permanent-residence');
    expect(guessDocumentKind('h12345678')).toBe('hk-macao-travel');
    expect(guessDocumentKind('11010519491231002X')).toBe('resident-id');
    expect(guessDocumentKind('1.1E+17')).toBe('resident-id');
  });

  test('whatever is written, the answer is a value with texts in both languages, and right numbers stay right', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.string({ unit: 'binary', maxLength: 40 }), (kind, text) => {
        const check = checkIdentityDocument(kind, text);
        if (check.ok) expect(checkIdentityDocument(kind, check.normalised)).toEqual(check);
        else
          expect([check.zh, check.en, check.remedy.zh, check.remedy.en].every((words) => words.length > 5)).toBe(true);
      }),
    );
  });
});
