// A transfer: fen from one account to another, asked for under an id its caller made; and what became of it.
import type { Day } from '../../base/day.ts';
import type { Uuid } from '../../base/ids.ts';

/** More than this in one transfer (ten trillion yuan) is a mistake. */
export const maxTransferFen = 1_000_000_000_000_000n;

interface Named {
  /** Made by the caller and stored by it before it asks; used up by the first attempt. */
  readonly id: Uuid;
  readonly day: Day;
  /** Stands or falls with the next transfer of the list. */
  readonly linked?: boolean;
}

interface Fresh extends Named {
  readonly debitAccountId: Uuid;
  readonly creditAccountId: Uuid;
  readonly amountFen: bigint;
  /** Why the money moves, in a word of the calling module. */
  readonly code: string;
  /** The thing of the calling module it belongs to. */
  readonly reference?: Uuid | null;
}

/** Moves at once. */
interface Posted extends Fresh {
  readonly kind?: 'posted';
}

/** Sets money aside until it is posted, voided, or the instant has come. */
interface Pending extends Fresh {
  readonly kind: 'pending';
  readonly expiresAt?: Date | null;
}

/** Moves what was set aside, in full or less; the rest is free again. */
interface Post extends Named {
  readonly kind: 'post';
  readonly pendingId: Uuid;
  readonly amountFen?: bigint;
}

/** Gives up what was set aside. `expire` is for the job of this module only. */
interface Void extends Named {
  readonly kind: 'void';
  readonly pendingId: Uuid;
}

export interface Expire extends Named {
  readonly kind: 'expire';
  readonly pendingId: Uuid;
}

export type Transfer = Posted | Pending | Post | Void;
export type Asked = Transfer | Expire;

export const reasons = [
  // These never were a transfer: nothing is kept, the id is not used up.
  'amount-wrong',
  'same-account',
  'chain-open',
  // These are kept: the id stays refused for ever.
  'debit-account-unknown',
  'credit-account-unknown',
  'pots-differ',
  'exceeds-credits',
  'exceeds-debits',
  'expiry-past',
  'pending-unknown',
  'pending-resolved',
  'pending-expired',
  'exceeds-pending',
  'linked',
] as const;
export type Reason = (typeof reasons)[number];

export type Field =
  | 'kind'
  | 'debit-account'
  | 'credit-account'
  | 'amount'
  | 'pending'
  | 'code'
  | 'reference'
  | 'day'
  | 'expiry';

/** `exists` and `done` both mean: it stands, exactly once. */
export type Answer = 'done' | 'exists' | `exists-with-different-${Field}` | `refused:${Reason}`;

/** True when the transfer stands in the ledger as it was asked for. */
export const stands = (answer: Answer): boolean => answer === 'done' || answer === 'exists';

export type Kind = 'posted' | 'pending' | 'post' | 'void' | 'expire' | 'refused';

/** A transfer as it is kept. */
export interface Row {
  readonly id: Uuid;
  readonly kind: Kind;
  readonly debitAccountId: Uuid | null;
  readonly creditAccountId: Uuid | null;
  readonly amountFen: bigint;
  readonly releasedFen: bigint | null;
  readonly pendingId: Uuid | null;
  readonly code: string;
  readonly reference: Uuid | null;
  readonly day: Day;
  readonly expiresAt: Date | null;
  readonly reason: Reason | null;
}
