// The lines to simulated banks, for messages and for payment files: they know who is connected.
import type { BankChannel } from '../../../domain/banking/index.ts';
import type { FileCarrier } from '../../../domain/benefits/index.ts';
import type { SimulatedBank } from './bank.ts';

export class SimulatedBankLines implements BankChannel, FileCarrier {
  /** What banks answered about envelopes, in the order in which they would send it. */
  readonly answers = new Map<string, Uint8Array[]>();
  readonly #banks = new Map<string, SimulatedBank>();

  connect(bank: SimulatedBank): void {
    this.#banks.set(`${bank.region} ${bank.bankCode}`, bank);
  }

  #bankOf({ region, bankCode }: { region: string; bankCode: string }): SimulatedBank {
    const bank = this.#banks.get(`${region} ${bankCode}`);
    if (!bank) throw new Error('no line to this bank is connected');
    return bank;
  }

  async deliver(bank: { region: string; bankCode: string }, frame: string): Promise<string> {
    return this.#bankOf(bank).deliver(undefined, frame);
  }

  async carry(file: Parameters<FileCarrier['carry']>[0]): Promise<void> {
    const answered = this.#bankOf(file).takeSignedFile(file.bytes, file.signature);
    this.answers.set(file.envelopeId, [...(this.answers.get(file.envelopeId) ?? []), ...answered]);
  }
}
