// Proves days: what is a day, arithmetic over month ends, ages, and midnight in Beijing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  ageOn,
  type Day,
  dayOf,
  daysBetween,
  isDay,
  parseDay,
  startOfDay,
  weekdayOf,
} from './day.ts';

const d = (text: string) => parseDay(text);
const anyDay = fc.integer({ min: 0, max: 80_000 }).map((n) => addDays(d('1900-01-01'), n));

describe('day', () => {
  test.each([
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-1-1',
    '',
    '2024-01-01T00:00',
    '20240101',
    '９９９９-01-01',
    '0001-01-01',
  ])('refuses %j', (text) => {
    expect(isDay(text)).toBe(false);
    expect(() => parseDay(text)).toThrow(RangeError);
  });

  test('a day changes at midnight in Beijing, on a machine in any zone', () => {
    expect(dayOf(new Date('2025-12-31T15:59:59.999Z'))).toBe('2025-12-31');
    expect(dayOf(new Date('2025-12-31T16:00:00.000Z'))).toBe('2026-01-01');
    expect(startOfDay(d('2026-01-01')).toISOString()).toBe('2025-12-31T16:00:00.000Z');
  });

  test('months end where the month ends', () => {
    expect(addMonths(d('2024-01-31'), 1)).toBe('2024-02-29');
    expect(addMonths(d('2023-01-31'), 1)).toBe('2023-02-28');
    expect(addMonths(d('2021-08-31'), 6)).toBe('2022-02-28');
    expect(addMonths(d('2024-12-15'), 1)).toBe('2025-01-15');
    expect(addMonths(d('2024-03-31'), -1)).toBe('2024-02-29');
  });

  test('age counts from the birthday on; 29 February waits for 1 March', () => {
    expect(ageOn(d('2007-08-01'), d('2025-07-31'))).toBe(17);
    expect(ageOn(d('2007-08-01'), d('2025-08-01'))).toBe(18);
    expect(ageOn(d('2008-02-29'), d('2026-02-28'))).toBe(17);
    expect(ageOn(d('2008-02-29'), d('2026-03-01'))).toBe(18);
  });

  test('weekday', () => {
    expect(weekdayOf(d('2024-10-30'))).toBe(3);
  });

  test('property: addDays and daysBetween undo each other, and a day holds exactly its own instants', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -5000, max: 5000 }), (day, n) => {
        expect(daysBetween(day, addDays(day, n))).toBe(n);
        const start = startOfDay(day);
        expect(dayOf(start)).toBe(day);
        expect(dayOf(new Date(start.getTime() - 1))).toBe(addDays(day, -1));
      }),
    );
  });

  test('property: adding months keeps order and never leaves the month', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 600 }), (day: Day, n) => {
        const later = addMonths(day, n);
        expect(isDay(later)).toBe(true);
        expect(later <= addMonths(addDays(day, 1), n)).toBe(true);
        const months = (x: Day) => Number(x.slice(0, 4)) * 12 + Number(x.slice(5, 7));
        expect(months(later) - months(day)).toBe(n);
      }),
    );
  });
});
