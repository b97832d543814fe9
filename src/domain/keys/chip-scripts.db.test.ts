import { beforeAll, describe, expect, test } from 'vitest';
import { type Card, loadCard, powerUp, type ScriptStep, saveCard } from '../../chip/index.ts';
import { CardChannel, chipInSlot, personalise, SimulatedReader } from '../../terminal/index.ts';
import { judgeCardProof } from './card-proof.ts';
import { type ChipToWrite, proveChip, writeChipScripts } from './chip-scripts.ts';
import { hexOf, keysCity, random } from './keys.fixture.ts';

const city = await keysCity();
let transport: ReadonlyMap<number, Uint8Array>;
beforeAll(async () => {
  await city.bringIn();
  await city.foundCa();
  transport = (await city.transportKeys()).keys;
});

/** One run of a script in a fresh session, as a machine does it: the platform answers for the card's own key. */
async function runOnce(
  chip: Card,
  cardId: string,
  script: readonly ScriptStep[],
  onStep?: (done: number, of: number, note: string) => void,
) {
  const channel = await CardChannel.open(new SimulatedReader(chipInSlot(chip)));
  return personalise(channel, {
    ...{ script, before: city.transportProof(transport, chip) },
    after: (source, factor) => city.call((call) => proveChip(call, cardId, { key: 'card' }, source, factor)),
    ...(onStep ? { onStep } : {}),
  });
}

describe('personalisation', () => {
  test.each([1, 2, 3] as const)(
    'the keys travel sealed: no card key stands in a script of generation %i',
    async (generation) => {
      const { chip, planned } = city.blank(transport, generation);
      const { script } = await city.scriptFor(planned);
      await city.run(chip, { ...planned, script }, transport);
      const bytes = script.map(({ apdu }) => hexOf(apdu)).join(' ');
      const keys = [...chip.memory.cells.values()]
        .filter(({ kind }) => kind === 'key')
        .map(({ body }) => body.slice(-16));
      expect(keys.length).toBeGreaterThan(20);
      for (const key of keys) expect(bytes.includes(hexOf(key))).toBe(false);
      for (const key of transport.values()) expect(bytes.includes(hexOf(key))).toBe(false);
      // The transport key is gone from the chip, too.
      for (const key of transport.values()) expect(saveCard(chip).includes(hexOf(key))).toBe(false);
    },
  );

  test('SEC-10 a script runs on the chip it was made for, and on no other', async () => {
    const { planned } = city.blank(transport);
    const stranger = city.blank(transport);
    const written = await city.scriptFor(planned);
    // Else one script would make two cards with one identity, both answering right.
    await expect(city.run(stranger.chip, written, transport)).rejects.toMatchObject({ code: 'terminal.card-refused' });
    const other = (await city.transportKeys(city.outlet)).keys;
    await expect(city.run(city.blank(other).chip, written, transport)).rejects.toMatchObject({
      code: 'terminal.card-refused',
    });
  });

  test('cut after every step, a script is simply run again and the card is the same as one made at once', async () => {
    const { chip, planned } = city.blank(transport);
    const { script, cardIdentifier } = await city.scriptFor(planned);
    const content = (card: Card) =>
      [...card.memory.cells.values()].map(({ fid, kind, body }) => [fid, kind, hexOf(body)]);
    const whole = loadCard(saveCard(chip), [...chip.applications.values()], random);
    await runOnce(whole, planned.cardId, script);
    let cuts = 0;
    for (let done = false; !done; ) {
      try {
        await runOnce(chip, planned.cardId, script, (_, __, note) => {
          // Finding the way back is no progress, so it is not worth a cut.
          if (!note.startsWith('SELECT')) throw new Error('cut');
        });
        done = true;
      } catch (error) {
        if ((error as Error).message !== 'cut') throw error;
        cuts += 1;
      }
    }
    expect(cuts).toBeGreaterThan(script.filter(({ counted }) => counted).length / 2);
    expect(content(chip)).toEqual(content(whole));
    // Run once more on the finished card, nothing happens.
    expect(await runOnce(chip, planned.cardId, script)).toBe(0);
    expect(cardIdentifier).toMatch(/^110000D156000005/);
  });

  test('the power fails at every 37th write of the chip: it goes on where it was, with no half key', async () => {
    const { chip, planned } = city.blank(transport);
    const { script } = await city.scriptFor(planned);
    let failures = 0;
    for (;;) {
      chip.power.writesLeft = 37 + failures;
      try {
        await runOnce(chip, planned.cardId, script);
        break;
      } catch (error) {
        if ((error as { code?: string }).code !== 'terminal.card-removed') throw error;
        failures += 1;
        chip.power.writesLeft = Number.POSITIVE_INFINITY;
        powerUp(chip, 'contact');
        for (const { kind, body } of chip.memory.cells.values()) if (kind === 'key') expect(body.length).toBe(21);
      }
    }
    expect(failures).toBeGreaterThan(5);
    chip.power.writesLeft = Number.POSITIVE_INFINITY;
    const terminalId = await city.terminal();
    const proof = await city.proofFrom(chip, 'symmetric', await city.challengeFor(terminalId), terminalId);

    expect(await city.call((call) => judgeCardProof(call, proof))).toMatchObject({ genuine: true });
  });

  test('SEC-10 two cards on one chip, a name the chip cannot carry, and a card nobody knows', async () => {
    const [one, other] = [city.blank(transport).planned, city.blank(transport).planned];
    const write = (chips: ChipToWrite[]) =>
      city.call((call) => writeChipScripts(call, { institutionId: city.maker }, chips));
    await expect(write([one, { ...other, atr: one.atr }])).rejects.toMatchObject({ code: 'keys.chip-twice' });
    await write([one]);
    await expect(write([{ ...other, atr: one.atr }])).rejects.toMatchObject({ code: 'keys.chip-twice' });
    // The same card on the same chip again is no second card.
    await write([one]);
    const holder = { ...one.holder, chipName: '' };
    await expect(write([{ ...one, holder }])).rejects.toMatchObject({ code: 'keys.chip-cannot-carry' });
    const eight = new Uint8Array(8);
    await expect(
      city.call((call) => proveChip(call, other.cardId, { key: 'card' }, eight, eight)),
    ).rejects.toMatchObject({ code: 'keys.no-such-card' });
  });

  test('a making that began anew gets its new chip, and the old one is nobody’s any more', async () => {
    const first = await city.madeCard();
    const { chip, planned } = city.blank(transport);
    const again = { ...planned, cardId: first.planned.cardId, cardNumber: first.planned.cardNumber };
    await city.run(chip, await city.scriptFor(again), transport);
    const terminalId = await city.terminal();

    const judge = async (card: Card) => {
      const proof = await city.proofFrom(card, 'symmetric', await city.challengeFor(terminalId), terminalId);
      return city.call((call) => judgeCardProof(call, proof));
    };
    expect(await judge(first.chip)).toMatchObject({ genuine: false, fault: 'card-unknown' });
    expect(await judge(chip)).toMatchObject({ genuine: true });
  });
});
