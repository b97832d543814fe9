// Rule: what becomes of a list of transfers, one after the other, given the accounts and what already stands. Pure.
import type { Uuid } from '../../base/ids.ts';
import { type Account, addTotals, noTotals, type Totals } from './account.ts';
import { type Answer, type Asked, type Field, maxTransferFen, type Reason, type Row } from './transfer.ts';

export interface Known {
  readonly accounts: ReadonlyMap<Uuid, Account>;
  /** Transfers that stand under the asked ids, and those that are to be resolved. */
  readonly rows: ReadonlyMap<Uuid, Row>;
  /** Which pending transfers still wait. */
  readonly waiting: ReadonlySet<Uuid>;
}

/** What is to be added to the totals of an account, and what the transfers need in all if nothing of it came in between. */
export interface Change extends Totals {
  readonly needsOut: bigint;
  readonly needsIn: bigint;
}

const noChange: Change = { ...noTotals, needsOut: 0n, needsIn: 0n };

export interface Decision {
  readonly answers: Answer[];
  /** To be written, in order; refused ones among them. */
  readonly rows: Row[];
  /** What is to be added to the totals of accounts whose rows are kept up. */
  readonly changes: Map<Uuid, Change>;
  /** True when all is granted and nothing depends on another transfer: it holds whatever the totals become, if the needs are met. */
  readonly sure: boolean;
  /** Pending transfers that begin or cease to wait. */
  readonly opened: Row[];
  readonly closed: Uuid[];
}

export function decide(asked: readonly Asked[], known: Known, now: Date): Decision {
  const work = new Work(known, now);
  const answers: Answer[] = [];
  for (let start = 0; start < asked.length; ) {
    let end = start;
    while (asked[end]?.linked) end += 1;
    if (end >= asked.length) {
      for (let i = start; i < asked.length; i += 1) answers.push('refused:chain-open');
      break;
    }
    if (end === start) answers.push(work.one(asked[start]!));
    else answers.push(...work.chain(asked.slice(start, end + 1)));
    start = end + 1;
  }
  return { answers, ...work.result() };
}

class Work {
  readonly #known: Known;
  readonly #now: Date;
  readonly #rows = new Map<Uuid, Row>();
  readonly #changes = new Map<Uuid, Change>();
  readonly #resolved = new Set<Uuid>();

  constructor(known: Known, now: Date) {
    this.#known = known;
    this.#now = now;
  }

