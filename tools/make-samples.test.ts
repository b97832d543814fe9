// The samples that ship are the ones the script makes, and they read as the README says.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDay } from '../src/base/day.ts';
import { checkRows } from '../src/domain/orders/roster/check-rows.ts';
import { readRoster } from '../src/domain/orders/roster/read-roster.ts';
import { samples } from './make-samples.ts';

const read = (name: string) => new Uint8Array(readFileSync(join(resolve(import.meta.dirname, '../samples'), name)));

function check(name: string) {
  const roster = readRoster(read(name), name);
  if (!roster.ok) throw new Error(roster.en);
  const { good, errors } = checkRows(roster.rows, parseDay('2025-10-30'));
  return { good, errors: errors.map(({ row, code }) => [row, code]) };
}

describe('samples', () => {
  test.each(Object.keys(samples))('%s is up to date', (name) => {
    expect(read(name)).toEqual(new Uint8Array(samples[name]!()));
  });

  test('the unit roster has 22 good rows and two bad ones, as CSV and as XLSX', () => {
    const asCsv = check('sample-roster-unit.csv');
    expect(asCsv.good).toHaveLength(22);
    expect(asCsv.errors).toEqual([
      [9, 'looks-like-spreadsheet-number'],
      [18, 'wrong-check-digit'],
    ]);
    expect(check('sample-roster-unit.xlsx')).toEqual(asCsv);
  });

  test('the GB18030 roster is all good, whatever the documents', () => {
    const { good, errors } = check('sample-roster-gb18030.csv');
    expect(errors).toEqual([]);
    expect(good.map(({ documentKind }) => documentKind)).toEqual([
      ...Array(5).fill('resident-id'),
      'hk-macao-residence',
      'taiwan-residence',
      'foreign-permanent-residence',
    ]);
    expect(good[4]?.name).toBe('阿依努尔·买买提');
  });
});
