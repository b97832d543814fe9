import { expect, test } from 'vitest';
import { systemRandom } from './random.ts';

test('chance of any length: never twice the same, and what was given out is not touched again', () => {
  const drawn = Array.from({ length: 5000 }, () => systemRandom.bytes(16));
  const texts = drawn.map((bytes) => Buffer.from(bytes).toString('hex'));
  expect(new Set(texts).size).toBe(5000);
  // Every place of the pool has been refilled many times since; what was handed out stays as it was.
  expect(drawn.map((bytes) => Buffer.from(bytes).toString('hex'))).toEqual(texts);
  expect(drawn.filter((bytes) => bytes.every((byte) => byte === 0))).toEqual([]);
  for (const length of [0, 1, 255, 256, 257, 10_000]) expect(systemRandom.bytes(length).length).toBe(length);
});
