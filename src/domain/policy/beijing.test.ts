// The Beijing notice as decision tables: who, when, with whom, where, how long, what it costs.
import { describe, expect, test } from 'vitest';
import { addDays, type Day, dayOf } from '../../base/day.ts';
import {
  banksFor,
  channelsFor,
  feeFor,
  feeReasons,
  generationFor,
  groupOf,
  type MayApply,
  materialsFor,
  mayActivate,
  mayApply,
  mayEnable,
  oldCardRule,
  pickUpWaysFor,
  promiseFor,
  type Question,
  replacementRule,
} from './index.ts';
import { beijing, d, insuredAs, minor, openings, retiree, staff, student, unit, without } from './people.fixture.ts';

function asks(question: Question): MayApply {
  const { value } = mayApply(beijing, question);
  if (value === 'unknown') throw new Error('unknown');
  return value;
}
const codes = (question: Question) => mayApply(beijing, question).reasons.map((one) => one.code);
const openCodes = (question: Question) => {
  const { value } = channelsFor(beijing, question);
  return value === 'unknown' ? value : value.map((one) => one.channel);
};
const four = ['bureau-site', 'jingtong-mini-programme', 'bureau-wechat', 'card-mini-programme'];

describe('who', () => {
  test('ELG-01 who is not insured in Beijing is refused with the reason; who is insured may apply', () => {
    const stranger = insuredAs('resident', {}, 'tianjin');
    const answer = mayApply(beijing, { day: d('2026-03-01'), person: stranger });
    expect(answer.value).toMatchObject({ may: false, waitFor: null });
    expect(answer.reasons.find((one) => one.code === 'not-eligible')).toMatchObject({
      zh: '不符合本地申领资格：需 本地参保',
      citations: [{ document: 'bj-2024-133', clause: '二', grade: 'A' }],
    });
    expect(asks({ day: d('2026-03-01'), person: minor }).may).toBe(true);
  });

  test('ELG-02 a foreigner employed but not insured here is not entitled in Beijing', () => {
    const foreigner = {
      ...without(insuredAs('employee', { nationality: 'FRA', employedIn: 'beijing' }), 'currentCard'),
      insurances: [],
    };
    expect(asks({ day: d('2026-03-01'), person: foreigner }).may).toBe(false);
  });

  test.each([
    ['employee', {}, { group: 'staff' }],
    ['retired', {}, { group: 'retiree' }],
    ['flexible', {}, { group: 'individual', subGroup: 'flexible' }],
    ['resident', {}, { group: 'individual', subGroup: 'resident' }],
    ['resident', { student: { schoolId: 's', schoolOrganised: false } }, { group: 'individual', subGroup: 'student' }],
    ['resident', { born: d('2020-01-01') }, { group: 'individual', subGroup: 'minor' }],
    ['resident', { insurances: [] }, { group: 'individual', subGroup: 'other' }],
  ] as const)('ELG-04 insured as %s %j', (kind, more, expected) => {
    expect(groupOf(beijing, insuredAs(kind, more), d('2025-09-01')).value).toEqual(expected);
  });

  test('ELG-04 a minor until the day before the 18th birthday', () => {
    const person = insuredAs('resident', { born: d('2007-09-10') });
    expect(groupOf(beijing, person, d('2025-09-09')).value).toEqual({ group: 'individual', subGroup: 'minor' });
    expect(groupOf(beijing, person, d('2025-09-10')).value).toEqual({ group: 'individual', subGroup: 'resident' });
  });

  test('ELG-04 the sub-group other needs a clerk', () => {
    const person = insuredAs('resident', { insurances: [] });
    expect(asks({ day: d('2026-03-01'), person }).review).toBe(true);
    expect(asks({ day: d('2026-03-01'), person: minor }).review).toBe(false);
  });

  test('a group follows the insurance of the day, not the latest', () => {
    const person = insuredAs('employee', {
      insurances: [
        { region: 'beijing', district: 'haidian', kind: 'employee', since: d('2010-01-01'), until: d('2025-06-30') },
        { region: 'beijing', district: 'haidian', kind: 'retired', since: d('2025-07-01') },
      ],
    });
    expect(groupOf(beijing, person, d('2025-06-30')).value).toEqual({ group: 'staff' });
    expect(groupOf(beijing, person, d('2025-07-01')).value).toEqual({ group: 'retiree' });
  });
});

