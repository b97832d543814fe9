// The other regions as decision tables, and what the sources do not say.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../base/day.ts';
import {
  adviseChange,
  balanceMoves,
  banksFor,
  benefitAccountPlace,
  channelsFor,
  expiryRule,
  feeFor,
  financialAccountRule,
  generationFor,
  loadPack,
  materialsFor,
  mayApply,
  mayOpenBatch,
  oldCardRule,
  phaseOn,
  photoFor,
  pickUpWaysFor,
  promiseFor,
  type Readiness,
  ruleFor,
  shippedFiles,
  throttleOn,
  uncollectedRule,
} from './index.ts';
import {
  allPacks,
  anyDay,
  beihai,
  beijing,
  citizenOf,
  d,
  fuzhou,
  guilin,
  hengshui,
  insuredAs,
  openings,
  retiree,
  staff,
  student,
  without,
} from './people.fixture.ts';

const day = d('2025-03-03');
const names = (pack: typeof fuzhou) => (pack.banks === 'unknown' ? 'unknown' : pack.banks.map((bank) => bank.name));

const withRules = (region: string, rules: object) => {
  const file = shippedFiles[region]!;
  return loadPack({ ...file, rules: { ...file.rules, ...rules } });
};

describe('Fuzhou', () => {
  const person = citizenOf('fuzhou');
  test('BNK-02 eight banks at the counter', () => {
    expect(names(fuzhou)).toEqual([
      '海峡银行',
      '工商银行',
      '农业银行',
      '中国银行',
      '建设银行',
      '邮储银行',
      '农信社',
      '兴业银行',
    ]);
    expect(banksFor(fuzhou, { day, person }).value).toMatchObject({
      kind: 'free',
      banks: expect.objectContaining({ length: 8 }),
    });
  });

  test('CHN-04 three channels and only three', () => {
    const { value } = channelsFor(fuzhou, { day, person });
    expect(new Set(value === 'unknown' ? [] : value.map((one) => one.channel))).toEqual(
      new Set(['bank-outlet', 'home-visit', 'region-app']),
    );
    expect(mayApply(fuzhou, { day, person, channel: 'bureau-site' }).value).toMatchObject({ may: false });
  });

  test('CHN-05 online works for 海峡银行; another bank waits for its date', () => {
    expect(mayApply(fuzhou, { day, person, channel: 'region-app', bank: 'haixia' }).value).toMatchObject({ may: true });
    const other = mayApply(fuzhou, { day, person, channel: 'region-app', bank: 'icbc' });
    expect(other.value).toMatchObject({ may: false });
    expect(other.reasons.map((one) => one.code)).toContain('channel-bank-later');
    expect(mayApply(fuzhou, { day, person, channel: 'bank-outlet', bank: 'icbc' }).value).toMatchObject({ may: true });
    const dated = structuredClone(fuzhou);
    const row = dated.rules.channels[0]!;
    if (row.value !== 'unknown') row.value[3]!.from = '2025-03-03';
    expect(mayApply(dated, { day, person, channel: 'region-app', bank: 'icbc' }).value).toMatchObject({ may: true });
    expect(mayApply(dated, { day: d('2025-03-02'), person, channel: 'region-app', bank: 'icbc' }).value).toMatchObject({
      may: false,
    });
  });

  test('TIM-05 online: fifteen working days across the Spring Festival of 2025', () => {
    // 26 January and 8 February 2025 are worked, 28 January to 4 February are off.
    expect(promiseFor(fuzhou, { channel: 'region-app', appliedDay: d('2025-01-20') }).value).toMatchObject({
      unit: 'working-days',
      count: 15,
      due: '2025-02-14',
    });
  });

  test('TIM-07 counters of Fuzhou and Beihai: on the spot', () => {
    for (const pack of [fuzhou, beihai]) {
      expect(promiseFor(pack, { channel: 'bank-outlet', appliedDay: day }).value).toMatchObject({
        unit: 'instant',
        due: day,
      });
    }
  });

  test.each([
    ['first', 0n],
    ['upgrade', 0n],
    ['loss', 2000n],
    ['damage', 2000n],
    ['bank-change', 2000n],
  ] as const)('FEE-02 FEE-05 MET-08 %s costs %s fen', (reason, fen) => {
    expect(feeFor(fuzhou, { reason, day }).value).toMatchObject({ cardFen: fen, chargeableFen: fen });
  });

  test('BNK-10 a change of bank is charged in Fuzhou', () => {
    expect(feeFor(fuzhou, { reason: 'bank-change', day }).value).toMatchObject({ chargeableFen: 2000n });
  });

  test('BNK-09 Beihai exchanges at the bank of the old card or at any agency; another bank is refused', () => {
    const at = { day, person: citizenOf('guangxi'), openings: { regular: d('2022-01-01') } };
    expect(mayApply(beihai, { ...at, channel: 'bank-outlet', bank: 'ccb' }).value).toMatchObject({ may: true });
    expect(mayApply(beihai, { ...at, channel: 'bank-outlet', bank: 'icbc' }).value).toMatchObject({ may: false });
    expect(mayApply(beihai, { ...at, channel: 'agency', bank: 'icbc' }).value).toMatchObject({ may: true });
    expect(banksFor(beihai, at).value).toEqual({
      kind: 'old-card-bank-or-agency',
      banks: ['ccb'],
      agencyToo: true,
    });
  });

  test('a reason the text does not name is not charged', () => {
    expect(feeFor(fuzhou, { reason: 'name-change', day }).value).toBe('unknown');
  });

  test('TIM-08 SLP-01 SLP-02 K19 batch proxy cards: six months to the day, month ends included; others are not touched', () => {
    const by = (readyDay: string) => uncollectedRule(fuzhou, { orderKind: 'batch-proxy', readyDay: d(readyDay) }).value;
    expect(by('2025-01-15')).toEqual({ action: 'cancel-and-destroy', collectBy: '2025-07-15' });
    expect(by('2025-08-31')).toEqual({ action: 'cancel-and-destroy', collectBy: '2026-02-28' });
    expect(uncollectedRule(fuzhou, { orderKind: 'single', readyDay: d('2025-01-15') }).value).toBe('unknown');
    for (const pack of [beijing, hengshui, beihai, guilin]) {
      expect(uncollectedRule(pack, { orderKind: 'batch-proxy', readyDay: day }).value).toBe('unknown');
    }
  });

  test('the paper form is needed for a first card or an upgrade at the counter, with the photo in three ways', () => {
    expect(materialsFor(fuzhou, { day, person, channel: 'bank-outlet' }).value).toContain('fuzhou-order-form');
    expect(materialsFor(fuzhou, { day, person, channel: 'bank-outlet', purpose: 'replace' }).value).not.toContain(
      'fuzhou-order-form',
    );
    expect(photoFor(fuzhou, { day, person, channel: 'bank-outlet' }).value).toMatchObject({
      sources: ['id-card-register', 'bring-print', 'taken-at-outlet'],
      background: 'white',
      maxAgeMonths: 'unknown',
    });
  });

  test('online cards come by mail, batch proxy cards lie at the designated outlet', () => {
    expect(pickUpWaysFor(fuzhou, { day, person, channel: 'region-app' }).value).toEqual(['mail']);
    expect(pickUpWaysFor(fuzhou, { day, person, channel: 'bank-outlet', orderKind: 'batch-proxy' }).value).toEqual([
      'designated-outlet',
    ]);
  });

  test('GOAL-04 the two years are a wish: afterwards the old card rule and the right to apply are the same', () => {
    const [inside, after] = [d('2022-01-04'), d('2023-07-02')].map((when) => ({
      may: mayApply(fuzhou, { day: when, person, channel: 'bank-outlet' }).value,
      old: oldCardRule(fuzhou, { day: when }).value,
    }));
    expect(after).toEqual(inside);
  });
});

