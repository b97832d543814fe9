// What is paid, where, and who answers for the bank: the data of a card payment, the same for both interfaces.
import type { Authorization, PublicKey } from '../../chip/index.ts';
import { fromHex } from '../../crypto/index.ts';
import { hex } from '../hex.ts';
import { refuse } from '../refusals.ts';

export interface PaymentOrder {
  readonly amountFen: bigint;
  /** YYYYMMDDhhmmss */
  readonly time: string;
  /** `cash-load` asks the bank to put the amount into the electronic cash. */
  readonly kind?: 'purchase' | 'cash-load';
  /** Pay from the electronic cash, offline. By air that is always tried first. */
  readonly cash?: boolean;
}

export interface PaymentTerminal {
  /** Keys of certification authorities by index. */
  readonly authorities: ReadonlyMap<number, PublicKey>;
  readonly random: (length: number) => Uint8Array;
  /** Wants SM2, SM3 and SM4 where the card has them. */
  readonly national: boolean;
  /** Most that may be approved without asking the bank. */
  readonly floorFen: bigint;
  /** 20 characters of Latin text. */
  readonly shop: string;
  /** Absent: the terminal is offline. */
  readonly bank?: BankHost;
  /** The financial PIN, where the holder has given it; through the contacts the card itself checks it. */
  readonly pin?: string;
}

/** What goes to the bank. */
export interface PaymentRequest {
  readonly pan: string;
  readonly sequence: string;
  readonly kind: 'purchase' | 'cash-load';
  readonly amountFen: bigint;
  readonly authorization: Authorization;
}

export interface BankAnswer {
  readonly approved: boolean;
  /** Two characters; 00 is approval. */
  readonly responseCode: string;
  /** ARPC and response code, for EXTERNAL AUTHENTICATE. */
  readonly issuerProof?: Uint8Array;
  /** Commands for the card, sent when the payment is over. */
  readonly scripts: readonly Uint8Array[];
}

export interface BankHost {
  /** Undefined: it could not be reached. */
  authorise(request: PaymentRequest): Promise<BankAnswer | undefined>;
  /** Takes an approval back: the card left before it had agreed. */
  reverse(request: PaymentRequest): Promise<void>;
}

export interface PaymentResult {
  readonly outcome: 'approved' | 'declined';
  readonly way: 'offline' | 'online';
  /** Whether the card proved itself to the terminal. */
  readonly genuine: boolean;
  readonly pan: string;
  readonly atc: string;
  readonly cryptogram: string;
  /** Electronic cash left, where the card has one. */
  readonly cashFen?: bigint;
  /** Status words of the bank's scripts. */
  readonly scripts: readonly string[];
  readonly reason?: string;
}

/** An offline payment whose last answer was lost: ask the card with `settleTornPayment`. */
export interface TornPayment {
  readonly outcome: 'torn';
  readonly atc: string;
  readonly amountFen: bigint;
}

const ascii = (text: string, length: number): Uint8Array => {
  const bytes = new Uint8Array(length).fill(0x20);
  bytes.set(new TextEncoder().encode(text).slice(0, length));
  return bytes;
};

const digits = (amountFen: bigint): Uint8Array => {
  const text = amountFen.toString().padStart(12, '0');
  if (amountFen < 0n || text.length > 12) throw refuse('bad-parameter', { what: 'amountFen' });
  return fromHex(text);
};

/** BCD of any length; 0 when it is none. */
export const amountDigits = (bcd: Uint8Array): bigint => (/^\d+$/.test(hex(bcd)) ? BigInt(hex(bcd)) : 0n);

const CHINA = fromHex('0156');
const types = { purchase: 0x00, 'cash-load': 0x63 } as const;

/** What the terminal knows before the card is asked, by tag. */
export function terminalValues(order: PaymentOrder, terminal: PaymentTerminal, ttq: Uint8Array) {
  if (!/^\d{14}$/.test(order.time)) throw refuse('bad-parameter', { what: 'time: YYYYMMDDhhmmss' });
  return new Map<number, Uint8Array>([
    [0x9f66, ttq],
    [0x9f02, digits(order.amountFen)],
    [0x9f03, digits(0n)],
    [0x9f1a, CHINA],
    [0x95, new Uint8Array(5)],
    [0x5f2a, CHINA],
    [0x9a, fromHex(order.time.slice(2, 8))],
    [0x9c, Uint8Array.of(types[order.kind ?? 'purchase'])],
    [0x9f37, terminal.random(4)],
    [0x9f7a, Uint8Array.of(order.cash ? 1 : 0)],
    [0xdf69, Uint8Array.of(terminal.national ? 1 : 0)],
    [0x9f21, fromHex(order.time.slice(8))],
    [0x9f4e, ascii(terminal.shop, 20)],
  ]);
}
