// Proves the calendar against an independently kept package, and the two ways of counting days.
import chineseDays from 'chinese-days';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, daysBetween, parseDay } from '../../base/day.ts';
import { CalendarGap, calendarYears, dueAfterNaturalDays, dueAfterWorkingDays, isWorkingDay } from './calendar.ts';

const d = parseDay;
const usual = { startDayExcluded: true, dueOnHoliday: 'stays' } as const;

describe('calendar', () => {
  test('every day of 2024-2026 agrees with the kept package', () => {
    const wrong: string[] = [];
    for (let day = d('2024-01-01'); day <= '2026-12-31'; day = addDays(day, 1)) {
      if (isWorkingDay(day) !== chineseDays.isWorkday(day)) wrong.push(day);
    }
    expect(wrong).toEqual([]);
    expect(calendarYears()).toEqual(['2024', '2025', '2026']);
  });

  test('a year outside the data is refused, not guessed, also when a count runs into it', () => {
    expect(() => isWorkingDay(d('2023-12-29'))).toThrow(CalendarGap);
    expect(() => dueAfterWorkingDays(d('2026-12-25'), 15, usual)).toThrow(/2027/);
    expect(() => dueAfterNaturalDays(d('2026-12-25'), 30, { ...usual, dueOnHoliday: 'next-working-day' })).toThrow(
      /2027/,
    );
    expect(dueAfterNaturalDays(d('2026-12-25'), 30, usual)).toBe('2027-01-24');
  });

  test('Sunday 4 February 2024 is worked, Monday 12 February 2024 is not', () => {
    expect(isWorkingDay(d('2024-02-04'))).toBe(true);
    expect(isWorkingDay(d('2024-02-12'))).toBe(false);
  });

  test('the starting day counts or not, as the bureau says', () => {
    expect(dueAfterNaturalDays(d('2024-10-30'), 30, usual)).toBe('2024-11-29');
    expect(dueAfterNaturalDays(d('2024-10-30'), 30, { ...usual, startDayExcluded: false })).toBe('2024-11-28');
    expect(dueAfterWorkingDays(d('2024-10-30'), 4, usual)).toBe('2024-11-05');
    expect(dueAfterWorkingDays(d('2024-10-30'), 4, { ...usual, startDayExcluded: false })).toBe('2024-11-04');
  });

  test('a natural-day promise that ends on a holiday stays or moves, as the bureau says', () => {
    expect(dueAfterNaturalDays(d('2024-09-03'), 30, usual)).toBe('2024-10-03');
    expect(dueAfterNaturalDays(d('2024-09-03'), 30, { ...usual, dueOnHoliday: 'next-working-day' })).toBe('2024-10-08');
  });

  test('property: working-day due days are working days, grow with the count, and skip exactly the days off', () => {
    const start = fc.integer({ min: 0, max: 900 }).map((n) => addDays(d('2024-01-01'), n));
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 40 }), (from, count) => {
        const due = dueAfterWorkingDays(from, count, usual);
        expect(isWorkingDay(due)).toBe(true);
        let worked = 0;
        for (let day = addDays(from, 1); day <= due; day = addDays(day, 1)) if (isWorkingDay(day)) worked++;
        expect(worked).toBe(count);
        expect(daysBetween(due, dueAfterWorkingDays(from, count + 1, usual))).toBeGreaterThan(0);
        expect(dueAfterWorkingDays(addDays(from, 1), count, usual) >= due).toBe(true);
      }),
    );
  });
});
