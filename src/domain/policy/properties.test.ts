// What must hold for every person, day and pack, sensible or not.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../base/day.ts';
import {
  banksFor,
  type ChannelCode,
  channelKinds,
  explain,
  explanationText,
  feeFor,
  feeReasons,
  generationFor,
  groupOf,
  isOrganised,
  mayApply,
  outletKinds,
  promiseFor,
  purposeOf,
  shippedPacks,
  turnOf,
} from './index.ts';
import { anyDay, anyOrganiser, anyPerson, beijing, d, districts, openings } from './people.fixture.ts';

// Drawn by name, so that a counterexample stays readable.
const anyRegion = fc.constantFrom(...Object.keys(shippedPacks));
const anyChannel = fc.constantFrom(...(Object.keys(channelKinds) as ChannelCode[]));
const anyQuestion = fc.record({
  day: anyDay,
  person: anyPerson,
  channel: anyChannel,
  outlet: fc.constantFrom(...outletKinds),
  organiser: fc.option(anyOrganiser, { nil: undefined }),
  openings: fc.constantFrom({}, openings, { regular: d('2022-01-01') }),
  bank: fc.constantFrom('icbc', 'haixia', 'nowhere-bank'),
});

describe('properties', () => {
  test('ELG-03 every person has one and only one group on any day', () => {
    fc.assert(
      fc.property(anyRegion, anyPerson, anyDay, (region, person, day) => {
        const pack = shippedPacks[region]!;
        const { value, reasons } = groupOf(pack, person, day);
        expect(value).not.toBe('unknown');
        if (value === 'unknown') return;
        expect(['staff', 'individual', 'retiree']).toContain(value.group);
        expect(value.group === 'individual').toBe('subGroup' in value);
        expect(reasons).toHaveLength(1);
        expect(groupOf(pack, { ...person, insurances: person.insurances.toReversed() }, day).value).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  test('no decision throws, and each one carries a reason in both languages with every blank filled', () => {
    fc.assert(
      fc.property(anyRegion, anyQuestion, (region, question) => {
        const pack = shippedPacks[region]!;
        const explanation = explain(pack, question);
        for (const { decision } of explanation.answers) {
          expect(decision.value).toBeDefined();
          expect(decision.reasons.length).toBeGreaterThan(0);
          for (const { zh, en } of decision.reasons) expect(`${zh} ${en}`).not.toMatch(/[{}]|undefined|\[object/);
        }
        expect(explanationText(explanation)).not.toMatch(/undefined|\[object/);
      }),
      { numRuns: 120 },
    );
  });

  test('who may apply has passed every gate: turn, entitlement, channel, organiser', () => {
    fc.assert(
      fc.property(anyRegion, anyQuestion, (region, question) => {
        const pack = shippedPacks[region]!;
        const { value } = mayApply(pack, question);
        if (value === 'unknown' || !value.may || purposeOf(question) === 'replace') return;
        expect(turnOf(pack, question).open).toBe(true);
        expect(value.waitFor).toBeNull();
        if (pack.region === 'beijing' && question.day < '2026-01-01') {
          expect(channelKinds[question.channel]).not.toBe('counter');
          const group = groupOf(pack, question.person, question.day).value;
          if (group !== 'unknown' && group.group === 'staff') expect(isOrganised(question)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('waiting never points into the past, and the batch of a person does not depend on the order of batches', () => {
    const reversed = { ...beijing, batches: beijing.batches.toReversed() };
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const { value } = mayApply(beijing, question);
        if (value === 'unknown') return;
        if (value.waitFor?.length === 10) expect(value.waitFor > question.day).toBe(true);
        expect(mayApply(reversed, question).value).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  test('a later order is never promised earlier', () => {
    fc.assert(
      fc.property(
        anyRegion,
        anyChannel,
        fc.constantFrom(...outletKinds),
        fc.integer({ min: 0, max: 1040 }),
        (region, channel, outlet, n) => {
          const pack = shippedPacks[region]!;
          const appliedDay = addDays(d('2024-01-01'), n);
          const [first, second] = [appliedDay, addDays(appliedDay, 1)].map(
            (day) => promiseFor(pack, { channel, outlet, appliedDay: day }).value,
          );
          if (!first || !second || first === 'unknown' || second === 'unknown') return;
          expect(second.due >= first.due).toBe(true);
          expect(first.due >= appliedDay).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('banks offered are partners, without doubles, and an organiser never offers more than three', () => {
    const partners = new Set(beijing.banks === 'unknown' ? [] : beijing.banks.map((bank) => bank.code));
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const { value } = banksFor(beijing, question);
        if (value === 'unknown') return;
        expect(new Set(value.banks).size).toBe(value.banks.length);
        expect(value.banks.every((bank) => partners.has(bank))).toBe(true);
        if (value.kind === 'organiser') expect(value.banks.length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 500 },
    );
  });

  test('from 2026 on Beijing issues nothing but G3; nobody outside his turn is given an exchange', () => {
    fc.assert(
      fc.property(anyQuestion, fc.constantFrom('first', 'exchange', 'replace'), (question, purpose) => {
        const { value } = generationFor(beijing, { ...question, purpose });
        if (question.day >= '2026-01-01') expect(value).toBe('G3');
        else if (purpose === 'exchange' && value === 'G3') expect(turnOf(beijing, question).open).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('the first card is free in every region on every day', () => {
    fc.assert(
      fc.property(anyRegion, anyDay, fc.constantFrom(...feeReasons), (region, day, reason) => {
        const pack = shippedPacks[region]!;
        const fee = feeFor(pack, { reason: 'first', day }).value;
        expect(fee !== 'unknown' && fee.chargeableFen).toBe(0n);
        const other = feeFor(pack, { reason, day });
        if (other.value !== 'unknown' && other.value.chargeableFen > 0n)
          expect(other.reasons[0]?.citations.length).toBeGreaterThan(0);
      }),
    );
  });

  test('no district is in two batches of one group', () => {
    for (const group of ['staff', 'individual', 'retiree'] as const) {
      for (const district of districts) {
        const covering = beijing.batches.filter(
          (batch) => batch.groups.includes(group) && (batch.districts === 'all' || batch.districts.includes(district)),
        );
        expect(covering).toHaveLength(1);
      }
    }
  });
});
