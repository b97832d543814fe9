// The money of a programme in the ledger: every fen is in exactly one of fund, in transit, paid, returned.
import type { Call } from '../../base/call.ts';
import { type Account, accountsOf, availableIn, openAccounts } from '../ledger/index.ts';

/** `treasury` is the counterpart outside; what it owes is what was appropriated. */
export const programmeAccounts = ['treasury', 'fund', 'transit', 'paid', 'returned'] as const;
export type ProgrammeAccount = (typeof programmeAccounts)[number];

const codeOf = (account: ProgrammeAccount) => `benefit-${account}`;

export const openProgrammeAccounts = (call: Call, programmeId: string): Promise<void> =>
  openAccounts(
    call,
    programmeAccounts.map((account) => ({
      accountId: call.newId(),
      ledger: 'benefit' as const,
      code: codeOf(account),
      ownerId: programmeId,
      limit: account === 'treasury' ? null : ('debits-must-not-exceed-credits' as const),
    })),
  );

export type ProgrammeMoney = Readonly<Record<ProgrammeAccount, Account>>;

/** The five accounts with their totals. */
export async function moneyOf(call: Pick<Call, 'db'>, programmeId: string): Promise<ProgrammeMoney> {
  const found = await accountsOf(call.db, [programmeId]);
  return Object.fromEntries(
    programmeAccounts.map((account) => {
      const one = found.find(({ code }) => code === codeOf(account));
      if (!one) throw new Error(`programme ${programmeId} has no account ${account}`);
      return [account, one];
    }),
  ) as unknown as ProgrammeMoney;
}

/** What lies in an account of a programme now, in fen; what is set aside counts as gone. */
export const restOf = (account: Account): bigint => availableIn(account);