  result(): Omit<Decision, 'answers'> {
    const rows = [...this.#rows.values()];
    const opened = rows.filter(({ id, kind }) => kind === 'pending' && !this.#resolved.has(id));
    const closed = [...this.#resolved].filter((id) => this.#known.waiting.has(id));
    const sure =
      rows.every(({ kind, pendingId }) => kind !== 'refused' && pendingId === null) &&
      [...this.#changes].every(([id, change]) => this.#meets(id, change));
    return { rows, changes: this.#changes, sure, opened, closed };
  }

  #meets(accountId: Uuid, { needsOut, needsIn }: Change): boolean {
    const a = this.#known.accounts.get(accountId)!;
    if (a.limit === 'debits-must-not-exceed-credits')
      return needsOut === 0n || a.debitsPosted + a.debitsPending + needsOut <= a.creditsPosted;
    if (a.limit === 'credits-must-not-exceed-debits')
      return needsIn === 0n || a.creditsPosted + a.creditsPending + needsIn <= a.debitsPosted;
    return true;
  }

  one(asked: Asked): Answer {
    const standing = this.#find(asked.id);
    if (standing) return compare(asked, standing);
    const row = this.#judge(asked);
    if (typeof row === 'string') return this.#refuse(asked, row);
    this.#apply(row, 1n);
    return 'done';
  }

  /** All or nothing: the first that cannot be done takes the others with it. */
  chain(chain: readonly Asked[]): Answer[] {
    const standing = chain.map(({ id }) => this.#find(id));
    const twice = new Set(chain.map(({ id }) => id)).size < chain.length;
    if (!twice && standing.every((row) => row !== undefined)) {
      return chain.map((asked, i) => compare(asked, standing[i]!));
    }
    const done: Row[] = [];
    let culprit: { at: number; reason: Reason } | undefined;
    for (const [at, asked] of chain.entries()) {
      // An id that stands already belongs to another chain, cut differently.
      const row = this.#find(asked.id) ? 'linked' : this.#judge(asked);
      if (typeof row === 'string') {
        culprit = { at, reason: row };
        break;
      }
      this.#apply(row, 1n);
      done.push(row);
    }
    if (!culprit) return chain.map(() => 'done');
    const { at, reason } = culprit;
    for (const row of done.reverse()) this.#apply(row, -1n);
    return chain.map((asked, i) => {
      const before = this.#find(asked.id);
      return before ? compare(asked, before) : this.#refuse(asked, i === at ? reason : 'linked');
    });
  }

  #find(id: Uuid): Row | undefined {
    return this.#rows.get(id) ?? this.#known.rows.get(id);
  }

  #account(id: Uuid): Account | undefined {
    const account = this.#known.accounts.get(id);
    const change = account && this.#changes.get(id);
    return change ? { ...account, ...addTotals(account, change) } : account;
  }

  #judge(asked: Asked): Row | Reason {
    if (asked.kind === 'post' || asked.kind === 'void' || asked.kind === 'expire') return this.#resolve(asked);
    const { debitAccountId, creditAccountId, amountFen } = asked;
    if (amountFen <= 0n || amountFen > maxTransferFen) return 'amount-wrong';
    if (debitAccountId === creditAccountId) return 'same-account';
    const debit = this.#account(debitAccountId);
    if (!debit) return 'debit-account-unknown';
    const credit = this.#account(creditAccountId);
    if (!credit) return 'credit-account-unknown';
    if (debit.ledger !== credit.ledger) return 'pots-differ';
    const expiresAt = (asked.kind === 'pending' && asked.expiresAt) || null;
    if (expiresAt && expiresAt <= this.#now) return 'expiry-past';
    if (
      debit.limit === 'debits-must-not-exceed-credits' &&
      debit.debitsPosted + debit.debitsPending + amountFen > debit.creditsPosted
    )
      return 'exceeds-credits';
    if (
      credit.limit === 'credits-must-not-exceed-debits' &&
      credit.creditsPosted + credit.creditsPending + amountFen > credit.debitsPosted
    )
      return 'exceeds-debits';
    return {
      id: asked.id,
      kind: asked.kind ?? 'posted',
      debitAccountId,
      creditAccountId,
      amountFen,
      releasedFen: null,
      pendingId: null,
      code: asked.code,
      reference: asked.reference ?? null,
      day: asked.day,
      expiresAt,
      reason: null,
    };
  }

  #resolve(asked: Extract<Asked, { pendingId: Uuid }>): Row | Reason {
    const pending = this.#find(asked.pendingId);
    if (pending?.kind !== 'pending') return 'pending-unknown';
    const waits = this.#rows.has(pending.id) || this.#known.waiting.has(pending.id);
    if (!waits || this.#resolved.has(pending.id)) return 'pending-resolved';
    const expired = pending.expiresAt !== null && pending.expiresAt <= this.#now;
    if (expired && asked.kind !== 'expire') return 'pending-expired';
    const amountFen = asked.kind === 'post' ? (asked.amountFen ?? pending.amountFen) : pending.amountFen;
    if (amountFen <= 0n) return 'amount-wrong';
    if (amountFen > pending.amountFen) return 'exceeds-pending';
    return {
      ...pending,
      id: asked.id,
      kind: asked.kind,
      amountFen,
      releasedFen: pending.amountFen,
      pendingId: pending.id,
      day: asked.day,
      expiresAt: null,
    };
  }

  /** Puts a judged transfer in (sign 1) or takes it out again (sign -1). */
  #apply(row: Row, sign: 1n | -1n): void {
    const posted = sign * postedFen(row);
    const pending = sign * pendingFen(row);
    // The second step of a pending takes only what was set aside.
    const needs = row.pendingId ? 0n : posted + pending;
    this.#change(row.debitAccountId!, { ...noChange, debitsPosted: posted, debitsPending: pending, needsOut: needs });
    this.#change(row.creditAccountId!, { ...noChange, creditsPosted: posted, creditsPending: pending, needsIn: needs });
    if (sign === 1n) {
      this.#rows.set(row.id, row);
      if (row.pendingId) this.#resolved.add(row.pendingId);
    } else {
      this.#rows.delete(row.id);
      if (row.pendingId) this.#resolved.delete(row.pendingId);
    }
  }

  #change(accountId: Uuid, { needsOut, needsIn, ...totals }: Change): void {
    if (this.#known.accounts.get(accountId)!.busy) return;
    const before = this.#changes.get(accountId) ?? noChange;
    this.#changes.set(accountId, {
      ...addTotals(before, totals),
      needsOut: before.needsOut + needsOut,
      needsIn: before.needsIn + needsIn,
    });
  }

