// The personal account (个人账户): allocated by the bureau, shared with the family, seen by its owner. It belongs to the person.
import { action, query } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Fen, Id, Instant, shape, Type } from '../../base/shape.ts';
import { getHolder, holderOfCall, lockHolder } from '../holders/index.ts';
import { requireBureauOf } from '../institutions/index.ts';
import {
  allocationAccount,
  lockBalances,
  openPersonalAccounts,
  openRegionAccounts,
  personalAccount,
  postOrRefuse,
} from './accounts.ts';
import { accountBalances } from './balances.ts';
import { idFrom } from './ids.ts';
import { refuse } from './refuse.ts';
import { settlementsOfHolder } from './store.ts';
import { endFamilyShare, insertFamilyShare, ownersSharingWith } from './store-register.ts';

export interface Allocation {
  readonly holderId: string;
  readonly amountFen: bigint;
}

/** Puts money into personal accounts, opening those that are new. `run` names the allocation: a repeat changes nothing. */
export async function allocate(call: Call, region: string, run: string, list: readonly Allocation[]): Promise<void> {
  await openRegionAccounts(call, [region]);
  await openPersonalAccounts(
    call,
    list.map(({ holderId }) => holderId),
  );
  await postOrRefuse(
    call,
    list.map(({ holderId, amountFen }) => ({
      ...{ id: idFrom('allocation', region, run, holderId), day: call.today, amountFen, code: 'allocation' },
      ...{ debitAccountId: allocationAccount(region), creditAccountId: personalAccount(holderId), reference: holderId },
    })),
  );
}

/** Two records of one person became one (production.approve-merge): what is left under the old one moves to the one that stays. */
export async function bringMoneyTogether(call: Call, fromId: string, intoId: string): Promise<void> {
  if (!(await accountBalances(call.db, [fromId])).get(fromId)) return;
  await openPersonalAccounts(call, [intoId]);
  const amountFen = (await lockBalances(call, [fromId, intoId])).get(fromId) ?? 0n;
  if (amountFen === 0n) return;
  await postOrRefuse(call, [
    {
      ...{ id: idFrom('merge', fromId, intoId), day: call.today, amountFen, code: 'merge', reference: intoId },
      ...{ debitAccountId: personalAccount(fromId), creditAccountId: personalAccount(intoId) },
    },
  ]);
}

export const allocateToAccounts = action({
  name: 'medical.allocate-to-accounts',
  title: { zh: '个人账户划入', en: 'Allocate to personal accounts' },
  by: ['bureau-clerk', 'system'],
  input: shape({
    region: Type.String({ maxLength: 40 }),
    /** Names this allocation, such as '2025-03'. */
    run: Type.String({ pattern: '^[A-Za-z0-9-]{1,40}$' }),
    people: Type.Array(shape({ holderId: Id, amountFen: Type.String({ pattern: '^[1-9][0-9]{0,11}$' }) }), {
      minItems: 1,
      maxItems: 2000,
    }),
  }),
  output: shape({ accounts: Type.Integer() }),
  async run(call, { region, run, people }) {
    await requireBureauOf(call, region);
    await allocate(
      call,
      region,
      run,
      people.map((p) => ({ holderId: p.holderId, amountFen: BigInt(p.amountFen) })),
    );
    call.about(...people.map(({ holderId }) => holderId));
    call.note({ region, run });
    return { accounts: people.length };
  },
});

export const shareAccount = action({
  name: 'medical.share-account',
  title: { zh: '家庭共济授权', en: 'Share the account with a family member' },
  by: ['citizen'],
  input: shape({ memberId: Id, shared: Type.Boolean() }),
  output: shape({ memberId: Id, shared: Type.Boolean() }),
  async run(call, { memberId, shared }) {
    const owner = await holderOfCall(call, undefined);
    await lockHolder(call, owner);
    if (memberId === owner) throw refuse('not-family');
    if (shared) {
      await getHolder(call.db, memberId);
      await insertFamilyShare(call.db, owner, memberId, call.now);
    } else await endFamilyShare(call.db, owner, memberId, call.now);
    call.about(memberId);
    return { memberId, shared };
  },
});

export const myMedicalAccount = query({
  name: 'medical.my-account',
  title: { zh: '我的医保账户', en: 'My medical account' },
  by: ['citizen'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({
    balanceFen: Fen,
    sharedByOthers: Type.Integer(),
    settlements: Type.Array(
      shape({ settlementId: Id, at: Instant, totalFen: Fen, fundFen: Fen, accountFen: Fen, cashFen: Fen }),
    ),
  }),
  async run(call, { holderId }) {
    const whose = await holderOfCall(call, holderId);
    const rows = await settlementsOfHolder(call.db, whose, 50);
    return {
      balanceFen: ((await accountBalances(call.db, [whose])).get(whose) ?? 0n).toString(),
      sharedByOthers: (await ownersSharingWith(call.db, whose)).length,
      settlements: rows.map((row) => ({
        ...{ settlementId: row.id, at: row.settledAt.toISOString(), totalFen: row.totalFen.toString() },
        ...{ fundFen: row.fundFen.toString(), accountFen: row.accountFen.toString(), cashFen: row.cashFen.toString() },
      })),
    };
  },
});
