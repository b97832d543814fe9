// The registers are complete and agree with the packs and the numbers of the sources.
import { expect, test } from 'vitest';
import { isDay } from '../../base/day.ts';
import {
  contradictions,
  documents,
  figures,
  findDocument,
  national,
  openQuestions,
  provinces,
  reasonCodes,
  regionStarts,
  shippedFiles,
  shippedPacks,
  sources,
  timeline,
} from './index.ts';
import { lintPack } from './lint-pack.ts';
import { ruleKeys } from './pack.ts';

const numbers = (row: string) =>
  documents.filter((document) => document.row === row).map((document) => document.number);

test.each([
  ['DOC-01', ['人社信息函〔2016〕38号', '人社信息函〔2016〕59号']],
  ['DOC-02', ['银办发〔2017〕170号']],
  ['DOC-03', ['人社厅函〔2018〕289号', '人社网信函〔2018〕1号']],
  ['DOC-04', ['人社厅发〔2019〕13号']],
  ['DOC-05', ['人社厅发〔2020〕101号']],
  ['DOC-06', ['京政办发〔2022〕15号']],
  ['DOC-07', ['京人社数据字〔2024〕133号']],
  ['DOC-08', ['人社部发〔2024〕6号']],
])('%s is in the register', (row, expected) => {
  expect(numbers(row)).toEqual(expected);
});

test('the four Beijing annexes are in the register', () => {
  expect(numbers('DOC-09')).toEqual(['附件1', '附件2', '附件3', '附件4']);
});

test('document ids are unique, and every citation of a register points to one with its grade', () => {
  expect(new Set(documents.map(({ id }) => id)).size).toBe(documents.length);
  for (const { cite } of [...timeline, ...figures, ...regionStarts])
    expect(findDocument(cite.document)?.grade).toBe(cite.grade);
});

test('each source carries its provenance; the crawled copy says so with the time of the snapshot', () => {
  expect(sources.map(({ tag, grade }) => tag + grade)).toEqual(['000B', '001B', '002C', '003A', '004D']);
  for (const { provenance } of sources) expect(provenance.zh.length).toBeGreaterThan(5);
  expect(sources[3]?.provenance.en).toContain('2024-10-30 17:45:05');
});

test('CAL-11 CAL-12 CAL-13 the register of regions is sorted, and inferred dates are marked', () => {
  expect(regionStarts.map(({ starts }) => starts)).toEqual(regionStarts.map(({ starts }) => starts).toSorted());
  const inferred = regionStarts.filter((one) => one.inferred).map(({ region, starts }) => [region, starts]);
  expect(inferred).toEqual([
    ['fuzhou', '2021-07-01'],
    ['hengshui', '2021-12-30'],
  ]);
  for (const { pack, starts } of regionStarts) {
    expect(shippedPacks[pack]?.phases.some((phase) => phase.from === starts)).toBe(true);
  }
});

test('K15 the launch of 2017 and the pilots of 2019 are two events, in order', () => {
  const dates = timeline.map(({ date }) => date);
  expect(dates).toEqual(dates.toSorted());
  expect(timeline.filter(({ code }) => code.startsWith('third-generation')).map(({ date }) => date)).toEqual([
    '2017',
    '2019',
  ]);
});

const figure = (code: string) => figures.find((one) => one.code === code)?.value;

test('MET-01 MET-02 national figures with date and source', () => {
  expect([figure('holders'), figure('coverage'), figure('services-a-year')]).toEqual([
    1_380_000_000, 9790, 15_100_000_000,
  ]);
  for (const { asOf, cite } of figures) expect(asOf.length >= 4 && cite.clause.length > 0).toBe(true);
  expect(Math.round(figure('services-a-year')! / 365 / 1e5) / 10).toBe(41.4);
});

test('MET-03 MET-04 Fuzhou figures agree with its pack', () => {
  expect(figure('fuzhou-holders')).toBe(8_190_000);
  expect([
    figure('fuzhou-banks-before'),
    figure('fuzhou-banks'),
    figure('fuzhou-outlets-before'),
    figure('fuzhou-outlets'),
  ]).toEqual([1, 8, 56, 1020]);
  expect(shippedPacks.fuzhou?.banks).toHaveLength(figure('fuzhou-banks')!);
});

