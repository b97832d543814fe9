import { beforeAll, describe, expect, test } from 'vitest';
import { ask, perform } from '../../base/action.ts';
import { sql } from '../../base/sql.ts';
import { fromHex, sm2, toHex } from '../../crypto/index.ts';
import {
  beginHolderReading,
  CardChannel,
  chipInSlot,
  finishHolderReading,
  openPsam,
  readHolder,
  SimulatedReader,
} from '../../terminal/index.ts';
import { answerTerminal } from './answer-terminal.ts';
import { readingDigest } from './chip-scripts.ts';
import { handTransportKey } from './hand-transport-key.ts';
import { issuePsam } from './issue-psam.ts';
import { hexOf, keysCity, random, sampleHolder } from './keys.fixture.ts';
import { myTerminals } from './my-terminals.ts';
import { psamFrom } from './psam-package.ts';
import { registerTerminal } from './register-terminal.ts';
import { revokePsam } from './revoke-psam.ts';
import { findCard } from './store.ts';
import { terminalList } from './terminal-list.ts';
import { withdrawTerminal } from './withdraw-terminal.ts';

const city = await keysCity();
const { house, who } = city;
const pair = sm2.generateKeyPair();
const publicKey = toHex(pair.publicKey);
let terminalId: string;
beforeAll(async () => {
  await city.bringIn();
  await city.foundCa();
  terminalId = await city.terminal();
});

type Level = 'internal only' | 'basic' | 'full';
const issue = (level: Level = 'full', over: object = {}) =>
  perform(house, issuePsam, who.first, { terminalId, level, publicKey, ...over });

/** Reads a card with a module as a terminal does. */
async function readWith(chip: Parameters<typeof chipInSlot>[0], level: Level) {
  const { envelope } = await issue(level);
  const psam = await openPsam(new SimulatedReader(psamFrom(envelope, pair.privateKey)));
  const channel = await CardChannel.open(new SimulatedReader(chipInSlot(chip)));
  try {
    return await readHolder(channel, psam, random);
  } finally {
    await channel.close();
    await psam.close();
  }
}

describe('terminal modules', () => {
  test.each([1, 2, 3] as const)('GEN-08 a module reads the holder of a card of generation %i', async (generation) => {
    const { chip, planned, written } = await city.madeCard(generation);
    const reading = await readWith(chip, 'basic');
    expect(reading).toMatchObject({
      ...{ cardNumber: planned.cardNumber, cardIdentifier: written.cardIdentifier, reset: planned.atr },
      ...{ name: '张小明', socialSecurityNumber: sampleHolder.socialSecurityNumber, birthDate: '19900307' },
      ...{ spec: `${generation}.00`, issuedOn: '20250303', validUntil: '', sex: '1', birthplace: '110101' },
    });
    const kept = await findCard(house.database, planned.cardId);
    expect(toHex(readingDigest(reading))).toBe(toHex(kept!.contentDigest));
  });

  test('a module of the lowest level proves cards but opens no holder of the third generation', async () => {
    const { chip } = await city.madeCard();
    await expect(readWith(chip, 'internal only')).rejects.toMatchObject({ code: 'terminal.psam-lacks-read-key' });
  });

  test('the envelope opens for the terminal only; what is kept and written tells nothing', async () => {
    const { envelope, psamId } = await issue();
    expect(() => psamFrom(envelope, sm2.generateKeyPair().privateKey)).toThrow();
    const { text } = await house.database.one<{ text: string }>(sql`
      select concat((select facts::text from base.journal where action = 'keys.issue-psam' order by seq desc limit 1),
        (select p::text from keys.psam p where id = ${psamId})) as text`);
    expect(text).not.toContain(envelope.body.slice(0, 32));
  });

  test('the answer is shown once: a repeat of the request gets no second envelope', async () => {
    const once = () =>
      perform(house, issuePsam, who.first, { terminalId, level: 'basic', publicKey }, { requestId: 'psam-once-1' });
    await once();
    await expect(once()).rejects.toMatchObject({ code: 'base.answer-shown-once' });
  });

  test('a newer module replaces the older, a revoked one is revoked once, and the list shows where each stands', async () => {
    const first = await issue('basic');
    const second = await issue('full');
    expect(second.version).toBe(first.version + 1);
    await expect(perform(house, revokePsam, who.first, { psamId: first.psamId, reason: '旧' })).rejects.toMatchObject({
      code: 'keys.psam-ended',
    });
    const offered = async () => (await ask(house, myTerminals, who.teller, {})).terminals.map((one) => one.terminalId);
    expect(await offered()).toContain(terminalId);
    await perform(house, revokePsam, who.first, { psamId: second.psamId, reason: '被盗' });
    expect(await offered()).not.toContain(terminalId);
    await expect(
      perform(house, revokePsam, who.first, { psamId: second.psamId, reason: '被盗' }),
    ).rejects.toMatchObject({ code: 'keys.psam-ended' });
    const { terminals } = await ask(house, terminalList, who.auditor, { region: 'beijing' });
    expect(terminals.find((one) => one.terminalId === terminalId)).toMatchObject({
      ...{ psamId: second.psamId, psamState: 'revoked', level: 'full' },
    });
  });

  test('bad input at the door', async () => {
    await expect(issue('full', { publicKey: '04' })).rejects.toMatchObject({ code: 'base.bad-input' });
    await expect(issue('full', { publicKey: `04${'11'.repeat(64)}` })).rejects.toMatchObject({
      code: 'keys.bad-public-key',
    });
    await expect(issue('full', { terminalId: city.maker })).rejects.toMatchObject({ code: 'keys.no-such-terminal' });
    const number = '110000099999';
    const register = (over: object = {}) =>
      perform(house, registerTerminal, who.clerk, { institutionId: city.outlet, number, deviceNumber: 'D', ...over });
    await register();
    await expect(register()).rejects.toMatchObject({ code: 'keys.terminal-number-taken' });
    await expect(register({ number: '1' })).rejects.toMatchObject({ code: 'base.bad-input' });
    const stranger = city.staff('bureau-clerk', city.fuzhou);
    await expect(perform(house, withdrawTerminal, stranger, { terminalId, reason: '—' })).rejects.toMatchObject({
      code: 'institutions.not-your-region',
    });
  });
});

