// A simulated bank: keeps its own books, speaks the bodies of its profile, pays files, authorises cards, and fails in seeded ways.
import type { Day } from '../../../base/day.ts';
import type { SeededRandom } from '../../../base/random.ts';
import { fromHex, sm2, sm3, toHex } from '../../../crypto/index.ts';
import {
  type AccountLimit,
  type AccountProduct,
  type AccountWish,
  type AnswerLine,
  accountRefusals,
  accountRefusalTable,
  type CardStanding,
  isFault,
  needsPin,
  type PaymentAnswer,
  type PaymentLine,
  type PaymentOrder,
  type PayWay,
  type Profile,
  type Reason,
  readPaymentFile,
  type Statement,
  type StatementEntry,
  type TextWish,
  writePaymentAnswer,
  writeStatement,
} from '../../../domain/banking/index.ts';
import { BankBooks } from './books.ts';
import { CardAccounts } from './card-accounts.ts';
import { ChannelEnd, type Heard, type LineFaults } from './channel-end.ts';
import type { BankMemory } from './memory.ts';

/** Shares of lines or of files. */
export interface BankFaults {
  /** Lines rejected for reasons of the bank's own. */
  readonly partialReject: number;
  /** Lines paid, and returned on the next day. */
  readonly lateReturn: number;
  /** Lines taken from the payer a second time. */
  readonly duplicateDebit: number;
  /** Files whose answer gets lost until it is asked for again. */
  readonly lostFile: number;
  /** Answers whose total is wrong at first. */
  readonly wrongTotal: number;
  /** Answers in another encoding at first. */
  readonly wrongEncoding: number;
  /** People for whom it opens no account at first, each for a reason of the table. */
  readonly refusesAccounts: number;
  /** How far the bank's clock goes wrong. */
  readonly clockSkewMs: number;
}

export const noFaults: BankFaults = {
  partialReject: 0,
  lateReturn: 0,
  duplicateDebit: 0,
  lostFile: 0,
  wrongTotal: 0,
  wrongEncoding: 0,
  refusesAccounts: 0,
  clockSkewMs: 0,
};
export const usualBankFaults: BankFaults = {
  partialReject: 0.002,
  lateReturn: 0.001,
  duplicateDebit: 0.0002,
  lostFile: 0.05,
  wrongTotal: 0.03,
  wrongEncoding: 0.03,
  refusesAccounts: 0.01,
  clockSkewMs: 7 * 60_000,
};

const chanceReasons: readonly Reason[] = ['account-frozen', 'dormant', 'state-abnormal', 'by-rule', 'other'];

interface Taken {
  readonly order: PaymentOrder;
  readonly answer: PaymentAnswer;
  readonly lost: boolean;
}

/** What the bank made of a card payment. */
export type Authorisation =
  | { readonly approved: true }
  | { readonly approved: false; readonly why: Reason | 'pin-needed' | 'pin-wrong' };

export class SimulatedBank {
  readonly region: string;
  readonly bankCode: string;
  readonly profile: Profile;
  readonly books: BankBooks;
  /** The accounts behind cards, as the channel with the bureau made them. */
  readonly cards: CardAccounts;
  faults: BankFaults;
  readonly #random: SeededRandom;
  readonly #key: Uint8Array;
  readonly #now: () => Date;
  readonly #line: ChannelEnd;
  readonly #memory: BankMemory | undefined;
  readonly #taken = new Map<string, Taken>();
  /** Numbers of the batches whose card file was announced, as often as it was. */
  readonly cardFiles: string[] = [];
  /** Text messages it has sent, and numbers that nobody has. */
  readonly texts: Pick<TextWish, 'messageId' | 'phone' | 'text'>[] = [];
  readonly noTelephone = new Set<string>();
  /** Whom it has sent back once with something to put right. */
  readonly #putRight = new Set<string>();
  readonly #returns: { day: Day; line: PaymentLine; payer: string; reason: Reason }[] = [];

