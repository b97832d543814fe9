// ATR, card numbers, card identifiers and text forms, against the published values.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import vectors from '../../test/vectors/chip.json' with { type: 'json' };
import { fromHex } from '../crypto/index.ts';
import { toHex } from './bytes.ts';
import { testKey } from './card.fixture.ts';
import {
  cardIdentifierHead,
  cardNumberCheck,
  checkCardIdentifier,
  contactAtr,
  contactlessAtr,
  decodeDigits,
  decodeText,
  diversificationFactor,
  encodeDigits,
  encodeText,
  historicalBytes,
  isCardIdentifier,
  isCardNumber,
  isUnissuedCardIdentifier,
  joinName,
  makeCardIdentifier,
  splitName,
} from './identifiers.ts';
import { desSuite, sm4Suite } from './suites.ts';

describe('卡号', () => {
  test.each(vectors.cardNumbers)('check character of $body is $check', ({ body, check }) => {
    expect(cardNumberCheck(body)).toBe(check);
    expect(isCardNumber(body + check)).toBe(true);
  });

  test('one changed character is found: every weight is prime to 11', () => {
    const body = fc.stringMatching(/^[0-9]{8}$/);
    fc.assert(
      fc.property(body, fc.nat(7), fc.integer({ min: 1, max: 9 }), (text, at, step) => {
        const other = String((Number(text[at]) + step) % 10);
        const wrong = text.slice(0, at) + other + text.slice(at + 1);
        expect(isCardNumber(wrong + cardNumberCheck(text))).toBe(false);
      }),
    );
  });

  test.each(['', 'X0000001', 'x00000019', 'X000000191', 'X0000001A', 'X0000001８'])('%j is no card number', (text) => {
    expect(isCardNumber(text)).toBe(false);
  });
});

describe('卡识别码', () => {
  test('the published dummy has the form, its serial is the tail of its ATR', () => {
    const { identifier: dummy } = vectors.cardIdentifier;
    const numbers = {
      ...{ chipMaker: fromHex('0081'), chip: fromHex('4E4323'), cardMaker: fromHex('8697') },
      serial: fromHex('159900BF7C7A'),
    };
    const historical = historicalBytes(numbers);
    expect(toHex(historical)).toBe(vectors.cardIdentifier.historical);
    expect(isCardIdentifier(dummy)).toBe(true);
    expect(toHex(cardIdentifierHead('639900', historical.slice(-4)))).toBe(dummy.slice(0, 24));
    expect(toHex(diversificationFactor(historical))).toBe('8697159900BF7C7A');
    expect(toHex(contactAtr(historical))).toBe('3B6D000000814E43238697159900BF7C7A');
  });

  test.each([desSuite, sm4Suite])('made, checked, and refused after any flipped bit (cipher %#)', (suite) => {
    const head = cardIdentifierHead('350100', fromHex('0001E240'));
    const identifier = makeCardIdentifier(head, suite, testKey('IRK'));
    expect(checkCardIdentifier(identifier, suite, testKey('IRK'))).toBe(true);
    expect(checkCardIdentifier(identifier, suite, testKey('another'))).toBe(false);
    for (let bit = 0; bit < 128; bit++) {
      const wrong = identifier.slice();
      wrong[bit >> 3]! ^= 1 << (bit & 7);
      expect(checkCardIdentifier(wrong, suite, testKey('IRK'))).toBe(false);
    }
  });

  test('blank cards end in FFFFFFFF; other texts are no identifier', () => {
    expect(isUnissuedCardIdentifier('110100D1560000050001E240FFFFFFFF')).toBe(true);
    expect(isUnissuedCardIdentifier('639900D15600000500BF7C7A48FB4966')).toBe(false);
    expect(isCardIdentifier('639900D15600000400BF7C7A48FB4966')).toBe(false);
    expect(isCardIdentifier('63990AD15600000500BF7C7A48FB4966')).toBe(false);
    expect(isCardIdentifier('639900d15600000500bf7c7a48fb4966')).toBe(false);
    expect(() => cardIdentifierHead('35010', fromHex('0001E240'))).toThrow(RangeError);
    expect(() =>
      historicalBytes({
        chipMaker: fromHex('00'),
        chip: fromHex('4E4323'),
        cardMaker: fromHex('8697'),
        serial: fromHex('159900BF7C7A'),
      }),
    ).toThrow(RangeError);
  });
});

test('contactless ATR ends with the check byte PC/SC asks for', () => {
  const atr = contactlessAtr(fromHex('00814E43238697159900BF7C7A'));
  expect(toHex(atr.slice(0, 4))).toBe('3B8D8001');
  expect(atr.slice(1).reduce((sum, byte) => sum ^ byte, 0)).toBe(0);
});

describe('record values', () => {
  test('GBK text is filled with 00, digits with F', () => {
    expect(toHex(encodeText('张三', 6))).toBe('D5C5C8FD0000');
    expect(decodeText(fromHex('D5C5C8FD0000'))).toBe('张三');
    expect(toHex(encodeDigits('12345', 4))).toBe('12345FFF');
    expect(decodeDigits(fromHex('12345FFF'))).toBe('12345');
    expect(() => encodeText('张三四', 5)).toThrow(RangeError);
    expect(() => encodeText('𠮷', 30)).toThrow(RangeError);
    expect(() => encodeDigits('12A', 4)).toThrow(RangeError);
    expect(() => encodeDigits('123456789', 4)).toThrow(RangeError);
  });

  test('a long name is split between 09 and 4E, never inside a character, and joined again', () => {
    const character = fc.constantFrom(...'张王李赵阿不都热合曼·买买提A1');
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 22 }), (name) => {
        const parts = splitName(name);
        expect(parts.name).toHaveLength(30);
        expect(parts.extension).toHaveLength(20);
        expect(joinName(parts.name, parts.extension)).toBe(name);
      }),
    );
    expect(decodeText(splitName('A一二三四五六七八九十一二三四五六').name)).toBe('A一二三四五六七八九十一二三四');
    expect(joinName(encodeText('张三', 30))).toBe('张三');
  });
});
