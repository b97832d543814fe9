// The settlement function against vectors worked out a second way (test/vectors/medical), hand-checked anchors and properties.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Day } from '../../../base/day.ts';
import { SeededRandom } from '../../../base/random.ts';
import { computeSettlement, type Settlement, type SettlementCase } from './compute-settlement.ts';
import { type Counters, moved, undo } from './counters.ts';
import { PolicyGap } from './items.ts';
import { type FilingState, filings, type PolicySet, requirePolicySet } from './policy-set.ts';
import { findPolicySet, listPolicySets } from './policy-sets.ts';
import { sum } from './share.ts';
import { type CatalogueEntry, splitFee } from './split-fee.ts';

interface Vector {
  name: string;
  region: string;
  given: {
    insurance: string;
    group: SettlementCase['person']['group'];
    age: number;
    level: 1 | 2 | 3;
    community: boolean;
    network: SettlementCase['person']['network'];
    months: number;
    medType: string;
    mark?: string;
    filing: FilingState;
    year: number;
    counters: Record<string, number>;
    scope: number;
    own: number;
    use: '0' | '1' | '2';
    ownBalance: number;
    familyBalance: number;
  };
  expect: Record<'deductible' | 'basic' | 'beyond' | 'person' | 'account' | 'family' | 'cash', number>;
}

const vectorsOf = (region: string): Vector[] =>
  JSON.parse(
    readFileSync(resolve(import.meta.dirname, `../../../../test/vectors/medical/${region}.json`), 'utf8'),
  ) as Vector[];

const line = (inScopeFen: bigint, fullSelfFen = 0n, mark?: string) => ({
  split: { inScopeFen, fullSelfFen, overLimitFen: 0n, firstSelfFen: 0n, rule: 'in-scope' as const },
  ...(mark ? { mark } : {}),
});

function caseOf({ region, given }: Vector): SettlementCase {
  const { group, age, level, community, network, months } = given;
  const set = findPolicySet(region, given.insurance, `${given.year}-11-01` as Day)!;
  return {
    ...{ set, medType: given.medType, filing: given.filing, year: given.year },
    lines: [line(BigInt(given.scope), BigInt(given.own), given.mark)],
    person: { group, age, level, community, network, monthsInsured: months },
    counters: new Map(Object.entries(given.counters).map(([name, amount]) => [name, BigInt(amount)])),
    account: { use: given.use, ownFen: BigInt(given.ownBalance), familyFen: BigInt(given.familyBalance) },
  };
}

/** Every fen in exactly one share, and the identities of the national interface. */
function expectWhole(done: Settlement): void {
  expect(done.fullSelfFen + done.overLimitFen + done.firstSelfFen + done.inScopeFen).toBe(done.totalFen);
  expect(sum(Object.values(done.funds))).toBe(done.fundFen);
  expect(done.fundFen + done.personFen).toBe(done.totalFen);
  expect(done.accountFen + done.cashFen).toBe(done.personFen);
  expect(done.familyFen <= done.accountFen).toBe(true);
  const amounts = [done.personFen, done.accountFen, done.familyFen, done.cashFen, done.deductibleFen];
  for (const amount of [...amounts, ...Object.values(done.funds)]) expect(amount >= 0n).toBe(true);
  const items = done.items.filter(({ kind }) => kind !== 'top-up');
  expect(sum(items.map(({ amountFen }) => amountFen))).toBe(done.totalFen);
  expect(sum(done.items.map(({ paidFen }) => paidFen))).toBe(done.fundFen);
  for (const { amountFen, paidFen } of items) expect(paidFen <= amountFen && amountFen > 0n).toBe(true);
}

describe.each(['beijing', 'shenzhen', 'fuzhou', 'zhengzhou'])('%s', (region) => {
  const vectors = vectorsOf(region);

  test('at least forty vectors', () => expect(vectors.length).toBeGreaterThanOrEqual(40));

  test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const done = computeSettlement(caseOf(vector));
    expect({
      deductible: Number(done.deductibleFen),
      basic: Number(done.funds.hifp_pay),
      beyond: Number(done.funds.hifob_pay),
      person: Number(done.personFen),
      account: Number(done.accountFen),
      family: Number(done.familyFen),
      cash: Number(done.cashFen),
    }).toEqual(vector.expect);
    expectWhole(done);
  });
});