  constructor(options: {
    region: string;
    bankCode: string;
    profile: Profile;
    random: SeededRandom;
    now: () => Date;
    faults?: BankFaults;
    /** Six digits with which its card numbers begin. */
    issuer?: string;
    /** Where it keeps what it must not forget; without one it forgets everything with the program. */
    memory?: BankMemory;
  }) {
    this.region = options.region;
    this.bankCode = options.bankCode;
    this.profile = options.profile;
    this.faults = options.faults ?? noFaults;
    this.#random = options.random;
    this.#now = options.now;
    this.#memory = options.memory;
    const known = options.memory?.read();
    this.#key = known ? fromHex(known.key) : options.random.bytes(32);
    this.#key[0]! &= 0x7f;
    this.books = new BankBooks(options.bankCode.toUpperCase());
    this.cards = new CardAccounts(this.books, options.issuer ?? '623000');
    this.#line = new ChannelEnd(options, this.#key, () => this.#clock());
    if (!known) return;
    this.#line.remember(known);
    this.cards.remember(known.accounts);
    this.cardFiles.push(...known.cardFiles);
    for (const asked of known.putRight ?? []) this.#putRight.add(asked);
    this.#line.bureauKey = known.bureauKey ? fromHex(known.bureauKey) : undefined;
  }

