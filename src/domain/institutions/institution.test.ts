import { describe, expect, test } from 'vitest';
import { roles } from '../../base/actor.ts';
import { parseDay } from '../../base/day.ts';
import { dutyOf, rolesApartFrom } from './duty.ts';
import {
  faultOf,
  firstStanding,
  hasPlate,
  institutionKinds,
  kinds,
  mayEmploy,
  mayStandUnder,
  type NewInstitution,
  standingMoves,
  standings,
} from './institution.ts';
import { throttledQuota } from './take-quota.ts';

const item = (more: Partial<NewInstitution>): NewInstitution => ({
  kind: 'employer',
  region: 'beijing',
  code: 'e-1',
  name: '示例单位',
  ...more,
});

describe('kinds of institutions', () => {
  test('GOV-06 card makers, IT providers, application developers and banks are kinds of their own with their own limits', () => {
    for (const kind of ['card-maker', 'it-provider', 'developer'] as const) expect(firstStanding(kind)).toBe('applied');
    expect(firstStanding('bank')).toBe('admitted');
    expect(mayEmploy('card-maker', 'card-maker')).toBe(true);
    expect(mayEmploy('card-maker', 'bank-teller')).toBe(false);
    expect(mayEmploy('developer', 'bureau-clerk')).toBe(false);
    expect(institutionKinds.filter((kind) => mayEmploy(kind, 'auditor'))).toEqual(['bureau']);
  });

  test('every role of staff has a kind that employs it, and no kind employs citizens or the system', () => {
    const staffRoles = roles.filter((role) => role !== 'citizen' && role !== 'system');
    for (const role of staffRoles)
      expect(
        institutionKinds.some((kind) => mayEmploy(kind, role)),
        role,
      ).toBe(true);
    for (const kind of institutionKinds) {
      expect(mayEmploy(kind, 'citizen') || mayEmploy(kind, 'system'), kind).toBe(false);
    }
  });

  test('parents are kinds, and nothing stands above itself', () => {
    for (const kind of institutionKinds) {
      for (const parent of kinds[kind].under) expect(institutionKinds).toContain(parent);
      const above = (lower: string): string[] =>
        kinds[lower as keyof typeof kinds].under.flatMap((one) => [one, ...above(one)]);
      expect(above(kind)).not.toContain(kind);
    }
    expect(mayStandUnder('outlet', 'bank')).toBe(true);
    expect(mayStandUnder('bank', 'outlet')).toBe(false);
  });

  test('what ended stays ended; everything else can end', () => {
    expect(standingMoves.ended).toEqual([]);
    for (const from of standings.filter((one) => one !== 'ended')) expect(standingMoves[from]).toContain('ended');
  });

  test('faults of one item by itself', () => {
    expect(faultOf(item({}))).toBeUndefined();
    expect(faultOf(item({ kind: 'outlet' }))).toBe('bank-code-missing');
    expect(faultOf(item({ kind: 'bank', bankCode: 'icbc' }))).toBeUndefined();
    expect(faultOf(item({ bankCode: 'icbc' }))).toBe('bank-code-not-for-kind');
    expect(faultOf(item({ instantSince: parseDay('2025-01-01') }))).toBe('plate-not-for-kind');
    expect(faultOf(item({ latitude: 39.9 }))).toBe('place-incomplete');
    expect(faultOf(item({ latitude: 39.9, longitude: null }))).toBe('place-incomplete');
    expect(faultOf(item({ latitude: 39.9, longitude: 116.4 }))).toBeUndefined();
  });

  test('the plate hangs from its day on', () => {
    const outlet = { instantSince: parseDay('2025-05-01') };
    expect(hasPlate(outlet, parseDay('2025-04-30'))).toBe(false);
    expect(hasPlate(outlet, parseDay('2025-05-01'))).toBe(true);
    expect(hasPlate({ instantSince: null }, parseDay('2025-05-01'))).toBe(false);
  });
});

test('four duties stay apart; people outside the bureau have none', () => {
  expect(rolesApartFrom('auditor')).toEqual([
    'system-administrator',
    'security-administrator',
    'bureau-clerk',
    'policy-officer',
    'card-authority',
    'benefit-officer',
    'benefit-approver',
    'publicity-officer',
    'key-custodian',
  ]);
  expect(rolesApartFrom('policy-officer')).toEqual([
    'system-administrator',
    'security-administrator',
    'auditor',
    'key-custodian',
  ]);
  expect(rolesApartFrom('bank-teller')).toEqual([]);
  for (const role of roles) {
    for (const other of rolesApartFrom(role)) {
      expect(dutyOf(other)).not.toBe(dutyOf(role));
      expect(rolesApartFrom(other)).toContain(role);
    }
  }
});

test('a throttle lowers a quota, never below nothing, and closes what has none only at zero', () => {
  expect(throttledQuota(100, 100)).toBe(100);
  expect(throttledQuota(101, 30)).toBe(30);
  expect(throttledQuota(1, 30)).toBe(0);
  expect(throttledQuota(null, 30)).toBeNull();
  expect(throttledQuota(null, 0)).toBe(0);
});
