// Part of a statement: adds sums to the running totals of accounts, any number, finding each by its key whatever the planner believes.
import { type Sql, sql } from '../../base/sql.ts';

/**
 * CTEs to stand in a `with` list after one named `sums`, with the columns (account_id uuid, dp, cp, dw, cw int8: debits and credits,
 * posted and waiting). Accounts that are not `which`, a condition on the account and further columns of the sums, are left alone;
 * `totals` has the others. Locks in id order, as everybody does: two posts must not wait for each other in a ring.
 *
 * An update would have to join the sums with the accounts; an insert that meets the key that is there already needs no join.
 */
export const addSums = (which: Sql) => sql`
  totals as materialized (
    select a.account_id, a.ledger, a.code, a.owner_id, a.limit_rule, a.busy, a.debits_posted + s.dp as debits_posted,
           a.credits_posted + s.cp as credits_posted, a.debits_pending + s.dw as debits_pending, a.credits_pending + s.cw as credits_pending,
           a.opened_at
    from (select * from sums order by account_id offset 0) as s
      cross join lateral (select * from ledger.account where account_id = s.account_id and ${which} for update) as a),
  totals_kept as (
    insert into ledger.account (account_id, ledger, code, owner_id, limit_rule, busy, debits_posted, credits_posted,
                                debits_pending, credits_pending, opened_at)
    select * from totals
    on conflict (account_id) do update set debits_posted = excluded.debits_posted, credits_posted = excluded.credits_posted,
      debits_pending = excluded.debits_pending, credits_pending = excluded.credits_pending)`;
