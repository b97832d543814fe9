// Opens accounts; asking again for the same account changes nothing, asking for another under the same id or name is a mistake.
import type { Call } from '../../base/call.ts';
import type { NewAccount } from './account.ts';
import { insertAccounts, listAccounts } from './store.ts';

export async function openAccounts(call: Pick<Call, 'db' | 'now'>, accounts: readonly NewAccount[]): Promise<void> {
  const fresh = await insertAccounts(call.db, accounts, call.now);
  if (fresh === accounts.length) return;
  const standing = new Map(
    (
      await listAccounts(
        call.db,
        accounts.map(({ accountId }) => accountId),
      )
    ).map((account) => [account.accountId, account]),
  );
  for (const asked of accounts) {
    const found = standing.get(asked.accountId);
    const same =
      found?.ledger === asked.ledger &&
      found.code === asked.code &&
      found.ownerId === asked.ownerId &&
      found.limit === (asked.limit ?? null) &&
      found.busy === (asked.busy ?? false);
    if (!same)
      throw new Error(
        `ledger account ${asked.accountId} stands with other content, or its owner has one of code ${asked.code}`,
      );
  }
}
