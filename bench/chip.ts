// Card and terminal: commands, holder readings, taps and personalisations a second in process, and commands a second through pcscd.
// Each beside the bare cipher work it contains, measured in turn in the same run: `ratio` = how many times its cost.
import { loadavg } from 'node:os';
import { systemRandom } from '../src/base/random.ts';
import {
  algorithm,
  cloneCard,
  desSuite,
  openBlock,
  powerUp,
  proofOf,
  purseCardKey,
  sealBlock,
  sm4Suite,
  transmit,
} from '../src/chip/index.ts';
import * as purse from '../src/chip/pay/purse-proof.ts';
import { concat } from '../src/crypto/index.ts';
import {
  blankSampleCard,
  CardChannel,
  chipInSlot,
  loadPurse,
  makeSampleCard,
  makeSamplePsam,
  openPcsc,
  openPurchaseModule,
  personalise,
  readHolder,
  SimulatedReader,
  samplePersonalisation,
  selectPurse,
  tap,
  testIssuerKeys,
  testPurseHost,
} from '../src/terminal/index.ts';
import { missing, openStage, slotNames } from '../test/pcsc/stage.ts';
import { median } from './side-by-side.ts';

type Work = () => unknown;

interface Row {
  readonly name: string;
  readonly perSecond: number;
  readonly bareCipherPerSecond?: number;
  readonly ratio?: number;
}

const random = (length: number) => systemRandom.bytes(length);
const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Seconds of processor time an operation takes. */
async function cost(work: Work, slice: number): Promise<number> {
  const start = spent();
  let count = 0;
  let now = start;
  while (now - start < slice) {
    for (let i = 0; i < 8; i += 1) {
      const done = work();
      if (done instanceof Promise) await done;
    }
    count += 8;
    now = spent();
  }
  return (now - start) / count;
}

async function row(name: string, ours: Work, bare: Work, slice = 0.25): Promise<Row> {
  await cost(ours, slice);
  await cost(bare, slice);
  const pairs: [number, number][] = [];
  for (let round = 0; round < 9; round += 1) pairs.push([await cost(ours, slice), await cost(bare, slice)]);
  return {
    name,
    perSecond: Math.round(1 / median(pairs.map(([own]) => own))),
    bareCipherPerSecond: Math.round(1 / median(pairs.map(([, cipher]) => cipher))),
    ratio: Number(median(pairs.map(([own, cipher]) => own / cipher)).toPrecision(3)),
  };
}

const eight = new Uint8Array(8).fill(5);
const four = eight.slice(0, 4);
const sixteen = new Uint8Array(16).fill(7);
const TIME = '20261101083000';

export async function run(): Promise<void> {
  const load = loadavg().map((one) => Number(one.toFixed(2)));
  const original = await makeSampleCard({ generation: 3, money: 'des', random });
  const rows = [await authentications(original), await readings(original), await taps(original), await making()];
  const plain = await barePlain(original);
  const pcsc = await overPcsc(original);
  const report = { load, processor: 'seconds of processor time of one core', rows: [...rows, plain], pcsc };
  console.log(JSON.stringify(report, null, 2));
}

type Made = Awaited<ReturnType<typeof makeSampleCard>>;

/** Two commands: a challenge and an INTERNAL AUTHENTICATE in SM4. */
async function authentications(original: Made): Promise<Row> {
  const card = cloneCard(original, random);
  powerUp(card, 'contact', 'T=1');
  const say = (hex: string) => transmit(card, Buffer.from(hex, 'hex'), 'contact');
  say('00A404000F7378312E73682EC9E7BBE1B1A3D5CF');
  const ask = Buffer.from(`0088000010${'11'.repeat(8)}${'22'.repeat(8)}00`, 'hex');
  return row(
    'INTERNAL AUTHENTICATE in process, commands',
    () => transmit(card, ask, 'contact'),
    () => proofOf(sm4Suite, sixteen, eight, eight),
  );
}

/** A command without any cipher: what the card itself costs. */
async function barePlain(original: Made): Promise<Row> {
  const card = cloneCard(original, random);
  powerUp(card, 'contact', 'T=1');
  for (const hex of ['00A404000F7378312E73682EC9E7BBE1B1A3D5CF', '00A4020002EF05'])
    transmit(card, Buffer.from(hex, 'hex'), 'contact');
  const ask = Buffer.from('00B2030006', 'hex');
  for (let i = 0; i < 20_000; i += 1) transmit(card, ask, 'contact');
  const seconds = await cost(() => transmit(card, ask, 'contact'), 1);
  return { name: 'READ RECORD in process, commands (no cipher in it)', perSecond: Math.round(1 / seconds) };
}

