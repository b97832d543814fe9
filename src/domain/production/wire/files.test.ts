import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFault } from './lines.ts';
import { type CardLine, readProductionFile, writeProductionFile } from './production-file.ts';
import { readReturnFile, writeReturnFile } from './return-file.ts';
import { isPublicKey, publicKeyOf, signFile, verifyFile } from './signature.ts';

const secret = new Uint8Array(32).fill(5);
const key = publicKeyOf(secret);

const field = fc.stringMatching(/^[A-Za-z0-9·张王李 .-]{0,20}$/u);
const cardNumber = fc.stringMatching(/^[0-9A-Z]{8}[0-9X]$/);
const card: fc.Arbitrary<Omit<CardLine, 'line'>> = fc.record({
  cardNumber,
  cardIdentifier: fc.stringMatching(/^[0-9A-F]{32}$/),
  generation: fc.integer({ min: 1, max: 3 }),
  attempt: fc.integer({ min: 1, max: 3 }),
  bankCode: fc.constant('icbc'),
  name: field,
  chipName: field,
  chipNameExtension: field,
  socialSecurityNumber: field,
  sex: fc.constantFrom('male' as const, 'female' as const),
  born: fc.constant('1990-01-01'),
  photoDigest: fc.constantFrom('', 'ab'.repeat(32)),
  bankCardNumber: fc.constantFrom('', '6222020000000000017'),
});
const back = fc.record({
  cardNumber,
  result: fc.constantFrom('made', 'failed', 'scrapped', 'other'),
  cardIdentifier: field,
  bankCardNumber: field,
  atr: field,
  fault: field,
});
const header = { number: 'B000000001', region: 'beijing', bankCode: 'icbc', makerCode: 'maker-1' };

describe('files', () => {
  test('what is written is read back, in both directions', () => {
    fc.assert(
      fc.property(fc.array(card, { maxLength: 8 }), fc.array(back, { maxLength: 8 }), (cards, lines) => {
        const numbered = cards.map((one, i) => ({ ...one, line: i + 1 }));
        expect(readProductionFile(`${writeProductionFile(header, numbered)}S|\n`)).toEqual({ header, cards: numbered });
        expect(readReturnFile(`${writeReturnFile({ ...header, part: 7 }, lines)}S|\n`)).toEqual({
          header: { ...header, part: 7 },
          lines: lines.map((line, i) => ({ ...line, at: i + 2 })),
        });
      }),
      { numRuns: 200 },
    );
  });

  test('any one character changed breaks the signature', () => {
    const signed = signFile(writeReturnFile({ ...header, part: 1 }, []), secret);
    expect(verifyFile(signed, key)).toBe(true);
    fc.assert(
      fc.property(fc.nat(signed.length - 1), fc.constantFrom('0', 'z', '|', '\n'), (at, other) => {
        fc.pre(signed[at] !== other);
        expect(verifyFile(signed.slice(0, at) + other + signed.slice(at + 1), key)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  test('noise of any kind is a fault, never an error', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 400, unit: fc.constantFrom('H', 'R', 'T', 'S', '|', '\n', '1', '张') }),
        (text) => {
          for (const read of [readReturnFile(text), readProductionFile(text)]) expect(isFault(read)).toBe(true);
          expect(verifyFile(text, key)).toBe(false);
        },
      ),
    );
  });

  test.each(['a|b', 'a\nb', 'a\u2028b', 'a\u0000b'])(
    'a field that would part lines or fields is refused: %j',
    (name) => {
      const line = {
        cardNumber: 'A00000000',
        result: 'failed',
        cardIdentifier: '',
        bankCardNumber: '',
        atr: '',
        fault: name,
      };
      expect(() => writeReturnFile({ ...header, part: 1 }, [line])).toThrow(/separator/);
    },
  );

  test('only a point of the curve is a public key', () => {
    expect(isPublicKey(key)).toBe(true);
    for (const bad of [new Uint8Array(65), key.slice(1), Uint8Array.of(4, ...new Uint8Array(64).fill(1))]) {
      expect(isPublicKey(bad)).toBe(false);
    }
  });
});
