import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Day } from '../../base/day.ts';
import { mayMove } from '../../base/states.ts';
import { bankCardNumberOf } from '../cards/index.ts';
import { isSameChip, judgeLines } from './judge-lines.ts';
import { type MakingState, makingStates } from './states.ts';
import { isStillBlank, nextStep, resumesAt, stepNames, steps } from './steps.ts';
import { twoClocks } from './two-clocks.ts';
import type { ReturnLine } from './wire/return-file.ts';

describe('steps', () => {
  test('each step follows the one before, stops, and resumes where the table of states allows it', () => {
    let state: MakingState = 'started';
    for (const step of stepNames) {
      expect(nextStep(state)).toBe(step);
      expect(mayMove(makingStates, steps[step].from, steps[step].to)).toBe(true);
      expect(mayMove(makingStates, steps[step].from, 'stopped')).toBe(true);
      for (const spoiled of [true, false]) {
        expect(mayMove(makingStates, 'stopped', resumesAt(step, spoiled))).toBe(true);
      }
      state = steps[step].to;
    }
    expect([state, nextStep(state), nextStep('stopped'), nextStep('given-up')]).toEqual([
      'finished',
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('with a new blank the chip is written again, and the account is not opened twice', () => {
    expect(stepNames.map((step) => resumesAt(step, true))).toEqual([
      'started',
      'account-recorded',
      'account-recorded',
      'account-recorded',
      'account-recorded',
    ]);
  });

  test('a blank goes back to the stock only when nothing was tried on its chip', () => {
    expect(isStillBlank('account-recorded', null)).toBe(true);
    expect(isStillBlank('personalised', null)).toBe(false);
    expect(isStillBlank('stopped', 'account')).toBe(true);
    expect(isStillBlank('stopped', 'personalise')).toBe(false);
  });
});

describe('lines of a return file', () => {
  const identifier = '110000D15600000500000001FFFFFFFF';
  const cards = ['A1', 'A2', 'A3'].map((cardNumber) => ({
    cardId: cardNumber,
    cardNumber,
    cardIdentifier: identifier,
    inMaking: true,
    needsAccount: false,
  }));
  const line = (over: Partial<ReturnLine>): ReturnLine => ({
    at: 2,
    cardNumber: 'A1',
    result: 'made',
    cardIdentifier: identifier,
    bankCardNumber: '',
    atr: '0081544086603D9100E75301B1',
    fault: '',
    ...over,
  });
  const faultOf = (over: Partial<ReturnLine>) => judgeLines([line(over)], cards).apart[0]?.fault;

  test('every line lands in exactly one place, and no card is settled twice', () => {
    const any = fc.record({
      at: fc.nat(),
      cardNumber: fc.constantFrom('A1', 'A2', 'A3', 'A4'),
      result: fc.constantFrom('made', 'failed', 'scrapped', 'lost', '__proto__'),
      cardIdentifier: fc.constantFrom(identifier, 'x'),
      bankCardNumber: fc.constantFrom('', bankCardNumberOf('622202', 1), '123'),
      atr: fc.constantFrom('0081544086603D9100E75301B1', ''),
      fault: fc.constantFrom('chip', '', 'constructor'),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (lines) => {
        const { made, unmade, apart } = judgeLines(lines, cards);
        expect(made.length + unmade.length + apart.length).toBe(lines.length);
        const settled = [...made, ...unmade].map(({ card }) => card.cardId);
        expect(new Set(settled).size).toBe(settled.length);
      }),
    );
  });

  test.each([
    [{}, undefined],
    [{ cardNumber: 'B9' }, 'unknown-card'],
    [{ result: 'lost' }, 'unknown-result'],
    [{ result: 'failed' }, 'fault-missing'],
    [{ result: 'failed', fault: 'constructor' }, 'fault-missing'],
    [{ result: 'failed', fault: 'chip' }, undefined],
    [{ atr: '00' }, 'bad-atr'],
    [{ cardIdentifier: identifier.replace('00000001', '00000002') }, 'bad-identifier'],
    [{ bankCardNumber: '6222020000000000001' }, 'bad-bank-number'],
    [{ bankCardNumber: bankCardNumberOf('622202', 1) }, undefined],
  ])('%j is %s', (over, fault) => {
    expect(faultOf(over)).toBe(fault);
  });

  test('one bank card number on two cards sets both apart', () => {
    const bankCardNumber = bankCardNumberOf('622202', 1);
    const { made, apart } = judgeLines(
      [line({ bankCardNumber }), line({ at: 3, cardNumber: 'A2', bankCardNumber }), line({ at: 4, cardNumber: 'A3' })],
      cards,
    );
    expect(made.map(({ card }) => card.cardId)).toEqual(['A3']);
    expect(apart.map(({ fault }) => fault)).toEqual(['bank-number-twice', 'bank-number-twice']);
  });

  test('the chip may add its MAC, never another serial number', () => {
    expect(isSameChip(identifier, `${identifier.slice(0, 24)}01020304`)).toBe(true);
    expect(isSameChip(identifier, identifier.replace('00000001', '00000009'))).toBe(false);
    expect(isSameChip(identifier, identifier.slice(0, 24))).toBe(false);
  });
});

describe('two clocks', () => {
  const at = (day: string) => new Date(`${day}T04:00:00Z`);
  const order = { acceptedAt: at('2024-10-30'), producedAt: null, promiseDay: '2024-11-29' as Day };

  test('due on 2024-11-29, overdue on 2024-11-30; what was made in time stays in time', () => {
    expect(twoClocks(order, [], '2024-11-29' as Day).making.overdue).toBe(false);
    expect(twoClocks(order, [], '2024-11-30' as Day).making.overdue).toBe(true);
    const made = { ...order, producedAt: at('2024-11-29') };
    expect(twoClocks(made, [], '2024-12-31' as Day).making.overdue).toBe(false);
  });

  test('TIM-09 the mail has its own clock and never touches the promise', () => {
    const made = { ...order, producedAt: at('2024-11-20') };
    const parcels = [{ postedAt: at('2024-11-21'), endedAt: at('2024-12-24') }];
    expect(twoClocks(made, parcels, '2025-01-01' as Day)).toMatchObject({
      making: { until: '2024-11-20T04:00:00.000Z', overdue: false },
      delivery: { since: '2024-11-21T04:00:00.000Z', until: '2024-12-24T04:00:00.000Z' },
    });
  });
});