describe('when', () => {
  test.each([
    ['2024-10-29', false, 'pilot'],
    ['2024-10-30', true, 'concentrated'],
    ['2025-12-31', true, 'concentrated'],
    ['2026-01-01', true, 'regular'],
  ])('CAL-01 CAL-02 a unit of 房山 on %s: %s', (day, may) => {
    expect(asks({ day: d(day), person: staff('fangshan'), channel: 'bureau-site' }).may).toBe(may);
  });

  test.each(['fangshan', 'shunyi', 'changping', 'daxing', 'pinggu', 'beijing-eda'])(
    'CAL-02 batch 1 covers %s',
    (district) => {
      expect(asks({ day: d('2024-10-30'), person: staff(district) })).toMatchObject({ may: true, batch: 'batch-1' });
    },
  );

  test.each([
    ['CAL-03', 'batch-2', '2025-02', ['haidian', 'fengtai', 'tongzhou', 'yanqing']],
    ['CAL-04', 'batch-3', '2025-05', ['dongcheng', 'chaoyang', 'mentougou', 'miyun']],
  ] as const)('%s K23 %s opens in %s, and not before the bureau sets the day', (_, batch, month, places) => {
    for (const place of places) {
      const person = staff(place);
      expect(asks({ day: d('2024-10-30'), person })).toMatchObject({ may: false, batch, waitFor: month });
      expect(codes({ day: d('2025-06-30'), person })).toContain('batch-day-not-set');
      expect(asks({ day: d('2025-06-30'), person }).may).toBe(false);
      const opens = openings[batch];
      expect(asks({ day: addDays(opens, -1), person, openings })).toMatchObject({ may: false, waitFor: opens });
      expect(asks({ day: opens, person, openings }).may).toBe(true);
    }
  });

  test('CAL-05 batch 4: the individually insured of every district at once', () => {
    for (const { code } of beijing.districts) {
      const person = insuredAs('resident', {
        born: d('2014-06-01'),
        insurances: [{ region: 'beijing', district: code, kind: 'resident', since: d('2020-01-01') }],
      });
      expect(asks({ day: d('2025-07-31'), person, openings })).toMatchObject({ may: false, batch: 'batch-4' });
      expect(asks({ day: d('2025-08-01'), person, openings }).may).toBe(true);
    }
  });

  test('CAL-06 batch 5: retirees, refused in September 2025 and accepted once the day of October has come', () => {
    expect(asks({ day: d('2025-09-30'), person: retiree, openings }).may).toBe(false);
    expect(asks({ day: d('2025-10-09'), person: retiree, openings }).may).toBe(true);
    expect(asks({ day: d('2025-10-09'), person: retiree })).toMatchObject({ may: false, waitFor: '2025-10' });
  });

  test('CAL-07 RPL-05 at midnight in Beijing old-generation issue ends', () => {
    const before = dayOf(new Date('2025-12-31T15:59:59Z'));
    const after = dayOf(new Date('2025-12-31T16:00:00Z'));
    const late = staff('haidian', { organiser: unit('haidian', { started: false }) });
    const ask = (day: Day) => generationFor(beijing, { day, person: late, purpose: 'replace', openings }).value;
    expect([ask(before), ask(after)]).toEqual(['old-way', 'G3']);
    for (const purpose of ['first', 'exchange', 'replace'] as const) {
      expect(generationFor(beijing, { day: after, person: retiree, purpose }).value).toBe('G3');
    }
  });

  test.each(['xicheng', 'shijingshan', 'huairou'])(
    'CAL-08 K18 pilot district %s: open from 2024-01-31 and kept open for units, flagged',
    (district) => {
      const person = staff(district);
      expect(asks({ day: d('2024-01-30'), person })).toMatchObject({ may: false, waitFor: '2024-01-31' });
      expect(asks({ day: d('2024-01-31'), person, channel: 'unit-group' })).toMatchObject({
        may: true,
        batch: 'pilot',
      });
      expect(codes({ day: d('2024-05-31'), person })).not.toContain('batch-stays-open');
      for (const day of ['2024-06-01', '2024-10-30', '2025-12-31']) {
        expect(asks({ day: d(day), person }).may).toBe(true);
        expect(codes({ day: d(day), person })).toContain('batch-stays-open');
      }
    },
  );

  test('CAL-09 MET-05 sixteen districts and the development area, each in exactly one of pilot and batches 1 to 3', () => {
    expect(beijing.districts).toHaveLength(17);
    const listed = beijing.batches.flatMap((batch) => (batch.districts === 'all' ? [] : batch.districts));
    expect(listed.toSorted()).toEqual(beijing.districts.map(({ code }) => code).toSorted());
    expect(beijing.batches.map((batch) => batch.districts.length)).toEqual([3, 6, 4, 4, 3, 3]);
  });

  test('a person who asks too early hears the own date and the own reason', () => {
    const answer = mayApply(beijing, { day: d('2024-11-15'), person: minor });
    expect(answer.value).toMatchObject({ may: false, batch: 'batch-4', waitFor: '2025-08' });
    expect(answer.reasons.some((one) => one.zh.includes('第四批') && one.zh.includes('2025-08'))).toBe(true);
  });

  test('staff in a district that is in no batch is told so, and waits for the regular phase', () => {
    const answer = mayApply(beijing, { day: d('2025-03-01'), person: staff('atlantis') });
    expect(answer.value).toMatchObject({ may: false, batch: null, waitFor: '2026-01-01' });
    expect(answer.reasons.map((one) => one.code)).toContain('no-batch');
  });

  test('open question 2: a bureau may let a batch close when the next opens', () => {
    const closing = structuredClone(beijing);
    closing.rules.batchOpening = [
      { value: { monthPrecision: 'closed-until-day-set', closesWhenNextOpens: true }, cite: [] },
    ];
    const ask = (pack: typeof beijing, day: string) =>
      mayApply(pack, { day: d(day), person: staff('fangshan'), openings }).value;
    expect(ask(closing, '2025-02-09')).toMatchObject({ may: true });
    expect(ask(closing, '2025-02-10')).toMatchObject({ may: false });
    expect(ask(beijing, '2025-02-10')).toMatchObject({ may: true });
  });
});

