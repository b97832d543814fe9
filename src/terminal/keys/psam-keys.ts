// The issuer's keys as a terminal with a PSAM in its second slot reaches them.
import { debitRef, decodeDigits, SW } from '../../chip/index.ts';
import { concat } from '../../crypto/index.ts';
import type { ApduLog } from '../apdu-log.ts';
import { CardChannel, refused } from '../card-channel.ts';
import type { Reader } from '../reader.ts';
import { refuse } from '../refusals.ts';
import type { IssuerKeys, KeyedCard, KeyName } from './issuer-keys.ts';
import { PSAM_APPLICATION, PSAM_USAGE, psamEnvironment, psamKeyNumber } from './psam.ts';
import { keyText } from './software-keys.ts';

/** What a terminal says about itself in field 10 and 11. */
export interface TerminalNumbers {
  readonly terminalNumber: string;
  readonly deviceNumber: string;
}

export interface Psam extends IssuerKeys {
  readonly numbers: TerminalNumbers;
  close(): Promise<void>;
}

/** Opens the module in a reader; refuses `no-psam` when none lies there. */
export async function openPsam(reader: Reader, log?: ApduLog): Promise<Psam> {
  const channel = await CardChannel.open(reader, log).catch(() => {
    throw refuse('no-psam');
  });
  try {
    const terminal = await channel.need('PSAM EF16', [0x00, 0xb0, 0x96, 0x00], undefined, 6);
    const device = await channel.need('PSAM EF15', [0x00, 0xb0, 0x95, 0x00], undefined, 32);
    return new PsamKeys(channel, {
      terminalNumber: decodeDigits(terminal),
      deviceNumber: new TextDecoder().decode(device).replace(/\0+$/, ''),
    });
  } catch (error) {
    await channel.close();
    throw error;
  }
}

class PsamKeys implements Psam {
  readonly numbers: TerminalNumbers;
  readonly #channel: CardChannel;

  constructor(channel: CardChannel, numbers: TerminalNumbers) {
    this.#channel = channel;
    this.numbers = numbers;
  }

  close(): Promise<void> {
    return this.#channel.close();
  }

  async proof(card: KeyedCard, key: KeyName, source: Uint8Array, factor: Uint8Array): Promise<Uint8Array> {
    await this.#select(card);
    const number = psamKeyNumber(key.directory, key.ref);
    const { sw } = await this.#channel.ask(0xbf, 0xde, PSAM_USAGE, number, concat(card.factor, factor));
    if (sw === SW.referenceNotFound) {
      const basic = key.directory === 'SSSE' && key.ref === 0x0a;
      throw basic ? refuse('psam-lacks-read-key') : refuse('key-level', { key: keyText(key) });
    }
    if (sw !== SW.ok) throw refused('PSAM BFDE', sw);
    return concat(await this.#channel.need('PSAM 80FA', [0x80, 0xfa, 0, 0], source, 0), factor);
  }

  /** Maintenance keys stay in the bureau: no PSAM reloads or unblocks a PIN. */
  async message(_: KeyedCard, key: KeyName): Promise<Uint8Array> {
    throw refuse('key-level', { key: keyText(key) });
  }

  async debit(card: KeyedCard, { random, sequence, debit }: Parameters<IssuerKeys['debit']>[1]) {
    await this.#select(card);
    const asked = concat(random, sequence, debit.accountAmount, debit.fundAmount, debit.time, card.factor);
    const answer = await this.#channel.ask(0x80, 0x70, 0, 0, asked, 0);
    if (answer.sw === SW.referenceNotFound) {
      throw refuse('key-level', { key: keyText({ directory: 'DF04', ref: debitRef.key }) });
    }
    if (answer.sw !== SW.ok) throw refused('PSAM 8070', answer.sw);
    return {
      terminalSequence: answer.bytes.slice(0, 4),
      mac1: answer.bytes.slice(4, 8),
      accept: async (mac2: Uint8Array) => (await this.#channel.ask(0x80, 0x72, 0, 0, mac2)).sw === SW.ok,
    };
  }

  async #select({ algorithm }: KeyedCard): Promise<void> {
    for (const name of [psamEnvironment(algorithm), PSAM_APPLICATION]) {
      const { sw } = await this.#channel.ask(0x00, 0xa4, 0x04, 0, name, 0);
      if (sw === SW.fileNotFound) throw refuse('algorithm-unsupported', { mark: algorithm });
      if (sw !== SW.ok) throw refused('PSAM SELECT', sw);
    }
  }
}
