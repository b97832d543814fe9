// The purse at loading points and gates: whole conversations, and the card pulled at every single command, in both directions.
import { expect, test } from 'vitest';
import { SeededRandom } from '../base/random.ts';
import { Refusal } from '../base/refusal.ts';
import { type Card, cloneCard, packFields, transitLayout, unpackFields } from '../chip/index.ts';
import { apduLog } from './apdu-log.ts';
import { CardChannel } from './card-channel.ts';
import { openPurchaseModule, type PurseId } from './keys/purse-keys.ts';
import { testPurseHost } from './keys/test-keys.ts';
import type { Reader } from './reader.ts';
import { SimulatedReader } from './readers/simulated.ts';
import { refuse } from './refusals.ts';
import { makeSampleCard, makeSamplePsam } from './sample-card.ts';
import { debitPurse, type PurseDebit, settleTorn } from './scripts/debit-purse.ts';
import { type LoadResult, loadPurse, settleTornLoad } from './scripts/load-purse.ts';
import { amountBytes, readBalance, readPurseLog, selectPurse, timeBytes } from './scripts/purse.ts';
import { railFare, type Station } from './scripts/ride.ts';
import { type Gate, tap } from './scripts/tap.ts';
import { chipInSlot } from './slot-card.ts';

const chance = (seed: number) => {
  const random = new SeededRandom(seed);
  return (length: number) => random.bytes(length);
};
const made = {
  des: await makeSampleCard({ generation: 3, money: 'des', random: chance(1) }),
  sm4: await makeSampleCard({ generation: 3, money: 'sm4', random: chance(2) }),
};
type Cipher = keyof typeof made;
const fresh = (cipher: Cipher = 'des', seed = 7): Card => cloneCard(made[cipher], chance(seed));
const host = testPurseHost();
const LOAD = { amountFen: 5000n, terminal: '110100000001', time: '20261101080000' };

/** A reader whose card leaves at the n-th command: before the card has heard it, or after it has acted but before it was heard. */
function pulled(card: Card, at: number, heard: boolean): { reader: Reader; count: () => number } {
  let sent = 0;
  const slot = chipInSlot(card, 'contactless');
  const inner = new SimulatedReader(slot);
  const reader: Reader = {
    name: 'pulled',
    async connect() {
      const connection = await inner.connect();
      const transmit = async (apdu: Uint8Array) => {
        sent += 1;
        if (sent > at) throw refuse('card-removed');
        if (sent < at) return connection.transmit(apdu);
        if (heard) await connection.transmit(apdu);
        throw refuse('card-removed');
      };
      return { ...connection, transmit };
    },
  };
  return { reader, count: () => sent };
}
const NEVER = Number.POSITIVE_INFINITY;
const air = (card: Card) => CardChannel.open(new SimulatedReader(chipInSlot(card, 'contactless')));
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code.replace('terminal.', '') : String(error)),
  );

async function load(card: Card, order = LOAD): Promise<LoadResult> {
  const channel = await air(card);
  return loadPurse(channel, await selectPurse(channel), host, order);
}
async function look(card: Card) {
  const channel = await air(card);
  const purse = await selectPurse(channel);
  return { purse, balance: await readBalance(channel), log: await readPurseLog(channel) };
}

const here: Station = {
  ...{
    line: '04',
    station: '0000000000000412',
    device: '0000000000000077',
    operator: '0103100000000000',
    city: '1000',
  },
  ...{ entryFen: 300n, maximumFen: 1000n, fareFrom: (from) => (from === '0000000000000412' ? 300n : undefined) },
};
const psam = () => openPurchaseModule(new SimulatedReader(makeSamplePsam()));
async function gateOf(changed: Partial<Gate> = {}, time = '20261101083000'): Promise<Gate> {
  return {
    ...{ module: await psam(), isBlocked: () => false, time, fare: (purse) => railFare(purse, here, time) },
    ...changed,
  };
}
/** What clearing does: judges the TAC. */
const judged = ({ issuer, serial }: PurseId, debit: PurseDebit, tac: string) =>
  host.paid(
    { issuer, serial },
    {
      ...{ algorithm: debit.algorithm, tac: Buffer.from(tac, 'hex') },
      terminalSequence: Buffer.from(debit.terminalSequence, 'hex'),
      order: {
        ...{ amount: amountBytes(debit.amountFen), type: debit.type === 'compound' ? 9 : 6 },
        ...{ terminal: Buffer.from(debit.terminal, 'hex'), time: timeBytes(debit.time) },
      },
    },
  );