describe('by whom and with which bank', () => {
  test('open question 3: staff of a unit that never acts may apply alone from the regular phase on', () => {
    const person = without(staff('fangshan'), 'organiser');
    expect(asks({ day: d('2025-12-31'), person, channel: 'bureau-site' })).toMatchObject({
      may: false,
      waitFor: '2026-01-01',
    });
    expect(asks({ day: d('2026-01-01'), person, channel: 'bureau-site' }).may).toBe(true);
  });

  test('BNK-04 exactly the fifteen banks of the notice', () => {
    const answer = banksFor(beijing, { day: d('2025-08-01'), person: minor });
    expect(answer.value).toMatchObject({ kind: 'free', banks: expect.objectContaining({ length: 15 }) });
    const names = beijing.banks === 'unknown' ? [] : beijing.banks.map((bank) => bank.name);
    expect(names.join(' ')).toBe(
      '工商银行 农业银行 中国银行 建设银行 交通银行 北京银行 华夏银行 北京农商银行 中信银行 光大银行 民生银行 广发银行 招商银行 浦发银行 邮政储蓄银行',
    );
  });

  test.each([
    [[], false],
    [['icbc'], true],
    [['icbc', 'abc', 'boc'], true],
    [['icbc', 'abc', 'boc', 'ccb'], false],
    [['icbc', 'icbc', 'icbc', 'icbc'], true],
  ])('BNK-05 a unit with banks %j opens: %s', (banks, may) => {
    const person = staff('fangshan', { organiser: unit('fangshan', { banks }) });
    expect(asks({ day: d('2024-11-01'), person }).may).toBe(may);
    expect(codes({ day: d('2024-11-01'), person }).includes('organiser-banks')).toBe(!may);
  });

  test('BNK-05 an employee chooses among the banks of the unit, never a fourth or a stranger', () => {
    const person = staff('fangshan', { organiser: unit('fangshan', { banks: ['cmb', 'haixia', 'icbc'] }) });
    expect(asks({ day: d('2024-11-01'), person: staff('fangshan'), bank: 'cmb' }).may).toBe(true);
    expect(asks({ day: d('2024-11-01'), person: staff('fangshan'), bank: 'abc' }).may).toBe(false);
    expect(banksFor(beijing, { day: d('2024-11-01'), person }).value).toEqual({
      kind: 'organiser',
      banks: ['cmb', 'icbc'],
      agencyToo: false,
    });
  });

  test('BNK-06 ELG-06 a student of an organising university has its banks; with a special reason, or insured alone, all fifteen', () => {
    const school = { kind: 'school', id: 's', district: 'haidian', banks: ['ccb', 'boc'], started: true } as const;
    const ask = (person: typeof student) => banksFor(beijing, { day: d('2025-09-01'), person, openings }).value;
    expect(ask({ ...student, organiser: school })).toMatchObject({ kind: 'organiser', banks: ['ccb', 'boc'] });
    expect(ask(student)).toMatchObject({ kind: 'organiser', banks: [] });
    expect(asks({ day: d('2025-09-01'), person: student, openings }).may).toBe(false);
    expect(asks({ day: d('2025-09-01'), person: { ...student, organiser: school }, openings }).may).toBe(true);
    const special = { ...student, student: { schoolId: 's', schoolOrganised: true, special: 'exchange abroad' } };
    const alone = { ...student, student: { schoolId: 's', schoolOrganised: false } };
    for (const person of [special, alone]) {
      expect(ask(person)).toMatchObject({ kind: 'free', banks: expect.objectContaining({ length: 15 }) });
      expect(asks({ day: d('2025-09-01'), person, openings }).may).toBe(true);
    }
  });

  test('BNK-07 individually insured and guardians choose freely', () => {
    for (const person of [minor, insuredAs('flexible'), insuredAs('resident')]) {
      expect(banksFor(beijing, { day: d('2025-09-01'), person }).value).toMatchObject({ kind: 'free' });
    }
  });

  test('BNK-08 RPL-07 a retiree is bound to the pension bank for the first card and free afterwards', () => {
    const first = { day: d('2025-10-09'), person: retiree, openings };
    expect(banksFor(beijing, first).value).toEqual({ kind: 'pension-payer', banks: ['bob'], agencyToo: false });
    const holder = { ...retiree, currentCard: { generation: 3, bank: 'bob', region: 'beijing' } as const };
    expect(banksFor(beijing, { ...first, person: holder }).value).toMatchObject({ kind: 'free' });
    expect(banksFor(beijing, { ...first, person: without(retiree, 'pensionBank') })).toMatchObject({
      value: { banks: [] },
      reasons: [{ code: 'bank-pension-missing' }],
    });
  });
});

