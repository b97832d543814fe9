// Conversations on the simulated reader, with cards of all generations made by the same script as real ones.
import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../base/random.ts';
import { Refusal } from '../base/refusal.ts';
import {
  type Card,
  certificatePlan,
  cloneCard,
  createBlankCard,
  type Face,
  type Generation,
  powerUp,
  products,
  writeStripe,
} from '../chip/index.ts';
import { apduLog } from './apdu-log.ts';
import { CardChannel } from './card-channel.ts';
import { hex } from './hex.ts';
import type { IssuerKeys } from './keys/issuer-keys.ts';
import { openPsam } from './keys/psam-keys.ts';
import { testAuthority, testIssuerKeys } from './keys/test-keys.ts';
import { SimulatedReader } from './readers/simulated.ts';
import {
  blankSampleCard,
  makeSampleCard,
  makeSamplePsam,
  SAMPLE_PIN,
  sampleHolders,
  sampleLoading,
  samplePersonalisation,
} from './sample-card.ts';
import { drawChallenges, proveTerminal } from './scripts/authenticate.ts';
import { fileOf, meetRule, openFile, readRuleOf } from './scripts/card-files.ts';
import { changePin } from './scripts/change-pin.ts';
import { personalise } from './scripts/personalise.ts';
import { type CardProof, judgeSecret, judgeSignature, proveBySecret, proveBySignature } from './scripts/prove-card.ts';
import { readItem } from './scripts/read-file.ts';
import { readHolder } from './scripts/read-holder.ts';
import { historicalOf, recogniseCard, selectEnvironment } from './scripts/recognise-card.ts';
import { resetPin } from './scripts/reset-pin.ts';
import { verifyPin } from './scripts/verify-pin.ts';
import { sendWrites, writeCommands } from './scripts/write-file.ts';
import { chipInSlot } from './slot-card.ts';

const chance = (seed: number) => {
  const random = new SeededRandom(seed);
  return (length: number) => random.bytes(length);
};
const made = new Map<Generation, Card>();
async function sample(generation: Generation = 3): Promise<Card> {
  const card = made.get(generation) ?? (await makeSampleCard({ generation, random: chance(generation) }));
  made.set(generation, card);
  return card;
}
const open = (card: Card, face: Face = 'contact') => CardChannel.open(new SimulatedReader(chipInSlot(card, face)));
const code = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) =>
      error instanceof Refusal ? `${error.code}${error.facts.sw ? ` ${error.facts.sw}` : ''}` : error,
  );
const keys = testIssuerKeys();

