// A simulated card maker: verifies the production file, makes cards with the usual share of mishaps, and sends signed return files.
import type { Actor } from '../../base/actor.ts';
import type { SeededRandom } from '../../base/random.ts';
import { fromHex, sm2 } from '../../crypto/index.ts';
import { bankCardNumberOf } from '../../domain/cards/index.ts';
import { parseProductionFile, signFile, verifyFile, writeReturnFile } from '../../domain/production/index.ts';
import type { CardPress } from './card-press.ts';

/** Writes the chips of cards that will be made; gives what each now says of itself, by card number. */
export type WriteChips = (
  cards: readonly { readonly cardNumber: string; readonly cardIdentifier: string; readonly generation: number }[],
) => Promise<ReadonlyMap<string, { readonly cardIdentifier: string; readonly atr: string }>>;

export interface MadeCard {
  readonly cardNumber: string;
  readonly socialSecurityNumber: string;
}

/** One return file on its way: its content, the cards made in it, and refusals the maker deserves for it. */
export interface Consignment {
  readonly file: string;
  readonly cards: readonly MadeCard[];
  readonly expected: readonly string[];
}

/** Faults to switch on; shares of cards or of files. */
export interface MakerFaults {
  /** Cards that fail and are made again. */
  readonly failed: number;
  /** Cards spoiled in making. */
  readonly scrapped: number;
  /** Files sent a second time. */
  readonly sentTwice: number;
  /** Files whose totals are wrong at first. */
  readonly wrongTotal: number;
  /** Batches that are late beyond any promise. */
  readonly late: number;
}

export const usualFaults: MakerFaults = {
  failed: 0.004,
  scrapped: 0.002,
  sentTwice: 0.03,
  wrongTotal: 0.01,
  late: 0.01,
};

const issuers: Record<string, string> = {};

export class CardMaker {
  readonly institutionId: string;
  readonly staff: Actor;
  readonly code: string;
  readonly faults: MakerFaults;
  /** Its machine for chips; without one the chips come from elsewhere. */
  readonly press: CardPress | undefined;
  readonly #privateKey: Uint8Array;
  #accounts: number;

  constructor(options: {
    institutionId: string;
    code: string;
    staff: Actor;
    seed: Uint8Array;
    faults?: MakerFaults;
    accountsFrom?: number;
    press?: CardPress;
  }) {
    this.institutionId = options.institutionId;
    this.code = options.code;
    this.staff = options.staff;
    this.faults = options.faults ?? usualFaults;
    this.#privateKey = options.seed;
    this.press = options.press;
    this.#accounts = options.accountsFrom ?? 0;
  }

  /** The key with which the platform verifies what this maker sends. */
  get publicKey(): Uint8Array {
    return sm2.privateKey(this.#privateKey).publicKey;
  }

  /** Days from order to return file: a week or so, rarely far too long. */
  daysFor(random: SeededRandom): number {
    return random.fraction() < this.faults.late ? 35 + random.below(10) : 5 + random.below(8);
  }

  /**
   * Makes the cards of a production file and gives the return files in the order in which they are sent, base64. Without
   * `writeChips` the chips have keys from elsewhere and the file tells what was planned.
   */
  async make(
    file: string,
    publicKey: string | undefined,
    dice: (word: string) => SeededRandom,
    writeChips?: WriteChips,
  ): Promise<Consignment[]> {
    if (publicKey && !verifyFile(file, fromHex(publicKey)))
      throw new Error('a production file with a wrong signature reached the maker');
    const read = parseProductionFile(file);
    if ('fault' in read) throw new Error(`the maker cannot read a production file: ${read.fault}`);
    const { header, cards } = read;
    const fated = cards.map((card) => this.#press(card, dice(card.socialSecurityNumber)));
    const chips = await writeChips?.(cards.filter((_, i) => fated[i]!.result === 'made'));
    const lines = fated.map((line) => ({ ...line, ...chips?.get(line.cardNumber) }));
    const random = dice(cards.map(({ socialSecurityNumber }) => socialSecurityNumber).sort()[0] ?? '');
    const text = writeReturnFile(
      { number: header.number, region: header.region, bankCode: header.bankCode, makerCode: this.code, part: 1 },
      lines,
    );
    const made = cards.filter((_, i) => lines[i]!.result === 'made');
    const good: Consignment = { file: this.#send(text), cards: made, expected: [] };
    const consignments: Consignment[] = [];
    if (random.fraction() < this.faults.wrongTotal) {
      const wrong = text.replace(/\nT\|(\d+)\|/, (_, count) => `\nT|${Number(count) + 1}|`);
      consignments.push({ file: this.#send(wrong), cards: [], expected: ['production.wrong-total'] });
    }
    consignments.push(good);
    if (random.fraction() < this.faults.sentTwice) consignments.push({ ...good, cards: [] });
    return consignments;
  }

  #press(
    card: { cardNumber: string; cardIdentifier: string; bankCode: string; bankCardNumber: string },
    random: SeededRandom,
  ) {
    const fate = random.fraction();
    const result =
      fate < this.faults.failed ? 'failed' : fate < this.faults.failed + this.faults.scrapped ? 'scrapped' : 'made';
    this.#accounts += 1;
    return {
      cardNumber: card.cardNumber,
      result,
      cardIdentifier: result === 'made' ? card.cardIdentifier : '',
      // A bank that is not connected gives its maker numbers ahead.
      bankCardNumber:
        result === 'made' ? card.bankCardNumber || bankCardNumberOf(issuerOf(card.bankCode), this.#accounts) : '',
      // Chip maker and system bytes as public cards show them, then the serial number that the card identifier holds too.
      atr: result === 'made' ? `00814E432386971599${card.cardIdentifier.slice(16, 24)}` : '',
      fault: result === 'made' ? '' : result === 'failed' ? 'chip' : 'damage',
    };
  }

  #send(text: string): string {
    return Buffer.from(signFile(text, this.#privateKey), 'utf8').toString('base64');
  }
}

/** Six digits that stand for a bank; synthetic. */
function issuerOf(bank: string): string {
  issuers[bank] ??= String(622800 + Object.keys(issuers).length);
  return issuers[bank];
}
