// Query: does everything agree? Lines, envelope, ledger and statement of each bank, and every difference in its bucket.
import { query } from '../../base/action.ts';
import { Fen, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { getProgramme } from './get-programme.ts';
import { refuse } from './refuse.ts';
import { buckets, runStates } from './run.ts';
import { findRun } from './run-store.ts';
import { differencesOf, sumsOfRun } from './statement-store.ts';

const mostShown = 1_000;

export const reconcileRun = query({
  name: 'benefits.reconcile-run',
  title: { zh: '批次对账', en: 'Reconcile a run' },
  by: ['benefit-officer', 'benefit-approver', 'auditor'],
  personal: false,
  input: shape({ runId: Id }),
  output: shape({
    runId: Id,
    state: OneOf(Object.keys(runStates.moves) as (keyof typeof runStates.moves)[]),
    clean: Type.Boolean(),
    envelopes: Type.Array(
      shape({
        envelopeId: Id,
        bankCode: Text(40),
        state: Text(20),
        waiting: Type.Integer(),
        linesFen: Fen,
        envelopeFen: Fen,
        debitedFen: Fen,
        paidFen: Fen,
        failedFen: Fen,
        recalledFen: Fen,
        /** Lines are the envelope; what was not paid failed or was recalled; what was debited is what was ever paid. */
        agrees: Type.Boolean(),
      }),
    ),
    differences: Type.Array(
      shape({
        difference: Text(120),
        bucket: OneOf(buckets),
        bankCode: Text(40),
        line: Maybe(Text(35)),
        amountFen: Fen,
        explanation: Maybe(Text(400)),
        signed: Type.Boolean(),
      }),
    ),
  }),
  async run(call, { runId }) {
    const run = await findRun(call.db, runId);
    if (!run) throw refuse('no-such-run');
    await requireStaffIn(call, (await getProgramme(call, run.programmeId)).region);
    const sums = await sumsOfRun(call.db, runId);
    const differences = await differencesOf(call.db, run, mostShown);
    const envelopes = sums.map((s) => ({
      envelopeId: s.envelopeId,
      bankCode: s.bankCode,
      state: s.state,
      waiting: s.waiting,
      linesFen: s.linesFen.toString(),
      envelopeFen: s.envelopeFen.toString(),
      debitedFen: s.debitedFen.toString(),
      paidFen: s.paidFen.toString(),
      failedFen: s.failedFen.toString(),
      recalledFen: s.recalledFen.toString(),
      agrees: s.waiting === 0 && s.linesFen === s.envelopeFen && s.paidFen + s.failedFen + s.recalledFen === s.linesFen,
    }));
    return {
      runId,
      state: run.state,
      clean: envelopes.every(({ agrees }) => agrees) && differences.every(({ signedBy }) => signedBy !== null),
      envelopes,
      differences: differences.map(({ amountFen, signedBy, explainedBy: _, ...rest }) => ({
        ...rest,
        amountFen: amountFen.toString(),
        signed: signedBy !== null,
      })),
    };
  },
});
