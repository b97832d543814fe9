// Which column of a clerk's table is which, by the many names clerks give them.
import type { Grid, GridRow } from './grid.ts';
import { rowsAboveData } from './grid.ts';
import type { RosterLimits } from './limits.ts';
import { type RefusedFile, refuseFile } from './refused-file.ts';

/** The columns a roster can have: the title of the template, and what else clerks write. */
const titles = {
  name: ['姓名', '员工姓名', '职工姓名', '学生姓名', '人员姓名', '参保人姓名', '持卡人姓名', '名字', 'name'],
  documentNumber: [
    '证件号码',
    '证件号',
    '证件编号',
    '身份证号',
    '身份证号码',
    '身份证',
    '公民身份号码',
    '居民身份证号',
    '居民身份证号码',
    '身份证件号码',
    '有效证件号码',
    '社会保障号码',
    '社会保障号',
    '社保号',
    'idnumber',
    'documentnumber',
  ],
  phone: [
    '手机号',
    '手机号码',
    '手机',
    '移动电话',
    '联系电话',
    '联系方式',
    '电话',
    '电话号码',
    '本人手机号',
    '家长手机号',
    '监护人手机号',
    'phone',
    'mobile',
    'phonenumber',
  ],
  documentKind: ['证件类型', '证件种类', '证件类别', '身份证件类型', 'documenttype', 'documentkind'],
  district: ['区', '区县', '所属区', '所在区', '参保区', '参保区县', '参保地', '所属区县', '所在区县', 'district'],
  ownNumber: ['工号', '职工编号', '员工编号', '学号', '学籍号', '编号', 'employeenumber', 'studentnumber'],
} as const;

export type RosterColumn = keyof typeof titles;

const required = ['name', 'documentNumber', 'phone'] as const satisfies readonly RosterColumn[];

/** The title of a column in the template. */
export const titleOf = (column: RosterColumn): string => titles[column][0];

const columnByTitle = new Map(
  (Object.keys(titles) as RosterColumn[]).flatMap((column) => titles[column].map((title) => [title as string, column])),
);

/** One person's row as text; a column the file does not have is ''. `row` is the number the spreadsheet shows. */
export type RosterRow = { row: number } & Record<RosterColumn, string>;

export type PickedRows = { ok: true; rows: RosterRow[]; ignoredColumns: string[] };

/** Finds the header among the first rows (titles may stand above it) and reads the people below it. */
export function pickColumns(grid: Grid, limits: RosterLimits): PickedRows | RefusedFile {
  const at = headerIndex(grid.rows);
  const header = grid.rows[at];
  if (!header) return refuseFile('no-header');
  const known = header.cells.map((title) => columnByTitle.get(plainTitle(title)));
  const missing = required.filter((column) => !known.includes(column));
  if (missing.length > 0) {
    return refuseFile('missing-columns', { columns: missing.map(titleOf).join('、'), row: header.row });
  }
  const twice = known.find((column, index) => column && known.indexOf(column) !== index);
  if (twice) return refuseFile('column-twice', { column: titleOf(twice) });
  const people = grid.rows.slice(at + 1);
  if (people.length === 0) return refuseFile('no-rows');
  if (people.length > limits.maxRows) return refuseFile('too-many-rows', { limit: limits.maxRows });
  const place = (column: RosterColumn) => known.indexOf(column);
  const places = (Object.keys(titles) as RosterColumn[]).map((column) => [column, place(column)] as const);
  return {
    ok: true,
    rows: people.map(({ row, cells }) => {
      const person = { row } as RosterRow;
      for (const [column, index] of places) person[column] = cells[index] ?? '';
      return person;
    }),
    ignoredColumns: header.cells.filter((title, index) => title !== '' && !known[index]),
  };
}

/** The first of the top rows with at least two known titles. */
function headerIndex(rows: GridRow[]): number {
  return rows
    .slice(0, rowsAboveData)
    .findIndex(({ cells }) => cells.filter((title) => columnByTitle.has(plainTitle(title))).length >= 2);
}

/** Without spaces, stars, colons and what stands in brackets: "* 手机号（必填）" is 手机号. */
function plainTitle(title: string): string {
  return title
    .normalize('NFKC')
    .replace(/\([^)]*\)|\[[^\]]*\]|【[^】]*】/g, '')
    .replace(/[\s*:_/、-]/g, '')
    .toLowerCase();
}