test.each(['des', 'sm4'] as const)(
  'SCN-03 load, in and out of the metro, buy: the money adds up, every debit is certified (%s)',
  async (cipher) => {
    const card = fresh(cipher);
    const loaded = await load(card);
    expect(loaded).toMatchObject({ outcome: 'loaded', load: { balanceFen: 5000n, sequence: 0 } });
    const enter = await tap(await air(card), await gateOf());
    expect(enter).toMatchObject({ outcome: 'paid', recovered: false, debit: { amountFen: 0n, type: 'compound' } });
    const leave = await tap(await air(card), await gateOf({}, '20261101090000'));
    expect(leave).toMatchObject({ outcome: 'paid', debit: { amountFen: 300n, balanceFen: 4700n, sequence: 1 } });
    const channel = await air(card);
    const purse = await selectPurse(channel);
    const bought = await debitPurse(channel, purse, await psam(), { amountFen: 1250n, time: '20261101120000' });
    expect(bought).toMatchObject({ outcome: 'paid', debit: { type: 'purchase', balanceFen: 3450n } });
    for (const one of [enter, leave, bought]) {
      if (one.outcome !== 'paid') throw new Error('torn');
      expect(await judged(purse, one.debit, one.tac)).toBe(true);
      expect(await judged(purse, { ...one.debit, amountFen: one.debit.amountFen + 1n }, one.tac)).toBe(false);
    }
    const { log, balance } = await look(card);
    expect(balance).toBe(3450n);
    expect(log.map(({ type, amountFen }) => [type, amountFen])).toEqual([
      ['06', 1250n],
      ['09', 300n],
      ['09', 0n],
      ['02', 5000n],
    ]);
    // The journey is closed, and the tap stands in the national file.
    const last = unpackFields(transitLayout.tap, (await again(card)).slice(0, 48));
    expect(last).toMatchObject({ type: '04', amount: '0000012C', city: '1000', time: '20261101090000' });
  },
);
async function again(card: Card): Promise<Uint8Array> {
  const channel = await air(card);
  await selectPurse(channel);
  return channel.need('1E', [0, 0xb2, 1, 0xf4], undefined, 48);
}

test('SCN-02 a tap takes eight commands; a low, blocked, foreign or missing purse is refused and nothing is taken', async () => {
  const card = fresh();
  expect(await code(tap(await air(card), await gateOf()))).toBe('purse-too-low');
  await load(card);
  const line = pulled(card, NEVER, true);
  await tap(await CardChannel.open(line.reader), await gateOf());
  expect(line.count()).toBe(8);
  expect(await code(tap(await air(card), await gateOf({ isBlocked: () => true })))).toBe('purse-blocked');
  const elsewhere = { ...here, fareFrom: () => undefined };
  const fare: Gate['fare'] = (purse) => railFare(purse, elsewhere, '20261101083000');
  expect(await code(tap(await air(card), await gateOf({ fare })))).toBe('ride-refused');
  const dear = async () => ({ ...(await gateOf()), fare: () => ({ amountFen: 5001n, records: [] }) });
  expect(await code(tap(await air(card), await dear()))).toBe('purse-too-low');
  expect((await look(card)).balance).toBe(5000n);
  const none = await makeSampleCard({ generation: 3, random: chance(4) });
  expect(await code(tap(await air(none), await gateOf()))).toBe('no-purse');
  const foreign = packFields(transitLayout.place, { city: '5810', interoperable: '0000' });
  const seen = { ...(await look(card)).purse, balanceFen: 5000n, place: foreign, journey: new Uint8Array(128) };
  expect(() => railFare(seen, here, '20261101083000')).toThrow('own city');
});

