// The books of a simulated bank: its own double entry, so that what it says about money can be checked against what it holds.
import type { Day } from '../../../base/day.ts';
import type { Reason } from '../../../domain/banking/index.ts';

export type AccountKind =
  /** Behind a social security card: of the other class, no limit of amount, no fees where the region waives them. */
  | 'social'
  | 'ordinary'
  /** A public body's, from which is paid. */
  | 'public';

export interface BankAccount {
  readonly number: string;
  readonly name: string;
  readonly kind: AccountKind;
  balanceFen: bigint;
  activated: boolean;
  trouble: Reason | null;
  /** What it may move out in a day: of a minor's account, where the region says so. */
  dailyLimitFen: bigint | null;
  moved: { day: Day; fen: bigint } | null;
  pin: string;
}

export interface Booking {
  readonly reference: string;
  readonly day: Day;
  readonly debit: string;
  readonly credit: string;
  readonly amountFen: bigint;
  readonly what: string;
  /** The payment line of a file it belongs to. */
  readonly lineId: string | null;
  readonly reversal: boolean;
  readonly reason: Reason | null;
}

/** Accounts of the bank itself: cash in its machines, merchants, other banks, its fees. They may go below zero. */
const own = ['cash', 'merchants', 'other-banks', 'fees'] as const;
type Own = (typeof own)[number];

export const ordinaryFees = { annual: 1_000n, sms: 200n, small: 300n } as const;
const smallAverageFen = 30_000n;
/** What an ordinary account of the second class may move at once. */
const ordinaryLimitFen = 1_000_000n;

export class BankBooks {
  readonly accounts = new Map<string, BankAccount>();
  readonly bookings: Booking[] = [];
  readonly #own = new Map<string, bigint>(own.map((name) => [name, 0n]));
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  open(number: string, name: string, kind: AccountKind, pin = ''): BankAccount {
    if (this.accounts.has(number)) throw new Error('this number has been given already');
    const account: BankAccount = {
      number,
      name,
      kind,
      balanceFen: 0n,
      activated: kind !== 'social',
      trouble: null,
      dailyLimitFen: null,
      moved: null,
      pin,
    };
    this.accounts.set(number, account);
    return account;
  }

  /** Why an account cannot receive, or not from this name. */
  troubleWith(number: string, name?: string): Reason | null {
    const account = this.accounts.get(number);
    if (!account) return 'account-unknown';
    if (account.trouble) return account.trouble;
    if (!account.activated) return 'not-activated';
    return name !== undefined && name !== account.name ? 'name-mismatch' : null;
  }

  /** Moves money between two accounts of the bank, customers' or own. Gives the reason when it cannot. */
  move(
    day: Day,
    debit: string,
    credit: string,
    amountFen: bigint,
    what: string,
    about: Partial<Booking> = {},
  ): Reason | null {
    if (amountFen <= 0n) throw new Error('nothing is moved');
    const [from, to] = [this.accounts.get(debit), this.accounts.get(credit)];
    if ((!from && !this.#own.has(debit)) || (!to && !this.#own.has(credit))) return 'account-unknown';
    if (from) {
      if (from.trouble) return from.trouble;
      if (from.kind === 'ordinary' && amountFen > ordinaryLimitFen) return 'over-limit';
      const movedFen = amountFen + (from.moved?.day === day ? from.moved.fen : 0n);
      if (from.dailyLimitFen !== null && movedFen > from.dailyLimitFen) return 'over-limit';
      if (from.balanceFen < amountFen) return 'funds-short';
      from.moved = { day, fen: movedFen };
    }
    this.#add(debit, -amountFen);
    this.#add(credit, amountFen);
    const reference = `${this.#prefix}${String(this.bookings.length + 1).padStart(10, '0')}`;
    this.bookings.push({
      lineId: null,
      reversal: false,
      reason: null,
      ...about,
      reference,
      day,
      debit,
      credit,
      amountFen,
      what,
    });
    return null;
  }

  #add(name: string, fen: bigint): void {
    const account = this.accounts.get(name);
    if (account) account.balanceFen += fen;
    else this.#own.set(name, this.#own.get(name)! + fen);
  }

  ownBalance(name: Own): bigint {
    return this.#own.get(name)!;
  }

  deposit = (day: Day, number: string, fen: bigint) => this.move(day, 'cash', number, fen, 'deposit');
  withdraw = (day: Day, number: string, fen: bigint) => this.move(day, number, 'cash', fen, 'withdrawal');
  transferOut = (day: Day, number: string, fen: bigint) => this.move(day, number, 'other-banks', fen, 'transfer');
  transferIn = (day: Day, number: string, fen: bigint) => this.move(day, 'other-banks', number, fen, 'transfer');
  /** 代收: a bill is taken from the account on its holder's standing order. */
  collect = (day: Day, number: string, fen: bigint) => this.move(day, number, 'merchants', fen, 'collection');

  /** The fees of a year, by the bank's ordinary list, except those waived for accounts behind the card (FEE-04). */
  chargeYear(day: Day, waived: readonly string[]): void {
    for (const account of this.accounts.values()) {
      if (account.kind === 'public') continue;
      const free = (fee: string) => account.kind === 'social' && waived.includes(fee);
      const due: [string, bigint][] = [];
      if (!free('no-annual-fee')) due.push(['annual fee', ordinaryFees.annual]);
      if (!free('no-sms-fee')) due.push(['sms fee', ordinaryFees.sms * 12n]);
      if (!free('no-small-account-fee') && account.balanceFen < smallAverageFen)
        due.push(['small account fee', ordinaryFees.small * 4n]);
      for (const [what, fen] of due) if (account.balanceFen >= fen) this.move(day, account.number, 'fees', fen, what);
    }
  }

  /** Recounts every balance from the bookings; everything together is nothing. */
  requireSound(): void {
    const sums = new Map<string, bigint>();
    const add = (name: string, fen: bigint) => sums.set(name, (sums.get(name) ?? 0n) + fen);
    for (const { debit, credit, amountFen } of this.bookings) {
      add(debit, -amountFen);
      add(credit, amountFen);
    }
    for (const [name, balance] of [
      ...this.#own,
      ...[...this.accounts].map(([n, a]): [string, bigint] => [n, a.balanceFen]),
    ])
      if (balance !== (sums.get(name) ?? 0n)) throw new Error(`the books of the bank are wrong at ${name}`);
    if ([...sums.values()].reduce((a, b) => a + b, 0n) !== 0n) throw new Error('the books of the bank do not balance');
  }
}
