// A simulated carrier of text messages: remembers what it sent by id, and has faults to switch on.
import {
  type ChannelAnswer,
  lintMessage,
  type MessageChannel,
  type OutgoingMessage,
} from '../../domain/notices/index.ts';

/**
 * `lost`: it took the message, but its answer never arrives. `slow`: it answers after `slowMs`. `duplicate`: it sends its
 * receipt twice. `refused`: the number does not exist. `down`: it does not take anything.
 */
export type SmsFault = 'lost' | 'slow' | 'duplicate' | 'refused' | 'down';

export interface Receipt {
  readonly messageId: string;
  readonly outcome: 'delivered' | 'failed';
}

export class SimulatedSmsChannel implements MessageChannel {
  /** What people have on their telephones: each id once. */
  readonly inbox: OutgoingMessage[] = [];
  /** How often each id was handed over. */
  readonly handedOver = new Map<string, number>();
  /** The fault of the next message; asked for each. */
  faultOf: (message: OutgoingMessage) => SmsFault | undefined = () => undefined;
  slowMs = 50;
  readonly #known = new Set<string>();
  #receipts: Receipt[] = [];

  async send(message: OutgoingMessage): Promise<ChannelAnswer> {
    const { id } = message;
    this.handedOver.set(id, (this.handedOver.get(id) ?? 0) + 1);
    const fault = this.faultOf(message);
    if (fault === 'down') throw new Error('the carrier is down');
    if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, this.slowMs));
    // A carrier has a filter of its own: what holds a link is not carried.
    const findings = lintMessage(message.text, { sender: message.sender.kind, allowedNumbers: [], maxParts: 4 });
    if (fault === 'refused' || findings.some(({ code }) => code === 'link')) return 'refused';
    if (!this.#known.has(id)) {
      this.#known.add(id);
      this.inbox.push(message);
      const receipt = { messageId: id, outcome: 'delivered' as const };
      this.#receipts.push(receipt, ...(fault === 'duplicate' ? [receipt] : []));
    }
    if (fault === 'lost') throw new Error('the answer of the carrier was lost');
    return 'taken';
  }

  /** The receipts since the last time. */
  takeReceipts(): Receipt[] {
    const receipts = this.#receipts;
    this.#receipts = [];
    return receipts;
  }
}