test('SCN-02 a ride in two cities, each operator with its own module: both certificates hold, the numbers have no gap', async () => {
  const card = fresh();
  await load(card);
  const fuzhou: Station = { ...here, city: '3910', operator: '0239100000000000', fareFrom: () => 200n };
  const debits: PurseDebit[] = [];
  for (const [place, terminalNumber, time] of [
    [here, '110100000001', '20261101083000'],
    [here, '110100000001', '20261101090000'],
    [fuzhou, '350100000009', '20261102083000'],
    [fuzhou, '350100000009', '20261102090000'],
  ] as const) {
    const module = await openPurchaseModule(new SimulatedReader(makeSamplePsam({ terminalNumber })));
    const gate = await gateOf({ module, fare: (purse) => railFare(purse, place, time) }, time);
    const result = await tap(await air(card), gate);
    if (result.outcome !== 'paid') throw new Error('torn');
    expect(await judged((await look(card)).purse, result.debit, result.tac)).toBe(true);
    debits.push(result.debit);
  }
  expect(debits.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3]);
  expect((await look(card)).balance).toBe(5000n - debits.reduce((sum, { amountFen }) => sum + amountFen, 0n));
});

test.each([
  ['des', false],
  ['des', true],
  ['sm4', false],
  ['sm4', true],
] as const)(
  'a card pulled at every command of a tap (%s, heard by the card: %s): the next tap knows, nobody pays twice or not at all',
  async (cipher, heard) => {
    const loaded = fresh(cipher);
    await load(loaded);
    await tap(await air(loaded), await gateOf());
    for (let at = 1; at <= 8; at += 1) {
      const card = cloneCard(loaded, chance(at));
      const module = await psam();
      const gate = { ...(await gateOf({}, '20261101090000')), module };
      let torn: PurseDebit | undefined;
      const first = await tap(await CardChannel.open(pulled(card, at, heard).reader), gate).catch((error) => error);
      if (at < 8) expect(first).toMatchObject({ code: 'terminal.card-removed' });
      else {
        expect(first).toMatchObject({ outcome: 'torn', debit: { amountFen: 300n } });
        torn = first.debit;
      }
      const taken = at === 8 && heard;
      expect((await look(card)).balance).toBe(taken ? 4700n : 5000n);
      const second = await tap(await air(card), { ...gate, tornOf: () => torn, time: '20261101090010' });
      expect(second).toMatchObject({ outcome: 'paid', recovered: taken, debit: { amountFen: 300n } });
      const { balance, purse } = await look(card);
      expect(balance).toBe(4700n);
      if (second.outcome === 'paid') expect(await judged(purse, second.debit, second.tac)).toBe(true);
    }
  },
);

test('a torn debit is told apart from another terminal’s, and stays paid when the purse has moved on', async () => {
  const card = fresh();
  await load(card);
  const order = { amountFen: 100n, time: '20261101090000' };
  const tear = async (heard: boolean) => {
    // SELECT, INITIALIZE, DEBIT.
    const channel = await CardChannel.open(pulled(card, 3, heard).reader);
    const result = await debitPurse(channel, await selectPurse(channel), await psam(), order);
    expect(result.outcome).toBe('torn');
    return result.debit;
  };
  const pay = async (terminalNumber: string, minute: number) => {
    const module = await openPurchaseModule(new SimulatedReader(makeSamplePsam({ terminalNumber })));
    const channel = await air(card);
    const time = `202611011000${String(minute).padStart(2, '0')}`;
    await debitPurse(channel, await selectPurse(channel), module, { amountFen: 100n, time });
  };
  const settle = async (torn: PurseDebit) => {
    const channel = await air(card);
    await selectPurse(channel);
    return settleTorn(channel, torn);
  };
  const lost = await tear(false);
  await pay('350100000009', 1);
  expect(await settle(lost)).toEqual({ outcome: 'not paid' });
  const booked = await tear(true);
  expect(await settle(booked)).toMatchObject({ outcome: 'paid', tac: expect.stringMatching(/^[0-9A-F]{8}$/) });
  await pay('350100000009', 2);
  expect(await settle(booked)).toEqual({ outcome: 'paid', tac: undefined });
  for (let i = 3; i < 13; i += 1) await pay('350100000009', i);
  expect(await settle(booked)).toEqual({ outcome: 'unknown' });
});

