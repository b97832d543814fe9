// A calendar day in Asia/Shanghai, and the arithmetic on it; never a moment in time.

/** 'YYYY-MM-DD', Beijing time. Days compare as text. */
export type Day = string & { readonly __day: true };

// China keeps one clock and has had no summer time since 1991, before anything this programme records as an instant.
const beijing = 8 * 3600_000;
const dayLength = 24 * 3600_000;

/** Whether a text is a real day of the calendar, years 1800 to 2999 (2023-02-29 is not). */
export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string' || !/^(1[89]|2\d)\d\d-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The day a text names. Throws RangeError for anything but a real 'YYYY-MM-DD'. */
export function parseDay(text: string): Day {
  if (!isDay(text)) throw new RangeError(`not a day: ${JSON.stringify(text)}`);
  return text;
}

let lastNumber = Number.NaN;
let lastDay: Day;

/** The Beijing day an instant falls on. Asked thousands of times a second for the same day, so the last one is remembered. */
export function dayOf(instant: Date): Day {
  const number = Math.floor((instant.getTime() + beijing) / dayLength);
  if (number !== lastNumber) {
    lastDay = fromUtc(number * dayLength);
    lastNumber = number;
  }
  return lastDay;
}

/** The instant a day begins: midnight in Beijing. */
export function startOfDay(day: Day): Date {
  return new Date(utc(day) - beijing);
}

/** The day `count` days later (earlier when negative). */
export function addDays(day: Day, count: number): Day {
  return fromUtc(utc(day) + count * dayLength);
}

/** The same date `count` months later; where that month is too short, its last day (01-31 + 1 month = 02-28). */
export function addMonths(day: Day, count: number): Day {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7)) - 1 + count;
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return fromUtc(Date.UTC(year, month, Math.min(Number(day.slice(8)), lastOfMonth)));
}

/** How many days `to` lies after `from`; negative when before. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((utc(to) - utc(from)) / dayLength);
}

/**
 * Age in full years on a day; the birthday itself already counts. Born on 29 February, one is a year older on
 * 1 March of a common year: until that day has come the year is not full.
 */
export function ageOn(born: Day, day: Day): number {
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4));
  return day.slice(5) < born.slice(5) ? years - 1 : years;
}

/** 0 = Sunday ... 6 = Saturday. */
export function weekdayOf(day: Day): number {
  return new Date(utc(day)).getUTCDay();
}

function utc(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function fromUtc(time: number): Day {
  return new Date(time).toISOString().slice(0, 10) as Day;
}
