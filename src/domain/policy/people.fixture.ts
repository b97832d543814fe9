// Synthetic people for the tests of policy: one of each group, and a generator of arbitrary ones.
import fc from 'fast-check';
import { addDays, type Day, parseDay } from '../../base/day.ts';
import type { Insurance, Organiser, PersonFacts } from './index.ts';
import { shippedPacks } from './index.ts';

export const d = parseDay;
export const beijing = shippedPacks.beijing!;
export const fuzhou = shippedPacks.fuzhou!;
export const hengshui = shippedPacks.hengshui!;
export const beihai = shippedPacks['guangxi-beihai']!;
export const guilin = shippedPacks.guilin!;
export const allPacks = Object.values(shippedPacks);
export const districts = beijing.districts.map(({ code }) => code);

/** The days a bureau might set for Beijing's month-precise batches. */
export const openings = {
  'batch-2': d('2025-02-10'),
  'batch-3': d('2025-05-06'),
  'batch-4': d('2025-08-01'),
  'batch-5': d('2025-10-09'),
};

const base = {
  born: d('1985-03-05'),
  documentKind: 'resident-id',
  nationality: 'CN',
  currentCard: { generation: 2, bank: 'icbc', region: 'beijing' },
} as const;

export function unit(district: string, more: Partial<Organiser> = {}): Organiser {
  return { kind: 'unit', id: 'unit-1', district, banks: ['icbc', 'cmb'], started: true, ...more };
}

export function staff(district: string, more: Partial<PersonFacts> = {}): PersonFacts {
  const insurances: Insurance[] = [{ region: 'beijing', district, kind: 'employee', since: d('2018-01-01') }];
  return { ...base, insurances, organiser: unit(district), ...more };
}

export function insuredAs(kind: Insurance['kind'], more: Partial<PersonFacts> = {}, region = 'beijing'): PersonFacts {
  return { ...base, insurances: [{ region, district: 'chaoyang', kind, since: d('2018-01-01') }], ...more };
}

export const minor = insuredAs('resident', { born: d('2014-06-01') });
export const retiree = insuredAs('retired', { born: d('1955-01-01'), pensionBank: 'bob' });
export const student = insuredAs('resident', {
  born: d('2004-01-01'),
  student: { schoolId: 's', schoolOrganised: true },
});
export const citizenOf = (region: string, more: Partial<PersonFacts> = {}): PersonFacts => ({
  ...base,
  residesIn: region,
  insurances: [],
  currentCard: { generation: 2, bank: 'ccb', region },
  ...more,
});

export function without<K extends keyof PersonFacts>(person: PersonFacts, key: K): PersonFacts {
  const { [key]: _, ...rest } = person;
  return rest as PersonFacts;
}

export const anyDay: fc.Arbitrary<Day> = fc.integer({ min: 0, max: 2600 }).map((n) => addDays(d('2021-01-01'), n));
const region = fc.constantFrom('beijing', 'fuzhou', 'hengshui', 'guangxi', 'guangxi-beihai', 'guilin', 'tianjin');
const bank = fc.constantFrom('icbc', 'bob', 'haixia', 'ccb', 'nowhere-bank', '');
const day = fc.integer({ min: 0, max: 40_000 }).map((n) => addDays(d('1920-01-01'), n));
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const requiredKeys = { requiredKeys: ['born', 'documentKind', 'nationality', 'insurances'] as const };

export const anyOrganiser: fc.Arbitrary<Organiser> = fc.record({
  kind: fc.constantFrom('unit', 'school', 'community'),
  id: fc.string(),
  district: fc.constantFrom(...districts, 'atlantis', '__proto__'),
  banks: fc.array(bank, { maxLength: 6 }),
  started: fc.boolean(),
});

/** Anything the shape allows, sensible or not. */
export const anyPerson = fc.record(
  {
    born: day,
    documentKind: fc.constantFrom('resident-id', 'household-register', 'hmt-permit', 'passport', 'foreign-permanent'),
    nationality: fc.constantFrom('CN', 'HKG', 'US', 'FRA', ''),
    residesIn: region,
    employedIn: region,
    insurances: fc.array(
      fc
        .record({
          region,
          district: optional(fc.constantFrom(...districts, 'atlantis', 'constructor')),
          kind: fc.constantFrom('employee', 'flexible', 'resident', 'retired'),
          since: day,
          until: optional(day),
        })
        .map((one) => JSON.parse(JSON.stringify(one)) as Insurance),
      { maxLength: 4 },
    ),
    student: fc.record({ schoolId: fc.string(), schoolOrganised: fc.boolean() }),
    pensionBank: bank,
    currentCard: fc.record({ generation: fc.constantFrom(1, 2, 3), bank, region }),
    organiser: anyOrganiser,
  },
  requiredKeys as never,
) as fc.Arbitrary<PersonFacts>;
