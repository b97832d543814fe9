// A simulated machine that writes chips: at a card maker's works for whole batches, at an outlet for one card. It runs the platform's
// scripts on simulated chips through the same terminal code as a real machine, and reads back what it wrote.
import {
  type Card,
  type CardProduct,
  certificateFile,
  createBlankCard,
  diversificationFactor,
  products,
  proofOf,
  type ScriptStep,
  suiteOf,
} from '../../chip/index.ts';
import { fromBase64, fromHex, toHex } from '../../crypto/index.ts';
import { certificateRequestChallenge, INITIAL_PIN, readingDigest } from '../../domain/keys/index.ts';
import {
  CardChannel,
  chipInSlot,
  enrolCertificate,
  type HolderReading,
  openPsam,
  personalise,
  readHolder,
  SimulatedReader,
  type SlotCard,
} from '../../terminal/index.ts';
import type { Answer } from '../city.ts';
import type { WriteChips } from './card-maker.ts';
import { type ChipShelf, chipApplications } from './chip-shelf.ts';

/** How the machine reaches the platform: as its teller or its maker, in process or over HTTP. */
export type Desk = (operation: string, input: object) => Promise<Answer>;

/** What the machine works on: a making at a counter, or a batch. */
export type Work = { readonly makingId: string } | { readonly batchId: string };

export interface ChipWish {
  readonly cardNumber: string;
  readonly cardIdentifier: string;
  readonly generation: number;
}

export interface PressedCard {
  readonly cardNumber: string;
  /** As written, MAC included. */
  readonly cardIdentifier: string;
  readonly atr: string;
  readonly chip: Card;
}

export interface PressParts {
  /** Transport keys of this machine's blanks by algorithm mark, and the key version they came with. */
  readonly transport: ReadonlyMap<number, Uint8Array>;
  readonly transportVersion: number;
  readonly shelf: ChipShelf;
  readonly random: (length: number) => Uint8Array;
}

/** So many chips lie in the machine at once. */
const TRAY = 100;

const hexOf = (bytes: Uint8Array): string => toHex(bytes).toUpperCase();
const productOf = (generation: number) =>
  generation === 1 ? products['G1-16K'] : generation === 2 ? products['G2-32K'] : products['G3-80K'];

export class CardPress {
  readonly #parts: PressParts;

  constructor(parts: PressParts) {
    this.#parts = parts;
  }

