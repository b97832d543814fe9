// Guardians decide for their wards until they come of age; helpers never decide.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Day, parseDay } from '../../base/day.ts';
import {
  canActAsGuardian,
  canHelp,
  comesOfAgeOn,
  type GuardianLink,
  type HelperMandate,
  helperActs,
  holderActs,
  reconfirmAtHandOver,
  type Ward,
} from './guardianship.ts';

const day = parseDay;

const child: Ward = { id: 'child', born: day('2010-05-20'), capacity: 'full' };
const link: GuardianLink = {
  guardianId: 'mother',
  wardId: 'child',
  proof: { kind: 'household-register', seenOn: day('2024-01-02') },
  from: day('2010-05-20'),
  until: null,
};
const codeOf = (answer: { ok: true } | { ok: false; code: string }) => (answer.ok ? 'ok' : answer.code);
const asGuardian = (who: string, ward: Ward, links: GuardianLink[], on: Day) =>
  codeOf(canActAsGuardian(who, ward, links, on));

describe('guardians', () => {
  test('ELG-05 the proven guardian acts for the child, anybody else does not', () => {
    expect(asGuardian('mother', child, [link], day('2025-03-01'))).toBe('ok');
    expect(asGuardian('neighbour', child, [link], day('2025-03-01'))).toBe('not-the-guardian');
    expect(asGuardian('mother', { ...child, id: 'other' }, [link], day('2025-03-01'))).toBe('not-the-guardian');
    expect(asGuardian('child', child, [{ ...link, guardianId: 'child' }], day('2025-03-01'))).toBe('not-the-guardian');
  });

  test('no proof, or a proof seen only later, is none', () => {
    expect(asGuardian('mother', child, [{ ...link, proof: null }], day('2025-03-01'))).toBe('no-proof');
    expect(asGuardian('mother', child, [link], day('2024-01-01'))).toBe('no-proof');
    expect(asGuardian('mother', child, [link], day('2024-01-02'))).toBe('ok');
  });

  test('a link counts from its first day to its last', () => {
    const span = { ...link, from: day('2024-06-01'), until: day('2025-06-30') };
    expect(asGuardian('mother', child, [span], day('2024-05-31'))).toBe('guardianship-not-in-force');
    expect(asGuardian('mother', child, [span], day('2024-06-01'))).toBe('ok');
    expect(asGuardian('mother', child, [span], day('2025-06-30'))).toBe('ok');
    expect(asGuardian('mother', child, [span], day('2025-07-01'))).toBe('guardianship-not-in-force');
  });

  test('the last day is the day before the 18th birthday, except without full capacity', () => {
    expect(asGuardian('mother', child, [link], day('2028-05-19'))).toBe('ok');
    expect(asGuardian('mother', child, [link], day('2028-05-20'))).toBe('of-age');
    expect(asGuardian('mother', { ...child, capacity: 'limited' }, [link], day('2028-05-20'))).toBe('ok');
    expect(comesOfAgeOn(day('2008-02-29'))).toBe('2026-03-01');
  });

  test('hand-over is confirmed again by the holder who came of age, or by the present guardian', () => {
    expect(reconfirmAtHandOver('mother', child, [link], day('2028-05-19'))).toEqual({ needed: false });
    expect(reconfirmAtHandOver('mother', child, [link], day('2028-05-20'))).toEqual({
      needed: true,
      because: 'came-of-age',
      by: 'holder',
    });
    const ended = [
      { ...link, until: day('2025-01-01') },
      { ...link, guardianId: 'father' },
    ];
    expect(reconfirmAtHandOver('mother', child, ended, day('2025-03-01'))).toEqual({
      needed: true,
      because: 'guardian-changed',
      by: 'guardian',
    });
    expect(reconfirmAtHandOver('father', child, ended, day('2025-03-01'))).toEqual({ needed: false });
  });
});

describe('helpers', () => {
  const mandate: HelperMandate = {
    helperId: 'worker',
    holderId: 'elder',
    acts: ['fill-in'],
    from: day('2025-01-01'),
    until: day('2025-12-31'),
  };
  const asHelper = (act: Parameters<typeof canHelp>[2], on: Day, mandates = [mandate]) =>
    codeOf(canHelp('worker', 'elder', act, mandates, on));

  test('a helper does what the mandate names on the days it names', () => {
    expect(asHelper('fill-in', day('2025-01-01'))).toBe('ok');
    expect(asHelper('fill-in', day('2025-12-31'))).toBe('ok');
    expect(asHelper('fill-in', day('2026-01-01'))).toBe('mandate-not-in-force');
    expect(asHelper('take-photo', day('2025-06-01'))).toBe('not-in-mandate');
    expect(asHelper('fill-in', day('2025-06-01'), [{ ...mandate, holderId: 'other' }])).toBe('no-mandate');
  });

  test('a helper never decides, whatever the mandate says', () => {
    const everything = { ...mandate, acts: [...helperActs, ...holderActs] as never };
    fc.assert(
      fc.property(fc.constantFrom(...holderActs), (act) => {
        expect(asHelper(act, day('2025-06-01'), [everything])).toBe('helper-cannot-decide');
      }),
    );
  });
});
