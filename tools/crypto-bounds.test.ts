// The limb bounds written in field.ts and point.ts, checked: all cases of core.test.ts once more on a core that stops where a number of the
// field arithmetic outgrows its type. An overflow hits about one input in 10^5, so the answers alone would hide it.
import { describe, expect, test, vi } from 'vitest';
import { type CoreExports, core } from '../src/crypto/core.ts';

vi.mock('../src/crypto/wasm/core.generated.ts', async () => {
  const { buildAsserting } = await import('./build-crypto.ts');
  return { default: await buildAsserting() };
});

describe('the asserting core', async () => {
  await import('../src/crypto/core.test.ts');

  type Operation = (...pointers: number[]) => void;
  const { run, at } = core();
  const { mul, sqr, mulN, triple, subTwiceCarry } = run as CoreExports &
    Record<'mul' | 'sqr' | 'mulN' | 'triple' | 'subTwiceCarry', Operation>;
  /** An element whose limbs have this weight (see field.ts), the highest one as small as in a value of 256 bits. */
  const element = (offset: number, weight: number): number => {
    const start = (at + offset) >> 2;
    const { words } = core();
    words.fill(weight * 2 ** 28, start, start + 8);
    words[start + 8] = weight * 2 ** 23;
    return at + offset;
  };
  const product = (operation: Operation, a: number, b: number) => () =>
    operation(at, element(64, a), operation === sqr ? 0 : element(128, b));

  test('lets pass what the bounds allow', () => {
    expect(product(mul, 3, 5)).not.toThrow();
    expect(product(sqr, 3.8, 0)).not.toThrow();
    expect(product(mulN, 2, 2)).not.toThrow();
    expect(() => triple(at, element(64, 2))).not.toThrow();
    expect(() => subTwiceCarry(at, element(64, 3), element(128, -1.5))).not.toThrow();
  });

  test('stops where a sum of a column or a limb is too large', () => {
    const stopped = 'the cipher core stopped';
    expect(product(mul, 4, 4.5)).toThrow(stopped);
    expect(product(sqr, 4.2, 0)).toThrow(stopped);
    expect(product(mulN, 4, 4)).toThrow(stopped);
    expect(() => triple(at, element(64, 3))).toThrow(stopped);
    expect(() => subTwiceCarry(at, element(64, 4), element(128, -3))).toThrow(stopped);
  });
});
