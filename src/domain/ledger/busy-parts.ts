// Parts of a statement for hot paths of other modules: transfers between busy accounts inside THEIR one statement. No account row
// is touched: what moved on busy accounts is the sum of their transfers.
import { sql } from '../../base/sql.ts';

/**
 * CTEs to stand in a `with` list after a CTE of the caller that must be named `busy_move`, with the columns
 * (transfer_id uuid, debit_account_id uuid, credit_account_id uuid, amount int8, code text, reference uuid, day date, at timestamptz).
 * Afterwards `busy_moved` has a row (transfer_id) for each that was posted; one whose accounts are not both busy and of one pot is
 * missing. Ids are fresh, as for `debitParts`.
 */
export const busyParts = sql`
  busy_moved as (
    insert into ledger.transfer (transfer_id, kind, debit_account_id, credit_account_id, amount, code, reference, day, at)
    select b.transfer_id, 'posted', b.debit_account_id, b.credit_account_id, b.amount, b.code, b.reference, b.day, b.at
    from busy_move b join ledger.account d on d.account_id = b.debit_account_id and d.busy
      join ledger.account c on c.account_id = b.credit_account_id and c.busy and c.ledger = d.ledger
    returning transfer_id)`;
