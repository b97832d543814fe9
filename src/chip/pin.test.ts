// PINs: tries, change, reload, unblock, the initial PIN; a model of the counter; two PINs that do not know each other.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../crypto/index.ts';
import { toHex } from './bytes.ts';
import { loadOnCard, makeTestCard, resetBoth, say, secure, testKey } from './card.fixture.ts';
import type { Card } from './card.ts';
import { powerUp } from './card.ts';
import { keyUse } from './key-use.ts';
import type { DirectoryPlan } from './profiles/plan.ts';
import { key, pin } from './rule.ts';
import { sealBlock } from './secure-block.ts';
import { algorithm, suiteOf } from './suites.ts';

const maintenance = testKey('SSSE 10');

function reload(card: Card, value: string, secret = maintenance): string {
  return secure(card, '845E0000', secret, sealBlock(suiteOf(card.product.algorithm)!, secret, fromHex(value)));
}

describe.each(['1.00', '2.00', '3.00'] as const)('social PIN of a %s card', (spec) => {
  test('three wrong tries lock it, also across resets; then even the right one is refused', () => {
    const card = makeTestCard(spec);
    expect(say(card, '00200000')).toBe('63C3');
    expect(say(card, '0020000003123456')).toBe('9000');
    expect(say(card, '00200000')).toBe('9000');
    expect(say(card, '0020000003000000')).toBe('63C2');
    expect(say(card, '00200000')).toBe('63C2');
    resetBoth(card);
    expect(say(card, '0020000003000000')).toBe('63C1');
    expect(say(card, '0020000003000000')).toBe('63C0');
    expect(say(card, '0020000003123456')).toBe('6983');
    expect(say(card, '00200000')).toBe('6983');
    expect(say(card, '805E010007123456FF654321')).toBe('6983');
  });

  test('change: the old one is counted, the initial one may not be chosen, the new one holds', () => {
    const card = makeTestCard(spec);
    expect(say(card, '805E010007000000FF654321')).toBe('63C2');
    expect(say(card, '805E010007123456FF123456')).toBe('6A80');
    expect(say(card, '805E010007123456FF654321')).toBe('9000');
    expect(say(card, '0020000003123456')).toBe('63C2');
    expect(say(card, '0020000003654321')).toBe('9000');
    expect(say(card, '805E010007654321FF123456')).toBe('6A80');
    for (const bad of ['805E010003123456', '805E010004123456FF', '805E01000765432 1FF65432A', '805E010004FF654321']) {
      expect(say(card, bad)).toBe('6A80');
    }
    expect(say(card, '0020000003654321')).toBe('9000');
  });

  test('unblock gives the tries back and keeps the PIN; reload sets a new one; both only by secure message', () => {
    const card = makeTestCard(spec);
    for (let i = 0; i < 3; i++) say(card, '0020000003000000');
    expect(say(card, secure(card, '84240000', testKey('wrong')))).toBe('6988');
    expect(say(card, '0020000003123456')).toBe('6983');
    expect(say(card, secure(card, '84240000', maintenance))).toBe('9000');
    expect(say(card, '0020000003123456')).toBe('9000');
    for (let i = 0; i < 3; i++) say(card, '0020000003000000');
    expect(say(card, reload(card, '246810', testKey('wrong')))).toBe('6988');
    expect(say(card, reload(card, '246810'))).toBe('9000');
    expect(say(card, '0020000003246810')).toBe('9000');
    expect(say(card, reload(card, '24681A'))).toBe('6A80');
    expect(say(card, '8424000004AABBCCDD')).toBe('6984');
    expect(say(card, '842400')).toBe('6700');
  });

  test('the messages have the lengths the national interface hands over: 17 or 25 bytes, 9 bytes', () => {
    const card = makeTestCard(spec);
    expect(reload(card, '246810')).toHaveLength(spec === '3.00' ? 50 : 34);
    expect(secure(card, '84240000', maintenance)).toHaveLength(18);
  });

  test('any flipped bit of a reload message is refused and changes nothing', () => {
    const bits = spec === '3.00' ? 200 : 136;
    for (let bit = 0; bit < bits; bit += 1) {
      const card = cards[spec];
      const message = fromHex(reload(card, '246810'));
      message[bit >> 3]! ^= 1 << (bit & 7);
      expect(say(card, toHex(message))).not.toBe('9000');
      powerUp(card, 'contact', 'T=1');
      // Give the maintenance key its tries back, as a bureau would by a right message.
      expect(say(card, secure(card, '84240000', maintenance))).toBe('9000');
      expect(say(card, '0020000003123456')).toBe('9000');
    }
  });

  test('lengths and digits: 4 to 12 digits, F only at the end', () => {
    const card = makeTestCard(spec);
    expect(say(card, '002000000112')).toBe('6700');
    expect(say(card, '002000000712345678901234')).toBe('6700');
    expect(say(card, '0020000003123A56')).toBe('6A80');
    expect(say(card, '0020000003F23456')).toBe('6A80');
    expect(say(card, '00200000')).toBe('63C3');
    expect(say(card, '002000000312345F')).toBe('63C2');
    expect(say(card, '0020000703123456')).toBe('6A88');
  });
});

