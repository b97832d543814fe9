// Mobile numbers of the mainland.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPhone } from './phone.ts';

test.each(['13812345678', '+86 138-1234-5678', '008613812345678', '１３８１２３４５６７８', "'13812345678"])(
  '%s passes',
  (written) => {
    expect(checkPhone(written)).toEqual({ ok: true, normalised: '13812345678' });
  },
);

test.each([
  ['', 'empty'],
  ['1381234567', 'wrong-length'],
  ['138123456789', 'wrong-length'],
  ['12812345678', 'not-a-mobile-number'],
  ['01065123456', 'not-a-mobile-number'],
  ['1381234567a', 'not-a-mobile-number'],
  ['1.38123E+10', 'looks-like-spreadsheet-number'],
])('%j is refused as %s', (written, code) => {
  expect(checkPhone(written)).toMatchObject({ ok: false, code });
});

test('what passes is eleven digits and passes again', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^(\+86)?1\d{10}$/)), (written) => {
      const check = checkPhone(written);
      if (check.ok)
        expect(checkPhone(check.normalised)).toEqual({ ok: true, normalised: expect.stringMatching(/^1[3-9]\d{9}$/) });
    }),
  );
});
