// Rows of a roster: bad ones are set aside with a reason, good ones go on.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDay } from '../../../base/day.ts';
import { residentCheckCharacter, samplePerson } from '../../holders/index.ts';
import { checkAgainstFacts, checkRows, type PersonFacts, personKey } from './check-rows.ts';
import type { RosterRow } from './columns.ts';
import { readRoster } from './read-roster.ts';
import { writeRosterReport } from './report.ts';

const today = parseDay('2025-10-30');
const complete = (first17: string) => first17 + residentCheckCharacter(first17);
const rowOf = (row: number, written: Partial<RosterRow> = {}): RosterRow => ({
  row,
  name: '李昊英',
  documentKind: '',
  documentNumber: complete(`1101011972122${String(row).padStart(4, '0')}`),
  phone: '13031689900',
  district: '东城区',
  ownNumber: '',
  ...written,
});
const codes = (rows: RosterRow[]) => checkRows(rows, today).errors.map(({ row, code }) => [row, code]);

/** A seeded chance for large rosters. */
const chanceFrom = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};

describe('rows', () => {
  test('a good row is put right: name tidied, number and phone normalised, kind guessed', () => {
    const row = rowOf(2, {
      name: ' 阿依努尔・买买提 ',
      documentNumber: '１１０１０１１９７５０１１２４５２ｘ',
      phone: '+86 130-3168-9900',
      ownNumber: 'A1',
    });
    expect(checkRows([row], today)).toEqual({
      good: [
        {
          row: 2,
          name: '阿依努尔·买买提',
          documentKind: 'resident-id',
          documentNumber: '11010119750112452X',
          phone: '13031689900',
          district: '东城区',
          ownNumber: 'A1',
        },
      ],
      errors: [],
    });
  });

  test('kinds go by their official and everyday names', () => {
    const kindOf = (documentKind: string, documentNumber: string) =>
      checkRows([rowOf(2, { documentKind, documentNumber })], today).good[0]?.documentKind;
    expect(kindOf('居民身份证', '11010119750112452X')).toBe('resident-id');
    expect(kindOf('回乡证', 'H12345678')).toBe('hk-macao-travel');
    expect(kindOf('台胞证', '12345678')).toBe('taiwan-travel');
    expect(kindOf('护照', 'E12345678')).toBe('passport');
    expect(kindOf('', complete('81000019880412103'))).toBe('hk-macao-residence');
    expect(codes([rowOf(2, { documentKind: '驾驶证' })])).toEqual([[2, 'unknown-document-kind']]);
  });

  test('a row shows all its errors at once, each with column, cause and remedy', () => {
    const { errors } = checkRows([rowOf(5, { name: '', documentNumber: '1.10101E+17', phone: '010-65123456' })], today);
    expect(errors.map(({ column, code }) => [column, code])).toEqual([
      ['姓名', 'empty'],
      ['证件号码', 'looks-like-spreadsheet-number'],
      ['手机号', 'not-a-mobile-number'],
    ]);
    expect(errors[1]).toMatchObject({ row: 5, remedy: { zh: expect.stringContaining('文本') } });
  });

  test('the same person twice: the first row counts, whichever way the number is written', () => {
    const old15 = '110105491231002';
    expect(
      codes([
        rowOf(2, { documentNumber: '11010519491231002X' }),
        rowOf(3),
        rowOf(4, { documentNumber: '11010519491231002x' }),
        rowOf(5, { documentNumber: old15 }),
      ]),
    ).toEqual([
      [4, 'duplicate-in-file'],
      [5, 'duplicate-in-file'],
    ]);
  });

  test('one number with two names: neither row is believed', () => {
    const number = '11010519491231002X';
    expect(codes([rowOf(2, { documentNumber: number }), rowOf(3, { documentNumber: number, name: '王伟' })])).toEqual([
      [2, 'same-number-other-name'],
      [3, 'same-number-other-name'],
    ]);
  });

  test('a number ending in 000 that fits by luck is believed alone, but not beside one that a spreadsheet rounded', () => {
    const lucky = Array.from({ length: 28 }, (_, d) =>
      complete(`110101199001${String(d + 1).padStart(2, '0')}100`),
    ).find((id) => id.endsWith('000'))!;
    expect(codes([rowOf(2, { documentNumber: lucky }), rowOf(3)])).toEqual([]);
    expect(codes([rowOf(2, { documentNumber: lucky }), rowOf(3, { documentNumber: '110101197212283000' })])).toEqual([
      [2, 'looks-like-spreadsheet-number'],
      [3, 'looks-like-spreadsheet-number'],
    ]);
  });

  test('APP-01 of a 10,000-employee roster with 3 % bad rows the bad ones are isolated and the rest goes on', () => {
    const chance = chanceFrom(7);
    const isBad = (index: number) => index % 100 < 3;
    const people = Array.from({ length: 10_000 }, (_, index) => {
      const { name, residentId, phone } = samplePerson(chance, { region: '110101' });
      // The index in the birth date and sequence keeps everybody different.
      const id = complete(`110101${1960 + (index % 40)}0101${String(Math.floor(index / 40)).padStart(3, '0')}`);
      expect(residentId).toHaveLength(18);
      if (!isBad(index)) return [name, id, phone];
      return [
        [name, '1.10101E+17', phone],
        [name, `${id.slice(0, 17)}*`, phone],
        [name, id, '123'],
      ][index % 100]!;
    });
    const text = [['姓名', '证件号码', '手机号'], ...people].map((row) => row.join(',')).join('\n');
    const roster = readRoster(new TextEncoder().encode(text), 'roster.csv');
    if (!roster.ok) throw new Error(roster.en);
    const { good, errors } = checkRows(roster.rows, today);
    expect(good.map(({ row }) => row)).toEqual(people.flatMap((_, index) => (isBad(index) ? [] : [index + 2])));
    expect(errors.map(({ row }) => row)).toEqual(people.flatMap((_, index) => (isBad(index) ? [index + 2] : [])));
    const report = new TextDecoder().decode(writeRosterReport(errors)).trimEnd().split('\r\n');
    expect(report).toHaveLength(301);
  });

  test('whatever stands in the rows: each row is good or has errors, and good rows are good again', () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom('李昊英', '11010519491231002X', '13031689900', '', '1.1E+17', '护照'),
    );
    const anyRow = fc.record({
      name: cell,
      documentKind: cell,
      documentNumber: cell,
      phone: cell,
      district: cell,
      ownNumber: cell,
    });
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 12 }), (written) => {
        const { good, errors } = checkRows(
          written.map((row, index) => ({ row: index + 2, ...row })),
          today,
        );
        const bad = new Set(errors.map(({ row }) => row));
        expect(
          good
            .map(({ row }) => row)
            .concat([...bad])
            .sort((a, b) => a - b),
        ).toEqual(written.map((_, index) => index + 2));
        const again = good.map((row) => ({
          ...rowOf(row.row),
          ...row,
          documentKind: '',
          district: row.district ?? '',
          ownNumber: row.ownNumber ?? '',
        }));
        const passports = good.filter(({ documentKind }) => documentKind === 'passport').length;
        if (passports === 0) expect(checkRows(again, today).good).toHaveLength(good.length);
      }),
    );
  });
});

