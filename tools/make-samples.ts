// Writes the sample rosters in samples/: synthetic people, the same bytes every time. Run: npx tsx tools/make-samples.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import iconv from 'iconv-lite';
import { type Chance, residentCheckCharacter, samplePerson } from '../src/domain/holders/index.ts';
import { writeWorkbook } from '../src/domain/orders/roster/workbook.fixture.ts';

/** A small seeded generator (mulberry32). */
function chanceFrom(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const header = ['姓名', '证件类型', '证件号码', '手机号', '区', '工号'];

/** 24 employees of one unit; row 9 lost digits to a spreadsheet, row 18 has a mistyped digit. */
export function unitRoster(): string[][] {
  const chance = chanceFrom(20_251_030);
  const employees = Array.from({ length: 24 }, (_, index) => {
    const { name, residentId, phone } = samplePerson(chance, { region: '110101', bornFrom: 1968, bornTo: 2003 });
    return [name, '居民身份证', residentId, phone, '东城区', `DC${String(index + 1).padStart(4, '0')}`];
  });
  employees[7]![2] = Number(employees[7]![2]!.replace('X', '0')).toExponential(5).replace('e', 'E');
  const typed = employees[16]![2]!;
  employees[16]![2] = typed.slice(0, 16) + ((Number(typed[16]) + 1) % 10) + typed.slice(17);
  return [header, ...employees];
}

/** Eight people with other documents and longer names, for the encoding that older software writes. */
export function mixedRoster(): string[][] {
  const chance = chanceFrom(20_251_031);
  const complete = (first17: string) => first17 + residentCheckCharacter(first17);
  const people = Array.from({ length: 4 }, () =>
    samplePerson(chance, { region: '450502', bornFrom: 1970, bornTo: 2000 }),
  );
  const phone = () => samplePerson(chance).phone;
  return [
    ['姓名', '证件类型', '身份证号', '联系电话', '所属区'],
    ...people.map(({ name, residentId, phone }) => [name, '居民身份证', residentId, phone, '海城区']),
    ['阿依努尔·买买提', '居民身份证', complete('45050219920817202'), phone(), '海城区'],
    ['陈家俊', '港澳居民居住证', complete('81000019880412103'), phone(), '海城区'],
    ['林雅婷', '台湾居民居住证', complete('83000019950923204'), phone(), '海城区'],
    ['MARIA FERNANDEZ', '外国人永久居留身份证', complete('94584019850611305'), phone(), '海城区'],
  ];
}

const csv = (rows: string[][]) => `${rows.map((row) => row.join(',')).join('\r\n')}\r\n`;

/** Each sample by its file name. */
export const samples: Record<string, () => Uint8Array> = {
  'sample-roster-unit.csv': () => new TextEncoder().encode(csv(unitRoster())),
  // In the workbook the lost number is a number cell, as in life.
  'sample-roster-unit.xlsx': () =>
    writeWorkbook(unitRoster().map((row) => row.map((cell) => (/^\d\.\d+E/.test(cell) ? Number(cell) : cell)))),
  'sample-roster-gb18030.csv': () => iconv.encode(csv(mixedRoster()), 'gb18030'),
};

if (process.argv[1] === import.meta.filename) {
  const folder = resolve(import.meta.dirname, '../samples');
  mkdirSync(folder, { recursive: true });
  for (const [name, make] of Object.entries(samples)) writeFileSync(join(folder, name), make());
}
