// The open questions of the sources: what each default answers, and that a bureau's own row answers instead.
import { describe, expect, test } from 'vitest';
import { lintPack, loadPack, mayApply, mayEnable, promiseFor, ruleFor, shippedFiles } from './index.ts';
import { allPacks, beijing, d, type fuzhou, hengshui, openings, staff, unit } from './people.fixture.ts';

const day = d('2025-03-03');
const cite = [{ document: 'own-default', clause: 'Q', grade: 'default' }];

/** The region's pack with one table rewritten by the bureau; it must pass the check that every draft has to pass. */
function decided(region: string, rule: string, value: unknown, when: object = {}) {
  const file = shippedFiles[region]!;
  // A mishap is answered one by one: what fits one is no answer to another.
  const row = { ...(Object.keys(when).length > 0 ? { when: asLists(when) } : {}), value, cite };
  const mine = { ...file, rules: { ...file.rules, [rule]: [row] } };
  expect(lintPack(mine)).toEqual([]);
  return loadPack(mine);
}

const asLists = (when: object) => Object.fromEntries(Object.entries(when).map(([name, one]) => [name, [one]]));

const valueIn = (pack: typeof fuzhou, rule: Parameters<typeof ruleFor>[1], more: object = {}) =>
  ruleFor(pack, rule, { day, ...more }).value;

describe('answered by the rules', () => {
  test('Q1 the day of application is day 0 and a due day on a holiday stays; a bureau may say otherwise', () => {
    const ask = (pack: typeof beijing) =>
      promiseFor(pack, { channel: 'unit-group', appliedDay: d('2025-09-03'), openings }).value;
    expect(ask(beijing)).toMatchObject({ due: '2025-10-03' });
    expect(ask(decided('beijing', 'dayCount', { startDayExcluded: false, dueOnHoliday: 'stays' }))).toMatchObject({
      due: '2025-10-02',
    });
    expect(
      ask(decided('beijing', 'dayCount', { startDayExcluded: true, dueOnHoliday: 'next-working-day' })),
    ).toMatchObject({ due: '2025-10-09' });
  });

  test('Q3 staff of a unit that never acts wait in the concentrated phase and apply alone in the regular one; a bureau may let them earlier', () => {
    const idle = staff('haidian', { organiser: unit('haidian', { started: false }) });
    const may = (pack: typeof beijing, on: string) => {
      const { value } = mayApply(pack, { day: d(on), person: idle, openings });
      return value !== 'unknown' && value.may;
    };
    const regular = '2026-06-01';
    expect([may(beijing, '2025-03-03'), may(beijing, regular)]).toEqual([false, true]);
    expect(may(decided('beijing', 'organiser', 'none'), '2025-03-03')).toBe(true);
    expect(may(decided('beijing', 'organiser', 'unit'), regular)).toBe(false);
  });

  test('Q8 uncollected cards outside Fuzhou, and the fee after destruction: unknown and shown so, until decided', () => {
    for (const pack of allPacks) expect(valueIn(pack, 'reapplyFee')).toBe('unknown');
    for (const pack of allPacks.filter(({ region }) => region !== 'fuzhou')) {
      expect(valueIn(pack, 'uncollected', { orderKind: 'batch-proxy' })).toBe('unknown');
    }
    const rule = { months: 12, action: 'cancel-and-destroy' };
    expect(valueIn(decided('beijing', 'uncollected', rule), 'uncollected')).toEqual(rule);
    expect(valueIn(decided('fuzhou', 'reapplyFee', 'as-loss'), 'reapplyFee')).toBe('as-loss');
  });

  test('Q11 a guardian enables for who cannot, online or at a counter, unless the bureau takes that right away', () => {
    const ask = (pack: typeof beijing) => mayEnable(pack, { role: 'guardian', place: 'online', day }).value;
    expect(allPacks.map(ask)).toEqual(allPacks.map(() => true));
    expect(ask(decided('beijing', 'enabling', [{ role: 'hrss-clerk', kinds: ['counter'] }]))).toBe(false);
  });

  test('Q16 Hengshui says no time, no replacement fee and no pick-up; each can be decided', () => {
    expect(valueIn(hengshui, 'promise')).toBe('unknown');
    expect(valueIn(hengshui, 'fee', { reason: 'loss' })).toBe('unknown');
    expect(valueIn(hengshui, 'pickUp')).toBe('unknown');
    expect(valueIn(decided('hengshui', 'promise', { unit: 'instant' }), 'promise')).toEqual({ unit: 'instant' });
    expect(valueIn(decided('hengshui', 'pickUp', ['bank-outlet']), 'pickUp')).toEqual(['bank-outlet']);
  });
});

/**
 * Parameters by question: where it is asked, the default, another answer a bureau may give. What follows from an answer is tested
 * where it is read; this shows that the answer can be kept, cited and changed.
 */
const parameters = [
  [
    'Q2',
    'batchOpening',
    {},
    { monthPrecision: 'closed-until-day-set', closesWhenNextOpens: false },
    { monthPrecision: 'closed-until-day-set', closesWhenNextOpens: true },
  ],
  ['Q4', 'groupAt', {}, 'order-day', 'hand-over-day'],
  ['Q5', 'reconfirmAt', {}, 'hand-over', 'never'],
  ['Q6', 'onDeath', {}, ['stop-order', 'destroy-card', 'close-ecard', 'keep-records'], ['stop-order', 'keep-records']],
  ['Q7', 'mishap', { mishap: 'lost-in-mail' }, 'remake-free', 'remake'],
  ['Q7', 'mishap', { mishap: 'returned' }, 'keep-at-outlet', 'remake'],
  ['Q7', 'mishap', { mishap: 'damaged-in-production' }, 'remake-free', 'remake'],
  ['Q7', 'mishap', { mishap: 'bank-leaves' }, 'finish-orders-take-none', 'choose-again'],
  ['Q7', 'mishap', { mishap: 'no-blanks' }, 'offer-ordinary-making', 'wait-for-blanks'],
  ['Q9', 'balance', { pot: 'transit-purse' }, 'refund-after-delay', 'holder-asks'],
  ['Q9', 'balance', { pot: 'park-pass' }, 'follows-person', 'holder-asks'],
  ['Q9', 'balance', { pot: 'library-loan' }, 'follows-person', 'holder-asks'],
  ['Q9', 'balance', { pot: 'hospital-visit' }, 'holder-asks', 'automatic'],
  ['Q10', 'minorAccount', {}, 'unknown', { dailyLimitFen: '100000' }],
  ['Q12', 'twoRegions', {}, 'move-replaces', 'keep-other'],
  ['Q13', 'overdueRemedy', {}, ['alarm', 'apology', 'escalation'], ['alarm']],
  ['Q14', 'blockListAge', {}, { hours: 24 }, { hours: 4 }],
  ['Q15', 'bankNumberOnExchange', {}, 'changes', 'bank-may-keep'],
] as const;

describe('kept as parameters of a pack', () => {
  test.each(parameters)(
    '%s %s %j: the default stands in every region, and a bureau may change it',
    (_, rule, where, usual, other) => {
      for (const pack of allPacks) expect(valueIn(pack, rule, where)).toEqual(usual);
      expect(valueIn(decided('beijing', rule, other, where), rule, where)).toEqual(other);
    },
  );
});