  /** Writes one chip a card, has those of the third generation certified, and lays them on the shelf. */
  async press(desk: Desk, of: Work, wishes: readonly ChipWish[]): Promise<PressedCard[]> {
    const pressed: PressedCard[] = [];
    for (let at = 0; at < wishes.length; at += TRAY) {
      pressed.push(...(await this.#pressTray(desk, of, wishes.slice(at, at + TRAY))));
    }
    return pressed;
  }

  async #pressTray(desk: Desk, of: Work, wishes: readonly ChipWish[]): Promise<PressedCard[]> {
    const { transportVersion, shelf } = this.#parts;
    const blanks = new Map(wishes.map((wish) => [wish.cardNumber, this.#blank(wish)]));
    const chips = wishes.map(({ cardNumber }) => ({ cardNumber, atr: hexOf(blanks.get(cardNumber)!.historical) }));
    const { scripts } = await desk('production.write-chips', { of, chips, transportVersion });
    const written = scripts as { cardNumber: string; cardIdentifier: string; script: WireStep[] }[];
    for (const { cardNumber, script } of written) {
      await this.#write(desk, of, cardNumber, blanks.get(cardNumber)!, script.map(stepOf));
    }
    const certified = written.filter(({ cardNumber }) => blanks.get(cardNumber)!.product.generation === 3);
    await certifyTogether(
      desk,
      of,
      certified.map((one) => ({ ...one, chip: blanks.get(one.cardNumber)! })),
    );
    return written.map(({ cardNumber, cardIdentifier }) => {
      const chip = blanks.get(cardNumber)!;
      shelf.keep(cardNumber, chip);
      return { cardNumber, cardIdentifier, atr: hexOf(chip.historical), chip };
    });
  }

  /** Chip maker and system bytes as public cards show them, a batch, then the serial number that the card identifier holds too. */
  #blank({ cardIdentifier, generation }: ChipWish): Card {
    const product = productOf(generation);
    // Two bytes of batch make the new blank of a card that is made again another chip, with other keys than the spoiled one.
    const batch = hexOf(this.#parts.random(2));
    const historical = fromHex(`00814E43238697${batch}${cardIdentifier.slice(16, 24)}`);
    return createBlankCard({
      ...{ product, historical },
      ...{ transportKey: this.#blankKey(product, historical), applications: chipApplications },
      random: this.#parts.random,
    });
  }

  /** Every blank has a transport key of its own, from the key the institution was handed. */
  #blankKey({ algorithm }: CardProduct, historical: Uint8Array): Uint8Array {
    return suiteOf(algorithm)!.diversify(this.#parts.transport.get(algorithm)!, diversificationFactor(historical));
  }

  async #write(desk: Desk, of: Work, cardNumber: string, chip: Card, script: readonly ScriptStep[]): Promise<void> {
    const suite = suiteOf(chip.product.algorithm)!;
    const transport = this.#blankKey(chip.product, chip.historical);
    await inSession(chip, (channel) =>
      personalise(channel, {
        script,
        before: async (source, factor) => proofOf(suite, transport, source, factor),
        // Asked only when a chip that was cut off has its own key already.
        after: async (source, factor) => {
          const asked = { of, cardNumber, key: 'card', source: hexOf(source), factor: hexOf(factor) };
          return fromHex((await desk('production.prove-chip', asked)).proof);
        },
      }),
    );
  }
}

/** How a works writes the chips of one batch. */
export const chipWriter =
  (press: CardPress, desk: Desk, batchId: string): WriteChips =>
  async (cards) =>
    new Map(
      (await press.press(desk, { batchId }, cards)).map(({ cardNumber, cardIdentifier, atr }) => [
        cardNumber,
        { cardIdentifier, atr },
      ]),
    );

interface WireStep {
  readonly note: string;
  readonly apdu: string;
  readonly context: readonly number[];
  readonly counted: boolean;
}

const stepOf = ({ apdu, ...step }: WireStep): ScriptStep => ({ ...step, apdu: fromHex(apdu) });

/** What a finished card says to a terminal with a module, and the digest by which the platform compares it. */
export async function readFinished(
  chip: Card,
  module: SlotCard,
  random: (length: number) => Uint8Array,
): Promise<{ reading: HolderReading; digest: string }> {
  const psam = await openPsam(new SimulatedReader(module, 'PSAM'));
  try {
    const reading = await inSession(chip, (channel) => readHolder(channel, psam, random));
    return { reading, digest: toHex(readingDigest(reading)) };
  } finally {
    await psam.close();
  }
}

async function inSession<T>(chip: Card, work: (channel: CardChannel) => Promise<T>): Promise<T> {
  const channel = await CardChannel.open(new SimulatedReader(chipInSlot(chip)));
  try {
    return await work(channel);
  } finally {
    await channel.close();
  }
}

/** All chips of a tray make their key pairs, ask for certificates in one call, and get them written. */
async function certifyTogether(
  desk: Desk,
  of: Work,
  cards: readonly { readonly cardNumber: string; readonly cardIdentifier: string; readonly chip: Card }[],
): Promise<void> {
  if (cards.length === 0) return;
  const requests: object[] = [];
  let answer: (certificates: ReadonlyMap<string, Uint8Array>) => void = () => undefined;
  let fail: (reason: unknown) => void = () => undefined;
  const answered = new Promise<ReadonlyMap<string, Uint8Array>>((done, broken) => {
    [answer, fail] = [done, broken];
  });
  const send = async () => {
    const { certificates } = await desk('production.certify-chips', { of, requests });
    const list = certificates as { cardNumber: string; certificate: string }[];
    answer(new Map(list.map(({ cardNumber, certificate }) => [cardNumber, fromBase64(certificate)])));
  };
  await Promise.all(
    cards.map(({ cardNumber, cardIdentifier, chip }) =>
      inSession(chip, (channel) =>
        enrolCertificate(channel, INITIAL_PIN, async (publicKey) => {
          requests.push({ cardNumber, ...(await requestOf(channel, cardIdentifier, publicKey)) });
          if (requests.length === cards.length) send().catch(fail);
          return (await answered).get(cardNumber)!;
        }),
      ).catch((reason) => {
        // One chip that fails must not leave the others waiting for ever.
        fail(reason);
        throw reason;
      }),
    ),
  );
}

/** The chip signs its own request: nobody gets a certificate for a key the chip does not have. */
async function requestOf(channel: CardChannel, cardIdentifier: string, publicKey: Uint8Array) {
  const answer = await channel.need(
    'INTERNAL AUTHENTICATE',
    [0x00, 0x88, 0x00, certificateFile.signPrivate],
    certificateRequestChallenge(cardIdentifier, publicKey),
    0,
  );
  return {
    publicKey: hexOf(publicKey),
    counter: hexOf(answer.subarray(0, 4)),
    signature: hexOf(answer.subarray(4)),
  };
}