describe('where', () => {
  test('CHN-01 in the concentrated phase a counter is refused and the four channels are named', () => {
    const answer = mayApply(beijing, { day: d('2025-09-01'), person: minor, channel: 'bank-outlet', openings });
    expect(answer.value).toMatchObject({ may: false, waitFor: '2026-01-01' });
    const refusal = answer.reasons.find((one) => one.code === 'channel-closed');
    for (const name of [
      '北京市人力资源和社会保障局官网',
      '京通小程序',
      '“北京人社”微信公众号',
      '北京民生一卡通微信小程序',
    ]) {
      expect(refusal?.zh).toContain(name);
    }
    expect(openCodes({ day: d('2025-09-01'), person: minor })).toEqual(four);
  });

  test('CHN-02 on 2026-01-01 the same counter is open, with district and street outlets', () => {
    const question = { person: minor, openings } as const;
    for (const channel of ['bank-outlet', 'district-outlet', 'street-outlet'] as const) {
      expect(asks({ ...question, day: d('2025-12-31'), channel }).may).toBe(false);
      expect(asks({ ...question, day: d('2026-01-01'), channel }).may).toBe(true);
    }
    expect(openCodes({ ...question, day: d('2026-01-01') })).toEqual(expect.arrayContaining(four));
  });

  test('K17 retirees get community help as an assisted order, and no counter, in the concentrated phase', () => {
    const { value } = channelsFor(beijing, { day: d('2025-10-09'), person: retiree });
    expect(value).toContainEqual(expect.objectContaining({ channel: 'community-help', kind: 'assisted', open: true }));
    expect(value).not.toContainEqual(expect.objectContaining({ kind: 'counter' }));
    expect(asks({ day: d('2025-10-09'), person: retiree, channel: 'community-help', openings }).may).toBe(true);
    expect(asks({ day: d('2025-10-09'), person: minor, channel: 'community-help', openings }).may).toBe(false);
  });
});

