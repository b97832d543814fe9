// SQL of accounts and transfers. What is set-based by other modules' statements stands in debit-parts.ts and post-all.ts.
import type { Db } from '../../base/database/database.ts';
import type { Uuid } from '../../base/ids.ts';
import { type Sql, sql } from '../../base/sql.ts';
import type { Account, NewAccount, Pot, Totals } from './account.ts';
import { addSums } from './add-sums.ts';
import type { Change } from './decide.ts';
import type { Kind, Row } from './transfer.ts';

const accountColumns = sql`
  a.account_id as "accountId", a.ledger, a.code, a.owner_id as "ownerId", a.limit_rule as "limit", a.busy,
  a.debits_posted as "debitsPosted", a.credits_posted as "creditsPosted",
  a.debits_pending as "debitsPending", a.credits_pending as "creditsPending"`;

/** Returns how many were new. */
export const insertAccounts = (db: Db, accounts: readonly NewAccount[], at: Date) =>
  db.run(sql`
    insert into ledger.account (account_id, ledger, code, owner_id, limit_rule, busy, opened_at)
    select id, ledger, code, owner, limit_rule, busy, ${at}
    from unnest(${accounts.map((a) => a.accountId)}::uuid[], ${accounts.map((a) => a.ledger)}::text[], ${accounts.map((a) => a.code)}::text[],
                ${accounts.map((a) => a.ownerId)}::uuid[], ${accounts.map((a) => a.limit ?? null)}::text[],
                ${accounts.map((a) => a.busy ?? false)}::boolean[]) as t(id, ledger, code, owner, limit_rule, busy)
    on conflict do nothing`);

export const listAccounts = (db: Db, ids: readonly Uuid[]) =>
  db.rows<Account>(sql`select ${accountColumns} from ledger.account a where account_id = any(${ids}::uuid[])`);

/** Locks the rows that transfers change, in id order, which keeps two posts from waiting for each other in a ring. */
export const lockAccounts = (db: Db, ids: readonly Uuid[]) =>
  db.rows<Account>(sql`
    select ${accountColumns} from ledger.account a where account_id = any(${ids}::uuid[]) and not busy
    order by account_id for update`);

const transferColumns = sql`
  t.transfer_id as id, t.kind, t.debit_account_id as "debitAccountId", t.credit_account_id as "creditAccountId",
  t.amount as "amountFen", t.released as "releasedFen", t.pending_id as "pendingId", t.code, t.reference, t.day,
  t.expires_at as "expiresAt", t.reason`;

export const listTransfers = (db: Db, ids: readonly Uuid[]) =>
  db.rows<Row>(sql`select ${transferColumns} from ledger.transfer t where transfer_id = any(${ids}::uuid[])`);

/** Which of these pending transfers still wait. */
export const listWaiting = (db: Db, ids: readonly Uuid[]) =>
  db.rows<{ id: Uuid }>(sql`select transfer_id as id from ledger.waiting where transfer_id = any(${ids}::uuid[])`);

export const listExpired = (db: Db, now: Date, limit: number) =>
  db.rows<{ id: Uuid }>(sql`
    select transfer_id as id from ledger.waiting where expires_at <= ${now} order by expires_at, transfer_id limit ${limit}::int`);

export interface Written {
  readonly rows: readonly Row[];
  readonly changes: ReadonlyMap<Uuid, Change>;
  readonly opened: readonly Row[];
  readonly closed: readonly Uuid[];
}

/**
 * Writes what was decided in one statement; returns how many transfers went in, accounts changed and waits ended. An account
 * that was not locked is changed only if it can give, and take, all of it now.
 */