const cards = { '1.00': makeTestCard('1.00'), '2.00': makeTestCard('2.00'), '3.00': makeTestCard('3.00') };

test('PIN commands are refused over the air', () => {
  const card = makeTestCard('3.00');
  expect(say(card, '0020000003123456', 'contactless')).toBe('6985');
  expect(say(card, '805E010007123456FF654321', 'contactless')).toBe('6985');
  expect(say(card, '00200000')).toBe('63C3');
});

test('a maintenance key hammered with wrong messages is blocked and the PIN stays as it was', () => {
  const card = makeTestCard('3.00');
  for (let i = 0; i < 15; i++) expect(say(card, secure(card, '84240000', testKey('wrong')))).toBe('6988');
  expect(say(card, secure(card, '84240000', maintenance))).toBe('6983');
  expect(say(card, '0020000003123456')).toBe('9000');
});

/** A stand-in for the bank application: an own directory with an own PIN and an own maintenance key. */
const payment: DirectoryPlan = {
  ...{ code: 'PAY', label: '金融', directories: [] },
  template: { kind: 'directory', fid: 0xdf20, program: 1, name: fromHex('A000000333010101'), algorithms: [1, 3] },
  keys: [{ ref: 0x10, label: 'maintenance', usage: keyUse.maintenance, algorithm: algorithm.sm4, tries: 15 }],
  pins: [{ ref: 0x00, label: '金融密码', tries: 3 }],
  files: [{ kind: 'transparent', fid: 0xef01, sfi: 1, size: 8, label: 'x', read: pin(), update: key(0x10) }],
};

test('ENB-04 SEC-08 social and financial PIN: two values, two counters, two ways to unblock', () => {
  const card = makeTestCard('3.00');
  loadOnCard(card, payment);
  const social = '00A404000F7378312E73682EC9E7BBE1B1A3D5CF';
  const bank = '00A4040008A000000333010101';
  // Blocking the financial one leaves the social one working.
  say(card, bank);
  expect(say(card, '805E010007123456FF112233')).toBe('9000');
  for (const left of ['63C2', '63C1', '63C0']) expect(say(card, '0020000003123456')).toBe(left);
  expect(say(card, '0020000003112233')).toBe('6983');
  say(card, social);
  expect(say(card, '0020000003123456')).toBe('9000');
  // The verified social PIN opens nothing in the bank application.
  say(card, bank);
  expect(say(card, '00B0810008')).toBe('6982');
  // The social maintenance key cannot unblock the financial PIN; its own can.
  expect(say(card, secure(card, '84240000', maintenance))).toBe('6988');
  expect(say(card, secure(card, '84240000', testKey('PAY 10')))).toBe('9000');
  expect(say(card, '0020000003112233')).toBe('9000');
  expect(say(card, '00B0810008')).toBe('00000000000000009000');
  // And the other way round.
  say(card, social);
  for (const left of ['63C2', '63C1', '63C0']) expect(say(card, '0020000003999999')).toBe(left);
  say(card, bank);
  expect(say(card, '0020000003112233')).toBe('9000');
});

test('model: whatever the order of guesses, changes, unblocks and resets, counter and PIN are what they should be', () => {
  const pins = fc.constantFrom('123456', '111111', '222222');
  const step = fc.oneof(
    fc.record({ do: fc.constant('verify' as const), pin: pins }),
    fc.record({ do: fc.constant('change' as const), pin: pins, next: pins }),
    fc.record({ do: fc.constant('unblock' as const) }),
    fc.record({ do: fc.constant('reload' as const), next: pins }),
    fc.record({ do: fc.constant('reset' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const card = cards['3.00'];
      say(card, reload(card, '123456'));
      powerUp(card, 'contact', 'T=1');
      const model = { pin: '123456', left: 3, verified: false };
      for (const one of steps) {
        if (one.do === 'reset') {
          powerUp(card, 'contact', 'T=1');
          model.verified = false;
        } else if (one.do === 'unblock') {
          expect(say(card, secure(card, '84240000', maintenance))).toBe('9000');
          model.left = 3;
        } else if (one.do === 'reload') {
          expect(say(card, reload(card, one.next))).toBe('9000');
          Object.assign(model, { pin: one.next, left: 3, verified: false });
        } else {
          const right = one.pin === model.pin;
          const wanted = model.left === 0 ? '6983' : right ? '9000' : `63C${model.left - 1}`;
          const isChange = one.do === 'change';
          const answer = say(card, isChange ? `805E010007${one.pin}FF${one.next}` : `0020000003${one.pin}`);
          const refusedInitial = isChange && wanted === '9000' && one.next === '123456';
          expect(answer).toBe(refusedInitial ? '6A80' : wanted);
          if (model.left > 0) {
            if (!right) Object.assign(model, { left: model.left - 1, verified: false });
            else if (refusedInitial) Object.assign(model, { left: 3, verified: false });
            else
              Object.assign(
                model,
                isChange ? { pin: one.next, left: 3, verified: false } : { left: 3, verified: true },
              );
          }
        }
        expect(say(card, '00200000')).toBe(model.verified ? '9000' : model.left === 0 ? '6983' : `63C${model.left}`);
      }
    }),
    { numRuns: 60 },
  );
});
