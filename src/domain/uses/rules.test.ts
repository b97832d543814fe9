import { describe, expect, test } from 'vitest';
import { type CardFunction, fields, functions, hasFunction, services } from './catalogue.ts';
import { cloneSignals, distanceKm, type Trace } from './clone-signals.ts';
import { gateStep, judgeOffline, type OfflineFacts, type OfflineUse } from './judge-offline.ts';
import type { Terminal } from './terminal.ts';
import { type Acceptance, termsOf } from './terms.ts';
import { transferIdOf } from './transfer-id.ts';

const all: Record<CardFunction, string> = {
  // Generation 1, 2, 3. The first was made for settlement alone (GEN-02); the last two came with the third.
  identity: 'nyy',
  record: 'nyy',
  query: 'nyy',
  benefits: 'nyy',
  medical: 'yyy',
  payment: 'nyy',
  'quick-pay': 'nny',
  contactless: 'nny',
};

test.each(Object.entries(all) as [CardFunction, string][])(
  'GEN-14 function %s is there for the generations %s',
  (wanted, expected) => {
    const there = ([1, 2, 3] as const).map((generation) => (hasFunction(generation, wanted) ? 'y' : 'n')).join('');
    expect(there).toBe(expected);
  },
);

test('the catalogue is whole: every function has a service, every service a field, and no tap before the third generation', () => {
  expect(Object.keys(all).sort()).toEqual(Object.keys(functions).sort());
  expect(new Set(services.map(({ code }) => code)).size).toBe(services.length);
  for (const { code, field, ways, offline, pin } of services) {
    expect(Object.keys(fields), code).toContain(field);
    for (const generation of ['1', '2'] as const) {
      expect(ways[generation] ?? [], code).not.toContain('contactless');
      expect(ways[generation] ?? [], code).not.toContain('qr');
    }
    // GEN-13: a stripe never opens a third-generation card, and never works without a line.
    expect(ways['3'] ?? [], code).not.toContain('stripe');
    for (const way of [...(offline?.ways ?? []), ...(pin ?? [])])
      expect(Object.values(ways).flat(), code).toContain(way);
  }
});

const terminal: Terminal = {
  ...{
    id: 1,
    institutionId: 'i-1',
    region: 'beijing',
    code: 't',
    name: 't',
    services: ['medical-settlement', 'park-entry'],
  },
  ...{ ways: ['stripe', 'contact', 'contactless', 'qr'], online: true, offline: true, longitude: null, latitude: null },
  ...{ payTo: null, state: 'open' },
};
const service = (code: string) => services.find((one) => one.code === code)!;
const acceptance = (over: Partial<Acceptance>): Acceptance => ({
  ...{ service: 'medical-settlement', region: 'beijing', institutionId: null, generations: null, ways: null },
  ...{ pinWays: null, staleHours: null, closed: false, ...over },
});

describe('terms', () => {
  test('GEN-15 a region or an institution accepts less, never more; other institutions are not touched', () => {
    const terms = (...rows: Acceptance[]) => termsOf(terminal, service('medical-settlement'), rows, []);
    expect(terms().generations).toMatchObject({ stripe: 0b0010, contact: 0b1110, contactless: 0b1000 });
    expect(terms(acceptance({ institutionId: 'i-1', ways: ['contact', 'contactless'] })).generations.stripe).toBe(0);
    expect(terms(acceptance({ institutionId: 'i-2', ways: ['contact'] })).generations.stripe).toBe(0b0010);
    expect(terms(acceptance({ generations: [3] })).generations).toMatchObject({ stripe: 0, contact: 0b1000 });
    const both = terms(acceptance({ generations: [2, 3] }), acceptance({ institutionId: 'i-1', generations: [1, 2] }));
    expect(both.generations.contact).toBe(0b0100);
    expect(terms(acceptance({ region: 'fuzhou', closed: true })).closed).toBe(false);
    expect(terms(acceptance({ closed: true })).closed).toBe(true);
    expect([...terms(acceptance({ pinWays: ['contact'] })).pinWays]).toEqual(['contact']);
  });

  test('GEN-12 a terminal takes what it can read, and what it was registered for', () => {
    const deaf = { ...terminal, ways: ['contact'] as const, services: ['park-entry'] };
    expect(termsOf(deaf, service('park-entry'), [], []).generations).toMatchObject({
      contact: 0b1100,
      contactless: 0,
      qr: 0,
    });
    expect(termsOf(deaf, service('medical-settlement'), [], []).closed).toBe(true);
    expect(termsOf({ ...deaf, offline: false }, service('park-entry'), [], []).offline).toBeNull();
    expect(termsOf(deaf, service('medical-settlement'), [], []).offline).toBeNull();
  });

  test('GOAL-13 an alliance opens its services to its regions, from its first to its last day', () => {
    const alliance = {
      ...{ code: 'jjj', name: '京津冀', regions: ['beijing', 'tianjin', 'hebei'] },
      services: ['park-entry'],
    };
    const terms = termsOf(
      terminal,
      service('park-entry'),
      [],
      [{ ...alliance, from: '2025-01-01', until: '2025-12-31' } as never],
    );
    expect(terms.regionsOn('2024-12-31' as never)).toBe('beijing');
    expect(terms.regionsOn('2025-01-01' as never)).toBe('beijing,tianjin,hebei');
    expect(terms.regionsOn('2025-12-31' as never)).toBe('beijing,tianjin,hebei');
    expect(terms.regionsOn('2026-01-01' as never)).toBe('beijing');
    expect(termsOf(terminal, service('medical-settlement'), [], []).regionsOn('2025-01-01' as never)).toBeNull();
  });

  test('open question 14: a block list may be 24 hours old unless the region, or better the institution, says otherwise', () => {
    const park = (...rows: Partial<Acceptance>[]) =>
      termsOf(
        terminal,
        service('park-entry'),
        rows.map((row) => acceptance({ service: 'park-entry', ...row })),
        [],
      ).offline?.staleHours;
    expect(park()).toBe(24);
    expect(park({ staleHours: 48 })).toBe(48);
    expect(park({ staleHours: 48 }, { institutionId: 'i-1', staleHours: 2 })).toBe(2);
    expect(park({ institutionId: 'i-1', staleHours: 2 }, { staleHours: 48 })).toBe(2);
  });
});