describe('hand-checked anchors', () => {
  const settle = (region: string, over: Partial<SettlementCase>, person: Partial<SettlementCase['person']> = {}) =>
    computeSettlement({
      set: findPolicySet(region, '310', '2024-11-01' as Day)!,
      medType: '11',
      lines: [],
      person: {
        ...{ group: 'in-service', age: 40, level: 3, community: false, network: 'open', monthsInsured: 60 },
        ...person,
      },
      filing: 'home',
      year: 2024,
      counters: new Map(),
      account: { use: '0', ownFen: 0n, familyFen: 0n },
      ...over,
    });

  test('Beijing, the published worked check: 3,000 yuan give 1,800 + 840 + 360', () => {
    const done = settle('beijing', { lines: [line(300_000n)] });
    expect(done.deductibleFen).toBe(180_000n);
    expect(done.funds.hifp_pay).toBe(84_000n); // (3,000 − 1,800) × 70 %
    expect(done.personFen).toBe(216_000n);
  });

  test('Beijing inpatient, retired, level 3, 50,000 yuan: 28,700 × 91 % + 10,000 × 94 % + 10,000 × 97 %', () => {
    const done = settle('beijing', { medType: '21', lines: [line(5_000_000n)] }, { group: 'retired', age: 66 });
    expect(done.funds.hifp_pay).toBe(2_611_700n + 940_000n + 970_000n);
  });

  test('Shenzhen 2024: 6 % of 164,754 yuan are 9,885.24', () => {
    const done = settle('shenzhen', { lines: [line(100_000_000n)] }, { level: 1 });
    expect(done.fundFen).toBe(988_524n);
  });

  test('Zhengzhou, level 2: 40 yuan a visit, then 60 %', () => {
    expect(settle('zhengzhou', { lines: [line(14_000n)] }, { level: 2 }).fundFen).toBe(6_000n);
  });

  test('Fuzhou, level 2: 600 yuan a year, then 83 %', () => {
    expect(settle('fuzhou', { lines: [line(160_000n)] }, { level: 2 }).fundFen).toBe(83_000n);
  });

  test('what a region has not published is a gap, never a guess', () => {
    expect(() => settle('fuzhou', { lines: [line(100n)] }, { level: 3 })).toThrow(PolicyGap);
    expect(() => settle('fuzhou', { medType: '21', lines: [line(100n)] }, { level: 2 })).toThrow(PolicyGap);
  });

  test('MED-07 where the insured region wants filing, treatment elsewhere without it is not settled', () => {
    const unfiled = { lines: [line(160_000n)], filing: 'unfiled' as const };
    expect(() => settle('fuzhou', unfiled, { level: 2 })).toThrow(/not-filed/);
    expect(settle('fuzhou', { ...unfiled, filing: 'referral' }, { level: 2 }).fundFen).toBe(73_000n);
  });
});

describe('splitting a fee line', () => {
  const drug: CatalogueEntry = { grade: '02', firstSelfPay: 1000n, priceCap: 12_000_000n, limited: false };
  const three = { amountFen: 4_500n, count: 30_000n, price: 15_000_000n, approval: '0' as const };

  test('class B above its price cap: 3 × (15 − 12) over, 10 % of 36 first, the rest in scope', () => {
    expect(splitFee(three, drug)).toMatchObject({ overLimitFen: 900n, firstSelfFen: 360n, inScopeFen: 3_240n });
  });
  test('one fen to either side of the cap', () => {
    const at = (price: bigint, amountFen: bigint) => splitFee({ ...three, price, amountFen }, drug).overLimitFen;
    expect([at(11_990_000n, 3_597n), at(12_000_000n, 3_600n), at(12_010_000n, 3_603n)]).toEqual([0n, 0n, 3n]);
  });
  test('class C, outside the catalogue, refused and not approved are wholly own', () => {
    const own = { fullSelfFen: 4_500n, overLimitFen: 0n, firstSelfFen: 0n, inScopeFen: 0n };
    expect(splitFee(three, undefined)).toMatchObject({ ...own, rule: 'not-in-catalogue' });
    expect(splitFee(three, { ...drug, grade: '03' })).toMatchObject({ ...own, rule: 'grade-c' });
    expect(splitFee({ ...three, approval: '2' }, drug)).toMatchObject({ ...own, rule: 'not-approved' });
    expect(splitFee(three, { ...drug, limited: true })).toMatchObject({ ...own, rule: 'not-approved' });
    expect(splitFee({ ...three, approval: '1' }, { ...drug, limited: true })).toMatchObject({ inScopeFen: 3_240n });
  });
});

