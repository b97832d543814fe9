// A second, deliberately naive ledger for tests: it predicts every reply, keeping everything in plain maps and copying on doubt.
import fc from 'fast-check';
import type { Day } from '../../base/day.ts';
import type { NewAccount } from './account.ts';
import type { Answer, Transfer } from './transfer.ts';

interface Kept {
  asked: Transfer;
  outcome: string;
  amount: bigint;
  state?: 'waiting' | 'over';
}

export class LedgerModel {
  accounts: ReadonlyMap<string, NewAccount>;
  kept = new Map<string, Kept>();

  constructor(accounts: readonly NewAccount[]) {
    this.accounts = new Map(accounts.map((account) => [account.accountId, account]));
  }

  /** Totals by walking through everything that was kept. */
  totals(accountId: string) {
    const sum = { debitsPosted: 0n, creditsPosted: 0n, debitsPending: 0n, creditsPending: 0n };
    for (const { asked, outcome, amount, state } of this.kept.values()) {
      if (outcome !== 'done') continue;
      const own = asked.kind === 'post' ? this.kept.get(asked.pendingId)!.asked : asked;
      if (!('debitAccountId' in own)) continue;
      const word = asked.kind === 'pending' ? (state === 'waiting' ? 'Pending' : undefined) : 'Posted';
      if (!word) continue;
      if (own.debitAccountId === accountId) sum[`debits${word}`] += amount;
      if (own.creditAccountId === accountId) sum[`credits${word}`] += amount;
    }
    return sum;
  }

  post(list: readonly Transfer[], now: Date): Answer[] {
    const answers: Answer[] = [];
    for (let i = 0; i < list.length; ) {
      const chain = [list[i]!];
      while (chain.at(-1)!.linked && i + chain.length < list.length) chain.push(list[i + chain.length]!);
      if (chain.at(-1)!.linked) answers.push(...chain.map((): Answer => 'refused:chain-open'));
      else answers.push(...this.chain(chain, now));
      i += chain.length;
    }
    return answers;
  }

  private chain(chain: readonly Transfer[], now: Date): Answer[] {
    const ids = new Set(chain.map(({ id }) => id));
    const known = chain.filter(({ id }) => this.kept.has(id)).length;
    if (chain.length === 1 || (known === chain.length && ids.size === chain.length)) {
      return chain.map((asked) => this.single(asked, now));
    }
    const before = structuredClone(this.kept);
    for (const [i, asked] of chain.entries()) {
      const answer = this.kept.has(asked.id) ? 'refused:linked' : this.single(asked, now);
      if (answer === 'done') continue;
      this.kept = before;
      return chain.map((one, j) => {
        if (this.kept.has(one.id)) return this.single(one, now);
        return this.refuse(one, i === j ? answer.slice('refused:'.length) : 'linked');
      });
    }
    return chain.map(() => 'done');
  }

  private single(asked: Transfer, now: Date): Answer {
    const old = this.kept.get(asked.id);
    if (old) {
      if (old.outcome !== 'done') return old.outcome as Answer;
      return this.difference(asked, old);
    }
    const verdict = this.judge(asked, now);
    if (typeof verdict === 'string') return this.refuse(asked, verdict);
    this.kept.set(asked.id, {
      asked,
      outcome: 'done',
      amount: verdict,
      ...(asked.kind === 'pending' ? { state: 'waiting' } : {}),
    });
    if (asked.kind === 'post' || asked.kind === 'void') this.kept.get(asked.pendingId)!.state = 'over';
    return 'done';
  }

  private refuse(asked: Transfer, reason: string): Answer {
    const outcome = `refused:${reason}` as Answer;
    const sound =
      !('amountFen' in asked) ||
      asked.amountFen === undefined ||
      (asked.amountFen > 0n && asked.amountFen <= 10n ** 15n);
    if (reason !== 'amount-wrong' && reason !== 'same-account' && sound)
      this.kept.set(asked.id, { asked, outcome, amount: 0n });
    return outcome;
  }

  private judge(asked: Transfer, now: Date): bigint | string {
    if (asked.kind === 'post' || asked.kind === 'void') {
      const pending = this.kept.get(asked.pendingId);
      if (pending?.outcome !== 'done' || pending.asked.kind !== 'pending') return 'pending-unknown';
      if (pending.state === 'over') return 'pending-resolved';
      if (pending.asked.expiresAt && pending.asked.expiresAt.getTime() <= now.getTime()) return 'pending-expired';
      const amount = asked.kind === 'post' ? (asked.amountFen ?? pending.amount) : pending.amount;
      if (amount <= 0n) return 'amount-wrong';
      return amount > pending.amount ? 'exceeds-pending' : amount;
    }
    const amount = asked.amountFen;
    if (amount <= 0n || amount > 10n ** 15n) return 'amount-wrong';
    if (asked.debitAccountId === asked.creditAccountId) return 'same-account';
    const [debit, credit] = [this.accounts.get(asked.debitAccountId), this.accounts.get(asked.creditAccountId)];
    if (!debit) return 'debit-account-unknown';
    if (!credit) return 'credit-account-unknown';
    if (debit.ledger !== credit.ledger) return 'pots-differ';
    if (asked.kind === 'pending' && asked.expiresAt && asked.expiresAt.getTime() <= now.getTime()) return 'expiry-past';
    const from = this.totals(debit.accountId);
    const to = this.totals(credit.accountId);
    if (
      debit.limit === 'debits-must-not-exceed-credits' &&
      from.debitsPosted + from.debitsPending + amount > from.creditsPosted
    )
      return 'exceeds-credits';
    if (
      credit.limit === 'credits-must-not-exceed-debits' &&
      to.creditsPosted + to.creditsPending + amount > to.debitsPosted
    )
      return 'exceeds-debits';
    return amount;
  }

