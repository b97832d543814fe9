// The published transactions of a 2015 test card, replayed on our purse byte for byte, and every flipped bit of them refused.
import { describe, expect, test } from 'vitest';
import vectors from '../../test/vectors/purse.json' with { type: 'json' };
import { des, fromHex } from '../crypto/index.ts';
import { toHex } from './bytes.ts';
import { say } from './card.fixture.ts';
import * as proof from './pay/purse-proof.ts';
import { compoundCard, loadCard, vectorCard } from './pay/vector-card.fixture.ts';
import { desSuite } from './suites.ts';

const { load: loading, compound, example } = vectors;

const cases = [
  { name: 'load', make: loadCard, exchange: loading.exchange as [string, string][] },
  {
    name: 'compound purchase with authentication code',
    make: compoundCard,
    exchange: compound.exchange as [string, string][],
  },
];

describe.each(cases)('published $name', ({ make, exchange }) => {
  test('our card answers as the published one', () => {
    const card = make();
    for (const [command, answer] of exchange) expect(say(card, command)).toBe(answer);
  });

  test('any flipped bit of the second command is refused and moves no money', () => {
    const [[init], [second, answer], [enquiry]] = exchange as [[string, string], [string, string], [string, string]];
    const untouched = say(make(), enquiry);
    for (let bit = 40; bit < second.length * 4; bit++) {
      const card = make();
      say(card, init);
      const bytes = fromHex(second);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      const said = say(card, toHex(bytes));
      // Of the terminal's number only the low half stands under MAC1; the TAC covers all of it.
      if (second.startsWith('8054') && bit < 56) expect(said.slice(0, 8)).not.toBe(answer.slice(0, 8));
      else {
        expect(said).toBe('9302');
        expect(say(card, enquiry)).toBe(untouched);
      }
    }
  });
});

test('published session keys, MACs and the worked example', () => {
  const sequence = fromHex('0000');
  expect(toHex(proof.loadSessionKey(desSuite, fromHex(loading.loadKey), fromHex(loading.random), sequence))).toBe(
    loading.sessionKey,
  );
  expect(toHex(des.tacKey(fromHex(loading.tacKey)))).toBe(loading.tacSessionKey);
  const one = fromHex('00000001');
  const session = proof.purchaseSessionKey(
    desSuite,
    fromHex(compound.purchaseKey),
    fromHex(compound.random),
    sequence,
    one,
  );
  expect(toHex(session)).toBe(compound.sessionKey);
  const order = {
    ...{ amount: fromHex(compound.balance), type: 9, terminal: fromHex('000000000001') },
    time: fromHex('20110919204812'),
  };
  expect(toHex(proof.purchaseMac1(desSuite, session, order))).toBe(compound.mac1WithoutCode);

  const [key, random, terminal, amount] = [example.key, example.random, example.terminal, example.amount].map(fromHex);
  const ses = proof.loadSessionKey(desSuite, key!, random!, sequence);
  expect(toHex(ses)).toBe(example.load.sessionKey);
  const loadOrder = { amount: amount!, type: example.load.type, terminal: terminal!, time: fromHex(example.load.time) };
  expect(toHex(proof.loadMac1(desSuite, ses, fromHex('00000000'), loadOrder))).toBe(example.load.mac1);
  expect(toHex(proof.loadMac2(desSuite, ses, loadOrder))).toBe(example.load.mac2);
  const { purchase } = example;
  const pay = { ...loadOrder, type: purchase.type, time: fromHex(purchase.time) };
  const spending = proof.purchaseSessionKey(desSuite, key!, random!, sequence, fromHex(purchase.terminalSequence));
  expect(toHex(spending)).toBe(purchase.sessionKey);
  expect(toHex(proof.purchaseMac1(desSuite, spending, pay))).toBe(purchase.mac1);
});

test('a purse with a PIN is not loaded without it', () => {
  const card = vectorCard(loading.random, {}, false);
  expect(say(card, '805000020B0100001C37000001000050')).toBe('6985');
  expect(say(card, '0020000003123457')).toBe('63C2');
  expect(say(card, '805000020B0100001C37000001000050')).toBe('6985');
});