export function write(db: Db, { rows, changes, opened, closed }: Written, locked: boolean, at: Date) {
  const ids = [...changes.keys()];
  const totals = [...changes.values()];
  return db.one<{ inserted: number; changed: number; ended: number }>(sql`
    with inserted as (
      insert into ledger.transfer (transfer_id, kind, debit_account_id, credit_account_id, amount, released, pending_id, code,
                                   reference, day, expires_at, reason, at)
      select *, ${at}::timestamptz from unnest(
        ${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.kind)}::text[], ${rows.map((r) => r.debitAccountId)}::uuid[],
        ${rows.map((r) => r.creditAccountId)}::uuid[], ${rows.map((r) => r.amountFen)}::int8[], ${rows.map((r) => r.releasedFen)}::int8[],
        ${rows.map((r) => r.pendingId)}::uuid[], ${rows.map((r) => r.code)}::text[], ${rows.map((r) => r.reference)}::uuid[],
        ${rows.map((r) => r.day)}::date[], ${rows.map((r) => r.expiresAt)}::timestamptz[], ${rows.map((r) => r.reason)}::text[])
      on conflict do nothing
      returning 1),
    sums as (
      select * from unnest(
        ${ids}::uuid[], ${totals.map((t) => t.debitsPosted)}::int8[], ${totals.map((t) => t.creditsPosted)}::int8[],
        ${totals.map((t) => t.debitsPending)}::int8[], ${totals.map((t) => t.creditsPending)}::int8[],
        ${totals.map((t) => t.needsOut)}::int8[], ${totals.map((t) => t.needsIn)}::int8[]) as d(account_id, dp, cp, dw, cw, needs_out, needs_in)),
    ${addSums(sql`(${locked}::boolean or case limit_rule
      when 'debits-must-not-exceed-credits' then needs_out = 0 or debits_posted + debits_pending + needs_out <= credits_posted
      when 'credits-must-not-exceed-debits' then needs_in = 0 or credits_posted + credits_pending + needs_in <= debits_posted
      else true end)`)},
    opened as (
      insert into ledger.waiting (transfer_id, expires_at)
      select * from unnest(${opened.map((r) => r.id)}::uuid[], ${opened.map((r) => r.expiresAt)}::timestamptz[])),
    ended as (delete from ledger.waiting where transfer_id = any(${closed}::uuid[]) returning 1)
    select (select count(*) from inserted)::int as inserted, (select count(*) from totals)::int as changed,
           (select count(*) from ended)::int as ended`);
}

/** What the transfers after the last sealed block add to busy accounts: their rows stand as of that block. */
const sinceSeal = sql`
  place as (select last_xid, last_seq from ledger.block order by number desc limit 1),
  fresh as (
    select debit_account_id, credit_account_id,
           case when kind in ('posted', 'post') then amount else 0 end as posted,
           case when kind = 'pending' then amount else -coalesce(released, 0) end as pending
    from ledger.transfer t
    where kind <> 'refused' and (t.xid, t.seq) > (coalesce((select last_xid from place), '0'::xid8), coalesce((select last_seq from place), 0)))`;

/** Accounts with their totals of this instant, busy ones included; one statement, so one snapshot. */
export const balances = (db: Db, where: Sql) =>
  db.rows<Account>(sql`
    with ${sinceSeal},
    added as (
      select account_id, sum(dp)::int8 as dp, sum(cp)::int8 as cp, sum(dw)::int8 as dw, sum(cw)::int8 as cw from (
        select debit_account_id as account_id, posted as dp, 0 as cp, pending as dw, 0 as cw from fresh
        union all
        select credit_account_id, 0, posted, 0, pending from fresh) as both_sides
      where account_id in (select account_id from ledger.account a where a.busy and ${where})
      group by account_id)
    select a.account_id as "accountId", a.ledger, a.code, a.owner_id as "ownerId", a.limit_rule as "limit", a.busy,
           a.debits_posted + coalesce(dp, 0) as "debitsPosted", a.credits_posted + coalesce(cp, 0) as "creditsPosted",
           a.debits_pending + coalesce(dw, 0) as "debitsPending", a.credits_pending + coalesce(cw, 0) as "creditsPending"
    from ledger.account a left join added on added.account_id = a.account_id and a.busy
    where ${where} order by a.account_id`);

/** Where a page of a statement ended. */
export interface StatementPlace {
  readonly xid: string;
  readonly seq: bigint;
}

export interface StatementLine extends StatementPlace {
  readonly id: Uuid;
  readonly kind: Exclude<Kind, 'refused'>;
  readonly side: 'debit' | 'credit';
  readonly otherAccountId: Uuid;
  readonly amountFen: bigint;
  readonly releasedFen: bigint | null;
  readonly pendingId: Uuid | null;
  readonly code: string;
  readonly reference: Uuid | null;
  readonly day: string;
  readonly at: Date;
}

const lastPlace: StatementPlace = { xid: '18446744073709551615', seq: 9223372036854775807n };

/** Lines of an account, newest first. */
export function statementLines(db: Db, accountId: Uuid, before: StatementPlace = lastPlace, limit: number) {
  const side = (own: Sql, other: Sql, word: 'debit' | 'credit') => sql`
    (select xid, seq, transfer_id, kind, ${word}::text as side, ${other} as other, amount, released, pending_id, code, reference, day, at
     from ledger.transfer where ${own} = ${accountId} and kind <> 'refused' and (xid, seq) < (${before.xid}::text::xid8, ${before.seq}::int8)
     order by xid desc, seq desc limit ${limit}::int)`;
  return db.rows<StatementLine>(sql`
    select l.xid::text as xid, seq, transfer_id as id, kind, side, other as "otherAccountId", amount as "amountFen",
           released as "releasedFen", pending_id as "pendingId", code, reference, day, at
    from (${side(sql`debit_account_id`, sql`credit_account_id`, 'debit')} union all
          ${side(sql`credit_account_id`, sql`debit_account_id`, 'credit')}) as l
    order by l.xid desc, seq desc limit ${limit}::int`);
}