const now = new Date('2025-06-02T03:00:00Z');
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

describe('without a line', () => {
  const use: OfflineUse = { at: ago(2), way: 'contactless', generation: 3, listVersion: 7n };
  const facts: OfflineFacts = {
    ...{ now, terms: { staleHours: 24, ways: ['contactless'] }, closed: false, generations: 0b1000 },
    ...{ region: { accepted: 'beijing', ofCard: 'beijing' }, supersededAt: null, onList: false },
  };
  const reason = (over: Partial<OfflineUse>, found: Partial<OfflineFacts> = {}) =>
    judgeOffline({ ...use, ...over }, { ...facts, ...found });

  test('open question 14: a use is right while the list is not older than its limit, to the second', () => {
    expect(reason({})).toBeNull();
    expect(reason({}, { supersededAt: ago(26) })).toBeNull();
    expect(reason({}, { supersededAt: new Date(ago(26).getTime() - 1) })).toBe('list-too-old');
    // Made before the change it does not know of: no list could have been fresher.
    expect(reason({ at: ago(50) }, { supersededAt: ago(49) })).toBeNull();
    expect(reason({}, { terms: { staleHours: 0, ways: ['contactless'] }, supersededAt: ago(3) })).toBe('list-too-old');
  });

  test('every other rule has its reason', () => {
    expect(reason({ at: new Date(now.getTime() + 301_000) })).toBe('time-impossible');
    expect(reason({ at: ago(91 * 24) })).toBe('time-impossible');
    expect(reason({}, { terms: null })).toBe('offline-not-accepted');
    expect(reason({ way: 'contact' })).toBe('offline-not-accepted');
    expect(reason({}, { closed: true })).toBe('service-closed');
    expect(reason({ generation: 2 })).toBe('generation-not-accepted');
    expect(reason({}, { region: { accepted: 'beijing,hebei', ofCard: 'fuzhou' } })).toBe('region-not-accepted');
    expect(reason({}, { onList: true })).toBe('card-was-blocked');
  });

  test('SCN-09 the gate opens by the answer, by its rule when nobody answers, and else calls staff; it never just stays shut', () => {
    const rule = {
      terms: { staleHours: 24, ways: ['contactless' as const] },
      way: 'contactless' as const,
      onList: false,
      listAgeHours: 1,
    };
    const step = (answer: Parameters<typeof gateStep>[0], over: Partial<typeof rule> | { terms: null } = {}) =>
      gateStep(answer, { ...rule, ...over });
    expect(step({ allowed: true, insured: true })).toBe('open');
    expect(step({ allowed: true, insured: null })).toBe('open');
    expect(step({ allowed: true, insured: false })).toBe('call-staff');
    expect(step({ allowed: false, insured: null })).toBe('call-staff');
    expect(step('unreachable')).toBe('open');
    expect(step('unreachable', { listAgeHours: 24.1 })).toBe('call-staff');
    expect(step('unreachable', { onList: true })).toBe('call-staff');
    expect(step('unreachable', { terms: null })).toBe('call-staff');
  });
});

describe('SEC-10 clone signals', () => {
  const beijing = { longitude: 116.4, latitude: 39.9 };
  const fuzhou = { longitude: 119.3, latitude: 26.1 };
  const trace = (at: Date, place: object, counter: bigint | null = null): Trace => ({
    at,
    counter,
    longitude: null,
    latitude: null,
    ...place,
  });

  test('a journey faster than an airliner is flagged, both ways round, and a slower one is not', () => {
    expect(distanceKm(beijing, fuzhou)).toBeGreaterThan(1500);
    expect(distanceKm(beijing, fuzhou)).toBeLessThan(1600);
    const signals = (hours: number) => [
      cloneSignals(trace(now, fuzhou), trace(ago(hours), beijing)),
      cloneSignals(trace(ago(hours), beijing), trace(now, fuzhou)),
    ];
    expect(signals(1)).toEqual([['impossible-travel'], ['impossible-travel']]);
    expect(signals(3)).toEqual([[], []]);
    expect(cloneSignals(trace(now, {}), trace(ago(0), fuzhou))).toEqual([]);
    expect(cloneSignals(trace(now, beijing), trace(now, { longitude: 116.6, latitude: 39.95 }))).toEqual([]);
  });

  test('counters follow time: equal, or out of order, means two chips', () => {
    const signals = (one: bigint, other: bigint, hours: number) =>
      cloneSignals(trace(now, {}, one), trace(ago(hours), {}, other));
    expect(signals(5n, 4n, 1)).toEqual([]);
    expect(signals(4n, 5n, 1)).toEqual(['counter-mismatch']);
    expect(signals(5n, 5n, 1)).toEqual(['counter-mismatch']);
    expect(signals(4n, 5n, -1)).toEqual([]);
    // Two terminals' clocks cannot tell the order of a minute.
    expect(signals(4n, 5n, 0.01)).toEqual([]);
  });
});

test('the transfer of a use has an id of its own, and no two uses share one', () => {
  const ids = [
    transferIdOf(1, 1n),
    transferIdOf(1, 2n),
    transferIdOf(2, 1n),
    transferIdOf(2 ** 31 - 1, 10n ** 18n - 1n),
  ];
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-7573-8000-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});
