import fc from 'fast-check';
import pg from 'pg';
import { expect, test } from 'vitest';
import { arrayLiteral } from './array-literal.ts';

/** As the driver reads text[]. */
const parse = pg.types.getTypeParser(1009 as never) as (text: string) => (string | null)[];

test('whatever texts and nulls stand in an array, PostgreSQL reads them back', () => {
  const awkward = fc.constantFrom(
    'null',
    'NULL',
    'Null',
    '',
    ' ',
    '"',
    '\\',
    '\\"',
    '{',
    '}',
    ',',
    '张三',
    "'",
    'a b',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(fc.option(fc.oneof(awkward, fc.string({ unit: 'grapheme' })), { nil: null })), (list) => {
      expect(parse(String(arrayLiteral(list)))).toEqual(list);
    }),
    { seed: 5 },
  );
});

test('numbers and truths go without quotes; instants, bytes and nested arrays are left to the driver', () => {
  expect(arrayLiteral([1, -2.5, 10n, true, null])).toBe('{1,-2.5,10,true,NULL}');
  for (const other of [[new Date(0)], [new Uint8Array(2)], [[1], [2]], 'text', 7, null]) {
    expect(arrayLiteral(other)).toBe(other);
  }
});
