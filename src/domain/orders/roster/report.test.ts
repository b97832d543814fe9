// The report a clerk downloads: opens in a spreadsheet, harms nobody, shows no whole numbers.

import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDay } from '../../../base/day.ts';
import { checkRows } from './check-rows.ts';
import { cellOf, writeRosterReport } from './report.ts';

const row = (name: string, documentNumber: string) => ({
  row: 7,
  name,
  documentNumber,
  documentKind: '',
  phone: '',
  district: '',
  ownNumber: '',
});
const reportOf = (name: string, documentNumber: string) =>
  writeRosterReport(checkRows([row(name, documentNumber)], parseDay('2025-10-30')).errors);

describe('report', () => {
  test('UTF-8 with BOM, one line an error, name and number masked', () => {
    const bytes = reportOf('李昊英', '110101197212283082');
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = parse(Buffer.from(bytes), { bom: true });
    expect(lines).toHaveLength(3);
    expect(lines[1]!.slice(0, 5)).toEqual(['7', '证件号码', '李*', '110***********3082', 'wrong-check-digit']);
    expect(lines[2]!.slice(1, 5)).toEqual(['手机号', '李*', '110***********3082', 'empty']);
  });

  test.each(['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', '\n=1', ' =1', '＝1', '＋1', '－1', '＠1'])(
    '%j cannot run as a formula',
    (text) => {
      const [[cell]] = parse(cellOf(text)) as [[string]];
      expect(cell).toBe(`'${text}`);
    },
  );

  test('any names and numbers: the report stays a table and no cell starts a formula', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n",\'＝ 1A张'), maxLength: 20 });
    fc.assert(
      fc.property(hostile, hostile, (name, number) => {
        const lines: string[][] = parse(Buffer.from(reportOf(name, number)), { bom: true, relax_column_count: false });
        for (const cell of lines.flat()) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
      }),
    );
  });
});
