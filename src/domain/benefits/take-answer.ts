// Action: a bank answers an envelope, in one file or in parts: which lines it paid, which came back and why (支付退票).
import { createHash } from 'node:crypto';
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { canonicalJson } from '../../base/json.ts';
import { parseFen } from '../../base/money.ts';
import { Code, Fen, Id, Maybe, shape, Type } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { post, stands } from '../ledger/index.ts';
import { moneyOf } from './accounts.ts';
import { refuse } from './refuse.ts';
import { readEndToEndId } from './run.ts';
import {
  type Answered,
  countAnswered,
  type Envelope,
  failedHolders,
  findAnswer,
  findRun,
  lockEnvelope,
  markAnswered,
  type Run,
  saveAnswer,
  settleLines,
} from './run-store.ts';
import { lockProgramme } from './store.ts';

const mostItems = 250_000;

export const takeAnswer = action({
  name: 'benefits.take-answer',
  title: { zh: '接收银行回盘', en: 'Take the answer of a bank' },
  by: ['bank-office'],
  bodyLimit: 32 * 1024 * 1024,
  input: shape({
    envelopeId: Id,
    items: Type.Array(
      shape({
        id: Type.String({ maxLength: 35 }),
        amountFen: Fen,
        /** Null: paid. Otherwise a code of the reason table. */ reason: Maybe(Code),
      }),
      { minItems: 1, maxItems: mostItems },
    ),
    totalFen: Fen,
  }),
  output: shape({ envelopeId: Id, paid: Type.Integer(), failed: Type.Integer(), state: Type.String() }),
  async run(call, { envelopeId, items, totalFen }) {
    const envelope = await requireOwnEnvelope(call, envelopeId);
    const digest = createHash('sm3').update(canonicalJson(items)).digest();
    const run = (await findRun(call.db, envelope.runId))!;
    const answered = readItems(run, items, totalFen);
    return settle(call, run, envelope, answered, digest);
  },
});

/** The envelope, locked after its programme; only the bank it was sent to answers it. */
async function requireOwnEnvelope(call: Call, envelopeId: string): Promise<Envelope> {
  const seen = await lockedWithProgramme(call, envelopeId);
  const bank = await getInstitution(call.db, call.actor.institutionId!);
  if (bank.bankCode !== seen.bankCode) throw refuse('other-bank', { bank: seen.bankCode });
  if (seen.state === 'approved') throw refuse('envelope-not-sent');
  return seen;
}

async function lockedWithProgramme(call: Call, envelopeId: string): Promise<Envelope> {
  const envelope = await lockEnvelope(call.db, envelopeId);
  if (!envelope) throw refuse('no-such-envelope');
  return envelope;
}

const wrong = (zh: string, en: string) => refuse('answer-wrong', { problem: zh, problem_en: en });

function readItems(
  run: Run,
  items: readonly { id: string; amountFen: string; reason: string | null }[],
  totalFen: string,
): Answered[] {
  let sum = 0n;
  const seen = new Set<bigint>();
  const answered = items.map(({ id, amountFen, reason }) => {
    const line = readEndToEndId(id);
    if (!line || line.runNumber !== run.number) throw wrong(`${id}不属于本批`, `${id} is no line of this envelope`);
    if (seen.has(line.entitlement)) throw wrong(`${id}出现两次`, `${id} stands twice`);
    seen.add(line.entitlement);
    const amount = parseFen(amountFen);
    sum += amount;
    return { entitlement: line.entitlement, amountFen: amount, reason };
  });
  if (sum !== parseFen(totalFen)) throw wrong('合计金额与明细不符', 'the total is not the sum of the lines');
  return answered;
}

/** Settles what waits. A line that was settled before keeps its state: what contradicts it shows when statements are matched. */
async function settle(call: Call, run: Run, envelope: Envelope, answered: readonly Answered[], digest: Uint8Array) {
  const before = await findAnswer(call.db, envelope.id, digest);
  if (before) return { envelopeId: envelope.id, paid: before.paid, failed: before.failed, state: envelope.state };
  const { known } = await countAnswered(call.db, envelope, answered);
  if (known !== answered.length) {
    throw wrong(
      `${answered.length - known}笔不属于本批或金额不符`,
      `${answered.length - known} lines are not in the envelope or differ in amount`,
    );
  }
  await lockProgramme(call.db, run.programmeId);
  const moved = await settleLines(call.db, envelope, answered);
  await moveMoney(call, run.programmeId, envelope.id, { paid: moved.paidFen, returned: moved.failedFen });
  await saveAnswer(
    call.db,
    { id: call.newId(), envelopeId: envelope.id, digest, paid: moved.paid, failed: moved.failed },
    call.now,
  );
  const done = await markAnswered(call.db, envelope, call.now);
  const failed = await failedHolders(
    call.db,
    envelope,
    answered.filter(({ reason }) => reason !== null).map(({ entitlement }) => entitlement),
  );
  call.note({
    envelopeId: envelope.id,
    runId: run.id,
    programmeId: run.programmeId,
    period: run.period,
    bank: envelope.bankCode,
    paid: moved.paid,
    failed: moved.failed,
    failedHolders: failed.map(({ holderId }) => holderId),
  });
  return { envelopeId: envelope.id, paid: moved.paid, failed: moved.failed, state: done ? 'answered' : envelope.state };
}

/** Money that was with the bank has arrived, or has come back. */
export async function moveMoney(
  call: Call,
  programmeId: string,
  reference: string,
  { paid, returned }: { readonly paid: bigint; readonly returned: bigint },
  from: 'transit' | 'paid' = 'transit',
): Promise<void> {
  const money = await moneyOf(call, programmeId);
  const moves = [
    { to: money.paid, amountFen: paid, code: 'benefit-paid' },
    { to: money.returned, amountFen: returned, code: 'benefit-returned' },
  ].filter(({ amountFen }) => amountFen > 0n);
  const answers = await post(
    call,
    moves.map(({ to, amountFen, code }) => ({
      id: call.newId(),
      debitAccountId: money[from].accountId,
      creditAccountId: to.accountId,
      amountFen,
      code,
      reference,
      day: call.today,
    })),
  );
  const refused = answers.find((answer) => !stands(answer));
  if (refused) throw new Error(`the ledger refused money of an answer: ${refused}`);
}
