// What a simulated bank must not forget when the program ends: its key, where the channel stands, and the accounts behind cards.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

interface BankState {
  readonly key: string;
  readonly bureauKey: string | null;
  /** Last message of the bureau, last number given to one of its own, and those the bureau has not taken. */
  readonly heard: number;
  readonly numbered: number;
  readonly queue: readonly QueuedMessage[];
  readonly accounts: readonly KeptAccount[];
  /** Numbers of the batches whose card file was announced. */
  readonly cardFiles: readonly string[];
  /** Whom it has sent back once with something to put right, by digest; a city of earlier days keeps none. */
  readonly putRight?: readonly string[];
}

export interface QueuedMessage {
  readonly seq: number;
  readonly kind: string;
  readonly body: unknown;
}

export interface KeptAccount {
  readonly cardNumber: string;
  readonly number: string;
  readonly name: string;
  readonly activated: boolean;
  readonly closed: boolean;
  readonly dailyLimitFen?: string;
}

export interface BankMemory {
  read(): BankState | undefined;
  write(state: BankState): void;
}

/** A file that is replaced as a whole: whenever the program dies, the bank knows what it knew before or after a message. */
export class FileMemory implements BankMemory {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  read(): BankState | undefined {
    try {
      return JSON.parse(readFileSync(this.#path, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  write(state: BankState): void {
    writeFileSync(`${this.#path}.new`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
  }
}