describe('read the holder', () => {
  test('GEN-07 three simulated cards report 1.00, 2.00 and 3.00, and their products name the bank specification', async () => {
    for (const [generation, spec, bank] of [
      [1, '1.00', undefined],
      [2, '2.00', '2.0'],
      [3, '3.00', '3.0'],
    ] as const) {
      const card = await sample(generation);
      const reading = await readHolder(await open(card), keys, chance(9));
      expect(reading).toMatchObject({
        spec,
        name: '张小明',
        cardNumber: 'B00000019',
        socialSecurityNumber: sampleHolders.sample!.socialSecurityNumber,
      });
      expect(reading.cardIdentifier.slice(0, 24)).toBe('110100D1560000050001E240');
      expect([card.product.cardSpec, card.product.bankSpec]).toEqual([spec, bank]);
    }
  });

  test('GEN-13 a tap reads the holder without PIN; what a stripe says opens nothing on a third-generation card', async () => {
    const card = await sample();
    const contact = await readHolder(await open(card), keys, chance(9));
    const tap = await readHolder(await open(card, 'contactless'), keys, chance(9));
    expect(tap).toEqual(contact);
    const channel = await open(card, 'contactless');
    await recogniseCard(channel);
    expect(await code(verifyPin(channel, SAMPLE_PIN))).toBe('terminal.card-refused 6985');

    const { cardNumber, socialSecurityNumber } = contact;
    const swipe = await open(cloneCard(card, chance(1)));
    await recogniseCard(swipe);
    const stripe = Buffer.from(writeStripe({ cardNumber, socialSecurityNumber }));
    for (let at = 0; at + 16 <= stripe.length; at += 1) {
      await drawChallenges(swipe);
      expect((await swipe.ask(0x00, 0x82, 0x00, 0x0a, stripe.subarray(at, at + 16))).sw).toBeGreaterThan(0x6000);
      await openFile(swipe, { directory: 'SSSE', fid: 0xef06 });
      expect((await swipe.ask(0x00, 0xb2, 0x08, 0x00, undefined, 20)).sw).toBe(0x6982);
    }
  });

  test('a long name is joined from both fields', async () => {
    const card = await makeSampleCard({ generation: 3, holder: 'long-name', random: chance(4) });
    expect((await readHolder(await open(card), keys, chance(9))).name).toBe(sampleHolders['long-name']!.name);
  });

  test('the PSAM in the second slot and the key module give the same reading', async () => {
    for (const generation of [1, 2, 3] as const) {
      const psam = await openPsam(new SimulatedReader(makeSamplePsam()));
      expect(psam.numbers).toEqual({ terminalNumber: '110100000001', deviceNumber: 'YKT-SIMULATED-TERMINAL-01' });
      const card = await sample(generation);
      expect(await readHolder(await open(card), psam, chance(1))).toEqual(
        await readHolder(await open(card), keys, chance(1)),
      );
    }
  });

  test('what a PSAM lacks is said by name', async () => {
    const card = await sample();
    const read = async (changed: Parameters<typeof makeSamplePsam>[0]) => {
      const psam = await openPsam(new SimulatedReader(makeSamplePsam(changed)));
      return code(readHolder(await open(card), psam, chance(1)));
    };
    expect(await read({ algorithms: [1] })).toBe('terminal.algorithm-unsupported');
    expect(await read({ level: 'internal only' })).toBe('terminal.psam-lacks-read-key');
    expect(await read({ level: 'basic' })).toBe('done');
    expect(await code(openPsam(new SimulatedReader()))).toBe('terminal.no-psam');
  });

  test('a card of another issuer is not genuine; a blank and a foreign ATR are no social security cards', async () => {
    const other = { ...keys, proof: async () => new Uint8Array(16) };
    expect(await code(readHolder(await open(await sample()), other, chance(1)))).toBe('terminal.card-not-genuine');
    const blank = blankSampleCard({ generation: 3, random: chance(1) });
    expect(await code(readHolder(await open(blank), keys, chance(1)))).toBe('terminal.not-social-card');
    expect(historicalOf(Uint8Array.of(0x3b, 0x8d))).toBeUndefined();
    expect(historicalOf(Uint8Array.of(0x3b, 0xff))).toBeUndefined();
    expect(hex(historicalOf(Uint8Array.of(0x3b, 0xd2, 0x11, 0x00, 0x81, 0x31, 0xfe, 0x45, 0xaa, 0xbb))!)).toBe('AABB');
  });

  test('without the key EF06 of a third-generation card stays closed', async () => {
    const channel = await open(await sample());
    await recogniseCard(channel);
    await openFile(channel, { directory: 'SSSE', fid: 0xef06 });
    expect((await channel.ask(0x00, 0xb2, 0x08, 0x00, undefined, 20)).sw).toBe(0x6982);
  });
});

