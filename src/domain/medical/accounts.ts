// Medical money in the ledger: the person's own account, the funds of a region, what is due to an institution, claims between regions.
// Every id follows from what it stands for, so a retry names the same account and the same transfer.
import type { Call } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import type { Uuid } from '../../base/ids.ts';
import {
  availableIn,
  lockAccounts,
  type NewAccount,
  openAccounts,
  post,
  stands,
  type Transfer,
} from '../ledger/index.ts';
import { idFrom } from './ids.ts';
import { refuse } from './refuse.ts';
import { type Fund, funds } from './settlement/policy-set.ts';

const of = (...words: string[]): Uuid => idFrom('medical account', ...words);

/** The personal account (个人账户) belongs to the person; no card stands in its name (MED-01). */
export const personalAccount = (holderId: Uuid): Uuid => of('personal', holderId);
export const fundAccount = (region: string, fund: Fund): Uuid => of('fund', region, fund);
/** Where allocations to personal accounts come from. */
export const allocationAccount = (region: string): Uuid => of('allocation', region);
/** What is due to an institution. */
export const dueAccount = (institutionId: Uuid): Uuid => of('due', institutionId);
/** What the treating region has paid for people of another one and not yet been paid back. */
export const claimAccount = (insured: string, treatedIn: string): Uuid => of('claim', insured, treatedIn);

const busy = (accountId: Uuid, code: string, ownerId: Uuid): NewAccount => ({
  ...{ accountId, ledger: 'medical', code, ownerId, busy: true },
});

/** Opens what settlements of a region post to. Asking again changes nothing. */
export async function openRegionAccounts(call: Pick<Call, 'db' | 'now'>, regions: readonly string[]): Promise<void> {
  const accounts = regions.flatMap((region) => [
    ...funds.map((fund) => busy(fundAccount(region, fund), `fund-${fund.replace('_', '-')}`, of('region', region))),
    busy(allocationAccount(region), 'allocation', of('region', region)),
    ...regions
      .filter((other) => other !== region)
      .map((other) => busy(claimAccount(region, other), `claim-of-${other}`, of('region', region))),
  ]);
  await openAccounts(call, accounts);
}

export const openDueAccount = (call: Pick<Call, 'db' | 'now'>, institutionId: Uuid): Promise<void> =>
  openAccounts(call, [busy(dueAccount(institutionId), 'due', institutionId)]);

/** Opens personal accounts. */
export const openPersonalAccounts = (call: Pick<Call, 'db' | 'now'>, holderIds: readonly Uuid[]): Promise<void> =>
  openAccounts(
    call,
    holderIds.map((holderId) => ({
      ...{ accountId: personalAccount(holderId), ledger: 'medical', code: 'personal', ownerId: holderId },
      limit: 'debits-must-not-exceed-credits',
    })),
  );

/** Balances of personal accounts, locked until the transaction ends; people without an account have none. */
export async function lockBalances(call: Call, holderIds: readonly Uuid[]): Promise<Map<Uuid, bigint>> {
  const accounts = await lockAccounts(call.db, holderIds.map(personalAccount));
  return new Map(accounts.map((account) => [account.ownerId, availableIn(account)]));
}

/** Posts, or refuses the whole call: a transfer that does not stand must undo everything around it. */
export async function postOrRefuse(call: Call, transfers: readonly Transfer[]): Promise<void> {
  const answers = await post(call, transfers);
  const refused = answers.find((answer) => !stands(answer));
  if (refused === 'refused:exceeds-credits') throw refuse('account-changed');
  if (refused) throw new Error(`the ledger does not take a transfer of medical: ${refused}`);
}

export interface Paid {
  readonly id: Uuid;
  readonly region: string;
  readonly treatedIn: string;
  readonly institutionId: Uuid;
  readonly funds: Readonly<Record<Fund, bigint>>;
  readonly payers: readonly { readonly holderId: Uuid; readonly fen: bigint }[];
}

/** A transfer of medical money: from one account to another at once. */
export interface Move {
  readonly id: Uuid;
  readonly day: Day;
  readonly amountFen: bigint;
  readonly reference: Uuid;
  readonly code: string;
  readonly debitAccountId: Uuid;
  readonly creditAccountId: Uuid;
}

/** The transfers of a settlement, or with `back` of taking it back: the same ones the other way round, under its own id. */
export function transfersOf(paid: Paid, day: Day, back: boolean): Move[] {
  const due = dueAccount(paid.institutionId);
  const move = (what: string, from: Uuid, amountFen: bigint): Move[] =>
    amountFen === 0n
      ? []
      : [
          {
            ...{ id: idFrom('medical transfer', paid.id, what), day, amountFen, reference: paid.id },
            code: back ? `reverse-${what.split(' ')[0]}` : `settle-${what.split(' ')[0]}`,
            debitAccountId: back ? due : from,
            creditAccountId: back ? from : due,
          },
        ];
  const home = paid.region === paid.treatedIn;
  return [
    // Elsewhere the treating region advances the money and claims it (MED-06).
    ...funds.flatMap((fund) =>
      move(
        fund.replace('_', '-'),
        home ? fundAccount(paid.region, fund) : claimAccount(paid.region, paid.treatedIn),
        paid.funds[fund],
      ),
    ),
    ...paid.payers.flatMap(({ holderId, fen }) => move(`account ${holderId}`, personalAccount(holderId), fen)),
  ];
}