test('a card pulled at every command of a load: asked again, the host knows whether the money is on it; never twice', async () => {
  for (const heard of [false, true]) {
    for (let at = 1; at <= 3; at += 1) {
      const card = fresh();
      const channel = await CardChannel.open(pulled(card, at, heard).reader);
      const first = await selectPurse(channel)
        .then((purse) => loadPurse(channel, purse, host, LOAD))
        .catch((error) => error);
      if (at < 3) {
        expect(first).toMatchObject({ code: 'terminal.card-removed' });
        expect((await look(card)).balance).toBe(0n);
        continue;
      }
      expect(first.outcome).toBe('torn');
      const next = await air(card);
      const settled = await settleTornLoad(next, await selectPurse(next), host, first.load);
      expect(settled.outcome).toBe(heard ? 'loaded' : 'not loaded');
      expect((await look(card)).balance).toBe(heard ? 5000n : 0n);
    }
  }
});

test('a load of another amount under the same number is not taken for the torn one', async () => {
  const card = fresh();
  const channel = await CardChannel.open(pulled(card, 3, false).reader);
  const torn = await loadPurse(channel, await selectPurse(channel), host, LOAD);
  await load(card, { ...LOAD, amountFen: 700n });
  const next = await air(card);
  expect(await settleTornLoad(next, await selectPurse(next), host, torn.load)).toEqual({ outcome: 'not loaded' });
});

test('a host refuses a purse with foreign keys; a foreign PSAM gets nothing; wrong orders never reach the card', async () => {
  const card = fresh();
  const stranger: PurseId = { issuer: new Uint8Array(8), serial: new Uint8Array(8) };
  const channel = await air(card);
  const purse = await selectPurse(channel);
  expect(await code(loadPurse(channel, { ...purse, ...stranger }, host, LOAD))).toBe('card-not-genuine');
  await load(card);
  const module = await psam();
  const wrong = { ...module, begin: async () => ({ terminalSequence: new Uint8Array(4), mac1: new Uint8Array(4) }) };
  const order = { amountFen: 1n, time: '20261101090000' };
  expect(await code(debitPurse(channel, purse, wrong, order))).toBe('card-refused');
  for (const bad of [
    { ...order, amountFen: -1n },
    { ...order, amountFen: 1n << 32n },
    { ...order, time: 'yesterday' },
  ])
    expect(await code(debitPurse(channel, purse, module, bad))).toBe('bad-parameter');
  expect(await code(loadPurse(channel, purse, host, { ...LOAD, terminal: '1' }))).toBe('bad-parameter');
  expect((await look(card)).balance).toBe(5000n);
  const bare = new SimulatedReader(makeSamplePsam({ purse: [] }));
  const keyless = await openPurchaseModule(bare);
  expect(await code(debitPurse(channel, purse, keyless, order))).toBe('key-level');
  expect(await code(openPurchaseModule(new SimulatedReader()))).toBe('no-psam');
});

test('the log of a tap shows commands and status words, and no purse number', async () => {
  const card = fresh();
  await load(card);
  const lines: string[] = [];
  const channel = await CardChannel.open(
    new SimulatedReader(chipInSlot(card, 'contactless')),
    apduLog((line) => lines.push(line)),
  );
  await tap(channel, await gateOf());
  expect(lines).toHaveLength(16);
  const { purse } = await look(card);
  expect(lines.join('\n')).not.toContain(purse.number.slice(-8));
  expect(lines.filter((line) => line.startsWith('> 805403') || line.startsWith('> 8054'))).toHaveLength(1);
});
