// The kit passes every sample card, and finds each of a dozen broken ones by the case made for it.
import { expect, test } from 'vitest';
import { SeededRandom } from '../../base/random.ts';
import { type Card, cloneCard, type Generation } from '../../chip/index.ts';
import { testIssuerKeys } from '../keys/test-keys.ts';
import { SimulatedReader } from '../readers/simulated.ts';
import { makeSampleCard, makeSamplePsam, SAMPLE_PIN } from '../sample-card.ts';
import { chipInSlot, type SlotCard } from '../slot-card.ts';
import type { Candidate } from './case.ts';
import { type ConformanceReport, conformanceText, runConformance } from './conformance.ts';

const chance = (seed: number) => {
  const random = new SeededRandom(seed);
  return (length: number) => random.bytes(length);
};
const cards = new Map<Generation, Card>();
for (const generation of [1, 2, 3] as const)
  cards.set(generation, await makeSampleCard({ generation, random: chance(generation) }));
const fresh = (generation: Generation = 3) => cloneCard(cards.get(generation)!, chance(9));

const whole = (card: SlotCard): Candidate => ({
  ...{ reader: new SimulatedReader(card), psam: new SimulatedReader(makeSamplePsam()), keys: testIssuerKeys() },
  ...{ pin: SAMPLE_PIN, random: chance(4) },
});
const idsOf = (report: ConformanceReport, verdict: string) =>
  report.groups.flatMap(({ cases }) => cases.filter((one) => one.verdict === verdict).map(({ id }) => id));

test.each([1, 2, 3] as const)(
  'DOC-01 a sample card of generation %i passes all groups with its keys',
  async (generation) => {
    for (const face of generation === 3 ? (['contact', 'contactless'] as const) : (['contact'] as const)) {
      const report = await runConformance(whole(chipInSlot(fresh(generation), face)));
      expect(idsOf(report, 'fail'), conformanceText(report)).toEqual([]);
      expect(report.passed).toBeGreaterThan(generation === 3 ? 27 : 20);
    }
  },
);

test('with public keys only: what needs the issuer is not testable, and nothing fails', async () => {
  const report = await runConformance({ reader: new SimulatedReader(chipInSlot(fresh())), random: chance(4) });
  expect(idsOf(report, 'fail')).toEqual([]);
  expect(idsOf(report, 'not testable')).toEqual(
    expect.arrayContaining([
      'COS-10',
      'COS-11',
      'DATA-09',
      'DATA-10',
      'DATA-11',
      'DATA-12',
      'API-03',
      'API-08',
      'API-09',
    ]),
  );
  expect(report.passed).toBeGreaterThan(18);
  const text = conformanceText(report);
  expect(text).toContain('LD/T 6001.2 卡片 COS');
  expect(text).toContain('– DATA-09');
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

/** A sample card with one fault: its answer to some commands is another one. */
function broken(fault: (apdu: Uint8Array, answer: () => Uint8Array) => Uint8Array | undefined): Candidate {
  const inner = chipInSlot(fresh());
  return whole({ ...inner, transmit: (apdu) => fault(apdu, () => inner.transmit(apdu)) ?? inner.transmit(apdu) });
}
const OK = Uint8Array.of(0x90, 0x00);
const at = (apdu: Uint8Array, head: string) => Buffer.from(apdu).toString('hex').toUpperCase().startsWith(head);
const faults: Record<string, [expected: string, fault: Parameters<typeof broken>[0]]> = {
  'always the same challenge': [
    'COS-05',
    (apdu) => (at(apdu, '0084000008') ? new Uint8Array(10).fill(0x90, 8, 9) : undefined),
  ],
  'unknown instructions are fine': ['COS-07', (apdu) => (at(apdu, '007A') ? OK : undefined)],
  'a file that is not there is found': ['COS-04', (apdu) => (at(apdu, '00A4000002EF7E') ? OK : undefined)],
  'any terminal is believed': ['DATA-11', (apdu) => (at(apdu, '0082') ? OK : undefined)],
  'a version nobody knows': [
    'DATA-04',
    (apdu) => (at(apdu, '00B20600') ? Uint8Array.of(6, 4, 0x20, 0x99, 0x99, 0x99, 0x90, 0) : undefined),
  ],
  'the holder is free to read': [
    'DATA-06',
    (apdu, answer) => (at(apdu, '00B20800') && answer()[0] === 0x69 ? Uint8Array.of(8, 1, 0x31, 0x90, 0) : undefined),
  ],
  'the photo is free to read': [
    'DATA-07',
    (apdu, answer) =>
      at(apdu, '00B00000') && answer()[0] === 0x69 ? new Uint8Array(18).fill(0x90, 16, 17) : undefined,
  ],
  'anybody may write': ['DATA-08', (apdu) => (at(apdu, '00DC') ? OK : undefined)],
  'a foreign internal key': ['DATA-09', (apdu, answer) => (at(apdu, '00C0000010') ? flip(answer()) : undefined)],
  'a wrong PIN is right': ['DATA-12', (apdu) => (at(apdu, '0020000003') ? OK : undefined)],
  'a signature over something else': [
    'DATA-13',
    (apdu, answer) => (at(apdu, '00C0000044') ? flip(answer()) : undefined),
  ],
  'the wrong Le is no matter': [
    'COS-06',
    (apdu) => (at(apdu, '00B2030001') ? Uint8Array.of(3, 4, 0x33, 0x2e, 0x30, 0x30, 0x90, 0) : undefined),
  ],
};
const flip = (answer: Uint8Array) => answer.with(0, answer[0]! ^ 1);

test.each(Object.entries(faults))('a broken card fails: %s', async (_, [expected, fault]) => {
  const report = await runConformance(broken(fault));
  expect(idsOf(report, 'fail')).toContain(expected);
});
