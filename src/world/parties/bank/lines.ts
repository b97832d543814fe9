// The lines to simulated banks, for messages and for payment files, both ways: they know who is connected.
import { perform } from '../../../base/action.ts';
import type { Actor } from '../../../base/actor.ts';
import type { House } from '../../../base/call.ts';
import type { Errand } from '../../../base/jobs.ts';
import { type BankChannel, takeMessage } from '../../../domain/banking/index.ts';
import type { FileCarrier } from '../../../domain/benefits/index.ts';
import type { SimulatedBank } from './bank.ts';

const pauseMs = 1_000;

export class SimulatedBankLines implements BankChannel, FileCarrier {
  /** What banks answered about envelopes, in the order in which they would send it. */
  readonly answers = new Map<string, Uint8Array[]>();
  readonly #banks = new Map<string, { readonly bank: SimulatedBank; readonly office: Actor | undefined }>();

  /** @param office who speaks for the bank at our door; a bank without one is only spoken to */
  connect(bank: SimulatedBank, office?: Actor): void {
    this.#banks.set(`${bank.region} ${bank.bankCode}`, { bank, office });
  }

  /** Another city begins: nobody is connected. */
  disconnectAll(): void {
    this.#banks.clear();
    this.answers.clear();
  }

  get banks(): readonly SimulatedBank[] {
    return [...this.#banks.values()].map(({ bank }) => bank);
  }

  bankOf({ region, bankCode }: { region: string; bankCode: string }): SimulatedBank {
    const bank = this.#banks.get(`${region} ${bankCode}`)?.bank;
    if (!bank) throw new Error('no line to this bank is connected');
    return bank;
  }

  async deliver(bank: { region: string; bankCode: string }, frame: string): Promise<string> {
    return this.bankOf(bank).deliver(undefined, frame);
  }

  async carry(file: Parameters<FileCarrier['carry']>[0]): Promise<void> {
    const answered = this.bankOf(file).takeSignedFile(file.bytes, file.signature);
    this.answers.set(file.envelopeId, [...(this.answers.get(file.envelopeId) ?? []), ...answered]);
  }

  /** The banks say what they have to say, each as its own office at the same door as a real one. */
  async letBanksSpeak(house: House): Promise<void> {
    for (const { bank, office } of this.#banks.values()) {
      if (!office || bank.waiting === 0) continue;
      try {
        await bank.send((frame) => perform(house, takeMessage, office, { frame }));
      } catch (error) {
        // Its messages stay in its queue; the others are not held up.
        house.log.warn({ bankCode: bank.bankCode, err: String(error) }, 'a simulated bank is refused');
      }
    }
  }
}

/** Errand: simulated banks answer by themselves, like real ones. */
export function makeLetBanksSpeak(lines: SimulatedBankLines): Errand<Record<string, never>> {
  return {
    name: letBanksSpeak,
    async errand(house) {
      await lines.letBanksSpeak(house);
      return { again: new Date(house.clock.now().getTime() + pauseMs) };
    },
  };
}
export const letBanksSpeak = 'world.let-banks-speak';
