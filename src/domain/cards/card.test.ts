import { describe, expect, test } from 'vitest';
import type { Day } from '../../base/day.ts';
import { canEnable } from './can-enable.ts';
import {
  type Card,
  canMove,
  financialMoves,
  financialStates,
  isGood,
  isUsable,
  socialMoves,
  socialStates,
} from './card.ts';
import { cardProducts } from './product.ts';

const card = (over: Partial<Card> = {}): Card => ({
  id: '018f0000-0000-7000-8000-000000000001',
  holderId: '018f0000-0000-7000-8000-0000000000aa',
  region: 'beijing',
  issuingAuthority: '北京市人力资源和社会保障局',
  bankCode: 'icbc',
  generation: 3,
  cardNumber: 'X00000019',
  cardIdentifier: null,
  bankCardLast4: null,
  socialState: 'collected',
  financialState: 'none',
  socialPinFailures: 0,
  financialPinFailures: 0,
  orderId: null,
  replacesCardId: null,
  replacedByCardId: null,
  batchProxy: false,
  collectBy: null,
  plannedAt: new Date('2025-01-01T00:00:00Z'),
  madeAt: null,
  collectedAt: null,
  enabledAt: null,
  expiresOn: null,
  ...over,
});
const day = (text: string) => text as Day;
const now = { today: day('2025-03-03'), deceased: false, alsoNeeds: [] as const };

describe('two sides', () => {
  test('every state is reachable, ended states lead nowhere', () => {
    const reach = (moves: Readonly<Record<string, readonly string[]>>, from: string[]): Set<string> => {
      const seen = new Set(from);
      for (const state of seen) for (const next of moves[state]!) seen.add(next);
      return seen;
    };
    expect([...reach(socialMoves, ['planned'])].sort()).toEqual([...socialStates].sort());
    expect([...reach(financialMoves, ['none'])].sort()).toEqual([...financialStates].sort());
    for (const end of ['invalid', 'destroyed', 'scrapped'] as const) expect(socialMoves[end]).toEqual([]);
    expect(financialMoves.closed).toEqual([]);
  });

  test('a sleeping card can only be cancelled, and only a cancelled one destroyed', () => {
    expect(canMove('social', 'made', 'sleeping')).toBe(true);
    expect(canMove('social', 'collected', 'sleeping')).toBe(false);
    expect(canMove('social', 'sleeping', 'collected')).toBe(false);
    expect(canMove('social', 'made', 'destroyed')).toBe(false);
    expect(canMove('social', 'cancelled', 'destroyed')).toBe(true);
  });

  test('OLD-07 OLD-08 a card without a validity period stays usable; with one, to the end of its last day', () => {
    const enabled = card({ socialState: 'enabled' });
    expect(isUsable(enabled, day('2099-12-31'))).toBe(true);
    const ending = card({ socialState: 'enabled', expiresOn: day('2035-03-03') });
    expect(isUsable(ending, day('2035-03-03'))).toBe(true);
    expect(isUsable(ending, day('2035-03-04'))).toBe(false);
    // It keeps the holder's place until a new card takes it.
    expect(isGood(ending)).toBe(true);
    expect(isUsable(card({ socialState: 'suspended' }), day('2025-03-03'))).toBe(false);
  });
});

describe('may this card become the good one', () => {
  const good = card({
    id: '018f0000-0000-7000-8000-000000000002',
    socialState: 'enabled',
    generation: 2,
    plannedAt: null,
  });

  test('OLD-01 it takes the place of the good card, whichever other cards lie about', () => {
    const dead = card({ id: '018f0000-0000-7000-8000-000000000003', socialState: 'invalid' });
    expect(canEnable(card(), [dead, good, card()], now)).toEqual({ ok: true, dies: good });
    expect(canEnable(card(), [dead, card()], now)).toEqual({ ok: true, dies: undefined });
  });

  test('K4 a region may add conditions; nothing in a region makes the old card die earlier', () => {
    const strict = { ...now, alsoNeeds: ['collected', 'activated'] as const };
    for (const financialState of ['none', 'open', 'blocked', 'closed'] as const) {
      expect(canEnable(card({ financialState }), [good], strict)).toEqual({ ok: false, code: 'account-not-active' });
    }
    expect(canEnable(card({ financialState: 'active' }), [good], strict).ok).toBe(true);
    for (const socialState of socialStates.filter((state) => state !== 'collected')) {
      expect(canEnable(card({ socialState, financialState: 'active' }), [good], now).ok).toBe(false);
    }
  });

  test('an expired card, and one of a deceased holder, are refused', () => {
    expect(canEnable(card({ expiresOn: day('2025-03-02') }), [good], now)).toEqual({ ok: false, code: 'expired' });
    expect(canEnable(card(), [], { ...now, deceased: true })).toEqual({ ok: false, code: 'holder-deceased' });
  });
});

test('MET-09 GEN-06 each generation names its specifications; capacities 8/16K, 32K, 48/80K and algorithms as the sources give them', () => {
  expect([1, 2, 3].map((g) => cardProducts[g as 1].socialSpecification)).toEqual(['1.0', '2.0', '3.0']);
  expect([1, 2, 3].map((g) => cardProducts[g as 1].bankSpecification)).toEqual([null, 'PBOC 2.0', 'PBOC 3.0']);
  expect([1, 2, 3].map((g) => cardProducts[g as 1].capacitiesK)).toEqual([[8, 16], [32], [48, 80]]);
  expect(cardProducts[3].algorithms).toEqual([...cardProducts[2].algorithms, 'SM2', 'SM3', 'SM4']);
});