describe('Hengshui', () => {
  const person = citizenOf('hengshui');
  test('ELG-08 RPL-03 new applicants and lost G2 cards get G3 from day one', () => {
    const start = d('2021-12-30');
    for (const purpose of ['first', 'replace', 'exchange'] as const) {
      expect(generationFor(hengshui, { day: start, person, purpose }).value).toBe('G3');
    }
    expect(mayApply(hengshui, { day: start, person, channel: 'bank-outlet' }).value).toMatchObject({ may: true });
    expect(mayApply(hengshui, { day: d('2021-12-29'), person }).value).toMatchObject({
      may: false,
      waitFor: '2021-12-30',
    });
  });

  test('BNK-01 CHN-06 two banks and their outlets, no other', () => {
    expect(names(hengshui)).toEqual(['中国建设银行', '衡水银行']);
    expect(channelsFor(hengshui, { day, person }).value).toMatchObject([{ channel: 'bank-outlet' }]);
    expect(mayApply(hengshui, { day, person, channel: 'bank-outlet', bank: 'hengshui-bank' }).value).toMatchObject({
      may: true,
    });
    const other = mayApply(hengshui, { day, person, channel: 'bank-outlet', bank: 'icbc' });
    expect(other.value).toMatchObject({ may: false });
    expect(other.reasons.map((one) => one.code)).toContain('bank-not-offered');
  });

  test('GOAL-10 a bank joins by data only', () => {
    const file = structuredClone(shippedFiles.hengshui!);
    if (file.banks !== 'unknown')
      file.banks.push({ ...file.banks[0]!, code: 'icbc', name: '中国工商银行', from: '2025-03-03' });
    const pack = loadPack(file);
    expect(banksFor(pack, { day, person }).value).toMatchObject({ banks: ['ccb', 'hengshui-bank', 'icbc'] });
    expect(banksFor(pack, { day: d('2025-03-02'), person }).value).toMatchObject({ banks: ['ccb', 'hengshui-bank'] });
  });

  test('open question 16: no time, no fee, no pick-up rule, and it says so', () => {
    const answers = [
      promiseFor(hengshui, { channel: 'bank-outlet', appliedDay: day }),
      feeFor(hengshui, { reason: 'loss', day }),
      pickUpWaysFor(hengshui, { day, person, channel: 'bank-outlet' }),
    ];
    for (const { value, reasons } of answers) {
      expect(value).toBe('unknown');
      expect(reasons[0]?.zh).toContain('来源未说明');
    }
  });
});

