// Cards and commands that mean harm: whatever a card answers, a script ends with a refusal; whatever a PSAM is told, no key comes out.
import { expect, test } from 'vitest';
import { SeededRandom } from '../base/random.ts';
import { Refusal } from '../base/refusal.ts';
import { cloneCard } from '../chip/index.ts';
import { CardChannel } from './card-channel.ts';
import { diagnose } from './diagnose.ts';
import { hex } from './hex.ts';
import { openPsam } from './keys/psam-keys.ts';
import { testIssuerKeys, testMasters } from './keys/test-keys.ts';
import type { Reader } from './reader.ts';
import { SimulatedReader } from './readers/simulated.ts';
import { makeSampleCard, makeSamplePsam, SAMPLE_PIN } from './sample-card.ts';
import { enrolCertificate } from './scripts/certificate-application.ts';
import { proveBySignature } from './scripts/prove-card.ts';
import { readHolder } from './scripts/read-holder.ts';
import { recogniseCard } from './scripts/recognise-card.ts';
import { chipInSlot } from './slot-card.ts';

const card = await makeSampleCard({ generation: 3, random: (length) => new SeededRandom(3).bytes(length) });
const keys = testIssuerKeys();

/** The sample card through a line that spoils some answers. */
function spoiled(random: SeededRandom, spoil: (answer: Uint8Array) => Uint8Array): Reader {
  const inner = new SimulatedReader(chipInSlot(cloneCard(card, (length) => random.bytes(length))));
  return {
    name: 'spoiled',
    connect: async () => {
      const connection = await inner.connect();
      const transmit = async (apdu: Uint8Array) => {
        const answer = await connection.transmit(apdu);
        return random.below(8) === 0 ? spoil(answer) : answer;
      };
      return { ...connection, transmit };
    },
  };
}

const conversations: ((channel: CardChannel) => Promise<unknown>)[] = [
  (channel) => readHolder(channel, keys, (length) => new Uint8Array(length)),
  async (channel) => proveBySignature(channel, await recogniseCard(channel), new Uint8Array(32)),
  (channel) => enrolCertificate(channel, SAMPLE_PIN, async () => new Uint8Array(300)),
];

test('a lying card: flipped, cut, doubled, endless and random answers end in a result or a refusal, never in another error', async () => {
  const spoils: ((answer: Uint8Array, random: SeededRandom) => Uint8Array)[] = [
    (answer, random) => answer.map((byte) => (random.below(6) === 0 ? byte ^ (1 << random.below(8)) : byte)),
    (answer, random) => answer.subarray(0, random.below(answer.length + 1)),
    (answer) => Uint8Array.from([...answer, ...answer]),
    () => Uint8Array.of(0x61, 0x10),
    () => Uint8Array.of(0x6c, 0x00),
    (_, random) => random.bytes(random.below(300)),
    (answer, random) => Uint8Array.from([...random.bytes(Math.max(0, answer.length - 2)), 0x90, 0x00]),
  ];
  let refusals = 0;
  for (let seed = 0; seed < 600; seed += 1) {
    const random = new SeededRandom(seed);
    const spoil = spoils[seed % spoils.length]!;
    const channel = await CardChannel.open(spoiled(random, (answer) => spoil(answer, random)));
    const error = await conversations[seed % conversations.length]!(channel).catch((reason: unknown) => reason);
    if (error instanceof Error) {
      expect(error, `seed ${seed}`).toBeInstanceOf(Refusal);
      refusals += 1;
    }
  }
  expect(refusals).toBeGreaterThan(200);
  const endless: Reader = {
    name: 'endless',
    connect: async () => ({
      ...(await new SimulatedReader(chipInSlot(card)).connect()),
      transmit: async () => Uint8Array.of(0x61, 0xff),
    }),
  };
  const findings = await diagnose(endless, { random: (length) => new Uint8Array(length) });
  expect(findings.at(-1)).toMatchObject({ ok: false, todo: expect.any(String) });
});

test('the PSAM answers every command with a status word and gives no key away', async () => {
  const psam = makeSamplePsam();
  psam.powerUp();
  const secrets = [0x0e, 0x0a].map((ref) => hex(testMasters(3, { directory: 'SSSE', ref })!).slice(0, 16));
  const random = new SeededRandom(9);
  const heads = [
    '00A40400',
    '00B09500',
    '00B09600',
    'BFDE220A',
    'BFDE2201',
    '80FA0000',
    '80700000',
    '80720000',
    '00C00000',
  ];
  for (let i = 0; i < 20_000; i += 1) {
    const known = Buffer.from(random.pick(heads), 'hex');
    const data = random.bytes(random.below(40));
    const apdu =
      random.below(3) === 0 ? random.bytes(random.below(60)) : Uint8Array.from([...known, data.length, ...data]);
    const answer = psam.transmit(apdu);
    expect(answer.length).toBeGreaterThanOrEqual(2);
    expect(secrets.some((secret) => hex(answer).includes(secret))).toBe(false);
  }
  // It still works, and one diversified key serves one cryptogram.
  const reader = new SimulatedReader(psam);
  const open = await openPsam(reader);
  const asked = { algorithm: 3, factor: new Uint8Array(8) };
  const proof = await open.proof(asked, { directory: 'SSSE', ref: 0x0a }, new Uint8Array(8), new Uint8Array(8));
  expect(proof).toEqual(
    await keys.proof(asked, { directory: 'SSSE', ref: 0x0a }, new Uint8Array(8), new Uint8Array(8)),
  );
  expect(hex(psam.transmit(Uint8Array.of(0x80, 0xfa, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0)))).toBe('6985');
});