export interface PotTotals extends Totals {
  readonly ledger: Pot;
  readonly accounts: number;
}

/** Per pot, everything as it stands now. Both sides must agree. */
export const potTotals = (db: Db) =>
  db.rows<PotTotals>(sql`
    with ${sinceSeal},
    busy as (
      select a.ledger, sum(dp) as dp, sum(cp) as cp, sum(dw) as dw, sum(cw) as cw from (
        select account_id, sum(dp) as dp, sum(cp) as cp, sum(dw) as dw, sum(cw) as cw from (
          select debit_account_id as account_id, posted as dp, 0 as cp, pending as dw, 0 as cw from fresh
          union all
          select credit_account_id, 0, posted, 0, pending from fresh) as both_sides
        group by account_id) as s
      cross join lateral (select ledger from ledger.account where account_id = s.account_id and busy offset 0) as a
      group by a.ledger),
    kept as (
      select ledger, count(*)::int as accounts, sum(debits_posted) as dp, sum(credits_posted) as cp,
             sum(debits_pending) as dw, sum(credits_pending) as cw
      from ledger.account group by ledger)
    select k.ledger, k.accounts, (k.dp + coalesce(b.dp, 0))::int8 as "debitsPosted", (k.cp + coalesce(b.cp, 0))::int8 as "creditsPosted",
           (k.dw + coalesce(b.dw, 0))::int8 as "debitsPending", (k.cw + coalesce(b.cw, 0))::int8 as "creditsPending"
    from kept k left join busy b using (ledger) order by k.ledger`);

/** Accounts whose totals are not the sum of their transfers (of sealed ones, when busy); at most ten. */
export const wrongAccounts = (db: Db) =>
  db.rows<{ accountId: Uuid }>(sql`
    with place as (select last_xid, last_seq from ledger.block order by number desc limit 1),
    moved as (
      select debit_account_id, credit_account_id,
             case when kind in ('posted', 'post') then amount else 0 end as posted,
             case when kind = 'pending' then amount else -coalesce(released, 0) end as pending,
             (t.xid, t.seq) <= (coalesce((select last_xid from place), '0'::xid8), coalesce((select last_seq from place), 0)) as sealed
      from ledger.transfer t where kind <> 'refused'),
    sums as (
      select account_id, sealed, sum(dp) as dp, sum(cp) as cp, sum(dw) as dw, sum(cw) as cw from (
        select debit_account_id as account_id, sealed, posted as dp, 0 as cp, pending as dw, 0 as cw from moved
        union all
        select credit_account_id, sealed, 0, posted, 0, pending from moved) as both_sides
      group by account_id, sealed),
    counted as (
      select account_id, array[sum(dp), sum(cp), sum(dw), sum(cw)] as whole,
             array[sum(dp) filter (where sealed), sum(cp) filter (where sealed), sum(dw) filter (where sealed), sum(cw) filter (where sealed)] as sealed
      from sums group by account_id)
    select account_id as "accountId" from ledger.account a full join counted c using (account_id)
    where a.busy is null
       or array[a.debits_posted, a.credits_posted, a.debits_pending, a.credits_pending]::numeric[]
          <> coalesce(case when a.busy then case when c.sealed[1] is not null then c.sealed end else c.whole end, array[0, 0, 0, 0])
    order by account_id limit 10`);

/** Transfers that cross pots, and pending ones whose waiting row is missing or too many; at most ten of each. */
export const wrongTransfers = (db: Db) =>
  db.rows<{ id: Uuid }>(sql`
    (select t.transfer_id as id from ledger.transfer t
     where t.kind <> 'refused' and (select ledger from ledger.account where account_id = t.debit_account_id)
        <> (select ledger from ledger.account where account_id = t.credit_account_id) limit 10)
    union all
    (select coalesce(p.transfer_id, w.transfer_id) from (
       select transfer_id from ledger.transfer t where kind = 'pending' and not exists (
         select from ledger.transfer r where r.pending_id = t.transfer_id and r.kind in ('post', 'void', 'expire'))) as p
       full join ledger.waiting w using (transfer_id)
     where p.transfer_id is null or w.transfer_id is null limit 10)`);
