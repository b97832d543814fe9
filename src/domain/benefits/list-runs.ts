// Query: the runs of a programme with their envelopes.
import { query } from '../../base/action.ts';
import { DayText, Fen, Id, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { getProgramme } from './get-programme.ts';
import { runStates } from './run.ts';
import { listRuns as list, listEnvelopes } from './run-store.ts';

export const listRuns = query({
  name: 'benefits.list-runs',
  title: { zh: '发放批次列表', en: 'Runs of a programme' },
  by: ['benefit-officer', 'benefit-approver', 'auditor', 'bank-office'],
  personal: false,
  input: shape({ programmeId: Id }),
  output: shape({
    runs: Type.Array(
      shape({
        runId: Id,
        number: Type.Integer(),
        period: DayText,
        kind: OneOf(['regular', 'supplement', 'repay']),
        state: OneOf(Object.keys(runStates.moves) as (keyof typeof runStates.moves)[]),
        lines: Type.Integer(),
        ready: Type.Integer(),
        totalFen: Fen,
        envelopes: Type.Array(
          shape({ envelopeId: Id, bankCode: Text(40), state: Text(20), lines: Type.Integer(), totalFen: Fen }),
        ),
      }),
    ),
  }),
  async run(call, { programmeId }) {
    await requireStaffIn(call, (await getProgramme(call, programmeId)).region);
    const runs = await list(call.db, programmeId, 60);
    return {
      runs: await Promise.all(
        runs.map(async ({ id, number, period, kind, state, lines, ready, totalFen }) => ({
          runId: id,
          number,
          period,
          kind,
          state,
          lines,
          ready,
          totalFen: totalFen.toString(),
          envelopes: (await listEnvelopes(call.db, id)).map((v) => ({
            envelopeId: v.id,
            bankCode: v.bankCode,
            state: v.state,
            lines: v.lines,
            totalFen: v.totalFen.toString(),
          })),
        })),
      ),
    };
  },
});
