// Names of lines as banks see them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endToEndId, readEndToEndId, readWireId, wireIdOf } from './run.ts';

const line = fc.record({
  runNumber: fc.integer({ min: 1, max: 999_999_999 }),
  entitlement: fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }),
});

test('a line has one name in each form, and the name leads back to it', () => {
  fc.assert(
    fc.property(line, ({ runNumber, entitlement }) => {
      expect(endToEndId(runNumber, entitlement).length).toBeLessThanOrEqual(35);
      expect(readEndToEndId(endToEndId(runNumber, entitlement))).toEqual({ runNumber, entitlement });
      expect(wireIdOf(runNumber, entitlement)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(readWireId(wireIdOf(runNumber, entitlement))).toEqual({ runNumber, entitlement });
    }),
  );
});

test('what is no name of ours is nobody', () => {
  for (const text of ['', 'R0-1', 'R1-0', 'R01-1', 'r1-1', 'R1-1 ', 'R9999999999-1', `R1-${'9'.repeat(19)}`])
    expect(readEndToEndId(text)).toBeNull();
  const zero = '00000000-0000-8000-8000-000000000000';
  for (const text of [
    '',
    zero,
    '0190a1b2-0000-7000-8000-000000000001',
    wireIdOf(1, 1n).toUpperCase().replace('8', 'X'),
  ])
    expect(readWireId(text)).toBeNull();
});
