// Query: an auditor follows a yuan: from the budget line to the account it was paid into (BEN-07).
import { query } from '../../base/action.ts';
import { DayText, Fen, Id, Instant, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from '../holders/index.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { getProgramme } from './get-programme.ts';
import { LineNumber } from './hold-line.ts';
import { refuse } from './refuse.ts';
import { lineStates } from './run.ts';
import { findRun } from './run-store.ts';
import { listAppropriations } from './store.ts';
import { traceOf } from './trace-store.ts';

export const traceLine = query({
  name: 'benefits.trace-line',
  title: { zh: '追溯一笔资金', en: 'Follow a payment' },
  by: ['auditor', 'benefit-approver'],
  personal: true,
  input: shape({ runId: Id, line: LineNumber }),
  output: shape({
    programme: Text(60),
    appropriations: Type.Array(shape({ budgetLine: Text(60), document: Text(80), amountFen: Fen, at: Instant })),
    run: shape({ runId: Id, period: DayText, draftedBy: Text(80), approvedBy: Maybe(Text(80)) }),
    line: shape({
      name: Text(100),
      amountFen: Fen,
      state: OneOf(Object.keys(lineStates.moves) as (keyof typeof lineStates.moves)[]),
      reason: Maybe(Text(40)),
      bankCode: Maybe(Text(40)),
      last4: Maybe(Text(4)),
    }),
    envelope: Maybe(
      shape({
        envelopeId: Id,
        transferId: Id,
        lines: Type.Integer(),
        totalFen: Fen,
        sentAt: Maybe(Instant),
        answeredAt: Maybe(Instant),
      }),
    ),
    /** What statements say of it. */
    entries: Type.Array(
      shape({ kind: OneOf(['debit', 'reversal']), bucket: Text(20), statement: Text(35), day: DayText }),
    ),
    /** The run whose line paid it again, or the run whose line it pays again. */
    paidAgainBy: Maybe(Id),
    paysAgain: Maybe(Id),
  }),
  async run(call, { runId, line: number }) {
    const run = await findRun(call.db, runId);
    if (!run) throw refuse('no-such-run');
    const programme = await getProgramme(call, run.programmeId);
    await requireStaffIn(call, programme.region);
    const trace = await traceOf(call.db, run, BigInt(number));
    if (!trace) throw refuse('no-such-line');
    const people = await maskedIdentityOf(call, [trace.holderId]);
    call.about(trace.holderId);
    call.note({ runId, line: number });
    const appropriations = await listAppropriations(call.db, programme.id);
    return {
      programme: programme.nameZh,
      appropriations: appropriations.map(({ budgetLine, document, amountFen, at }) => ({
        budgetLine,
        document,
        amountFen: amountFen.toString(),
        at: at.toISOString(),
      })),
      run: { runId, period: run.period, draftedBy: run.draftedBy, approvedBy: trace.approvedBy },
      line: {
        name: people.get(trace.holderId)?.name ?? '',
        amountFen: trace.amountFen.toString(),
        state: trace.state,
        reason: trace.reason,
        bankCode: trace.bankCode,
        last4: trace.last4,
      },
      envelope:
        trace.envelopeId === null
          ? null
          : {
              envelopeId: trace.envelopeId,
              transferId: trace.transferId!,
              lines: trace.envelopeLines!,
              totalFen: trace.envelopeFen!.toString(),
              sentAt: trace.sentAt?.toISOString() ?? null,
              answeredAt: trace.answeredAt?.toISOString() ?? null,
            },
      entries: trace.entries,
      paidAgainBy: trace.paidAgainBy,
      paysAgain: trace.paysAgain,
    };
  },
});
