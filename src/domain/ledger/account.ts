// An account: a place where fen are counted, in one pot, with four running totals and perhaps a limit.
import type { Uuid } from '../../base/ids.ts';

/** The pots that never mix: a transfer stays inside one. */
export const pots = ['medical', 'benefit', 'bank', 'purse', 'visit'] as const;
export type Pot = (typeof pots)[number];

/** Pending money counts as spent. A person's account holds money: its debits must not exceed its credits. */
export const limits = ['debits-must-not-exceed-credits', 'credits-must-not-exceed-debits'] as const;
export type Limit = (typeof limits)[number];

export interface NewAccount {
  readonly accountId: Uuid;
  readonly ledger: Pot;
  /** What the account is for its owner: 'personal', 'pooling-fund'. One owner has one account of a code. */
  readonly code: string;
  readonly ownerId: Uuid;
  readonly limit?: Limit | null;
  /** The counterpart of very many transfers (a fund, a bank): its row is not touched by them. It cannot have a limit. */
  readonly busy?: boolean;
}

/** Running totals in fen. */
export interface Totals {
  readonly debitsPosted: bigint;
  readonly creditsPosted: bigint;
  readonly debitsPending: bigint;
  readonly creditsPending: bigint;
}

export const noTotals: Totals = { debitsPosted: 0n, creditsPosted: 0n, debitsPending: 0n, creditsPending: 0n };

export interface Account extends Totals {
  readonly accountId: Uuid;
  readonly ledger: Pot;
  readonly code: string;
  readonly ownerId: Uuid;
  readonly limit: Limit | null;
  readonly busy: boolean;
}

export const addTotals = (a: Totals, b: Totals): Totals => ({
  debitsPosted: a.debitsPosted + b.debitsPosted,
  creditsPosted: a.creditsPosted + b.creditsPosted,
  debitsPending: a.debitsPending + b.debitsPending,
  creditsPending: a.creditsPending + b.creditsPending,
});

/** What may still be taken out of an account that holds money. */
export const availableIn = (t: Totals): bigint => t.creditsPosted - t.debitsPosted - t.debitsPending;