describe('prove the card', () => {
  const at = new Date('2026-06-01T00:00:00Z');
  const anchors = [testAuthority().certificate];

  test('GEN-05 the SM2 signature over our number verifies up to the authority, on both faces, and counts up', async () => {
    const card = await sample();
    const counters: string[] = [];
    for (const face of ['contact', 'contactless'] as const) {
      const channel = await open(card, face);
      const proof = await proveBySignature(channel, await recogniseCard(channel), chance(5)(32));
      if (proof.kind !== 'sm2') throw new Error('kind');
      judgeSignature(proof, { anchors, at });
      counters.push(hex(proof.counter));
      const spoilt: [Partial<CardProof>, string][] = [
        [{ challenge: chance(6)(32) }, 'SM2'],
        [{ counter: new Uint8Array(4) }, 'SM2'],
        [{ certificate: new Uint8Array(5) }, 'malformed'],
        [{ card: { ...proof.card, cardIdentifier: '639900D15600000500BF7C7A48FB4966' } }, 'another card'],
      ];
      for (const [change, reason] of spoilt) {
        expect(() => judgeSignature({ ...proof, ...change } as typeof proof, { anchors, at })).toThrow(reason);
      }
      expect(() => judgeSignature(proof, { anchors: [], at })).toThrow('no-path');
      expect(() => judgeSignature(proof, { anchors, at: new Date('2050-01-01') })).toThrow('expired');
    }
    expect(counters[0]! < counters[1]!).toBe(true);
  });

  test('SEC-04 a clone without the private key fails, and a 3.0 card takes no proof made with DES', async () => {
    const clone = cloneCard(await sample(), chance(1));
    const register = [...clone.memory.cells.values()].find(({ kind, fid }) => kind === 'register' && fid === 0x13)!;
    register.body.set(chance(2)(32));
    const channel = await open(clone);
    const proof = await proveBySignature(channel, await recogniseCard(channel), chance(5)(32));
    if (proof.kind !== 'sm2') throw new Error('kind');
    expect(() => judgeSignature(proof, { anchors, at })).toThrow('SM2');

    const victim = await open(cloneCard(await sample(), chance(1)));
    const identity = await recogniseCard(victim);
    const asDes: IssuerKeys = { ...keys, proof: (one, ...rest) => keys.proof({ ...one, algorithm: 1 }, ...rest) };
    const readKey = { directory: 'SSSE', ref: 0x0a };
    expect(await code(proveTerminal(victim, identity, readKey, asDes))).toBe('terminal.card-refused 63CE');
    expect(await code(proveTerminal(victim, identity, readKey, keys))).toBe('done');
  });

  test('the symmetric proof holds for the number asked and for no other', async () => {
    for (const generation of [1, 2, 3] as const) {
      const channel = await open(await sample(generation));
      const asked = { source: chance(1)(8), factor: chance(2)(8) };
      const proof = await proveBySecret(channel, await recogniseCard(channel), asked);
      if (proof.kind !== 'symmetric') throw new Error('kind');
      await judgeSecret(proof, keys);
      expect(await code(judgeSecret({ ...proof, source: chance(3)(8) }, keys))).toBe('terminal.card-not-genuine');
    }
    const old = await open(await sample(1));
    expect(await code(proveBySignature(old, await recogniseCard(old), chance(1)(32)))).toBe(
      'terminal.card-not-genuine',
    );
  });
});

describe('PINs', () => {
  const fresh = () => makeSampleCard({ generation: 3, random: chance(8) });
  const ready = async (card: Card) => {
    const channel = await open(card);
    return { channel, identity: await recogniseCard(channel) };
  };

  test('verify, change, block, unblock, reload; a wrong form spends no try', async () => {
    const { channel, identity } = await ready(await fresh());
    expect(await code(verifyPin(channel, '12345a'))).toBe('terminal.bad-pin');
    await verifyPin(channel, SAMPLE_PIN);
    expect(await code(changePin(channel, SAMPLE_PIN, SAMPLE_PIN))).toBe('terminal.pin-same-as-initial');
    await changePin(channel, SAMPLE_PIN, '246810');
    for (const left of [2, 1]) {
      const error = await verifyPin(channel, '000000').catch((refusal: Refusal) => refusal);
      expect((error as Refusal).facts.left).toBe(left);
    }
    expect(await code(verifyPin(channel, '000000'))).toBe('terminal.pin-blocked');
    expect(await code(verifyPin(channel, '246810'))).toBe('terminal.pin-blocked');
    await resetPin(channel, identity, keys, 'unblock');
    await verifyPin(channel, '246810');
    await resetPin(channel, identity, keys, 'reload', '135790');
    expect(await code(verifyPin(channel, '246810'))).toBe('terminal.pin-wrong');
    await verifyPin(channel, '135790');
  });

  test('no PSAM resets a PIN, and a wrong MAC is refused by the card', async () => {
    const { channel, identity } = await ready(await fresh());
    const psam = await openPsam(new SimulatedReader(makeSamplePsam()));
    expect(await code(resetPin(channel, identity, psam, 'unblock'))).toBe('terminal.key-level');
    const forger = { ...keys, message: async () => new Uint8Array(4) };
    expect(await code(resetPin(channel, identity, forger, 'unblock'))).toBe('terminal.card-refused 6988');
  });
});

