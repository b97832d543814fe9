// Tests of quiet hours and the daily cap.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isQuiet, nextAllowedInstant, usualSendingRules } from './quiet-hours.ts';

const at = (text: string): Date => new Date(`${text}+08:00`);

describe('quiet hours', () => {
  test('both sides of 22:00 and 08:00, Beijing time', () => {
    expect(isQuiet(at('2025-03-06T21:59:59.999'))).toBe(false);
    expect(isQuiet(at('2025-03-06T22:00:00'))).toBe(true);
    expect(isQuiet(at('2025-03-07T07:59:59.999'))).toBe(true);
    expect(isQuiet(at('2025-03-07T08:00:00'))).toBe(false);
    expect(isQuiet(at('2025-03-07T03:00:00'), { quietFrom: 0, quietUntil: 0, dailyCap: 1 })).toBe(false);
    expect(isQuiet(at('2025-03-07T13:00:00'), { quietFrom: 12, quietUntil: 14, dailyCap: 1 })).toBe(true);
  });

  test('a notice at night waits for the morning, also over the end of a year; a code does not wait', () => {
    expect(nextAllowedInstant(at('2025-12-31T22:30:00'), 'notice', [])).toEqual(at('2026-01-01T08:00:00'));
    expect(nextAllowedInstant(at('2026-01-01T01:00:00'), 'notice', [])).toEqual(at('2026-01-01T08:00:00'));
    expect(nextAllowedInstant(at('2025-12-31T22:30:00'), 'code', [])).toEqual(at('2025-12-31T22:30:00'));
  });

  test('the daily cap moves a notice to the next free day', () => {
    const taken = ['09:00', '10:00', '11:00'].map((time) => at(`2025-03-06T${time}:00`));
    const now = at('2025-03-06T12:00:00');
    expect(nextAllowedInstant(now, 'notice', taken.slice(1))).toEqual(now);
    expect(nextAllowedInstant(now, 'notice', taken)).toEqual(at('2025-03-07T08:00:00'));
    expect(nextAllowedInstant(now, 'code', taken)).toEqual(now);
    const tomorrow = ['09:00', '10:00', '11:00'].map((time) => at(`2025-03-07T${time}:00`));
    expect(nextAllowedInstant(now, 'notice', [...taken, ...tomorrow])).toEqual(at('2025-03-08T08:00:00'));
  });

  test('whatever is asked: never earlier, never quiet, never over the cap, and never later than needed by a minute', () => {
    const start = at('2025-03-01T00:00:00').getTime();
    const instant = fc.integer({ min: 0, max: 5 * 86_400_000 }).map((ms) => new Date(start + ms));
    const hourOf = fc.integer({ min: 0, max: 23 });
    fc.assert(
      fc.property(
        instant,
        fc.array(instant, { maxLength: 20 }),
        hourOf,
        hourOf,
        fc.integer({ min: 1, max: 4 }),
        (now, taken, quietFrom, quietUntil, dailyCap) => {
          const rules = { quietFrom, quietUntil, dailyCap };
          const dayOf = (d: Date) => new Date(d.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
          const free = (d: Date) => !isQuiet(d, rules) && taken.filter((t) => dayOf(t) === dayOf(d)).length < dailyCap;
          const answer = nextAllowedInstant(now, 'notice', taken, rules);
          expect(answer.getTime()).toBeGreaterThanOrEqual(now.getTime());
          expect(free(answer)).toBe(true);
          if (answer > now) expect(free(new Date(Math.max(now.getTime(), answer.getTime() - 60_000)))).toBe(false);
        },
      ),
    );
  });

  test('bad rules and instants are refused', () => {
    const now = at('2025-03-06T12:00:00');
    expect(() => nextAllowedInstant(now, 'notice', [], { ...usualSendingRules, dailyCap: 0 })).toThrow('dailyCap');
    expect(() => nextAllowedInstant(now, 'notice', [], { ...usualSendingRules, quietFrom: 24 })).toThrow('quietFrom');
    expect(() => nextAllowedInstant(new Date(Number.NaN), 'notice', [])).toThrow('now');
  });
});
