// Posts a whole set in one statement: a million lines of a run or a clearing, all or nothing.
import type { Call } from '../../base/call.ts';
import { type Sql, sql } from '../../base/sql.ts';

/**
 * Posts every row of `set`, a select of (transfer_id uuid, debit_account_id uuid, credit_account_id uuid, amount int8,
 * code text, reference uuid, day date). Rows that stand already with the same content are left alone, so a repeat does nothing.
 * Returns how many were new. Throws, and thereby undoes the caller's transaction, when an account is unknown, pots differ,
 * a limit would break (the CHECK of the table says so) or an id stands with other content.
 */
export async function postAll({ db, now }: Pick<Call, 'db' | 'now'>, set: Sql): Promise<number> {
  const { asked, posted } = await db.one<{ asked: number; posted: number }>(sql`
    with asked as materialized (${set}),
    fresh as (
      insert into ledger.transfer (transfer_id, kind, debit_account_id, credit_account_id, amount, code, reference, day, at)
      select s.transfer_id, 'posted', s.debit_account_id, s.credit_account_id, s.amount, s.code, s.reference, s.day, ${now}
      from asked s join ledger.account d on d.account_id = s.debit_account_id
        join ledger.account c on c.account_id = s.credit_account_id and c.ledger = d.ledger
      on conflict (transfer_id) do nothing
      returning debit_account_id, credit_account_id, amount),
    sums as (
      select account_id, sum(debit)::int8 as debit, sum(credit)::int8 as credit from (
        select debit_account_id as account_id, amount as debit, 0 as credit from fresh
        union all
        select credit_account_id, 0, amount from fresh) as both_sides
      group by account_id),
    locked as materialized (
      select account_id from ledger.account where account_id in (select account_id from sums) and not busy
      order by account_id for update),
    moved as (
      update ledger.account a set debits_posted = a.debits_posted + s.debit, credits_posted = a.credits_posted + s.credit
      from sums s join locked using (account_id) where a.account_id = s.account_id)
    select (select count(*) from asked)::int as asked, (select count(*) from fresh)::int as posted`);
  if (posted < asked) await requireStanding(db, set, asked);
  return posted;
}

/** Everything that was asked stands now as asked; anything else was wrong. */
async function requireStanding(db: Call['db'], set: Sql, asked: number): Promise<void> {
  const { standing } = await db.one<{ standing: number }>(sql`
    select count(*)::int as standing from (${set}) as s join ledger.transfer t on t.transfer_id = s.transfer_id
    where t.kind = 'posted' and t.debit_account_id = s.debit_account_id and t.credit_account_id = s.credit_account_id
      and t.amount = s.amount and t.code = s.code and t.reference is not distinct from s.reference and t.day = s.day`);
  if (standing !== asked) {
    throw new Error(
      `${asked - standing} of ${asked} transfers cannot be posted: unknown account, other pot, or an id that stands with other content`,
    );
  }
}