describe('Guangxi', () => {
  const at = { openings: { regular: d('2022-01-01') } };
  test.each([
    ['a citizen living there', citizenOf('guangxi'), true],
    ['a citizen who only works there', { ...citizenOf('fuzhou'), employedIn: 'guangxi' }, false],
    [
      'a foreigner employed there, not insured',
      { ...citizenOf('x', { nationality: 'USA' }), employedIn: 'guangxi' },
      true,
    ],
    ['a foreigner insured there', insuredAs('employee', { nationality: 'USA' }, 'guangxi-beihai'), true],
    ['a foreigner who only lives there', citizenOf('guangxi', { nationality: 'USA' }), false],
    [
      'a resident of Hong Kong living there',
      citizenOf('guangxi', { nationality: 'HKG', documentKind: 'hmt-residence' }),
      true,
    ],
  ] as const)('ELG-02 K10 %s', (_, person, may) => {
    expect(mayApply(beihai, { day, person, ...at }).value).toMatchObject({ may });
  });

  test('without a known start the answer is unknown, until the bureau sets the day', () => {
    expect(mayApply(beihai, { day, person: citizenOf('guangxi') })).toMatchObject({ value: 'unknown' });
    expect(mayApply(beihai, { day: d('2021-12-31'), person: citizenOf('guangxi'), ...at }).value).toMatchObject({
      may: false,
    });
  });

  test('CHN-07 card-making outlets and agencies', () => {
    const { value } = channelsFor(beihai, { day, person: citizenOf('guangxi') });
    expect(value === 'unknown' ? [] : value.map((one) => one.channel)).toEqual(['bank-outlet', 'agency']);
  });

  test('OLD-07 K12 no validity period; elsewhere unknown', () => {
    expect(expiryRule(beihai, { madeDay: day }).value).toEqual({ lastDay: null });
    expect(expiryRule(beijing, { madeDay: day }).value).toBe('unknown');
  });

  test('OLD-08 a region that sets a validity period gets a last day', () => {
    const expiry = [{ value: { years: 10 }, cite: [{ document: 'own-default', clause: 'fixture', grade: 'default' }] }];
    expect(expiryRule(withRules('guilin', { expiry }), { madeDay: d('2024-02-29') }).value).toEqual({
      lastDay: '2034-02-28',
    });
  });

  test('FEE-03 first card free; a region without a standard cannot charge for another', () => {
    expect(feeFor(beihai, { reason: 'first', day }).value).toMatchObject({ chargeableFen: 0n });
    for (const pack of [beihai, hengshui, guilin]) {
      const answer = feeFor(pack, { reason: 'loss', day });
      expect(answer.value).toBe('unknown');
      expect(answer.reasons.map((one) => one.code)).toContain('fee-no-standard');
    }
  });

  test('K11 two pots, two rules', () => {
    expect(balanceMoves(beihai, { pot: 'medical-account', day }).value).toBe('automatic');
    expect(balanceMoves(beihai, { pot: 'bank-account', day }).value).toBe('at-the-bank');
    expect(balanceMoves(fuzhou, { pot: 'medical-account', day }).value).toBe('automatic');
    expect(balanceMoves(fuzhou, { pot: 'hospital-visit', day }).value).toBe('holder-asks');
  });
});