describe('the key module answers a terminal (HSM path)', () => {
  const begin = async (chip: Parameters<typeof chipInSlot>[0]) => {
    const channel = await CardChannel.open(new SimulatedReader(chipInSlot(chip)));
    return { channel, request: await beginHolderReading(channel, random) };
  };
  type Pair = { source: Uint8Array; factor: Uint8Array };
  const text = ({ source, factor }: Pair) => ({ source: hexOf(source), factor: hexOf(factor) });

  test('a terminal without a module reads a third-generation card', async () => {
    const there = await city.terminal();
    const { chip, planned } = await city.madeCard();
    const { channel, request } = await begin(chip);
    const { internal, external } = await perform(house, answerTerminal, who.teller, {
      ...{ terminalId: there, cardIdentifier: request.card.cardIdentifier },
      ...{ internal: text(request.internal), external: text(request.external!) },
    });
    const reading = await finishHolderReading(channel, request, {
      internal: fromHex(internal),
      external: fromHex(external!),
    });
    expect(reading.cardNumber).toBe(planned.cardNumber);
  });

  test('strangers’ terminals, unknown cards and withdrawn terminals get no answer', async () => {
    const there = await city.terminal();
    const { chip } = await city.madeCard();
    const { request } = await begin(chip);
    const input = {
      ...{ terminalId: there, cardIdentifier: request.card.cardIdentifier },
      ...{ internal: text(request.internal), external: null },
    };
    const foreign = { ...who.teller, institutionId: city.maker };
    await expect(perform(house, answerTerminal, foreign, input)).rejects.toMatchObject({
      code: 'institutions.not-your-institution',
    });
    const unknown = { ...input, cardIdentifier: `${input.cardIdentifier.slice(0, 28)}0000` };
    await expect(perform(house, answerTerminal, who.teller, unknown)).rejects.toMatchObject({
      code: 'keys.no-such-card',
    });
    await perform(house, withdrawTerminal, who.clerk, { terminalId: there, reason: '拆机' });
    await expect(perform(house, answerTerminal, who.teller, input)).rejects.toMatchObject({
      code: 'keys.terminal-not-good',
    });
  });
});

test('transport keys differ by institution, and another region’s custodian cannot hand them out', async () => {
  const [one, two] = [await city.transportKeys(city.maker), await city.transportKeys(city.outlet)];
  expect(toHex(one.keys.get(3)!)).not.toBe(toHex(two.keys.get(3)!));
  const stranger = city.staff('key-custodian', city.fuzhou);
  await expect(
    perform(house, handTransportKey, stranger, { institutionId: city.maker, publicKey }),
  ).rejects.toMatchObject({ code: 'institutions.not-your-region' });
});