describe('files', () => {
  test('GEN-05 what is written through the contacts is read over the air; the air cannot write', async () => {
    const card = await sample();
    const file = fileOf('3.00', { directory: 'DF01', fid: 0xef06 });
    const work = async (face: Face, value?: string) => {
      const channel = await open(card, face);
      const identity = await recogniseCard(channel);
      await openFile(channel, file);
      const rule = value === undefined ? readRuleOf(file, [0x23]) : file.plan.update!;
      await meetRule(channel, identity, 'DF01', rule, { keys });
      if (value === undefined) return readItem(channel, file, { tag: 0x23 });
      return sendWrites(channel, writeCommands(file, { tag: 0x23 }, value));
    };
    await work('contact', '北京市西城区另一路 2 号');
    expect(await work('contactless')).toBe('北京市西城区另一路 2 号');
    expect(await code(work('contactless', '别处'))).toBe('terminal.card-refused 6985');
  });

  test('nested, cyclic and transparent items; wrong values never reach the card', async () => {
    const card = await makeSampleCard({ generation: 3, random: chance(8) });
    const cases = [
      ['DF01', 0xef15, { tag: 0x40, occurrence: 2 }, '本科^202001^示例大学'],
      ['DF02', 0xef16, { occurrence: 1 }, 'AB'.repeat(18)],
      ['DF01', 0xef16, {}, 'CD'.repeat(128)],
      ['DF01', 0xef05, { tag: 0x0e }, '110101'],
    ] as const;
    for (const [directory, fid, item, text] of cases) {
      const channel = await open(card);
      const identity = await recogniseCard(channel);
      const file = fileOf('3.00', { directory, fid });
      await openFile(channel, file);
      await meetRule(channel, identity, directory, file.plan.update!, { keys });
      const values = text.replace('本科', '21').split('^').join('^');
      await sendWrites(channel, writeCommands(file, item, values));
      await meetRule(channel, identity, directory, readRuleOf(file, []), { keys });
      expect(await readItem(channel, file, item)).toBe(values);
    }
    const file = fileOf('3.00', { directory: 'DF01', fid: 0xef06 });
    expect(() => writeCommands(file, { tag: 0x24 }, '12a')).toThrow('bad-parameter');
    expect(() => writeCommands(file, { tag: 0x28 }, '1'.repeat(16))).toThrow('bad-parameter');
    expect(() => writeCommands(file, { tag: 0x99 }, '1')).toThrow('bad-parameter');
    expect(() => fileOf('3.00', { directory: 'DF01', fid: 0xef99 })).toThrow('bad-parameter');
    expect(() => fileOf('3.00', { directory: 'DF04', fid: 0x0009 })).toThrow('bad-parameter');
  });
});