test('MET-05 Beijing figures agree with its pack', () => {
  const pack = shippedPacks.beijing!;
  expect(pack.banks).toHaveLength(figure('beijing-banks')!);
  expect(pack.districts).toHaveLength(figure('beijing-districts')! + figure('beijing-areas')!);
  const batches = pack.batches.filter((batch) => batch.phase === 'concentrated');
  expect(batches).toHaveLength(figure('beijing-batches')!);
  expect(new Set(batches.flatMap((batch) => batch.groups)).size).toBe(figure('beijing-groups')!);
});

test('MET-06 31, 19 and 20 provinces with date and source, and those the source names are among them', () => {
  const codes = ['subsidy-provinces', 'transport-provinces', 'culture-provinces'];
  expect(codes.map(figure)).toEqual([31, 19, 20]);
  for (const code of codes)
    expect(figures.find((one) => one.code === code)).toMatchObject({
      ...{ row: 'MET-06', asOf: '2022-02', cite: { document: 'encyclopaedia', grade: 'C' } },
    });
  expect(new Set(provinces.map(({ code }) => code)).size).toBe(figure('subsidy-provinces'));
  const named = (field: 'transport' | 'culture') => provinces.filter((one) => one.named.includes(field));
  expect(
    named('transport')
      .map(({ zh }) => zh)
      .join('、'),
  ).toBe('山西、吉林、江苏、浙江、安徽、广东、海南');
  expect(named('culture')).toHaveLength(9);
  for (const field of ['transport', 'culture'] as const)
    expect(named(field).length).toBeLessThanOrEqual(figure(`${field}-provinces`)!);
  expect(provinces.filter(({ subsidies }) => subsidies === 'whole').map(({ code }) => code)).toEqual(['sichuan']);
});

test('K1 to K24 are all there, and those that a rule treats name a rule that exists', () => {
  expect(contradictions.map(({ code }) => code)).toEqual(Array.from({ length: 24 }, (_, index) => `K${index + 1}`));
  for (const { treatedBy } of contradictions) {
    if (treatedBy.startsWith('rule:')) expect(ruleKeys).toContain(treatedBy.slice(5));
    if (treatedBy.startsWith('batch:'))
      expect(shippedPacks.beijing?.batches.map(({ code }) => code)).toContain(treatedBy.slice(6));
  }
});

test('the sixteen open questions each have a parameter with our own default or an honest unknown, which a bureau can change', () => {
  expect(openQuestions.map(({ number }) => number)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  for (const { rule } of openQuestions) {
    const rows = national.rules[rule] ?? [];
    expect(rows.length).toBeGreaterThan(0);
    const open = rows.every((row) => row.value === 'unknown' || row.cite.some((one) => one.grade === 'default'));
    expect(open, rule).toBe(true);
    const decided = { ...rows[0]!, cite: [{ document: 'bj-2024-133', clause: 'x', grade: 'A' }] };
    const file = { ...shippedFiles.guilin!, rules: { ...shippedFiles.guilin!.rules, [rule]: [decided] } };
    expect(lintPack(file), rule).toEqual([]);
  }
});

test('every parameter has a row in every pack, and what nobody said stands there as unknown', () => {
  for (const [region, pack] of Object.entries(shippedPacks)) {
    for (const key of ruleKeys) expect(pack.rules[key].length, `${region} ${key}`).toBeGreaterThan(0);
  }
  for (const key of ['promise', 'pickUp', 'materials', 'expiry', 'uncollected'] as const) {
    expect(shippedFiles.guilin?.rules[key]).toEqual([expect.objectContaining({ value: 'unknown' })]);
  }
});

test('days of packs are real days, reason codes are unique', () => {
  for (const pack of Object.values(shippedPacks)) {
    for (const { from } of pack.phases) if (from !== 'unknown') expect(isDay(from)).toBe(true);
  }
  expect(new Set(reasonCodes).size).toBe(reasonCodes.length);
});