describe('which generation', () => {
  const idle = (district: string) => staff(district, { organiser: unit(district, { started: false }) });
  test.each([
    ['2024-11-01', staff('fangshan'), 'first', 'G3'],
    ['2024-11-01', idle('fangshan'), 'first', 'old-way'],
    ['2024-11-01', staff('haidian'), 'first', 'old-way'],
    ['2026-01-01', idle('fangshan'), 'first', 'G3'],
    ['2024-11-01', minor, 'first', 'unknown'],
    ['2025-08-01', minor, 'first', 'G3'],
    ['2024-11-01', minor, 'replace', 'old-way'],
    ['2025-08-01', minor, 'replace', 'G3'],
    ['2024-11-01', retiree, 'exchange', 'wait'],
    ['2025-10-09', retiree, 'exchange', 'G3'],
    ['2024-03-01', staff('xicheng'), 'exchange', 'G3'],
    ['2024-03-01', staff('haidian'), 'exchange', 'wait'],
    ['2024-03-01', staff('haidian'), 'replace', 'unknown'],
  ] as const)('ELG-07 K5 on %s, case %#: purpose %s', (day, person, purpose, expected) => {
    expect(generationFor(beijing, { day: d(day), person, purpose, openings }).value).toBe(expected);
  });

  test('RPL-02 old cards of people not yet in turn are replaced the former way until 2025-12-31', () => {
    const person = without(staff('haidian'), 'organiser');
    const ask = (day: string) => generationFor(beijing, { day: d(day), person, purpose: 'replace', openings }).value;
    expect([ask('2025-12-31'), ask('2026-01-01')]).toEqual(['old-way', 'G3']);
  });

  test.each(['2024-06-01', '2024-12-01', '2026-06-01'])(
    'RPL-01 RPL-06 a lost G3 card on %s: G3 at an instant outlet of the issuing bank',
    (day) => {
      const person = staff('xicheng', { currentCard: { generation: 3, bank: 'icbc', region: 'beijing' } });
      expect(generationFor(beijing, { day: d(day), person, purpose: 'replace' }).value).toBe('G3');
      expect(replacementRule(beijing, { day: d(day), person }).value).toEqual({
        outlets: ['bank-instant'],
        bank: 'issuing',
        spot: true,
      });
    },
  );
});

describe('replacing a lost G3 card', () => {
  const person = staff('fangshan', { currentCard: { generation: 3, bank: 'icbc', region: 'beijing' } });
  const ask = (more: Partial<Question>) => asks({ day: d('2025-03-03'), person, purpose: 'replace', ...more }).may;

  test('RPL-01 at the instant counter of the issuing bank, also while counters take no other orders', () => {
    expect(ask({ channel: 'bank-outlet', outlet: 'bank-instant', bank: 'icbc' })).toBe(true);
    expect(ask({ channel: 'bank-outlet', outlet: 'bank-instant', bank: 'abc' })).toBe(false);
    expect(ask({ channel: 'bank-outlet', outlet: 'bank-other', bank: 'icbc' })).toBe(false);
    expect(ask({ channel: 'street-outlet', outlet: 'street' })).toBe(false);
    expect(codes({ day: d('2025-03-03'), person, bank: 'abc' })).toContain('issuing-bank-only');
  });

  test('BNK-08 a retiree with the card in hand may ask for another bank, before that not', () => {
    const more = {
      day: d('2025-11-03'),
      bank: 'cmb',
      channel: 'bureau-site',
      reason: 'bank-change',
      openings,
    } as const;
    const holder = { ...retiree, currentCard: { generation: 3, bank: 'bob', region: 'beijing' } as const };
    expect(asks({ ...more, person: holder, purpose: 'replace' }).may).toBe(true);
    expect(asks({ ...more, person: retiree }).may).toBe(false);
    expect(asks({ ...more, person: retiree, bank: 'bob' }).may).toBe(true);
  });

  test('a day set against the notice does not open anything', () => {
    const early = { 'batch-1': d('2024-10-01'), 'batch-2': d('2025-01-15'), regular: d('2025-01-01') };
    expect(asks({ day: d('2024-10-02'), person: staff('fangshan'), openings: early }).may).toBe(false);
    expect(asks({ day: d('2025-02-01'), person: staff('haidian'), openings: early }).may).toBe(false);
    expect(asks({ day: d('2025-02-01'), person: minor, openings: early, channel: 'bank-outlet' }).may).toBe(false);
  });
});

