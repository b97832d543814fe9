import { expect, test } from 'vitest';
import { assumedWear, damageChance } from './wear.ts';

test('GEN-16 the more is read without contact the fewer cards are spoiled; what breaks otherwise stays', () => {
  const chances = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    damageChance({ ...assumedWear, contactlessShare: { 1: 0, 2: 0, 3: share } }, 3),
  );
  expect([...chances].sort((a, b) => b - a)).toEqual(chances);
  expect(new Set(chances).size).toBe(5);
  expect(chances.at(-1)).toBe(assumedWear.otherDamagePerYear);
  expect(damageChance(assumedWear, 3)).toBeLessThan(damageChance(assumedWear, 2));
  expect(damageChance({ ...assumedWear, damagePerThousandPlugs: 1e6 }, 2)).toBe(1);
});
