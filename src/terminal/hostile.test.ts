// Cards and commands that mean harm: whatever a card answers, a script ends with a refusal; whatever a PSAM is told, no key comes out.
import { expect, test } from 'vitest';
import { SeededRandom } from '../base/random.ts';
import { Refusal } from '../base/refusal.ts';
import { cloneCard, type Face } from '../chip/index.ts';
import { toBase64 } from '../crypto/index.ts';
import { CardChannel } from './card-channel.ts';
import { runConformance } from './conformance/conformance.ts';
import { diagnose } from './diagnose.ts';
import { Driver, type DriverAnswer } from './driver/driver.ts';
import { hex } from './hex.ts';
import { openPsam } from './keys/psam-keys.ts';
import { openPurchaseModule } from './keys/purse-keys.ts';
import { testIssuerKeys, testMasters, testPurseHost } from './keys/test-keys.ts';
import type { CardConnection, Reader } from './reader.ts';
import { SimulatedReader } from './readers/simulated.ts';
import { makeSampleCard, makeSamplePsam, SAMPLE_PIN } from './sample-card.ts';
import { samplePan, testBank, testPaymentAuthorities } from './sample-money.ts';
import { enrolCertificate, openCertificates, readCertificate } from './scripts/certificate-application.ts';
import type { PurseDebit } from './scripts/debit-purse.ts';
import { loadPurse } from './scripts/load-purse.ts';
import { payByContact, settleTornPayment } from './scripts/pay-contact.ts';
import { payByTap } from './scripts/pay-quick.ts';
import { proveBySignature } from './scripts/prove-card.ts';
import { readPurseLog, selectPurse } from './scripts/purse.ts';
import { readHolder } from './scripts/read-holder.ts';
import { recogniseCard } from './scripts/recognise-card.ts';
import { tap } from './scripts/tap.ts';
import { chipInSlot } from './slot-card.ts';

const card = await makeSampleCard({
  generation: 3,
  money: 'des',
  random: (length) => new SeededRandom(3).bytes(length),
});
const keys = testIssuerKeys();

