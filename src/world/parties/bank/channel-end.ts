// A simulated bank's end of the signed channel: takes the bureau's messages once and in order, sends its own in order until they are taken.
import { bankEnd, bureauEnd, readFrame, signFrame } from '../../../domain/banking/index.ts';
import type { QueuedMessage } from './memory.ts';

export interface Heard {
  readonly seq: number;
  readonly kind: string;
  readonly body: unknown;
}

/** Ways in which a line fails; each is switched on and off by whoever plays. */
export interface LineFaults {
  /** Nobody reaches the bank, and it reaches nobody. */
  outage: boolean;
  /** The bank takes messages and answers none of them yet. */
  silent: boolean;
  /** The bank sends each message twice. */
  stutters: boolean;
  /** The next acknowledgement gets lost after the message was taken. */
  losesAck: boolean;
}

export class ChannelEnd {
  readonly faults: LineFaults = { outage: false, silent: false, stutters: false, losesAck: false };
  /** Messages of the bureau as they came, each once; since this program began. */
  readonly heard: Heard[] = [];
  bureauKey: Uint8Array | undefined;
  readonly #who: { readonly region: string; readonly bankCode: string };
  readonly #key: Uint8Array;
  readonly #clock: () => Date;
  readonly #queue: QueuedMessage[] = [];
  #numbered = 0;
  #last = 0;

  constructor(who: { region: string; bankCode: string }, key: Uint8Array, clock: () => Date) {
    this.#who = who;
    this.#key = key;
    this.#clock = clock;
  }

  /** Takes a message and acknowledges it; a repeat is acknowledged and not heard twice. `hear` acts on it and keeps the state. */
  take(text: string, hear: (message: Heard) => void): string {
    if (this.faults.outage) throw new Error('line down');
    const { region, bankCode } = this.#who;
    const ends = { from: bureauEnd(region), to: bankEnd(region, bankCode) };
    const frame = this.bureauKey ? readFrame(text, this.bureauKey, ends) : 'signature';
    if (typeof frame === 'string') throw new Error(`the bank refuses a message: ${frame}`);
    if (frame.seq > this.#last + 1) throw new Error(`the bank misses message ${this.#last + 1}`);
    if (frame.seq === this.#last + 1) {
      const message = { seq: frame.seq, kind: frame.kind, body: frame.body };
      this.heard.push(message);
      this.#last = frame.seq;
      hear(message);
    }
    if (this.faults.losesAck) {
      this.faults.losesAck = false;
      throw new Error('the acknowledgement got lost');
    }
    return this.#sign(frame.seq, 'ack', {});
  }

  #sign(seq: number, kind: string, body: unknown): string {
    const { region, bankCode } = this.#who;
    const ends = { from: bankEnd(region, bankCode), to: bureauEnd(region) };
    return signFrame({ ...ends, seq, kind, sentAt: this.#clock().toISOString(), body }, this.#key);
  }

  tell(kind: string, items: readonly object[]): void {
    this.#numbered += 1;
    this.#queue.push({ seq: this.#numbered, kind, body: { items } });
  }

  /** Sends what waits, in order; what was not taken stays for the next time. Gives how many were taken. */
  async send(take: (frame: string) => Promise<unknown>): Promise<number> {
    let sent = 0;
    while (!this.faults.outage && !this.faults.silent && this.#queue.length > 0) {
      const { seq, kind, body } = this.#queue[0]!;
      const frame = this.#sign(seq, kind, body);
      await take(frame);
      if (this.faults.stutters) await take(frame);
      this.#queue.shift();
      sent += 1;
    }
    return sent;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  keep() {
    return { heard: this.#last, numbered: this.#numbered, queue: this.#queue };
  }

  remember({ heard, numbered, queue }: { heard: number; numbered: number; queue: readonly QueuedMessage[] }): void {
    this.#last = heard;
    this.#numbered = numbered;
    this.#queue.push(...queue);
  }
}
