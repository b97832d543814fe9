// Parts of a statement for hot paths of other modules: debit persons' accounts inside THEIR one statement, one round trip.
import { sql } from '../../base/sql.ts';

/**
 * CTEs to stand in a `with` list after a CTE of the caller that must be named `debit`, with the columns
 * (transfer_id uuid, owner_id uuid, account_code text, credit_account_id uuid, amount int8, code text, reference uuid, day date, at timestamptz).
 * Afterwards `debited` has one row for each: (transfer_id, account_id, reason, left_fen); reason null means done.
 *
 * What the caller must see to: an account stands in `debit` at most once (later ones wait for the next statement), ids are
 * fresh — insert the own record first, `on conflict do nothing returning`, and debit what was inserted — and 40P01, 40001
 * are tried again. An id that was used before is a unique violation and undoes the whole statement.
 * The credit account must be a busy one of the same pot: only the person's row is changed.
 */
export const debitParts = sql`
  debit_moved as (
    update ledger.account a set debits_posted = a.debits_posted + d.amount
    from debit d join ledger.account c on c.account_id = d.credit_account_id and c.busy
    where a.owner_id = d.owner_id and a.code = d.account_code and a.ledger = c.ledger and not a.busy
      and (a.limit_rule is distinct from 'debits-must-not-exceed-credits'
           or a.debits_posted + a.debits_pending + d.amount <= a.credits_posted)
    returning d.transfer_id, d.amount, d.credit_account_id, d.code, d.reference, d.day, d.at, a.account_id,
      a.credits_posted - a.debits_posted - a.debits_pending as left_fen),
  debited as (
    select *, null as reason from debit_moved
    union all
    select d.transfer_id, d.amount, d.credit_account_id, d.code, d.reference, d.day, d.at, a.account_id, null,
           case when a.account_id is null then 'debit-account-unknown'
                when c.account_id is null or not c.busy then 'credit-account-unknown'
                when c.ledger <> a.ledger then 'pots-differ'
                else 'exceeds-credits' end
    from debit d
      left join ledger.account a on a.owner_id = d.owner_id and a.code = d.account_code and not a.busy
      left join ledger.account c on c.account_id = d.credit_account_id
    -- Looked up in a hash table: a join would compare each with each.
    where d.transfer_id not in (select transfer_id from debit_moved)),
  debit_kept as (
    insert into ledger.transfer (transfer_id, kind, debit_account_id, credit_account_id, amount, code, reference, day, reason, at)
    select transfer_id, case when reason is null then 'posted' else 'refused' end, account_id, credit_account_id, amount, code,
           reference, day, reason, at
    from debited)`;