/** The sample card through a line that spoils some answers. */
function spoiled(random: SeededRandom, spoil: (answer: Uint8Array) => Uint8Array, face: Face = 'contact'): Reader {
  const inner = new SimulatedReader(
    chipInSlot(
      cloneCard(card, (length) => random.bytes(length)),
      face,
    ),
  );
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

const spoils: ((answer: Uint8Array, random: SeededRandom) => Uint8Array)[] = [
  (answer, random) => answer.map((byte) => (random.below(6) === 0 ? byte ^ (1 << random.below(8)) : byte)),
  (answer, random) => answer.subarray(0, random.below(answer.length + 1)),
  (answer) => Uint8Array.from([...answer, ...answer]),
  () => Uint8Array.of(0x61, 0x10),
  () => Uint8Array.of(0x6c, 0x00),
  (_, random) => random.bytes(random.below(300)),
  (answer, random) => Uint8Array.from([...random.bytes(Math.max(0, answer.length - 2)), 0x90, 0x00]),
];

const TIME = '20261101120000';
const till = {
  ...{ authorities: testPaymentAuthorities(), random: (length: number) => new Uint8Array(length), national: true },
  ...{ floorFen: 100_000n, shop: 'SHOP' },
  bank: testBank(new Map([[samplePan('0001E240'), 1_000_000n]])),
};
const module = await openPurchaseModule(new SimulatedReader(makeSamplePsam()));
const gate = (torn: boolean) => ({
  ...{ module, isBlocked: () => false, time: TIME, fare: () => ({ amountFen: 0n, records: [] }) },
  ...(torn ? { tornOf: (purseNumber: string) => ({ ...lost, purseNumber }) } : {}),
});
const lost: PurseDebit = {
  ...{ purseNumber: '', type: 'compound', algorithm: 0, sequence: 0, terminal: '110100000001' },
  ...{ terminalSequence: '00000001', amountFen: 0n, balanceFen: 0n, time: TIME },
};
const driverOver = (connection: CardConnection) =>
  new Driver({
    readers: { contact: { name: 'one', connect: async () => connection } },
    ...{ psam: new SimulatedReader(makeSamplePsam()), keypad: { ask: async () => SAMPLE_PIN }, random: till.random },
  });
const certificate = await (async () => {
  const channel = await CardChannel.open(new SimulatedReader(chipInSlot(cloneCard(card, till.random))));
  await openCertificates(channel);
  return toBase64((await readCertificate(channel))!);
})();
const drivers: ((driver: Driver) => Promise<DriverAnswer>)[] = [
  (driver) => driver.PKI_SignData('864209', 'AAAA', 1),
  (driver) => driver.iReadBankNumber(1),
  (driver) => driver.iGetCardType(1),
  (driver) => driver.iReadCardBas(1),
  (driver) => driver.iReadCardNo(1),
  (driver) => driver.iSendCpuApdu(1, '00A40000023F00|0084000008|'),
  (driver) => driver.iReadSignatureKey(1),
  (driver) => driver.iWriteCaStep1(1, SAMPLE_PIN),
  (driver) => driver.iWriteCA(1, SAMPLE_PIN, certificate),
];

test('a lying card under the driver: always a number, never an exception', async () => {
  for (let seed = 0; seed < 400; seed += 1) {
    const random = new SeededRandom(seed);
    const spoil = spoils[seed % spoils.length]!;
    const connection = await spoiled(random, (answer) => spoil(answer, random)).connect();
    const { code } = await drivers[Math.floor(seed / spoils.length) % drivers.length]!(driverOver(connection));
    expect(code, `seed ${seed}`).toBeLessThanOrEqual(0);
  }
});

const money: ((channel: CardChannel) => Promise<unknown>)[] = [
  (channel) => tap(channel, gate(false)),
  (channel) => tap(channel, gate(true)),
  async (channel) => {
    const order = { amountFen: 100n, terminal: '110100000001', time: TIME };
    return loadPurse(channel, await selectPurse(channel), testPurseHost(), order);
  },
  (channel) => payByContact(channel, { amountFen: 100n, time: TIME, kind: 'cash-load' }, till),
  (channel) => payByContact(channel, { amountFen: 100n, time: TIME, cash: true }, till),
  (channel) => payByTap(channel, { amountFen: 100n, time: TIME }, till),
  (channel) => settleTornPayment(channel, { outcome: 'torn', atc: '0001', amountFen: 1n }),
  async (channel) => readPurseLog(channel),
];

test('a lying card at gates and tills: a result or a refusal, never another error', async () => {
  let refusals = 0;
  for (let seed = 0; seed < 1600; seed += 1) {
    const random = new SeededRandom(seed);
    const spoil = spoils[seed % spoils.length]!;
    const face = seed % 3 === 0 ? 'contactless' : 'contact';
    const channel = await CardChannel.open(spoiled(random, (answer) => spoil(answer, random), face));
    const error = await money[seed % money.length]!(channel).catch((reason: unknown) => reason);
    if (error instanceof Error) {
      expect(error, `seed ${seed}`).toBeInstanceOf(Refusal);
      refusals += 1;
    }
  }
  expect(refusals).toBeGreaterThan(400);
});

test('a lying card under the conformance kit: every case is judged', async () => {
  for (let seed = 0; seed < 14; seed += 1) {
    const random = new SeededRandom(seed);
    const spoil = spoils[seed % spoils.length]!;
    const reader = spoiled(random, (answer) => spoil(answer, random));
    const report = await runConformance({ reader, keys, pin: SAMPLE_PIN, random: (length) => new Uint8Array(length) });
    expect(report.passed + report.failed + report.notTestable).toBe(33);
    expect(report.failed).toBeGreaterThan(0);
  }
});

test('a lying card: flipped, cut, doubled, endless and random answers end in a result or a refusal, never in another error', async () => {
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
