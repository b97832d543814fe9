// The card pulled at every command of a PIN, file and personalisation conversation: the old state or the new one, never between; and
// whoever starts over ends well.
import { expect, test } from 'vitest';
import { SeededRandom } from '../base/random.ts';
import { Refusal } from '../base/refusal.ts';
import { type Card, cloneCard, saveCard } from '../chip/index.ts';
import { CardChannel } from './card-channel.ts';
import { testIssuerKeys } from './keys/test-keys.ts';
import type { Reader } from './reader.ts';
import { SimulatedReader } from './readers/simulated.ts';
import { refuse } from './refusals.ts';
import { makeSampleCard, SAMPLE_PIN } from './sample-card.ts';
import { fileOf, meetRule, openFile } from './scripts/card-files.ts';
import { changePin } from './scripts/change-pin.ts';
import { readItem } from './scripts/read-file.ts';
import { readHolder } from './scripts/read-holder.ts';
import { recogniseCard, selectEnvironment } from './scripts/recognise-card.ts';
import { resetPin } from './scripts/reset-pin.ts';
import { verifyPin } from './scripts/verify-pin.ts';
import { sendWrites, writeCommands } from './scripts/write-file.ts';
import { chipInSlot } from './slot-card.ts';

const chance = (seed: number) => {
  const random = new SeededRandom(seed);
  return (length: number) => random.bytes(length);
};
const original = await makeSampleCard({ generation: 3, random: chance(3) });
const keys = testIssuerKeys();
const NEW_PIN = '246810';

/** A reader whose card leaves at the n-th command, before it has heard it or after it has acted; counts the commands. */
function pulled(card: Card, at: number, heard: boolean): { reader: Reader; count: () => number } {
  let sent = 0;
  const inner = new SimulatedReader(chipInSlot(card));
  const connect = async () => {
    const connection = await inner.connect();
    const transmit = async (apdu: Uint8Array) => {
      sent += 1;
      if (sent < at) return connection.transmit(apdu);
      if (sent === at && heard) await connection.transmit(apdu);
      throw refuse('card-removed');
    };
    return { ...connection, transmit };
  };
  return { reader: { name: 'pulled', connect }, count: () => sent };
}
const open = (card: Card) => CardChannel.open(new SimulatedReader(chipInSlot(card)));

async function triesWith(card: Card, pin: string): Promise<'right' | number | 'blocked'> {
  const channel = await open(cloneCard(card, chance(1)));
  await selectEnvironment(channel);
  try {
    await verifyPin(channel, pin);
    return 'right';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.code === 'terminal.pin-blocked' ? 'blocked' : Number(error.facts.left);
  }
}

const file = fileOf('3.00', { directory: 'DF01', fid: 0xef06 });
const ADDRESS = '福州市鼓楼区示例路 9 号';
async function write(channel: CardChannel): Promise<void> {
  const card = await recogniseCard(channel);
  await openFile(channel, file);
  await meetRule(channel, card, file.directory, file.plan.update!, { keys });
  await sendWrites(channel, writeCommands(file, { tag: 0x23, occurrence: 1 }, ADDRESS));
}
async function addressOn(card: Card): Promise<string> {
  const channel = await open(cloneCard(card, chance(1)));
  const identity = await recogniseCard(channel);
  await openFile(channel, file);
  await meetRule(channel, identity, file.directory, file.plan.read!, { keys });
  return readItem(channel, file, { tag: 0x23, occurrence: 1 });
}

interface Scene {
  readonly name: string;
  readonly start: (card: Card) => Promise<void>;
  readonly work: (channel: CardChannel) => Promise<unknown>;
  /** What can be seen of the card's state from outside. */
  readonly state: (card: Card) => Promise<unknown>;
}
const pins = async (card: Card) => [await triesWith(card, SAMPLE_PIN), await triesWith(card, NEW_PIN)];
const block = async (card: Card) => {
  for (let i = 0; i < 3; i += 1) {
    const channel = await open(card);
    await selectEnvironment(channel);
    await verifyPin(channel, '999999').catch(() => undefined);
  }
};
const nothing = async () => undefined;
const scenes: Scene[] = [
  {
    ...{ name: 'verify PIN', start: nothing, state: pins },
    work: async (channel) => {
      await selectEnvironment(channel);
      await verifyPin(channel, SAMPLE_PIN);
    },
  },
  {
    ...{ name: 'change PIN', start: nothing, state: pins },
    work: async (channel) => {
      await selectEnvironment(channel);
      await changePin(channel, SAMPLE_PIN, NEW_PIN);
    },
  },
  {
    ...{ name: 'reload PIN', start: block, state: pins },
    work: async (channel) => resetPin(channel, await recogniseCard(channel), keys, 'reload', NEW_PIN),
  },
  {
    ...{ name: 'unblock PIN', start: block, state: pins },
    work: async (channel) => resetPin(channel, await recogniseCard(channel), keys, 'unblock'),
  },
  {
    name: 'read the holder',
    start: nothing,
    state: async (card) => saveCard(card).length,
    work: (channel) => readHolder(channel, keys, chance(2)),
  },
  { name: 'write a file', start: nothing, state: addressOn, work: write },
];

test.each(scenes)('$name: pulled at every command, before and after it was heard', async ({ start, work, state }) => {
  const prepare = async () => {
    const card = cloneCard(original, chance(7));
    await start(card);
    return card;
  };
  const before = await state(await prepare());
  const done = await prepare();
  const whole = pulled(done, Number.POSITIVE_INFINITY, true);
  await work(await CardChannel.open(whole.reader));
  const after = await state(done);
  expect(whole.count()).toBeGreaterThan(1);
  for (let at = 1; at <= whole.count(); at += 1) {
    for (const heard of [false, true]) {
      const card = await prepare();
      const error = await work(await CardChannel.open(pulled(card, at, heard).reader)).catch(
        (reason: unknown) => reason,
      );
      expect(error, `command ${at}`).toMatchObject({ code: 'terminal.card-removed' });
      const now = await state(card);
      // The last command heard has done everything; all others have changed nothing that can be seen.
      if (at === whole.count() && heard) expect(now).toEqual(after);
      else expect([JSON.stringify(before), JSON.stringify(after)]).toContain(JSON.stringify(now));
      if (JSON.stringify(now) === JSON.stringify(before)) await work(await open(card));
      expect(await state(card)).toEqual(after);
    }
  }
});
