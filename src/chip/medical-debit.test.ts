// The medical account debit of DF04: right proof, wrong proofs, order of commands, log, and power cuts.
import { describe, expect, test } from 'vitest';
import { fromHex } from '../crypto/index.ts';
import { concat, fromNumber, toHex } from './bytes.ts';
import { freshCopy, makeTestCard, memoryText, say, sw, testKey } from './card.fixture.ts';
import type { Card } from './card.ts';
import { powerUp } from './card.ts';
import type { Debit } from './debit-proof.ts';
import { debitMac1, debitMac2, debitSessionKey, debitTac } from './debit-proof.ts';
import { suiteOf } from './suites.ts';

const wish: Debit = {
  ...{ accountAmount: fromNumber(1050, 4), fundAmount: fromNumber(2000, 4), terminal: fromHex('410100813475') },
  ...{ terminalSequence: fromHex('00000007'), time: fromHex('20251118185001') },
};
const INIT = `805001020E${toHex(concat(wish.accountAmount, wish.fundAmount, wish.terminal))}`;

/** A card whose holder chose a PIN and typed it, DF04 selected. */
function ready(spec: '1.00' | '2.00' | '3.00'): Card {
  const card = makeTestCard(spec, { withoutImages: true });
  say(card, '805E010007123456FF654321');
  say(card, '0020000003654321');
  say(card, '00A4000002DF04');
  return card;
}

/** What a terminal with the debit key sends after INIT, and the two proofs it must get. */
function answerTo(card: Card, init: string, debit = wish): { apdu: string; tac: string; mac2: string } {
  const suite = suiteOf(card.product.algorithm)!;
  const bytes = fromHex(init);
  const session = debitSessionKey(suite, testKey('DF04 89'), bytes.slice(0, 4), bytes.slice(4, 6), debit);
  const mac1 = debitMac1(suite, session, debit);
  return {
    apdu: `805401000F${toHex(concat(debit.terminalSequence, debit.time, mac1))}`,
    tac: toHex(debitTac(suite, testKey('DF04 8E'), debit)),
    mac2: toHex(debitMac2(suite, session, debit)),
  };
}

describe.each(['1.00', '2.00', '3.00'] as const)('debit on a %s card', (spec) => {
  test('a right proof is answered with TAC and MAC2, logged, and counts the sequence up', () => {
    const card = ready(spec);
    for (let sequence = 0; sequence < 3; sequence++) {
      const init = say(card, INIT);
      expect(init).toMatch(new RegExp(`^[0-9A-F]{8}000${sequence}010${card.product.algorithm}9000$`));
      const { apdu, tac, mac2 } = answerTo(card, init);
      expect(say(card, apdu)).toBe(`${tac}${mac2}9000`);
      const record = `000${sequence}3141010081347520251118185001${toHex(wish.accountAmount)}${toHex(wish.fundAmount)}${tac}`;
      expect(say(card, '00B2014400')).toBe(`${record}9000`);
      expect(say(card, apdu)).toBe('6985');
    }
    expect(sw(say(card, '00B2034400'))).toBe('9000');
    expect(say(card, '00B2044400')).toBe('6A83');
  });

  test('any flipped bit of the proof is refused and leaves no trace in the log', () => {
    const first = ready(spec);
    for (let bit = 40; bit < 160; bit++) {
      const card = freshCopy(first, 'debit');
      say(card, '0020000003654321');
      say(card, '00A4000002DF04');
      const message = fromHex(answerTo(card, say(card, INIT)).apdu);
      message[bit >> 3]! ^= 1 << (bit & 7);
      expect(say(card, toHex(message))).toBe(bit < 56 ? '6A80' : '9302');
      expect(say(card, '00B2014400')).toBe('6A83');
      expect(say(card, INIT).slice(8, 12)).toBe('0000');
    }
  });
});

test('no debit without PIN, with the initial PIN, over the air, without INIT, or after another selection', () => {
  const card = makeTestCard('3.00', { withoutImages: true });
  say(card, '00A4000002DF04');
  expect(say(card, INIT)).toBe('6982');
  say(card, '0020000003123456');
  expect(say(card, INIT)).toBe('6985');
  const good = ready('3.00');
  expect(say(good, `805401000F${'00'.repeat(15)}`)).toBe('6985');
  const { apdu } = answerTo(good, say(good, INIT));
  say(good, '00A4000002DF04');
  expect(say(good, apdu)).toBe('6985');
  say(good, '00A4000002DF03');
  expect(say(good, INIT)).toBe('6985');
  say(good, '00A4000002DF04', 'contactless');
  expect(say(good, INIT, 'contactless')).toBe('6985');
  say(good, '00A4000002DF04');
  expect(say(good, `805001020D${'00'.repeat(13)}`)).toBe('6700');
});

test('tear test of DEBIT: sequence and log change together or not at all', () => {
  const outcomes = new Set<string>();
  const first = ready('3.00');
  let cuts = 0;
  for (; ; cuts++) {
    const card = freshCopy(first, 'tear');
    say(card, '0020000003654321');
    say(card, '00A4000002DF04');
    const { apdu } = answerTo(card, say(card, INIT));
    card.power.writesLeft = cuts;
    const answer = say(card, apdu);
    card.power.writesLeft = Number.POSITIVE_INFINITY;
    powerUp(card, 'contact', 'T=1');
    outcomes.add(memoryText(card));
    if (answer !== '') break;
  }
  expect(cuts).toBeGreaterThan(8);
  expect(outcomes.size).toBe(2);
});
