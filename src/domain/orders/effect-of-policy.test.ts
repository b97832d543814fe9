import { expect, test } from 'vitest';
import type { Day } from '../../base/day.ts';
import { loadPack, shippedFiles } from '../policy/index.ts';
import { type Cell, effectOfPolicy } from './effect-of-policy.ts';

const day = '2026-03-02' as Day;
const side = (change: (file: typeof shippedFiles.fuzhou & object) => void = () => undefined) => {
  const file = structuredClone(shippedFiles.fuzhou!);
  change(file);
  return { pack: loadPack(file), openings: {} };
};
const cell = (over: Partial<Cell>): Cell => ({
  kind: 'flexible',
  district: 'gulou',
  minor: false,
  generation: 2,
  people: 1200,
  ...over,
});
const place = (outletId: string, over = {}) => ({ outletId, name: outletId, district: 'gulou', perDay: null, ...over });
const assumed = { weeks: 12, counterShare: 100, perDay: 10 };
const effect = (cells: Cell[], places = [place('a'), place('b')], after = side(), replacements: never[] = []) =>
  effectOfPolicy({ before: side(), after, day }, cells, places, replacements, assumed);

test('the same rules change nothing, and every person is counted once', () => {
  const { groups, outlets } = effect([
    cell({}),
    cell({ kind: 'retired', people: 300 }),
    cell({ generation: 3, people: 50 }),
  ]);
  expect(groups.reduce((sum, { people }) => sum + people, 0)).toBe(1550);
  for (const { before, after } of groups) expect(after).toEqual(before);
  for (const { before, after } of outlets) expect(after).toBe(before);
});

test('those who may order are spread over the outlets of their district, week by week, and overflow shows', () => {
  const { outlets, groups } = effect(
    [cell({}), cell({ district: 'taijiang', people: 240 })],
    [place('a'), place('b', { perDay: 100 }), place('c', { district: 'taijiang' })],
  );
  expect(groups.reduce((sum, { after }) => sum + after.may, 0)).toBe(1440);
  // 1,200 people over twelve weeks and two outlets; 240 over one.
  expect(outlets.map(({ after, capacity }) => [after, capacity])).toEqual([
    [50, 50],
    [50, 500],
    [20, 50],
  ]);
  const share = effectOfPolicy({ before: undefined, after: side(), day }, [cell({})], [place('a')], [], {
    ...assumed,
    counterShare: 25,
  });
  // Online is open as well in Fuzhou: a quarter of a hundred a week.
  expect(share.outlets[0]).toMatchObject({ before: 0, after: 25 });
});

test('FEE-01 fee income follows the standard of each version; a first card free before and charged after', () => {
  const charged = side((file) => {
    const fees = file.rules.fee as unknown as { when?: { reason?: string[] }; value: unknown }[];
    for (const row of fees)
      if (!row.when?.reason || row.when.reason.includes('upgrade'))
        row.value = { cardFen: '500', courierFen: '0', currency: 'CNY' };
  });
  const { groups } = effect([cell({})], [place('a')], charged);
  expect(groups[0]!.before.feeFen).toBe(0n);
  expect(groups[0]!.after.feeFen).toBe(600_000n);
  const { replacements } = effectOfPolicy(
    { before: side(), after: side(), day },
    [],
    [],
    [{ reason: 'loss', orders: 3 }],
    assumed,
  );
  // Fuzhou: 20 yuan for a lost card.
  expect(replacements).toEqual([{ reason: 'loss', orders: 3, beforeFen: 6000n, afterFen: 6000n }]);
});

test('who has the third generation already is no demand', () => {
  const { outlets, groups } = effect([cell({ generation: 3 })]);
  expect(groups[0]!.after).toMatchObject({ may: 0, wait: 0 });
  expect(outlets.every(({ after }) => after === 0)).toBe(true);
});
