// Field tables of the national interface as data: one line a node, from which input is checked and read.
//
//   name(50)!        text of at most 50 characters, mandatory
//   name(3)!=table   the same, and the value stands in that code table
//   name:n16,2       decimal number   name:dt  date and time   name:date  day
import { isDay } from '../../../base/day.ts';
import { codeTables } from './codes.ts';

export interface Field {
  readonly name: string;
  readonly mandatory: boolean;
  readonly type: 'text' | 'number' | 'dt' | 'date';
  readonly length: number;
  readonly decimals: number;
  readonly table: string | undefined;
}

export interface NodeTable {
  readonly list: boolean;
  readonly mandatory: boolean;
  readonly fields: readonly Field[];
}

/** A message is wrong in form; the text goes back as err_msg. */
export class WireFault extends Error {}

const spec = /^(\w+)(?:\((\d+)\)|:(dt|date|n(\d+),(\d+)))(!?)(?:=(\w+))?$/;

function fieldOf(text: string): Field {
  const [, name, length, kind, digits, decimals, mandatory, table] = spec.exec(text) ?? [];
  if (!name) throw new Error(`not a field of a field table: ${text}`);
  if (table && !codeTables[table]) throw new Error(`no code table ${table}`);
  return {
    ...{ name, mandatory: mandatory === '!', table },
    type: kind === 'dt' || kind === 'date' ? kind : kind ? 'number' : 'text',
    ...{ length: Number(length ?? digits ?? 19), decimals: Number(decimals ?? 0) },
  };
}

const fieldsOf = (text: string): Field[] => text.trim().split(/\s+/).map(fieldOf);

/** One object. */
export const node = (text: string): NodeTable => ({ list: false, mandatory: true, fields: fieldsOf(text) });
/** A list of objects; `optional` where it may be left out. */
export const list = (text: string, need: 'mandatory' | 'optional' = 'mandatory'): NodeTable => ({
  ...{ list: true, mandatory: need === 'mandatory', fields: fieldsOf(text) },
});

/** What was sent for one node, by field name; absent fields are missing. */
export type Row = Readonly<Record<string, string>>;

/** How many rows a list may have. */
const mostRows = 500;

/** Clients send these words for what is absent. */
const nullWords = new Set(['', 'null', 'NULL', 'Null', 'undefined']);

export function readRow(fields: readonly Field[], value: unknown, where: string): Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new WireFault(`${where}：应为对象`);
  const given = value as Record<string, unknown>;
  const row: Record<string, string> = {};
  for (const field of fields) {
    const text = textOf(Object.hasOwn(given, field.name) ? given[field.name] : undefined);
    const fault =
      text === undefined ? field.mandatory && '必填项为空' : text === notText ? '应为文本或数字' : faultOf(field, text);
    if (fault) throw new WireFault(`${where}.${field.name}：${fault}`);
    if (text !== undefined) row[field.name] = text as string;
  }
  return row;
}

export function readNode(table: NodeTable, value: unknown, where: string): Row[] {
  if (!table.list) {
    // Some software wraps a single object into a list.
    const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (single === undefined || single === null) throw new WireFault(`${where}：必填节点缺失`);
    return [readRow(table.fields, single, where)];
  }
  if (value === undefined || value === null || (typeof value === 'string' && nullWords.has(value))) {
    if (table.mandatory) throw new WireFault(`${where}：必填节点缺失`);
    return [];
  }
  const rows = Array.isArray(value) ? value : [value];
  if (table.mandatory && rows.length === 0) throw new WireFault(`${where}：至少一行`);
  if (rows.length > mostRows) throw new WireFault(`${where}：最多${mostRows}行`);
  return rows.map((row, i) => readRow(table.fields, row, `${where}[${i}]`));
}

const notText = Symbol('not a text');

function textOf(value: unknown): string | undefined | typeof notText {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return notText;
  const text = value.trim();
  return nullWords.has(text) ? undefined : text;
}

const decimal = /^-?(\d+)(?:\.(\d+))?$/;

/** What is wrong with a value, if anything is. */
function faultOf(field: Field, text: string): string | undefined {
  if (field.table && !codeTables[field.table]!.has(text)) return `代码不在字典${field.table}中`;
  if (field.type === 'text') {
    // Characters, not halves of them; counted only where it can matter.
    return text.length > field.length && [...text].length > field.length ? `长度超过${field.length}` : undefined;
  }
  if (field.type === 'number') {
    const match = decimal.exec(text);
    const places = (match?.[2] ?? '').replace(/0+$/, '').length;
    const fits = match && places <= field.decimals && match[1]!.length <= field.length - field.decimals;
    return fits ? undefined : `应为数值(${field.length},${field.decimals})`;
  }
  if (field.type === 'dt') return instantOf(text) ? undefined : '应为yyyy-MM-dd HH:mm:ss';
  return isDay(text.slice(0, 10)) ? undefined : '应为yyyy-MM-dd';
}

/** '2025-03-03 09:30:00' of Beijing as an instant; a day alone is its first second. */
export function instantOf(text: string): Date | undefined {
  const [, day, time = '00:00:00'] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d))?$/.exec(text) ?? [];
  if (!day || !isDay(day)) return undefined;
  const at = new Date(`${day}T${time}+08:00`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** 'yyyy-MM-dd HH:mm:ss' in Beijing. */
export const wireTime = (at: Date): string =>
  new Date(at.getTime() + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ');

/** Whole units of a decimal text: ('12.5', 2) → 1250n. */
export function unitsOf(text: string, decimals: number): bigint {
  const negative = text.startsWith('-');
  const [whole = '0', rest = ''] = (negative ? text.slice(1) : text).split('.');
  const value = BigInt(whole + rest.slice(0, decimals).padEnd(decimals, '0'));
  return negative ? -value : value;
}

/** (1250n, 2) → '12.50'. */
export function decimalText(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
