// Natural days and working days: two functions, because two notices of the same city promise in two units (TIM-01, TIM-03).

import holidays from '../../../policies/reference/holidays.json' with { type: 'json' };
import { addDays, type Day, weekdayOf } from '../../base/day.ts';

const years: Readonly<Record<string, { holidays: readonly string[]; makeUpWorkingDays: readonly string[] }>> =
  holidays.years;
const off = new Set(Object.values(years).flatMap((year) => year.holidays));
const makeUp = new Set(Object.values(years).flatMap((year) => year.makeUpWorkingDays));

/** How a bureau counts (open question 1): is the starting day excluded, and what if the last day is no working day? */
export interface DayCount {
  readonly startDayExcluded: boolean;
  readonly dueOnHoliday: 'stays' | 'next-working-day';
}

/** Thrown when a day lies in a year whose holidays are not in the maintained data; never guess plain weeks. */
export class CalendarGap extends RangeError {
  readonly year: string;
  constructor(year: string) {
    super(`${year} 年的法定节假日尚未录入，不能计算工作日 / the statutory holidays of ${year} are not in the calendar`);
    this.name = 'CalendarGap';
    this.year = year;
  }
}

/** The years the calendar knows, oldest first. */
export function calendarYears(): string[] {
  return Object.keys(years).sort();
}

/** Whether people work on that day: weekdays that are no statutory holiday, and make-up days. Throws CalendarGap. */
export function isWorkingDay(day: Day): boolean {
  const year = day.slice(0, 4);
  if (!years[year]) throw new CalendarGap(year);
  if (makeUp.has(day)) return true;
  const weekday = weekdayOf(day);
  return weekday !== 0 && weekday !== 6 && !off.has(day);
}

/** The last day of `count` natural days from `start`. Throws CalendarGap only where the count asks for working days. */
export function dueAfterNaturalDays(start: Day, count: number, how: DayCount): Day {
  const last = addDays(start, how.startDayExcluded ? count : Math.max(count - 1, 0));
  return how.dueOnHoliday === 'stays' ? last : workingDayFrom(last);
}

/** The last day of `count` working days from `start`; it is a working day by itself. Throws CalendarGap. */
export function dueAfterWorkingDays(start: Day, count: number, how: DayCount): Day {
  let day = workingDayFrom(how.startDayExcluded ? addDays(start, 1) : start);
  for (let counted = 1; counted < count; counted++) day = workingDayFrom(addDays(day, 1));
  return day;
}

/** That day, or the next one on which people work. Throws CalendarGap. */
export function workingDayFrom(day: Day): Day {
  let candidate = day;
  while (!isWorkingDay(candidate)) candidate = addDays(candidate, 1);
  return candidate;
}