describe('properties', () => {
  const random = new SeededRandom(20240601);
  const sets = listPolicySets();
  const groupsOf = (set: PolicySet) =>
    set.insurance === '310' ? (['in-service', 'retired'] as const) : (['minor', 'adult-resident'] as const);

  function sampleCase(): SettlementCase {
    const set = random.pick(sets);
    const scheme = random.pick(set.schemes);
    const level = set.region === 'fuzhou' ? (set.insurance === '310' ? 2 : 3) : random.pick([1, 2, 3] as const);
    const counters = new Map<string, bigint>();
    const big = () => BigInt(random.below(random.pick([10, 5_000, 200_000, 5_000_000])));
    const deductible = big();
    for (const { counter, caps } of set.schemes) {
      counters.set(`scope:${counter}`, deductible + big());
      counters.set(`dedc:${counter}`, deductible);
      counters.set(`count:${counter}`, BigInt(random.below(3)));
      for (const { id } of caps) counters.set(`cap:${id}`, big());
    }
    const marks = set.schemes.flatMap(({ mark }) => mark ?? []);
    return {
      ...{ set, medType: scheme.medTypes[0] === '2' ? '21' : scheme.medTypes[0] === '1' ? '11' : scheme.medTypes[0]! },
      lines: Array.from({ length: 1 + random.below(6) }, () =>
        line(
          big(),
          BigInt(random.below(1000)),
          random.below(3) === 0 ? random.pick([...marks, 'unheard-of']) : undefined,
        ),
      ),
      person: {
        ...{ group: random.pick(groupsOf(set)), age: random.below(95), level, community: random.below(4) === 0 },
        ...{ network: random.pick(['open', 'outside', 'referred'] as const), monthsInsured: random.below(50) },
      },
      filing: random.pick(filings.filter((f) => f === 'home' || set.elsewhere.less[f] !== null)),
      ...{ year: 2024, counters },
      account: { use: random.pick(['0', '1', '2'] as const), ownFen: big(), familyFen: big() },
    };
  }

  test('conservation: every fen in exactly one share, 3,000 cases', () => {
    for (let i = 0; i < 3000; i += 1) expectWhole(computeSettlement(sampleCase()));
  });

  test('the order of lines changes nothing', () => {
    for (let i = 0; i < 500; i += 1) {
      const given = sampleCase();
      const shuffled = given.lines.toSorted(() => random.fraction() - 0.5);
      expect(computeSettlement({ ...given, lines: shuffled })).toEqual(computeSettlement(given));
    }
  });

  test('one fen more in scope never costs anybody more than that fen, and pays nobody less', () => {
    for (let i = 0; i < 1500; i += 1) {
      const given = sampleCase();
      const more = { ...given, lines: [...given.lines, line(1n)] };
      const [before, after] = [computeSettlement(given), computeSettlement(more)];
      expect(after.fundFen - before.fundFen).toBeGreaterThanOrEqual(0n);
      expect(after.personFen - before.personFen).toBeGreaterThanOrEqual(0n);
    }
  });

  test('taking a settlement back undoes the counters exactly', () => {
    for (let i = 0; i < 500; i += 1) {
      const given = sampleCase();
      const clean: Counters = new Map([...given.counters].filter(([, amount]) => amount !== 0n));
      const { moves } = computeSettlement(given);
      expect(moved(moved(clean, moves), undo(moves))).toEqual(clean);
    }
  });

  test('two visits in a year pay what one visit of both would, where only the year counts (up to rounding)', () => {
    const set = findPolicySet('beijing', '310', '2024-11-01' as Day)!;
    for (let i = 0; i < 300; i += 1) {
      const [a, b] = [BigInt(random.below(3_000_000)), BigInt(random.below(3_000_000))];
      const given = { ...sampleCase(), set, medType: '11', filing: 'home' as const, counters: new Map() };
      given.person.level satisfies number;
      const visit = (amount: bigint, counters: Counters) =>
        computeSettlement({ ...given, counters, lines: [line(amount)] });
      const first = visit(a, new Map());
      const second = visit(b, moved(new Map(), first.moves));
      const both = visit(a + b, new Map());
      const difference = first.fundFen + second.fundFen - both.fundFen;
      expect(difference >= -1n && difference <= 1n).toBe(true);
      expect(first.deductibleFen + second.deductibleFen).toBe(both.deductibleFen);
    }
  });

  test('reversal across the year end: the old year goes back, the new year stays', () => {
    const set = findPolicySet('beijing', '310', '2024-11-01' as Day)!;
    const given = { ...sampleCase(), set, medType: '21', filing: 'home' as const, lines: [line(2_000_000n)] };
    const years = new Map<number, Counters>([
      [2024, new Map()],
      [2025, new Map()],
    ]);
    const settle = (year: number) => {
      const done = computeSettlement({ ...given, year, counters: years.get(year)! });
      years.set(year, moved(years.get(year)!, done.moves));
      return done;
    };
    const december = settle(2024);
    const january = settle(2025);
    // A new year, a new first admission.
    expect(january.deductibleFen).toBe(130_000n);
    years.set(2024, moved(years.get(2024)!, undo(december.moves)));
    expect(years.get(2024)).toEqual(new Map());
    expect(years.get(2025)).toEqual(moved(new Map(), january.moves));
    expect(settle(2025).deductibleFen).toBe(65_000n);
  });

  test('serious-illness insurance pays by bands on the own share above its threshold, once, up to its cap', () => {
    const resident = listPolicySets().find(({ id }) => id === 'fuzhou-resident')!;
    const band = (aboveFen: string, rate: number) => ({ aboveFen, rates: [{ rate }], cite: 'fz-rates' });
    const topUp = {
      ...{ id: 'illness', title: { zh: '大病', en: 'illness' }, fund: 'hifmi_pay', counters: ['inpatient'] },
      ...{
        thresholdFen: '1000000',
        bands: [band('0', 6000), band('1000000', 7000)],
        capFen: '800000',
        cite: 'fz-rates',
      },
    };
    const set = requirePolicySet({ ...resident, topUps: [topUp] });
    const settle = (scope: bigint, counters: Counters = new Map()) =>
      computeSettlement({
        ...{ set, medType: '21', lines: [line(scope)], filing: 'home', year: 2024, counters },
        person: { group: 'adult-resident', age: 50, level: 3, community: false, network: 'open', monthsInsured: 9 },
        account: { use: '0', ownFen: 0n, familyFen: 0n },
      });
    // 80,000 yuan: basic (80,000 − 800) × 60 % = 47,520; own 32,480; above 10,000: 10,000 × 60 % + 12,480 × 70 % = 14,736, capped 8,000.
    const big = settle(8_000_000n);
    expect([big.funds.hifp_pay, big.funds.hifmi_pay]).toEqual([4_752_000n, 800_000n]);
    // 30,000: own 12,320 (800 + 29,200 × 40 % = 12,480): 2,480 × 60 % = 1,488.
    const small = settle(3_000_000n);
    expect(small.funds.hifmi_pay).toBe(148_800n);
    expectWhole(small);
    const next = settle(3_000_000n, moved(new Map(), small.moves));
    // The whole own share of 12,480 lies above the threshold now: 7,520 × 60 % + 4,960 × 70 % = 7,984, of which 6,512 are left.
    expect(next.funds.hifmi_pay).toBe(651_200n);
  });
});

describe('policy sets', () => {
  test('every set says where it comes from and how sure that is', () => {
    expect(listPolicySets().map(({ id }) => id)).toHaveLength(5);
    for (const { sources } of listPolicySets()) for (const { verified } of sources) expect(verified).toBe(false);
  });
  test('a set is in force from its first to its last day', () => {
    expect(findPolicySet('shenzhen', '310', '2023-09-30' as Day)).toBeUndefined();
    expect(findPolicySet('shenzhen', '310', '2023-10-01' as Day)?.region).toBe('shenzhen');
  });
  test('a wrong set never loads', () => {
    const [set] = structuredClone(listPolicySets()) as PolicySet[];
    expect(() => requirePolicySet({ ...set, elsewhere: { ...set!.elsewhere, cite: 'nowhere' } })).toThrow(/no source/);
    expect(() => requirePolicySet({ ...set, schemes: [] })).toThrow();
    expect(() => requirePolicySet({ ...set, surprise: 1 })).toThrow();
  });
});
