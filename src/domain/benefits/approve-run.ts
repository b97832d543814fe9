// Action: a second person approves a run. The money is set aside, one envelope a bank, or several where its files hold less; whoever is held is told (BEN-02).
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { later } from '../../base/jobs.ts';
import { Fen, Id, shape, Type } from '../../base/shape.ts';
import { mostLines } from '../banking/index.ts';
import { post, stands, type Transfer } from '../ledger/index.ts';
import { moneyOf, restOf } from './accounts.ts';
import { requireOther } from './get-programme.ts';
import { handleRun } from './get-run.ts';
import { refuse } from './refuse.ts';
import { approveRunRow, banksOfRun, type Envelope, insertEnvelopes, type Run, stretchesOf } from './run-store.ts';
import { sendEnvelopeName } from './send-envelope.ts';
import { findPayingAccount } from './store.ts';
import { tellHeldName } from './tell-held.ts';

export const approveRun = action({
  name: 'benefits.approve-run',
  title: { zh: '复核发放批次', en: 'Approve a run' },
  by: ['benefit-approver'],
  input: shape({
    runId: Id,
    /** As the approver saw them: what is approved is what was looked at. */
    ready: Type.Integer({ minimum: 0 }),
    totalFen: Fen,
  }),
  output: shape({ runId: Id, envelopes: Type.Integer() }),
  async run(call, { runId, ready, totalFen }) {
    const { run, programme } = await handleRun(call, runId, 'drafted');
    requireOther(call, run.draftedBy);
    if (run.ready !== ready || run.totalFen.toString() !== totalFen) {
      throw refuse('run-differs', { lines: run.ready, total: run.totalFen.toString() });
    }
    const envelopes = (await partsOf(call, runId, programme.agencyId)).map((part) => ({
      ...part,
      ...{ id: call.newId(), runId, transferId: call.newId() },
    }));
    await setAside(call, run, envelopes);
    await insertEnvelopes(call.db, envelopes);
    await approveRunRow(call.db, runId, call.actor.id, call.now);
    for (const { id } of envelopes) await later(call, { name: sendEnvelopeName }, { envelopeId: id }, { key: id });
    call.note({
      runId,
      programmeId: run.programmeId,
      period: run.period,
      ready,
      totalFen,
      envelopes: envelopes.length,
    });
    await later(call, { name: tellHeldName }, { runId, after: '0' }, { key: runId });
    return { runId, envelopes: envelopes.length };
  },
});

const everything = { part: 1, first: 1n, last: 2n ** 63n - 1n };

/** One part a bank, or as many as its files need. */
async function partsOf(call: Call, runId: string, agencyId: string) {
  const parts: Pick<Envelope, 'bankCode' | 'part' | 'first' | 'last' | 'lines' | 'totalFen'>[] = [];
  for (const bank of await banksOfRun(call.db, runId)) {
    const most = (await findPayingAccount(call.db, agencyId, bank.bankCode))?.mostLines ?? mostLines;
    if (bank.lines <= most) parts.push({ ...bank, ...everything });
    else
      for (const stretch of await stretchesOf(call.db, runId, bank.bankCode, most))
        parts.push({ bankCode: bank.bankCode, ...stretch });
  }
  return parts;
}

/** Sets the money of every envelope aside, all or nothing. What came back from the banks pays a repay run first. */
async function setAside(
  call: Call,
  run: Run,
  envelopes: readonly { transferId: string; totalFen: bigint; id: string }[],
) {
  if (envelopes.length === 0) return;
  const money = await moneyOf(call, run.programmeId);
  const fresh = { code: 'benefit-run', day: call.today, linked: true } as const;
  const returned = restOf(money.returned);
  const back = run.kind === 'repay' ? least(returned, run.totalFen) : 0n;
  const transfers: Transfer[] = envelopes.map(({ transferId, totalFen, id }) => ({
    ...fresh,
    id: transferId,
    kind: 'pending',
    debitAccountId: money.fund.accountId,
    creditAccountId: money.transit.accountId,
    amountFen: totalFen,
    reference: id,
  }));
  if (back > 0n) {
    transfers.unshift({
      ...fresh,
      id: call.newId(),
      code: 'benefit-repay',
      debitAccountId: money.returned.accountId,
      creditAccountId: money.fund.accountId,
      amountFen: back,
      reference: run.id,
    });
  }
  transfers[transfers.length - 1] = { ...transfers.at(-1)!, linked: false };
  const answers = await post(call, transfers);
  if (answers.every(stands)) return;
  throw refuse('funds-short', { needed: run.totalFen.toString(), available: (restOf(money.fund) + back).toString() });
}

const least = (a: bigint, b: bigint): bigint => {
  if (a < b) return a;
  return b;
};
