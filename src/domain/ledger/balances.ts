// Asks the ledger: balances of this instant and statements page by page.
import type { Db } from '../../base/database/database.ts';
import type { Uuid } from '../../base/ids.ts';
import { sql } from '../../base/sql.ts';
import type { Account } from './account.ts';
import { balances, type StatementLine, type StatementPlace, statementLines } from './store.ts';

/** Accounts with their totals; unknown ids are left out. Right at once, for busy accounts too. */
export const balancesOf = (db: Db, accountIds: readonly Uuid[]): Promise<Account[]> =>
  balances(db, sql`a.account_id = any(${accountIds}::uuid[])`);

/** The accounts of some owners with their totals, in all pots. */
export const accountsOf = (db: Db, ownerIds: readonly Uuid[]): Promise<Account[]> =>
  balances(db, sql`a.owner_id = any(${ownerIds}::uuid[])`);

const maxPage = 500;

export interface StatementPage {
  /** Newest first. */
  readonly lines: StatementLine[];
  /** Hand it in again for the lines before these; absent at the end. */
  readonly next?: StatementPlace;
}

export async function statementOf(
  db: Db,
  accountId: Uuid,
  page: { readonly before?: StatementPlace; readonly limit?: number } = {},
): Promise<StatementPage> {
  const limit = Math.min(page.limit ?? 50, maxPage);
  const lines = await statementLines(db, accountId, page.before, limit);
  const last = lines.at(-1);
  return { lines, ...(last && lines.length === limit ? { next: { xid: last.xid, seq: last.seq } } : {}) };
}