  get publicKey(): Uint8Array {
    return sm2.privateKey(this.#key).publicKey;
  }

  /** The bureau's key, as it came back from registering the channel. */
  trust(bureauKey: Uint8Array): void {
    this.#line.bureauKey = bureauKey;
    this.#keep();
  }

  /** The bank's signature beside a file it sends, 128 hex digits. */
  signFile(bytes: Uint8Array): string {
    return toHex(sm2.sign(bytes, this.#key));
  }

  #clock(): Date {
    return new Date(this.#now().getTime() + this.faults.clockSkewMs);
  }

  #chance(share: number): boolean {
    return share > 0 && this.#random.fraction() < share;
  }

  #keep(): void {
    const { bureauKey } = this.#line;
    this.#memory?.write({
      key: toHex(this.#key),
      bureauKey: bureauKey ? toHex(bureauKey) : null,
      ...this.#line.keep(),
      accounts: this.cards.keep(),
      cardFiles: this.cardFiles,
      putRight: [...this.#putRight],
    });
  }

  // The channel.

  get line(): LineFaults {
    return this.#line.faults;
  }

  get outage(): boolean {
    return this.line.outage;
  }

  set outage(out: boolean) {
    this.line.outage = out;
  }

  get heard(): readonly Heard[] {
    return this.#line.heard;
  }

  /** Takes a message of the bureau and acknowledges it. */
  async deliver(_bank: unknown, text: string): Promise<string> {
    return this.#line.take(text, (message) => {
      this.#act(message);
      this.#keep();
    });
  }

  /** What the bank does with what it hears: opens accounts and says so, and follows the state of the cards. */
  #act({ kind, body }: Heard): void {
    if (kind === 'open-account') {
      const { items } = body as { items: AccountWish[] };
      const refused = items.flatMap((wish) => this.#refuses(wish) ?? []);
      const without = new Set(refused.map(({ cardNumber }) => cardNumber));
      const opened = items
        .filter(({ cardNumber }) => !without.has(cardNumber))
        .map(({ cardNumber, name, bankCardNumber }) => {
          return { cardNumber, bankCardNumber: this.cards.open(cardNumber, name, bankCardNumber) };
        });
      if (opened.length > 0) this.#line.tell('account-opened', opened);
      if (refused.length > 0) this.#line.tell('account-refused', refused);
    }
    if (kind === 'send-text') this.#text((body as { items: TextWish[] }).items);
    if (kind === 'account-limit')
      for (const { cardNumber, dailyLimitFen } of (body as { items: AccountLimit[] }).items)
        this.cards.limit(cardNumber, BigInt(dailyLimitFen));
    if (kind === 'card-file') this.cardFiles.push((body as { batchNumber: string }).batchNumber);
    if (kind !== 'card-status') return;
    const closed: string[] = [];
    for (const { cardNumber, status, account } of (body as { items: CardStanding[] }).items) {
      // Old cards, from before the bank was connected, are not in these books.
      if (!this.cards.has(cardNumber) || this.cards.stateOf(cardNumber) === 'closed') continue;
      if (account === 'active') this.cards.activate(cardNumber);
      if (account === 'closed') this.cards.close(cardNumber);
      // Nobody ever had this card, so nobody ever used the account.
      if (status !== 'scrapped') continue;
      this.cards.close(cardNumber);
      closed.push(cardNumber);
    }
    if (closed.length > 0)
      this.#line.tell(
        'account-status',
        closed.map((cardNumber) => ({ cardNumber, status: 'closed' })),
      );
  }

  /**
   * Whether it opens this account is settled by person and bank, however often it is asked; what the person can put right stands in
   * the way once. An account from its own counter is open already.
   */
  #refuses({ cardNumber, documentNumber, bankCardNumber }: AccountWish) {
    if (this.faults.refusesAccounts === 0 || bankCardNumber || this.cards.has(cardNumber)) return undefined;
    const fate = Buffer.from(sm3(new TextEncoder().encode(`${this.bankCode} ${documentNumber}`)));
    if (fate.readUInt32BE(0) / 2 ** 32 >= this.faults.refusesAccounts) return undefined;
    const reason = accountRefusals[fate.readUInt32BE(4) % accountRefusals.length]!;
    if (accountRefusalTable[reason].correct !== null) {
      const asked = toHex(fate);
      if (this.#putRight.has(asked)) return undefined;
      this.#putRight.add(asked);
    }
    return { cardNumber, reason };
  }

  /** Sends what is not too late to its customers' telephones, and says what became of it. */
  #text(wishes: readonly TextWish[]): void {
    const status = wishes.flatMap(({ messageId, phone, text, until }) => {
      if (this.#clock() > new Date(until)) return [];
      this.texts.push({ messageId, phone, text });
      return { messageId, outcome: this.noTelephone.has(phone) ? ('failed' as const) : ('delivered' as const) };
    });
    if (status.length > 0) this.#line.tell('text-status', status);
  }

  /** Puts a message for the bureau in the queue. */
  tell(kind: string, items: readonly object[]): void {
    this.#line.tell(kind, items);
    this.#keep();
  }

  /** Sends what waits, in order; what was not taken stays for the next time. Gives how many were taken. */
  async send(take: (frame: string) => Promise<unknown>): Promise<number> {
    try {
      return await this.#line.send(take);
    } finally {
      this.#keep();
    }
  }

  get waiting(): number {
    return this.#line.waiting;
  }

  /** A collector takes money from the account of a card on standing order (代收); gives why it comes back. */
  collect(day: Day, cardNumber: string, amountFen: bigint): Reason | null {
    const number = this.cards.numberOf(cardNumber);
    return number ? this.books.collect(day, number, amountFen) : 'account-unknown';
  }

  /** Somebody comes to an outlet in person with the card and has the account activated. */
  activateInPerson(cardNumber: string, outletCode: string): void {
    this.cards.activate(cardNumber);
    this.tell('account-activated', [{ cardNumber, outletCode, inPerson: true }]);
  }

  // Cards.

  /** A payment by card, each way the card can be used. */
  authorise(
    day: Day,
    payment: { way: PayWay; number: string; amountFen: bigint; pin?: string; product: AccountProduct },
  ): Authorisation {
    const { way, number, amountFen, pin, product } = payment;
    const account = this.books.accounts.get(number);
    const trouble = this.books.troubleWith(number);
    if (!account || trouble) return { approved: false, why: trouble ?? 'account-unknown' };
    // A pay code has been redeemed before; it was the holder who made it, on the own phone.
    if (way !== 'scan' && needsPin(product, way, amountFen)) {
      if (pin === undefined) return { approved: false, why: 'pin-needed' };
      if (pin !== account.pin) return { approved: false, why: 'pin-wrong' };
    }
    const why = this.books.move(day, number, way === 'atm' ? 'cash' : 'merchants', amountFen, way);
    return why ? { approved: false, why } : { approved: true };
  }

  // Payment files.

  /**
   * Takes a payment file and gives the answers in the order in which they are sent: perhaps one that is wrong first, perhaps
   * none. A file that comes again is answered again and paid once.
   */
  takeFile(bytes: Uint8Array): Uint8Array[] {
    const order = readPaymentFile(this.profile, bytes);
    // Nobody knows whose file this was: the sender sees that no answer comes.
    if (isFault(order)) return [];
    const before = this.#taken.get(order.messageId);
    if (before) return [writePaymentAnswer(this.profile, before.answer)];
    const answer: PaymentAnswer = {
      messageId: order.messageId,
      answeredAt: this.#clock(),
      refused: this.#refusal(order),
      lines: [],
    };
    const whole = answer.refused ? answer : { ...answer, lines: order.lines.map((line) => this.#pay(order, line)) };
    const lost = this.#chance(this.faults.lostFile);
    this.#taken.set(order.messageId, { order, answer: whole, lost });
    if (lost) return [];
    return [...this.#spoilt(whole), writePaymentAnswer(this.profile, whole)];
  }

  /** The same for a file as it comes over the line: what the bureau did not sign is not looked at. */
  takeSignedFile(bytes: Uint8Array, signature: string): Uint8Array[] {
    if (this.outage) throw new Error('line down');
    if (!this.#line.bureauKey || !sm2.verify(bytes, fromHex(signature), this.#line.bureauKey))
      throw new Error('the bank refuses a file that the bureau did not sign');
    return this.takeFile(bytes);
  }

  #refusal({ payer, lines }: PaymentOrder): Reason | null {
    const account = this.books.accounts.get(payer.accountNumber);
    if (!account) return 'account-unknown';
    return account.balanceFen < lines.reduce((sum, { amountFen }) => sum + amountFen, 0n) ? 'funds-short' : null;
  }

  #pay(order: PaymentOrder, line: PaymentLine): AnswerLine {
    const { payer, executeOn } = order;
    const { accountNumber, name } = line.payee;
    const of = { id: line.id, amountFen: line.amountFen, bankCode: null };
    const chosen = this.#chance(this.faults.partialReject) ? this.#random.pick(chanceReasons) : null;
    const pay = () =>
      this.books.move(executeOn, payer.accountNumber, accountNumber, line.amountFen, 'payment', { lineId: line.id });
    const reason = chosen ?? this.books.troubleWith(accountNumber, name) ?? pay();
    if (reason) return { ...of, outcome: 'rejected', reason, bankReference: '' };
    const { reference } = this.books.bookings.at(-1)!;
    if (this.#chance(this.faults.duplicateDebit)) pay();
    if (this.#chance(this.faults.lateReturn))
      this.#returns.push({
        day: executeOn,
        line,
        payer: payer.accountNumber,
        reason: this.#random.pick(chanceReasons),
      });
    return { ...of, outcome: 'paid', reason: null, bankReference: reference };
  }

  #spoilt(answer: PaymentAnswer): Uint8Array[] {
    const good = () => Buffer.from(writePaymentAnswer(this.profile, answer));
    const spoilt: Uint8Array[] = [];
    if (answer.lines.length > 0 && this.#chance(this.faults.wrongTotal)) {
      const text = good().toString('latin1');
      const wrong =
        this.profile.shape === 'iso'
          ? text.replace(/<OrgnlNbOfTxs>\d+/, '<OrgnlNbOfTxs>0')
          : text.replace(/END(.)/, (_, next) => `END${next === '0' ? '9' : `${next}9`}`);
      spoilt.push(Buffer.from(wrong, 'latin1'));
    }
    if (this.#chance(this.faults.wrongEncoding))
      spoilt.push(Buffer.concat([Buffer.from(this.profile.shape === 'iso' ? [0xb0, 0xa1] : '回盘'), good()]));
    return spoilt;
  }

  /** The returns that are due come back to the payer, then the day's statement of an account is drawn up. */
  statement(accountNumber: string, day: Day): { readonly statement: Statement; readonly file: Uint8Array } {
    for (const item of this.#returns.filter((one) => one.day < day && one.payer === accountNumber)) {
      this.#returns.splice(this.#returns.indexOf(item), 1);
      const about = { lineId: item.line.id, reversal: true, reason: item.reason };
      // The person may have taken the money out meanwhile; then there is nothing to return.
      this.books.move(day, item.line.payee.accountNumber, accountNumber, item.line.amountFen, 'return', about);
    }
    const touching = this.books.bookings.filter(
      ({ debit, credit }) => debit === accountNumber || credit === accountNumber,
    );
    const change = (list: typeof touching) =>
      list.reduce((sum, { credit, amountFen }) => sum + (credit === accountNumber ? amountFen : -amountFen), 0n);
    const openingFen = change(touching.filter((one) => one.day < day));
    const today = touching.filter((one) => one.day === day);
    const statement: Statement = {
      statementId: `${this.bankCode.toUpperCase()}${day.replaceAll('-', '')}`,
      accountNumber,
      createdAt: this.#clock(),
      day,
      openingFen,
      closingFen: openingFen + change(today),
      entries: today.map(({ reference, credit, amountFen, lineId, reversal, reason }): StatementEntry => {
        return {
          reference,
          side: credit === accountNumber ? 'credit' : 'debit',
          amountFen,
          day,
          lineId,
          reversal,
          reason,
        };
      }),
    };
    return { statement, file: writeStatement(this.profile, statement) };
  }
}
