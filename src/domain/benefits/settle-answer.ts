// What a bank's answer does, in whatever form it came: waiting lines become paid or failed, and their money moves with them.
import type { Call } from '../../base/call.ts';
import { getInstitution } from '../institutions/index.ts';
import { post, stands } from '../ledger/index.ts';
import { moneyOf } from './accounts.ts';
import type { Programme } from './programme.ts';
import { refuse } from './refuse.ts';
import {
  type Answered,
  type Envelope,
  findAnswer,
  findEnvelope,
  findRun,
  lockEnvelope,
  markAnswered,
  type Run,
  saveAnswer,
  settleLines,
} from './run-store.ts';
import { lockProgramme } from './store.ts';

export const wrongAnswer = (zh: string, en: string) => refuse('answer-wrong', { problem: zh, problem_en: en });

export interface Answering {
  readonly envelope: Envelope;
  readonly run: Run;
  readonly programme: Programme;
}

/** The run an envelope belongs to; only the bank it was sent to answers it. */
export async function runOfAnswer(call: Call, envelopeId: string): Promise<Run> {
  const seen = await findEnvelope(call.db, envelopeId);
  if (!seen) throw refuse('no-such-envelope');
  const bank = await getInstitution(call.db, call.actor.institutionId!);
  if (bank.bankCode !== seen.bankCode) throw refuse('other-bank', { bank: seen.bankCode });
  return (await findRun(call.db, seen.runId))!;
}

/** The envelope, locked after its programme. */
export async function openAnswer(call: Call, envelopeId: string): Promise<Answering> {
  const run = await runOfAnswer(call, envelopeId);
  const programme = (await lockProgramme(call.db, run.programmeId))!;
  const envelope = (await lockEnvelope(call.db, envelopeId))!;
  if (envelope.state === 'approved') throw refuse('envelope-not-sent');
  return { envelope, run, programme };
}

/** Settles what waits. A line that was settled before keeps its state: what contradicts it shows when statements are matched. */
export async function settleAnswer(
  call: Call,
  { envelope, run, programme }: Answering,
  answered: readonly Answered[],
  digest: Uint8Array,
) {
  const before = await findAnswer(call.db, envelope.id, digest);
  if (before) return { envelopeId: envelope.id, paid: before.paid, failed: before.failed, state: envelope.state };
  const moved = await settleLines(call.db, envelope, answered);
  if (moved.known !== answered.length) {
    const strange = answered.length - moved.known;
    throw wrongAnswer(
      `${strange}笔不属于本批或金额不符`,
      `${strange} lines are not in the envelope or differ in amount`,
    );
  }
  await moveMoney(call, programme.id, envelope.id, { paid: moved.paidFen, returned: moved.failedFen });
  const answer = { id: call.newId(), envelopeId: envelope.id, digest, paid: moved.paid, failed: moved.failed };
  await saveAnswer(call.db, answer, call.now);
  const done = await markAnswered(call.db, envelope, call.now);
  call.note({
    envelopeId: envelope.id,
    runId: run.id,
    programmeId: programme.id,
    region: programme.region,
    period: run.period,
    bank: envelope.bankCode,
    paid: moved.paid,
    failed: moved.failed,
    failedHolders: [...moved.failedHolders],
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
