// What is in personal accounts, without locking anybody.
import type { Db } from '../../base/database/database.ts';
import { availableIn, balancesOf } from '../ledger/index.ts';
import { personalAccount } from './accounts.ts';

export async function accountBalances(db: Db, holderIds: readonly string[]): Promise<Map<string, bigint>> {
  const accounts = await balancesOf(db, holderIds.map(personalAccount));
  return new Map(accounts.map((account) => [account.ownerId, availableIn(account)]));
}
