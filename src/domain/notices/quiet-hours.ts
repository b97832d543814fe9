// When a message may go out: nobody is woken at night, nobody gets more than a few a day.

/** `code`: a login or action code somebody is waiting for; it goes at once and is not counted. Everything else is `notice`. */
export type Pressing = 'code' | 'notice';

export interface SendingRules {
  /** Quiet from this hour (0-23) until that hour, Asia/Shanghai; equal hours mean no quiet time. */
  quietFrom: number;
  quietUntil: number;
  /** Notices one person may get in one day, Asia/Shanghai; at least 1. */
  dailyCap: number;
}

export const usualSendingRules: SendingRules = { quietFrom: 22, quietUntil: 8, dailyCap: 3 };

const hour = 3_600_000;
const day = 24 * hour;
// China has had one zone without summer time since 1992; a fixed offset is exact for every instant this system sees.
const shanghai = 8 * hour;

const dayNumber = (instant: number): number => Math.floor((instant + shanghai) / day);
const startOfDay = (number: number): number => number * day - shanghai;

/** True if `now` falls into the quiet hours; the first quiet instant is quietFrom:00:00.000, the first free one quietUntil:00. */
export function isQuiet(now: Date, rules: SendingRules = usualSendingRules): boolean {
  const { quietFrom, quietUntil } = rules;
  const at = (now.getTime() - startOfDay(dayNumber(now.getTime()))) / hour;
  return quietFrom <= quietUntil ? at >= quietFrom && at < quietUntil : at >= quietFrom || at < quietUntil;
}

/** `at`, or the beginning of the quiet hours where that comes before it; `now` is not quiet. */
export function quietBegins(at: Date, now: Date, { quietFrom, quietUntil }: SendingRules): Date {
  if (quietFrom === quietUntil) return at;
  const today = startOfDay(dayNumber(now.getTime())) + quietFrom * hour;
  const begins = today > now.getTime() ? today : today + day;
  return begins < at.getTime() ? new Date(begins) : at;
}

/**
 * The first instant at or after `now` at which this person may be sent one more message.
 * `taken` are the instants of the notices already sent to or planned for the person, in any order (codes left out).
 */
export function nextAllowedInstant(
  now: Date,
  pressing: Pressing,
  taken: readonly Date[],
  rules: SendingRules = usualSendingRules,
): Date {
  const { quietFrom, quietUntil, dailyCap } = rules;
  for (const [name, value] of Object.entries({ quietFrom, quietUntil })) {
    if (!Number.isInteger(value) || value < 0 || value > 23) throw new RangeError(`${name}: 0-23`);
  }
  if (!Number.isInteger(dailyCap) || dailyCap < 1) throw new RangeError('dailyCap: >= 1');
  if (Number.isNaN(now.getTime())) throw new RangeError('now: invalid instant');
  if (pressing === 'code') return now;

  const perDay = new Map<number, number>();
  for (const instant of taken) {
    const number = dayNumber(instant.getTime());
    perDay.set(number, (perDay.get(number) ?? 0) + 1);
  }
  let at = now.getTime();
  // Ends: every full day in `taken` is passed at most once, and quiet time never covers a whole day.
  for (;;) {
    const today = dayNumber(at);
    if ((perDay.get(today) ?? 0) >= dailyCap) {
      at = startOfDay(today + 1);
    } else if (isQuiet(new Date(at), rules)) {
      const end = startOfDay(today) + quietUntil * hour;
      at = end > at ? end : end + day;
    } else {
      return new Date(at);
    }
  }
}