describe('what the registers know', () => {
  const checked = checkRows([rowOf(2), rowOf(3)], today);
  const [first, second] = checked.good as [(typeof checked.good)[0], (typeof checked.good)[0]];
  const fine: PersonFacts = { insured: true, registeredName: '李昊英', district: '东城区', openOrder: null };
  const codesWith = (facts: PersonFacts | undefined, districts: string[] | null = ['东城区']) => {
    const known = new Map([[personKey(first), fine]]);
    if (facts) known.set(personKey(second), facts);
    const { good, errors } = checkAgainstFacts(checked, known, districts && new Set(districts));
    expect(good[0]).toEqual(first);
    return errors.map(({ row, column, code }) => [row, column, code]);
  };

  test('ELG-01 a person who is not insured is refused with the reason, an insured one goes on', () => {
    expect(codesWith(fine)).toEqual([]);
    expect(codesWith({ ...fine, insured: false })).toEqual([[3, '证件号码', 'not-insured']]);
    expect(codesWith(undefined)).toEqual([[3, '证件号码', 'not-insured']]);
  });

  test('another name, another district and an order under way are told apart', () => {
    expect(codesWith({ ...fine, registeredName: '李昊' })).toEqual([[3, '姓名', 'name-differs']]);
    expect(codesWith({ ...fine, registeredName: null })).toEqual([]);
    expect(codesWith({ ...fine, district: '西城区' })).toEqual([[3, '区', 'wrong-district']]);
    expect(codesWith({ ...fine, district: null })).toEqual([[3, '区', 'wrong-district']]);
    expect(codesWith({ ...fine, openOrder: 'S1' })).toEqual([[3, '证件号码', 'has-order']]);
    const { errors } = checkAgainstFacts(
      checked,
      new Map([
        [personKey(first), fine],
        [personKey(second), { ...fine, district: '西城区' }],
      ]),
      null,
    );
    expect(errors).toEqual([]);
  });
});
