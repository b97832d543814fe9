// The stripe: reads what was written, notices damage, can be copied by anybody, and opens nothing.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeTestCard, say, sw } from './card.fixture.ts';
import { readStripe, writeStripe } from './legacy-stripe.ts';

const content = { cardNumber: 'B00000019', socialSecurityNumber: '11010119900307013X' };

test('what is written is read; any changed character is noticed', () => {
  const track = writeStripe(content);
  expect(readStripe(track)).toEqual(content);
  fc.assert(
    fc.property(fc.nat(track.length - 1), fc.integer({ min: 0x20, max: 0x5f }), (at, code) => {
      const wrong = track.slice(0, at) + String.fromCharCode(code) + track.slice(at + 1);
      if (wrong !== track) expect(readStripe(wrong)).toBeUndefined();
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(readStripe(text)).toBeUndefined();
    }),
  );
});

test('GEN-13 a tap reads the free files without PIN; what a stripe says opens no protected file of a 3.00 card', () => {
  const card = makeTestCard('3.00');
  say(card, '00A404000F7378312E73682EC9E7BBE1B1A3D5CF', 'contactless');
  say(card, '00A4020002EF05', 'contactless');
  expect(sw(say(card, '00B2010012', 'contactless'))).toBe('9000');
  // All a stripe holds is known to the thief: numbers, no key. Used as a key it fails and the file stays shut.
  const track = readStripe(writeStripe(content))!;
  const guess = Buffer.from(track.cardNumber + track.socialSecurityNumber)
    .subarray(0, 16)
    .toString('hex');
  say(card, '0084000008', 'contactless');
  expect(say(card, `0082000A10${guess}`, 'contactless')).toMatch(/^63C/);
  say(card, '00A4020002EF06', 'contactless');
  expect(say(card, '00B2080014', 'contactless')).toBe('6982');
});
