// Proves the ledger at any time: balances are the sum of transfers, both sides of each pot agree, the chain is intact.
import type { Db } from '../../base/database/database.ts';
import type { Uuid } from '../../base/ids.ts';
import { type ChainVerdict, verifyChain } from './seal.ts';
import { type PotTotals, potTotals, wrongAccounts, wrongTransfers } from './store.ts';

export interface LedgerVerdict {
  readonly intact: boolean;
  readonly pots: readonly PotTotals[];
  /** Pots whose debits and credits differ. */
  readonly unequalPots: readonly string[];
  /** At most ten accounts whose totals are not the sum of their transfers. */
  readonly wrongAccounts: readonly Uuid[];
  /** At most ten transfers that cross pots, or are pending and wait in the wrong way. */
  readonly wrongTransfers: readonly Uuid[];
  readonly chain: ChainVerdict;
}

export async function verifyLedger(db: Db): Promise<LedgerVerdict> {
  const pots = await potTotals(db);
  const unequalPots = pots
    .filter((p) => p.debitsPosted !== p.creditsPosted || p.debitsPending !== p.creditsPending)
    .map(({ ledger }) => ledger);
  const accounts = (await wrongAccounts(db)).map(({ accountId }) => accountId);
  const transfers = (await wrongTransfers(db)).map(({ id }) => id);
  const chain = await verifyChain(db);
  const intact = chain.intact && unequalPots.length + accounts.length + transfers.length === 0;
  return { intact, pots, unequalPots, wrongAccounts: accounts, wrongTransfers: transfers, chain };
}
