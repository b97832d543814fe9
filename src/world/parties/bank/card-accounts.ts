// The accounts a simulated bank opens for cards: one for each card number, however often it is asked.
import { bankCardNumberOf } from '../../../domain/cards/index.ts';
import type { BankBooks } from './books.ts';
import type { KeptAccount } from './memory.ts';

export type AccountState = 'open' | 'active' | 'closed';

export class CardAccounts {
  readonly #books: BankBooks;
  readonly #issuer: string;
  readonly #numbers = new Map<string, string>();
  #opened = 0;

  /** @param issuer six digits with which this bank's card numbers begin */
  constructor(books: BankBooks, issuer: string) {
    this.#books = books;
    this.#issuer = issuer;
  }

  /** The number of the account of a card; opened now if there is none, under the given number when a counter chose it. */
  open(cardNumber: string, name: string, given?: string): string {
    const before = this.#numbers.get(cardNumber);
    if (before) return before;
    const number = given ?? this.#fresh();
    this.#books.open(number, name, 'social');
    this.#numbers.set(cardNumber, number);
    return number;
  }

  #fresh(): string {
    this.#opened += 1;
    return bankCardNumberOf(this.#issuer, this.#opened);
  }

  activate(cardNumber: string): void {
    this.#account(cardNumber).activated = true;
  }

  /** What a minor's account may move out in a day. */
  limit(cardNumber: string, dailyLimitFen: bigint): void {
    this.#account(cardNumber).dailyLimitFen = dailyLimitFen;
  }

  /** On the holder's wish, or because the card never came to be. */
  close(cardNumber: string): void {
    this.#account(cardNumber).trouble = 'account-closed';
  }

  has(cardNumber: string): boolean {
    return this.#numbers.has(cardNumber);
  }

  numberOf(cardNumber: string): string | undefined {
    return this.#numbers.get(cardNumber);
  }

  stateOf(cardNumber: string): AccountState | undefined {
    if (!this.has(cardNumber)) return undefined;
    const { trouble, activated } = this.#account(cardNumber);
    return trouble === 'account-closed' ? 'closed' : activated ? 'active' : 'open';
  }

  get cardNumbers(): readonly string[] {
    return [...this.#numbers.keys()];
  }

  #account(cardNumber: string) {
    return this.#books.accounts.get(this.#numbers.get(cardNumber)!)!;
  }

  keep(): KeptAccount[] {
    return this.cardNumbers.map((cardNumber) => {
      const { number, name, activated, trouble, dailyLimitFen } = this.#account(cardNumber);
      const limit = dailyLimitFen === null ? {} : { dailyLimitFen: dailyLimitFen.toString() };
      return { cardNumber, number, name, activated, closed: trouble === 'account-closed', ...limit };
    });
  }

  remember(accounts: readonly KeptAccount[]): void {
    for (const { cardNumber, number, name, activated, closed, dailyLimitFen } of accounts) {
      if (number.startsWith(this.#issuer)) this.#opened += 1;
      this.open(cardNumber, name, number);
      if (activated) this.activate(cardNumber);
      if (closed) this.close(cardNumber);
      if (dailyLimitFen) this.limit(cardNumber, BigInt(dailyLimitFen));
    }
  }
}
