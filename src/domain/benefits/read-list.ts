// An entitlement list as a department hands it in: CSV with a number, a name and an amount a row. Pure; bad files are answered.
import { CsvError, parse } from 'csv-parse/sync';
import { decodeText } from '../../base/decode-text.ts';

export const listLimits = { maxBytes: 12 * 1024 * 1024, maxRows: 200_000, maxCell: 100 } as const;

const titles = {
  number: ['社会保障号码', '社会保障号', '公民身份号码', '身份证号', '身份证号码', '证件号码'],
  name: ['姓名', '持卡人姓名', '领取人', '领取人姓名'],
  amount: ['金额', '金额（元）', '金额(元)', '应发金额', '应发金额（元）', '应发金额(元)'],
} as const;
type Column = keyof typeof titles;

export interface ListLine {
  /** As a spreadsheet counts: the heading is row 1. */
  readonly row: number;
  readonly number: string;
  readonly name: string;
  readonly amount: string;
}

export type ReadList =
  | { readonly ok: true; readonly lines: readonly ListLine[] }
  | { readonly ok: false; readonly problem: { readonly zh: string; readonly en: string } };

const bad = (zh: string, en: string): ReadList => ({ ok: false, problem: { zh, en } });

export function readList(bytes: Uint8Array): ReadList {
  if (bytes.length === 0) return bad('文件为空', 'the file is empty');
  if (bytes.length > listLimits.maxBytes) return bad('文件超过12 MB', 'the file is larger than 12 MB');
  const text = decodeText(bytes);
  if (text === null) return bad('不是文本文件', 'this is no text file');
  let grid: string[][];
  try {
    grid = parse(text, {
      bom: true,
      delimiter: [',', '\t', ';'],
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      trim: true,
      max_record_size: 20 * listLimits.maxCell,
      to: listLimits.maxRows + 2,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return bad(`CSV格式有误（${error.code}）`, `the CSV is malformed (${error.code})`);
  }
  const [head, ...body] = grid;
  if (!head) return bad('文件为空', 'the file is empty');
  const places = {} as Record<Column, number>;
  for (const column of Object.keys(titles) as Column[]) {
    const at = head.findIndex((title) => (titles[column] as readonly string[]).includes(title.replace(/\s/g, '')));
    if (at < 0) return bad(`缺少“${titles[column][0]}”列`, `the column ${titles[column][0]} is missing`);
    places[column] = at;
  }
  if (body.length > listLimits.maxRows) return bad('超过20万行，请拆分', 'more than 200,000 rows; split the list');
  const lines = body
    .map((cells, at) => ({
      row: at + 2,
      number: (cells[places.number] ?? '').toUpperCase(),
      name: cells[places.name] ?? '',
      amount: cells[places.amount] ?? '',
    }))
    .filter(({ number, name, amount }) => number !== '' || name !== '' || amount !== '');
  return lines.length === 0 ? bad('没有数据行', 'there are no rows') : { ok: true, lines };
}
