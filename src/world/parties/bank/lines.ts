// The lines to simulated banks: a bank channel that knows who is connected.
import type { BankChannel } from '../../../domain/banking/index.ts';
import type { SimulatedBank } from './bank.ts';

export class SimulatedBankLines implements BankChannel {
  readonly #banks = new Map<string, SimulatedBank>();

  connect(bank: SimulatedBank): void {
    this.#banks.set(`${bank.region} ${bank.bankCode}`, bank);
  }

  async deliver({ region, bankCode }: { region: string; bankCode: string }, frame: string): Promise<string> {
    const bank = this.#banks.get(`${region} ${bankCode}`);
    if (!bank) throw new Error('no line to this bank is connected');
    return bank.deliver(undefined, frame);
  }
}
