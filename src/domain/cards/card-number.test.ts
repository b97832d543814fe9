import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bankCardNumberOf,
  cardIdentifierOf,
  cardNumberOf,
  checkCharacter,
  isBankCardNumber,
  isCardNumber,
  readCardIdentifier,
} from './card-number.ts';

describe('card number', () => {
  test('check characters of the published dummy and of known values', () => {
    expect(isCardNumber('X00000019')).toBe(true);
    const known = { X0000001: '9', A1234567: '4', '00000000': '0', A0000000: '3', B0000001: '9', ZZZZZZZZ: '3' };
    for (const [body, check] of Object.entries(known)) expect(checkCharacter(body)).toBe(check);
  });

  test('any single wrong character among neighbours, and any wrong check character, is noticed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.nat(8), (serial, at) => {
        const number = cardNumberOf('A', serial);
        expect(isCardNumber(number)).toBe(true);
        const other = number[at] === '1' ? '2' : '1';
        expect(isCardNumber(number.slice(0, at) + other + number.slice(at + 1))).toBe(
          (Number.parseInt(other, 36) - Number.parseInt(number[at]!, 36)) % 11 === 0 && at < 8,
        );
      }),
    );
  });

  test('malformed numbers are no card numbers', () => {
    for (const bad of ['', 'X0000001', 'X000000199', 'x00000019', 'X0000001 ', 'X0000001９', 'X0000001A']) {
      expect(isCardNumber(bad)).toBe(false);
    }
    expect(() => checkCharacter('a0000000')).toThrow(RangeError);
  });

  test('no two serials give one number, and neighbours are far apart', () => {
    const numbers = new Set<string>();
    for (let serial = 1; serial <= 20_000; serial += 1) numbers.add(cardNumberOf('A', serial));
    expect(numbers.size).toBe(20_000);
    expect(cardNumberOf('A', 1).slice(0, 4)).not.toBe(cardNumberOf('A', 2).slice(0, 4));
    // The walk is a permutation: its stride shares no factor with 34^7 = 2^7 · 17^7.
    expect([31_415_926_535n % 2n, 31_415_926_535n % 17n].includes(0n)).toBe(false);
  });
});

describe('card identifier', () => {
  test('16 bytes: region, provider, serial, and FFFFFFFF until the MAC is known', () => {
    expect(cardIdentifierOf('110000', 0xbf7c7a)).toBe('110000D15600000500BF7C7AFFFFFFFF');
    expect(readCardIdentifier('639900D15600000500BF7C7A48FB4966')).toEqual({
      division: '639900',
      serial: '00BF7C7A',
      mac: '48FB4966',
    });
    expect(readCardIdentifier(cardIdentifierOf('110000', 1))?.mac).toBeNull();
    for (const bad of [
      '',
      '639900D15600000600BF7C7A48FB4966',
      '639900D15600000500BF7C7A48FB496',
      '63990AD15600000500BF7C7A48FB4966',
    ]) {
      expect(readCardIdentifier(bad)).toBeUndefined();
    }
    expect(() => cardIdentifierOf('11000', 1)).toThrow(RangeError);
  });
});

test('bank card numbers carry the ISO/IEC 7812-1 check digit', () => {
  // Published test numbers of card schemes.
  for (const good of ['4111111111111111', '5555555555554444', '378282246310005'])
    expect(isBankCardNumber(good)).toBe(true);
  fc.assert(
    fc.property(fc.nat(999_999_999), (running) => {
      const number = bankCardNumberOf('622202', running);
      expect(number).toHaveLength(19);
      expect(isBankCardNumber(number)).toBe(true);
      expect(isBankCardNumber(number.slice(0, -1) + ((Number(number.at(-1)) + 1) % 10))).toBe(false);
    }),
  );
  for (const bad of [
    '',
    '1',
    '62220200000000000012345',
    '6222 0200 0000 0000 001',
    '６２２２０２０００００００００００１',
  ])
    expect(isBankCardNumber(bad)).toBe(false);
});