/** Power-up, recognition, both authentications, all fields of the holder. */
async function readings(original: Made): Promise<Row> {
  const reader = new SimulatedReader(chipInSlot(cloneCard(original, random)));
  const keys = testIssuerKeys();
  return row(
    'full 3.0 holder reading in process',
    async () => {
      const channel = await CardChannel.open(reader);
      await readHolder(channel, keys, random);
      await channel.close();
    },
    () => {
      // Card and terminal compute the same two proofs; the terminal derives the card's key for each.
      for (let i = 0; i < 4; i += 1) proofOf(sm4Suite, sixteen, eight, eight);
      for (let i = 0; i < 2; i += 1) sm4Suite.diversify(sixteen, eight);
    },
  );
}

/** A gate: eight commands at the card, and its PSAM. A fare of 0, so that the purse never runs dry; it is renewed before its numbers end. */
async function taps(original: Made): Promise<Row> {
  const first = cloneCard(original, random);
  const open = (card: Made) => CardChannel.open(new SimulatedReader(chipInSlot(card, 'contactless')));
  const channel = await open(first);
  const order = { amountFen: 5000n, terminal: '110100000001', time: TIME };
  await loadPurse(channel, await selectPurse(channel), testPurseHost(), order);
  const module = await openPurchaseModule(new SimulatedReader(makeSamplePsam()));
  const records = [{ sfi: 0x1e, number: 0, bytes: new Uint8Array(48) }];
  const journey = { sfi: 0x1a, number: 1, bytes: Uint8Array.of(0, 1, 0, 124, ...new Uint8Array(124)) };
  const gate = {
    module,
    isBlocked: () => false,
    fare: () => ({ amountFen: 0n, records: [journey, ...records] }),
    time: TIME,
  };
  let card = cloneCard(first, random);
  let count = 0;
  const ciphers = {
    order: { amount: four, type: 9, terminal: eight.slice(0, 6), time: eight.slice(0, 7) },
    sequence: Uint8Array.of(0, 1),
  };
  return row(
    'purse tap in process (8 commands with two records, PSAM included)',
    async () => {
      count += 1;
      if (count % 60_000 === 0) card = cloneCard(first, random);
      await tap(await open(card), gate);
    },
    () => {
      // PSAM: two levels of keys. Both sides: session key, MAC1, MAC2. Card: TAC.
      purseCardKey(desSuite, sixteen, eight, eight);
      for (let i = 0; i < 2; i += 1) {
        const session = purse.purchaseSessionKey(desSuite, sixteen, four, ciphers.sequence, four);
        purse.purchaseMac1(desSuite, session, ciphers.order);
        purse.purchaseMac2(desSuite, session, four);
      }
      purse.purchaseTac(desSuite, sixteen, ciphers.order, four);
    },
  );
}

/** The social security application of a 3.0 card from blank to active, read back; script and keys made for each card. */
async function making(): Promise<Row> {
  const sample = samplePersonalisation(blankSampleCard({ generation: 3, random }));
  const keys = sample.script.filter(({ apdu }) => apdu[1] === 0xd4).length;
  return row(
    `personalisation in process (${sample.script.length} commands, ${keys} keys)`,
    async () => {
      const card = blankSampleCard({ generation: 3, random });
      const channel = await CardChannel.open(new SimulatedReader(chipInSlot(card)));
      await personalise(channel, samplePersonalisation(card));
      await channel.close();
    },
    () => {
      // Each key is derived, sealed by the maker and opened by the card; both prove the master key to each other.
      for (let i = 0; i < keys; i += 1) {
        const sealed = sealBlock(sm4Suite, sixteen, concat(four, sm4Suite.diversify(sixteen, eight)));
        openBlock(sm4Suite, sixteen, sealed);
      }
      for (let i = 0; i < 2; i += 1) proofOf(sm4Suite, sixteen, eight, eight);
    },
    0.5,
  );
}

/** Through the real PC/SC service and the virtual reader; says why when they are not here. */
async function overPcsc(original: Made): Promise<object> {
  const why = missing();
  if (why) return { notMeasured: why };
  const stage = await openStage(chipInSlot(cloneCard(original, random)), makeSamplePsam(), 'listen');
  const pcsc = await openPcsc();
  try {
    const rates: number[] = [];
    const readings: number[] = [];
    const keys = testIssuerKeys();
    for (let round = 0; round < 7; round += 1) {
      const channel = await CardChannel.open(await pcsc.reader(slotNames[0]));
      const start = performance.now();
      for (let i = 0; i < 2000; i += 1) await channel.ask(0x00, 0x84, 0, 0, undefined, 8);
      rates.push(2_000_000 / (performance.now() - start));
      const begin = performance.now();
      for (let i = 0; i < 20; i += 1) await readHolder(channel, keys, random);
      readings.push(20_000 / (performance.now() - begin));
      await channel.close();
    }
    const sorted = rates.map(Math.round).toSorted((a, b) => a - b);
    return {
      ...{
        what: 'GET CHALLENGE of 8 bytes by the clock, pcscd + vpcd + this process',
        commandsPerSecond: median(sorted),
      },
      ...{ rounds: sorted, holderReadingsPerSecond: Math.round(median(readings)), cipher: algorithm.sm4 },
    };
  } finally {
    pcsc.close();
    await stage.close();
  }
}