describe('personalise', () => {
  test('cut at any step and run again: the card ends the same, and only the rest is sent', async () => {
    const whole = await finished(blankSampleCard({ generation: 3, random: chance(1) }));
    for (const cut of [1, 2, 7, 40, 133, 180]) {
      const card = blankSampleCard({ generation: 3, random: chance(1) });
      const job = samplePersonalisation(card);
      const onStep = (done: number) => {
        if (done === cut) throw new Error('power cut');
      };
      await expect(open(card).then((channel) => personalise(channel, { ...job, onStep }))).rejects.toThrow('power cut');
      const sent = await personalise(await open(card), job);
      expect(sent).toBeLessThan(job.script.length - cut + 5);
      expect(bodies(card)).toEqual(bodies(whole));
    }
  });

  test('what does not read back stops before ACTIVATE: the blank is scrapped, not handed over', async () => {
    const card = blankSampleCard({ generation: 3, random: chance(1) });
    const job = samplePersonalisation(card);
    const at = job.script.findIndex(({ note }) => note.includes('SSSE/EF06/08'));
    const onStep = (done: number) => {
      if (done !== job.script.length - 1) return;
      // A failing cell: one bit of the holder's number turns over after it was written.
      const cell = [...card.memory.cells.values()].find(({ fid }) => fid === 0xef06)!;
      cell.body[5]! ^= 1;
    };
    expect(at).toBeGreaterThan(0);
    expect(await code(open(card).then((channel) => personalise(channel, { ...job, onStep })))).toBe(
      'terminal.read-back-differs',
    );
    expect(await code(open(card).then((channel) => readHolder(channel, keys, chance(1))))).not.toBe('done');
  });

  test('a new application is loaded on an issued card, cut and resumed, and the others stay as they were', async () => {
    const card = await finished(blankSampleCard({ generation: 3, random: chance(1) }));
    const before = bodies(card);
    const job = sampleLoading(card, certificatePlan);
    const onStep = (done: number) => {
      if (done === 5) throw new Error('power cut');
    };
    await expect(open(card).then((channel) => personalise(channel, { ...job, onStep }))).rejects.toThrow('power cut');
    expect(await code(open(card).then((channel) => readHolder(channel, keys, chance(1))))).toBe('done');
    await personalise(await open(card), job);
    expect(bodies(card).slice(0, before.length)).toEqual(before);
    const channel = await open(card);
    expect(await code(recogniseCard(channel).then((one) => proveBySignature(channel, one, chance(1)(32))))).toBe(
      'terminal.card-not-genuine',
    );
  });

  test('a blank of another maker, an empty script and a chip without room are refused', async () => {
    const card = createBlankCard({
      ...blankSampleCard({ generation: 3, random: chance(1) }),
      transportKey: new Uint8Array(16),
      applications: [],
      random: chance(1),
    });
    expect(await code(open(card).then((channel) => personalise(channel, samplePersonalisation(card))))).toBe(
      'terminal.card-refused 6982',
    );
    expect(
      await code(open(card).then((channel) => personalise(channel, { ...samplePersonalisation(card), script: [] }))),
    ).toBe('terminal.bad-parameter');
    const small = blankSampleCard({ generation: 3, random: chance(1) });
    const job = samplePersonalisation(small);
    Object.assign(small.memory, { capacity: 2000 });
    expect(await code(open(small).then((channel) => personalise(channel, job)))).toBe('terminal.card-refused 6A84');
    expect(products['G3-80K'].capacity).toBe(81920);
  });

  async function finished(card: Card): Promise<Card> {
    await personalise(await open(card), samplePersonalisation(card));
    powerUp(card, 'contact');
    return card;
  }
  // Key try counters and ids apart, a card is its cells.
  const bodies = (card: Card) =>
    [...card.memory.cells.values()].map(({ id, fid, body }) => `${id} ${fid} ${hex(body)}`);
});

test('the log shows headers and status words, and neither PIN nor person nor key', async () => {
  const lines: string[] = [];
  const card = await sample();
  const channel = await CardChannel.open(
    new SimulatedReader(chipInSlot(card)),
    apduLog((line) => lines.push(line)),
  );
  await readHolder(channel, keys, chance(1));
  await selectEnvironment(channel);
  await verifyPin(channel, SAMPLE_PIN);
  const log = lines.join('\n');
  expect(log).toContain('> 0020000003 ‹3›');
  expect(log).toContain('> 00B2080014\n< ‹20› 9000');
  expect(log).toContain('< 0304332E3030 9000');
  expect(log).toContain('< 0110110100D156000005 ‹8› 9000');
  for (const secret of ['123456', '313130313031', hex(Buffer.from('B0000001')), 'D5C5D0A1C3F7'])
    expect(log).not.toContain(secret);
});