describe('how and how long', () => {
  const promise = (appliedDay: string, channel: Question['channel'] & string, outlet?: Question['outlet']) =>
    promiseFor(beijing, { appliedDay: d(appliedDay), channel, outlet }).value;

  test('TIM-01 TIM-09 online: thirty natural days from 2024-10-30 end on 2024-11-29, mail apart', () => {
    expect(promise('2024-10-30', 'bureau-site')).toEqual({
      unit: 'natural-days',
      count: 30,
      due: '2024-11-29',
      mailExcluded: true,
    });
  });

  test('TIM-02 an instant outlet makes the card the same day', () => {
    expect(promise('2026-03-02', 'bank-outlet', 'bank-instant')).toMatchObject({ unit: 'instant', due: '2026-03-02' });
  });

  test('TIM-03 another bank outlet: four working days across the Spring Festival of 2026', () => {
    // Saturday 14 February 2026 is worked; the festival lasts from the 15th to the 23rd.
    expect(promise('2026-02-14', 'bank-outlet', 'bank-other')).toMatchObject({
      unit: 'working-days',
      due: '2026-02-27',
    });
    expect(promise('2026-02-13', 'bank-outlet', 'bank-other')).toMatchObject({ due: '2026-02-26' });
  });

  test('TIM-04 district and street outlets: thirty natural days', () => {
    expect(promise('2026-01-01', 'district-outlet', 'district')).toMatchObject({
      unit: 'natural-days',
      due: '2026-01-31',
    });
    expect(promise('2026-01-01', 'street-outlet', 'street')).toMatchObject({ unit: 'natural-days', due: '2026-01-31' });
  });

  test('a working-day promise into a year without a calendar is unknown and says which year', () => {
    const answer = promiseFor(beijing, { appliedDay: d('2026-12-30'), channel: 'bank-outlet', outlet: 'bank-other' });
    expect(answer).toMatchObject({ value: 'unknown', reasons: [{ code: 'calendar-gap', facts: { year: '2027' } }] });
  });

  test('PCK-04 units may have cards delivered; counters offer outlet or mail only', () => {
    const ways = (question: Question) => pickUpWaysFor(beijing, question).value;
    const day = d('2026-03-01');
    expect(ways({ day, person: staff('fangshan'), channel: 'unit-group' })).toEqual([
      'bank-outlet',
      'mail',
      'unit-delivery',
    ]);
    expect(ways({ day, person: minor, channel: 'bureau-site' })).toEqual(['bank-outlet', 'mail']);
    expect(ways({ day, person: staff('fangshan'), channel: 'bank-outlet', outlet: 'bank-other' })).toEqual([
      'bank-outlet',
      'mail',
    ]);
    expect(ways({ day, person: staff('fangshan'), channel: 'street-outlet', outlet: 'street' })).toEqual([
      'bank-outlet',
      'mail',
    ]);
    expect(ways({ day, person: minor, channel: 'bank-outlet', outlet: 'bank-instant' })).toEqual(['on-the-spot']);
  });

  test.each([
    [staff('fangshan'), 'unit-group', 'unit-online-form'],
    [insuredAs('flexible'), 'bureau-site', 'individual-online-form'],
    [minor, 'bureau-site', 'minor-proxy-online-form'],
    [retiree, 'community-help', 'retiree-online-form'],
  ] as const)('each annex has its form, case %#', (person, channel, form) => {
    const answer = materialsFor(beijing, { day: d('2025-11-01'), person, channel });
    expect(answer.value).toEqual([form]);
    expect(answer.reasons[0]?.citations[0]?.clause).toMatch(/^附件[1-4]$/);
  });

  test.each(feeReasons)('FEE-01 %s costs nothing, courier included', (reason) => {
    expect(feeFor(beijing, { reason, day: d('2025-01-01') }).value).toEqual({
      cardFen: 0n,
      courierFen: 0n,
      chargeableFen: 0n,
      currency: 'CNY',
    });
  });

  test('ENB-02 K8 enabling online or at a counter; activating only in person by the bank', () => {
    const day = d('2025-01-01');
    const rights = (ask: typeof mayEnable) =>
      (['holder', 'guardian', 'bank-teller', 'bank-visitor', 'unit-clerk', 'community-worker', 'bulk'] as const).map(
        (role) =>
          (['online', 'counter', 'visit'] as const).filter(
            (place) => ask(beijing, { role, place, day }).value === true,
          ),
      );
    expect(rights(mayEnable)).toEqual([
      ['online', 'counter'],
      ['online', 'counter'],
      ['counter'],
      ['visit'],
      [],
      [],
      [],
    ]);
    expect(rights(mayActivate)).toEqual([[], [], ['counter'], ['visit'], [], [], []]);
  });

  test('K4 K20 the old card ends with the enabling of the new one and is not taken back', () => {
    expect(oldCardRule(beijing, { day: d('2025-01-01') }).value).toEqual({
      diesWhen: 'new-card-enabled',
      alsoNeeds: [],
      takenBack: false,
      financialSide: 'holder-decides',
    });
  });
});
