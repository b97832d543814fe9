// The door of the ledger: accounts and transfers in fen; pending, post, void, expire; nothing is edited.
import type { Operation } from '../../base/action.ts';
import type { AnyJob, Job } from '../../base/jobs.ts';
import { expirePending } from './post.ts';
import { sealTransfers } from './seal.ts';
import { verifyLedgerQuery } from './verify-ledger-query.ts';

export {
  type Account,
  availableIn,
  type Limit,
  type NewAccount,
  type Pot,
  pots,
  type Totals,
} from './account.ts';
export { accountsOf, balancesOf, type StatementPage, statementOf } from './balances.ts';
export { busyParts } from './busy-parts.ts';
export { debitParts } from './debit-parts.ts';
export { openAccounts } from './open-accounts.ts';
export { post } from './post.ts';
export { postAll } from './post-all.ts';
export { sealTransfers } from './seal.ts';
export { lockAccounts, type StatementLine, type StatementPlace } from './store.ts';
export { type Answer, maxTransferFen, type Reason, stands, type Transfer } from './transfer.ts';
export { type LedgerVerdict, verifyLedger } from './verify-ledger.ts';

const soon = (now: Date, more: boolean) => ({ again: more ? now : new Date(now.getTime() + 5_000) });

const seal: Job = {
  name: 'ledger.seal',
  run: async ({ db, now }) => soon(now, await sealTransfers(db, now)),
};

const expire: Job = {
  name: 'ledger.expire',
  run: async (call) => soon(call.now, await expirePending(call)),
};

export const operations: Operation[] = [verifyLedgerQuery];
export const jobs: AnyJob[] = [seal, expire];
export const standingJobs: string[] = [seal.name, expire.name];
