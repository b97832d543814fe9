// A card that has been connected, as scripts speak to it: whole answers (61xx, 6Cxx followed), refusals with the step's name.
import { type Face, type Protocol, parseTlv, SW } from '../chip/index.ts';
import { concat } from '../crypto/index.ts';
import type { ApduLog } from './apdu-log.ts';
import { hex } from './hex.ts';
import type { CardConnection, Reader } from './reader.ts';
import { refuse } from './refusals.ts';

/** A whole answer: everything GET RESPONSE brought, and the last status word. */
export interface CardAnswer {
  readonly sw: number;
  readonly bytes: Uint8Array;
}

/** More pieces than any answer of a card has: a card that never ends must not hold the terminal. */
const MOST_PIECES = 64;

export class CardChannel {
  readonly #connection: CardConnection;
  readonly #log: ApduLog | undefined;

  constructor(connection: CardConnection, log?: ApduLog) {
    this.#connection = connection;
    this.#log = log;
  }

  static async open(reader: Reader, log?: ApduLog): Promise<CardChannel> {
    return new CardChannel(await reader.connect(), log);
  }

  get atr(): Uint8Array {
    return this.#connection.atr;
  }
  get face(): Face {
    return this.#connection.face;
  }
  get protocol(): Protocol {
    return this.#connection.protocol;
  }

  close(): Promise<void> {
    return this.#connection.disconnect();
  }

  /** One command and its whole answer. `le`: bytes wanted; 0 = as many as there are. */
  async ask(cla: number, ins: number, p1: number, p2: number, bytes?: Uint8Array, le?: number): Promise<CardAnswer> {
    const head = [cla, ins, p1, p2];
    if (!bytes?.length) return this.send(Uint8Array.from(le === undefined ? head : [...head, le]));
    const tail = le !== undefined && this.protocol === 'T=1' ? [le] : [];
    return this.send(Uint8Array.from([...head, bytes.length, ...bytes, ...tail]));
  }

  /** As `ask`, but refuses anything except 9000. */
  async need(
    step: string,
    [cla, ins, p1, p2]: readonly [number, number, number, number],
    bytes?: Uint8Array,
    le?: number,
  ): Promise<Uint8Array> {
    const answer = await this.ask(cla, ins, p1, p2, bytes, le);
    if (answer.sw !== SW.ok) throw refused(step, answer.sw);
    return answer.bytes;
  }

  /** A command as it stands; only the protocol's own repetitions are added. */
  async send(apdu: Uint8Array): Promise<CardAnswer> {
    let answer = await this.#exchange(apdu);
    const [sw1, sw2] = answer.subarray(-2);
    if (sw1 === 0x6c && apdu.length >= 5) answer = await this.#exchange(withLe(apdu, sw2!));
    let bytes = answer.subarray(0, -2);
    for (let i = 0; answer.at(-2) === 0x61; i += 1) {
      if (i === MOST_PIECES) throw refuse('card-silent', { step: 'GET RESPONSE' });
      answer = await this.#exchange(Uint8Array.of(0x00, 0xc0, 0, 0, answer.at(-1)!));
      bytes = concat(bytes, answer.subarray(0, -2));
    }
    return { sw: (answer.at(-2)! << 8) | answer.at(-1)!, bytes };
  }

  async #exchange(apdu: Uint8Array): Promise<Uint8Array> {
    const answer = await this.#connection.transmit(apdu);
    if (answer.length < 2 || answer.length > 258) throw refuse('card-silent', { step: hex(apdu.subarray(0, 4)) });
    this.#log?.(apdu, answer);
    return answer;
  }
}

/** Repeats a command with the length the card asked for: replaces Le where there is one, adds it after data. */
function withLe(apdu: Uint8Array, le: number): Uint8Array {
  const hasLe = apdu.length === 5 || apdu.length === 6 + apdu[4]!;
  return concat(hasLe ? apdu.subarray(0, -1) : apdu, Uint8Array.of(le));
}

export const refused = (step: string, sw: number) =>
  refuse('card-refused', { step, sw: sw.toString(16).toUpperCase().padStart(4, '0') });

/** Sends SELECT by name and gives the FCI's objects inside 6F; undefined when there is no such directory. */
export async function selectByName(channel: CardChannel, name: Uint8Array) {
  const answer = await channel.ask(0x00, 0xa4, 0x04, 0x00, name, 0);
  if (answer.sw === SW.fileNotFound) return undefined;
  if (answer.sw !== SW.ok) throw refused('SELECT', answer.sw);
  const [fci] = parseTlv(answer.bytes) ?? [];
  return (fci?.tag === 0x6f && parseTlv(fci.value)) || [];
}

export async function selectFile(channel: CardChannel, fid: number): Promise<void> {
  await channel.need(
    `SELECT ${fid.toString(16).toUpperCase().padStart(4, '0')}`,
    [0x00, 0xa4, 0x00, 0x00],
    Uint8Array.of(fid >> 8, fid & 0xff),
    0,
  );
}