  /** A passing reason uses the id up: a retry can never turn a no into a yes. */
  #refuse(asked: Asked, reason: Reason): Answer {
    if (reason !== 'amount-wrong' && reason !== 'same-account') {
      const amountFen = ('amountFen' in asked ? asked.amountFen : undefined) ?? 1n;
      // The rest of a broken chain was never judged: it may hold what no row can.
      if (amountFen <= 0n || amountFen > maxTransferFen) return `refused:${reason}`;
      this.#rows.set(asked.id, {
        id: asked.id,
        kind: 'refused',
        debitAccountId: 'debitAccountId' in asked ? asked.debitAccountId : null,
        creditAccountId: 'creditAccountId' in asked ? asked.creditAccountId : null,
        amountFen,
        releasedFen: null,
        pendingId: 'pendingId' in asked ? asked.pendingId : null,
        code: 'code' in asked ? asked.code : asked.kind!,
        reference: ('reference' in asked && asked.reference) || null,
        day: asked.day,
        expiresAt: null,
        reason,
      });
    }
    return `refused:${reason}`;
  }
}

/** What a kept transfer adds to the posted totals of both its accounts, and to the pending ones. */
const postedFen = ({ kind, amountFen }: Row): bigint => (kind === 'posted' || kind === 'post' ? amountFen : 0n);
const pendingFen = ({ kind, amountFen, releasedFen }: Row): bigint =>
  kind === 'pending' ? amountFen : releasedFen === null ? 0n : -releasedFen;

/** The answer to an id that was asked before. */
function compare(asked: Asked, row: Row): Answer {
  if (row.kind === 'refused') return `refused:${row.reason!}`;
  const field = differs(asked, row);
  return field ? `exists-with-different-${field}` : 'exists';
}

function differs(asked: Asked, row: Row): Field | undefined {
  if ((asked.kind ?? 'posted') !== row.kind) return 'kind';
  if ('pendingId' in asked) {
    if (asked.pendingId !== row.pendingId) return 'pending';
    const amountFen = (asked.kind === 'post' ? asked.amountFen : undefined) ?? row.releasedFen;
    if (amountFen !== row.amountFen) return 'amount';
  } else {
    if (asked.debitAccountId !== row.debitAccountId) return 'debit-account';
    if (asked.creditAccountId !== row.creditAccountId) return 'credit-account';
    if (asked.amountFen !== row.amountFen) return 'amount';
    if (asked.code !== row.code) return 'code';
    if ((asked.reference ?? null) !== row.reference) return 'reference';
    const expiry = (asked.kind === 'pending' && asked.expiresAt) || null;
    if (expiry?.getTime() !== row.expiresAt?.getTime()) return 'expiry';
  }
  return asked.day === row.day ? undefined : 'day';
}