  private difference(asked: Transfer, { asked: old, amount }: Kept): Answer {
    if ((asked.kind ?? 'posted') !== (old.kind ?? 'posted')) return 'exists-with-different-kind';
    if ('pendingId' in asked && 'pendingId' in old) {
      if (asked.pendingId !== old.pendingId) return 'exists-with-different-pending';
      const wanted = asked.kind === 'post' ? (asked.amountFen ?? this.kept.get(asked.pendingId)!.amount) : amount;
      if (wanted !== amount) return 'exists-with-different-amount';
    }
    if ('debitAccountId' in asked && 'debitAccountId' in old) {
      if (asked.debitAccountId !== old.debitAccountId) return 'exists-with-different-debit-account';
      if (asked.creditAccountId !== old.creditAccountId) return 'exists-with-different-credit-account';
      if (asked.amountFen !== amount) return 'exists-with-different-amount';
      if (asked.code !== old.code) return 'exists-with-different-code';
      if ((asked.reference ?? null) !== (old.reference ?? null)) return 'exists-with-different-reference';
      const expiry = (t: Transfer) => (t.kind === 'pending' && t.expiresAt ? t.expiresAt.getTime() : null);
      if (expiry(asked) !== expiry(old)) return 'exists-with-different-expiry';
    }
    return asked.day === old.day ? 'exists' : 'exists-with-different-day';
  }
}

const pad = (n: number) => n.toString(16).padStart(12, '0');
/** A readable id: run, kind of thing, number. */
export const idOf = (run: number, thing: number, n: number) =>
  `${run.toString(16).padStart(8, '0')}-0000-7000-800${thing}-${pad(n)}`;

/** Six accounts of a run: two funds and four persons' accounts in two pots, and a number that is no account. */
export const accountsOfRun = (run: number): NewAccount[] => {
  const account = (n: number, more: Omit<NewAccount, 'accountId' | 'code' | 'ownerId'>): NewAccount => ({
    accountId: idOf(run, 1, n),
    ownerId: idOf(run, 2, n),
    code: 'own',
    ...more,
  });
  return [
    account(0, { ledger: 'medical', busy: true }),
    account(1, { ledger: 'medical', limit: 'debits-must-not-exceed-credits' }),
    account(2, { ledger: 'medical', limit: 'debits-must-not-exceed-credits' }),
    account(3, { ledger: 'medical', limit: 'credits-must-not-exceed-debits' }),
    account(4, { ledger: 'purse', busy: true }),
    account(5, { ledger: 'purse' }),
  ];
};

export const modelNow = new Date('2025-03-03T02:00:00Z');
const later = new Date(modelNow.getTime() + 60_000);

/** Instants a run passes through; pendings of the first expire before the second. */
export const modelInstants = [modelNow, new Date(modelNow.getTime() + 120_000)];

/** Batches of transfers among the accounts of a run; few ids and small amounts, so that they meet. */
export const batchesOfRun = (run: number, most = 8) => {
  const id = fc.nat(11).map((n) => idOf(run, 3, n));
  // Mostly money into a person and on from there; sometimes anything.
  const pair = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom([0, 1], [0, 2], [1, 2], [2, 1], [1, 3], [3, 0], [1, 0], [4, 5], [5, 4]) },
    { weight: 1, arbitrary: fc.tuple(fc.nat(6), fc.nat(6)) },
  );
  const amountFen = fc.oneof(
    { weight: 12, arbitrary: fc.bigInt(1n, 9n) },
    { weight: 1, arbitrary: fc.constantFrom(0n, -1n, 10n ** 15n, 10n ** 15n + 1n, 2n ** 70n) },
  );
  const day = fc.constantFrom<Day>('2025-03-03' as Day, '2025-03-04' as Day);
  const linked = fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
  const fresh = {
    id,
    day,
    linked,
    amountFen,
    code: fc.constantFrom('pay', 'pay', 'refund'),
    reference: fc.constantFrom(null, idOf(run, 4, 1)),
  };
  const between = ([d, c]: readonly number[]) => ({
    debitAccountId: idOf(run, 1, d!),
    creditAccountId: idOf(run, 1, c!),
  });
  const plain = fc.tuple(fc.record(fresh), pair).map(([f, p]): Transfer => ({ ...f, ...between(p) }));
  const pending = fc
    .tuple(fc.record(fresh), pair, fc.constantFrom(null, null, later, modelNow))
    .map(([f, p, expiresAt]): Transfer => ({ ...f, ...between(p), kind: 'pending', expiresAt }));
  const resolution = fc
    .tuple(fc.record({ id, day, linked }), id, fc.constantFrom('post' as const, 'void' as const), fc.option(amountFen))
    .map(
      ([f, pendingId, kind, amount]): Transfer =>
        kind === 'void'
          ? { ...f, kind, pendingId }
          : { ...f, kind, pendingId, ...(amount === null ? {} : { amountFen: amount }) },
    );
  const transfer = fc.oneof(
    { weight: 4, arbitrary: plain },
    { weight: 2, arbitrary: pending },
    { weight: 2, arbitrary: resolution },
  );
  return fc.array(fc.array(transfer, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: most });
};
