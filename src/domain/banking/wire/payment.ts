// What payment files say, whatever they look like: order, answer, statement. Layouts are profiles.
import type { Day } from '../../../base/day.ts';
import type { Uuid } from '../../../base/ids.ts';
import type { Reason } from '../reasons.ts';

/** Purposes of ISO 20022: social-security benefit, pension, unemployment or disability, salary, government. */
export const purposes = ['SSBE', 'PENS', 'BENE', 'SALA', 'GOVT'] as const;
export type PaymentPurpose = (typeof purposes)[number];

export interface Party {
  readonly name: string;
  readonly accountNumber: string;
  /** CNAPS branch code, twelve digits. */
  readonly cnaps: string;
}

/** One person to be paid. Its id comes back in every answer and statement. */
export interface PaymentLine {
  readonly id: Uuid;
  readonly payee: Party;
  readonly amountFen: bigint;
  /** What the holder reads on the bank statement. */
  readonly memo: string;
}

export interface PaymentOrder {
  readonly messageId: Uuid;
  readonly createdAt: Date;
  readonly executeOn: Day;
  readonly purpose: PaymentPurpose;
  readonly payer: Party;
  readonly lines: readonly PaymentLine[];
}

/** Who pays, when, and how much for how many: what a file says before its lines. */
export interface OrderHead extends Omit<PaymentOrder, 'lines'> {
  readonly count: number;
  readonly totalFen: bigint;
}

/** An order as text, so that it can be written a page at a time. */
export interface OrderText {
  readonly open: string;
  /** @param position of the line in the file, from 0 */
  line(line: PaymentLine, position: number): string;
  readonly close: string;
  encode(text: string): Uint8Array;
}

export const outcomes = ['paid', 'rejected', 'pending'] as const;
export type Outcome = (typeof outcomes)[number];

export interface AnswerLine {
  readonly id: Uuid;
  readonly amountFen: bigint;
  readonly outcome: Outcome;
  /** Ours, whatever the bank's code was; null unless rejected. */
  readonly reason: Reason | null;
  /** As the bank wrote it. */
  readonly bankCode: string | null;
  readonly bankReference: string;
}

export interface PaymentAnswer {
  /** The order that is answered. */
  readonly messageId: Uuid;
  readonly answeredAt: Date;
  /** Set when the whole file came back; then there are no lines. */
  readonly refused: Reason | null;
  readonly lines: readonly AnswerLine[];
}

export interface StatementEntry {
  readonly reference: string;
  readonly side: 'debit' | 'credit';
  readonly amountFen: bigint;
  readonly day: Day;
  /** The payment line it belongs to, as the bank says; null for money that came from elsewhere. */
  readonly lineId: Uuid | null;
  /** Takes an earlier entry back: a returned payment is a credit with this mark. */
  readonly reversal: boolean;
  readonly reason: Reason | null;
}

export interface Statement {
  readonly statementId: string;
  readonly accountNumber: string;
  readonly createdAt: Date;
  readonly day: Day;
  readonly openingFen: bigint;
  readonly closingFen: bigint;
  readonly entries: readonly StatementEntry[];
}

/** A file that cannot be taken, and where. */
export interface FileFault {
  readonly fault: 'too-large' | 'wrong-encoding' | 'unreadable' | 'truncated' | 'wrong-count' | 'wrong-total';
  /** Line or element, counted from 1. */
  readonly at?: number;
  readonly problem?: string;
}

export const isFault = (read: object): read is FileFault => 'fault' in read;

/** Thrown inside a reader and caught at its edge: nothing of a file that has a fault is used. */
export class Unreadable extends Error {
  readonly fault: FileFault;
  constructor(fault: FileFault) {
    super(fault.problem ?? fault.fault);
    this.fault = fault;
  }
}

export const totalOf = (lines: readonly { readonly amountFen: bigint }[]): bigint =>
  lines.reduce((total, { amountFen }) => total + amountFen, 0n);

// Banks' fields hold 35 characters, a UUID with hyphens has 36.
export const wireId = (id: Uuid): string => id.replaceAll('-', '');
export function readWireId(text: string): Uuid {
  const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(text.toLowerCase());
  if (!parts) throw new Unreadable({ fault: 'unreadable', problem: 'id' });
  return parts.slice(1).join('-');
}

/** Refuses a statement whose entries do not lead from opening to closing. */
export function requireClosing(statement: Statement): Statement {
  let balance = statement.openingFen;
  for (const { side, amountFen } of statement.entries) balance += side === 'credit' ? amountFen : -amountFen;
  if (balance !== statement.closingFen) throw new Unreadable({ fault: 'wrong-total', problem: 'closing' });
  return statement;
}