describe('all regions', () => {
  test('K1 a replacement costs what its region, reason and day say: nothing, 20 yuan, or nothing for want of a standard', () => {
    const costs = (pack: typeof fuzhou) => {
      const { value } = feeFor(pack, { reason: 'loss', day });
      return value === 'unknown' ? 'no standard' : value.chargeableFen;
    };
    expect([beijing, fuzhou, hengshui, beihai].map(costs)).toEqual([0n, 2000n, 'no standard', 'no standard']);
    // No default: a region that takes its row away charges nothing.
    const file = { ...shippedFiles.fuzhou!, rules: { ...shippedFiles.fuzhou!.rules, fee: undefined } };
    expect(costs(loadPack(JSON.parse(JSON.stringify(file))))).toBe('no standard');
  });

  test('K2 five promises, each by region, phase, channel and kind of outlet, in two ways of counting days', () => {
    const promised = (pack: typeof beijing, question: Parameters<typeof promiseFor>[1]) => {
      const { value } = promiseFor(pack, question);
      return value === 'unknown' ? value : [value.unit, value.count, value.due];
    };
    const regular = d('2026-03-02');
    expect([
      promised(beijing, { channel: 'bureau-site', appliedDay: d('2025-03-03') }),
      promised(beijing, { channel: 'bank-outlet', outlet: 'bank-instant', appliedDay: regular }),
      promised(beijing, { channel: 'bank-outlet', outlet: 'bank-other', appliedDay: regular }),
      promised(beijing, { channel: 'street-outlet', outlet: 'street', appliedDay: regular }),
      promised(fuzhou, { channel: 'region-app', appliedDay: d('2025-03-03') }),
      promised(hengshui, { channel: 'bank-outlet', appliedDay: d('2025-03-03') }),
    ]).toEqual([
      ['natural-days', 30, '2025-04-02'],
      ['instant', 0, '2026-03-02'],
      ['working-days', 4, '2026-03-06'],
      ['natural-days', 30, '2026-04-01'],
      ['working-days', 15, '2025-03-24'],
      'unknown',
    ]);
  });

  test('K3 the same channel is open or closed by region, by phase and by bank', () => {
    const may = (pack: typeof beijing, question: Parameters<typeof mayApply>[1]) => {
      const { value } = mayApply(pack, question);
      return value === 'unknown' ? value : value.may;
    };
    const individual = insuredAs('resident');
    const counter = { channel: 'bank-outlet', openings } as const;
    expect([
      // Beijing begins online and opens its counters with the regular phase; Fuzhou and Hengshui begin at the counter.
      may(beijing, { day: d('2025-09-01'), person: individual, ...counter }),
      may(beijing, { day: d('2025-09-01'), person: individual, channel: 'bureau-site', openings }),
      may(beijing, { day: d('2026-01-01'), person: individual, ...counter }),
      may(fuzhou, { day: d('2021-07-01'), person: citizenOf('fuzhou'), ...counter }),
      may(hengshui, { day: d('2021-12-30'), person: citizenOf('hengshui'), ...counter }),
      may(hengshui, { day: d('2021-12-30'), person: citizenOf('hengshui'), channel: 'region-app' }),
      // Fuzhou goes online with one bank, and takes the others at the counter.
      may(fuzhou, { day, person: citizenOf('fuzhou'), channel: 'region-app', bank: 'haixia' }),
      may(fuzhou, { day, person: citizenOf('fuzhou'), channel: 'region-app', bank: 'ccb' }),
      may(fuzhou, { day, person: citizenOf('fuzhou'), channel: 'bank-outlet', bank: 'ccb' }),
    ]).toEqual([false, true, true, true, true, false, true, false, true]);
  });

  test('K6 who chooses the bank depends on the group: free, at most three, the pension bank, the old card’s bank', () => {
    const kind = (pack: typeof beijing, person: Parameters<typeof banksFor>[1]['person'], more = {}) => {
      const { value } = banksFor(pack, { day: d('2025-11-03'), person, openings, ...more });
      return value === 'unknown' ? value : [value.kind, value.banks.length];
    };
    const five = { kind: 'unit', id: 'u', district: 'fangshan', started: true } as const;
    const banks = ['icbc', 'abc', 'boc', 'ccb', 'cmb'];
    expect([
      kind(beijing, insuredAs('flexible')),
      kind(beijing, staff('fangshan', { organiser: { ...five, banks } })),
      kind(beijing, { ...student, organiser: { ...five, kind: 'school', banks } }),
      kind(beijing, retiree),
      kind(fuzhou, citizenOf('fuzhou')),
      kind(beihai, citizenOf('guangxi'), { openings: { regular: d('2022-01-01') } }),
    ]).toEqual([
      ['free', 15],
      ['organiser', 3],
      ['organiser', 3],
      ['pension-payer', 1],
      ['free', 8],
      ['old-card-bank-or-agency', 1],
    ]);
  });

  test('CAL-14 each region goes its own way from not started to regular, never back', () => {
    const order = ['not-started', ...new Set(allPacks.flatMap((pack) => pack.phases.map(({ state }) => state)))];
    expect(order).toEqual(['not-started', 'pilot', 'phased', 'regular']);
    const stateOn = (pack: typeof beijing, text: string, set = {}) =>
      phaseOn(pack, d(text), set)?.state ?? 'not-started';
    const days = ['2021-06-30', '2021-07-01', '2024-01-30', '2024-01-31', '2024-04-01', '2024-10-30', '2026-01-01'];
    expect(days.map((text) => [beijing, fuzhou, hengshui, guilin].map((pack) => stateOn(pack, text)))).toEqual([
      ['not-started', 'not-started', 'not-started', 'not-started'],
      ['not-started', 'regular', 'not-started', 'not-started'],
      ['not-started', 'regular', 'regular', 'not-started'],
      ['pilot', 'regular', 'regular', 'not-started'],
      ['pilot', 'regular', 'regular', 'regular'],
      ['phased', 'regular', 'regular', 'regular'],
      ['regular', 'regular', 'regular', 'regular'],
    ]);
    fc.assert(
      fc.property(fc.constantFrom(...allPacks), anyDay, fc.nat(1500), (pack, from, later) => {
        const rank = (on: typeof from) => order.indexOf(stateOn(pack, on, { regular: d('2022-01-01') }));
        return rank(from) <= rank(addDays(from, later));
      }),
    );
  });

  test('APP-12 booking is off everywhere until a region switches it on', () => {
    for (const pack of allPacks) {
      expect(ruleFor(pack, 'booking', { day })).toMatchObject({
        value: 'none',
        reasons: [{ citations: [{ grade: 'default' }] }],
      });
    }
    const cite = [{ document: 'own-default', clause: 'APP-12', grade: 'default' }];
    const booking = [
      { when: { from: '2025-03-04' }, value: 'optional', cite },
      { value: 'none', cite },
    ];
    const pack = withRules('fuzhou', { booking });
    expect(ruleFor(pack, 'booking', { day }).value).toBe('none');
    expect(ruleFor(pack, 'booking', { day: d('2025-03-04') }).value).toBe('optional');
  });

  test('K7 K9 when the account is opened and where the benefit account is changed', () => {
    expect(allPacks.map((pack) => financialAccountRule(pack, { day }).value)).toEqual([
      'optional',
      'required-with-order',
      'unknown',
      'optional',
      'unknown',
    ]);
    expect([hengshui, fuzhou, beihai].map((pack) => benefitAccountPlace(pack, { day }).value)).toEqual([
      ['paying-agency'],
      ['card-counter'],
      ['insurance-centre'],
    ]);
  });

  test('K4 in every region changing is voluntary and no old card ends before the new one is enabled', () => {
    for (const pack of allPacks) {
      expect(pack.rules.duty[0]?.value).toBe('voluntary');
      expect(oldCardRule(pack, { day }).value).toMatchObject({ diesWhen: 'new-card-enabled' });
    }
  });

  test('GOAL-02 a pilot district invites: the answer says voluntary beside open', () => {
    const answer = mayApply(beijing, { day: d('2024-02-01'), person: staff('xicheng') });
    expect(answer.reasons.map((one) => one.code)).toEqual(expect.arrayContaining(['batch-open', 'voluntary']));
  });

  test('GOAL-03 GEN-04 a region that has not started gives its date and keeps the old card', () => {
    const answer = mayApply(guilin, { day: d('2024-03-31'), person: citizenOf('guangxi') });
    const words = answer.reasons.find((one) => one.code === 'region-not-started');
    expect(words?.zh).toBe('本地 2024-04-01 起启动发行，现有的卡照常使用');
    expect(adviseChange(guilin, { day: d('2024-03-31'), person: citizenOf('guangxi') }).value).toBe('later');
  });

  test('APP-13 RPL-08 four people get four pieces of advice', () => {
    const question = { day: d('2025-06-30'), openings };
    const advise = (person: Parameters<typeof citizenOf>[1] & object, why = {}) =>
      adviseChange(beijing, { ...question, person: { ...staff('fangshan'), ...person } }, why);
    expect(advise({})).toMatchObject({ value: 'no-hurry' });
    expect(advise({}, { worn: true }).reasons[0]?.code).toBe('advise-worn');
    expect(advise({}, { livesElsewhere: true, wantsFunctions: true }).reasons.map((one) => one.code)).toEqual([
      'advise-elsewhere',
      'advise-functions',
      'voluntary',
    ]);
    expect(adviseChange(beijing, { ...question, person: insuredAs('retired') }, { worn: true }).value).toBe('later');
    expect(
      adviseChange(beijing, { ...question, day: d('2026-02-01'), person: insuredAs('retired') }).reasons[0]?.code,
    ).toBe('advise-started');
    expect(advise({ currentCard: { generation: 3, region: 'beijing' } }).value).toBe('has-new-card');
  });

  test('CAL-15 a throttle slows outlets on its days only, and online goes on', () => {
    const throttle = [
      {
        when: { from: '2026-02-01', until: '2026-02-10' },
        value: { outletQuotaPercent: 30, notice: 'notice-7' },
        cite: [{ document: 'own-default', clause: 'CAL-15', grade: 'default' }],
      },
    ];
    const pack = withRules('beijing', { throttle });
    const on = (text: string) => throttleOn(pack, { day: d(text) }).value;
    expect([on('2026-01-31'), on('2026-02-01'), on('2026-02-10'), on('2026-02-11')]).toMatchObject(
      [100, 30, 30, 100].map((outletQuotaPercent) => ({ outletQuotaPercent })),
    );
    expect(
      mayApply(pack, { day: d('2026-02-05'), person: staff('haidian'), channel: 'bureau-site' }).value,
    ).toMatchObject({ may: true });
  });

  test('GOV-02 GOV-04 no batch opens while a gate is red or before the notice', () => {
    const ready: Readiness = { terminals: true, banks: true, staff: true, systems: true, safeguards: true };
    const opens = d('2025-02-10');
    const gate = (readiness: Readiness, noticePublished?: ReturnType<typeof d>) =>
      mayOpenBatch({ readiness, opens, noticePublished });
    expect(gate(ready, d('2025-02-09')).value).toBe(true);
    expect(gate(ready).reasons.map((one) => one.code)).toEqual(['notice-missing']);
    expect(gate(ready, d('2025-02-11')).reasons.map((one) => one.code)).toEqual(['notice-late']);
    for (const item of Object.keys(ready)) {
      expect(gate({ ...ready, [item]: false }, d('2025-02-01'))).toMatchObject({
        value: false,
        reasons: [{ code: 'gate-red', facts: { items: [item] } }],
      });
    }
    expect(gate({} as Readiness, d('2025-02-01')).value).toBe(false);
  });

  test('TIM-06 nothing of the generic article is in any pack', () => {
    expect(JSON.stringify(shippedFiles)).not.toContain('generic-article');
    expect(JSON.stringify(shippedFiles)).not.toContain('"grade":"D"');
  });

  test('parameters that need no computing are read with their grounds, open questions 5 to 7, 13 to 15 among them', () => {
    const read = <K extends Parameters<typeof ruleFor>[1]>(key: K, more = {}) =>
      ruleFor(beijing, key, { day, ...more });
    expect(read('reconfirmAt').value).toBe('hand-over');
    expect(read('onDeath').value).toEqual(['stop-order', 'destroy-card', 'close-ecard', 'keep-records']);
    expect(read('mishap', { mishap: 'no-blanks' }).value).toBe('offer-ordinary-making');
    expect(read('overdueRemedy').value).toEqual(['alarm', 'apology', 'escalation']);
    expect(read('blockListAge').value).toEqual({ hours: 24 });
    expect(read('bankNumberOnExchange').reasons[0]).toMatchObject({
      zh: '依政策包：换卡后的银行卡号',
      citations: [{ grade: 'default' }],
    });
    expect(read('twoRegions').value).toBe('move-replaces');
    expect(read('smsSender').value).toBe('bank');
    expect(ruleFor(fuzhou, 'eCard', { day }).value).toBe('with-order');
  });

  test('a person without a card asks for a first one', () => {
    expect(generationFor(beihai, { day, person: without(citizenOf('guangxi'), 'currentCard') }).value).toBe('G3');
  });
});
