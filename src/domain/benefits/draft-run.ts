// Action: draft a run: every line ready, or held with a reason. One statement, however many people (BEN-01, BEN-02).
import { action } from '../../base/action.ts';
import { Fen, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { Month } from './check-list.ts';
import { handleProgramme } from './get-programme.ts';
import { periodOf } from './programme.ts';
import { refuse } from './refuse.ts';
import { type HoldReason, holdReasons } from './run.ts';
import { heldCounts, nextRunNumber, runsOfPeriod, saveRun, takeUpUnpaid, writeLines } from './run-store.ts';

const runKinds = ['regular', 'supplement', 'repay'] as const;

export const draftRun = action({
  name: 'benefits.draft-run',
  title: { zh: '编制发放批次', en: 'Draft a run' },
  by: ['benefit-officer'],
  input: shape({
    programmeId: Id,
    period: Month,
    /** `pay`: whoever is entitled and in no run of the period yet. `repay`: what was held or came back from the banks. */
    kind: Type.Optional(OneOf(['pay', 'repay'])),
  }),
  output: shape({
    /** Null: nobody is left to pay; nothing was made. */
    runId: Maybe(Id),
    kind: OneOf(runKinds),
    lines: Type.Integer(),
    ready: Type.Integer(),
    totalFen: Fen,
    held: Type.Array(shape({ reason: Text(40), lines: Type.Integer(), totalFen: Fen, zh: Text(80), en: Text(120) })),
  }),
  async run(call, { programmeId, period: month, kind: wish }) {
    const programme = await handleProgramme(call, programmeId);
    const period = periodOf(month);
    const runs = await runsOfPeriod(call.db, programmeId, period);
    const again = wish === 'repay' || runs.some(({ kind: one }) => one === 'regular');
    const kind: (typeof runKinds)[number] = wish === 'repay' ? 'repay' : again ? 'supplement' : 'regular';
    const before = runs.filter(({ state }) => kind !== 'repay' || state !== 'drafted').map(({ id }) => id);
    const draft = { runId: call.newId(), number: await nextRunNumber(call.db), programmeId, period, kind, before };
    await writeLines(call.db, draft, programme.certifiedMonths !== null);
    const run = await saveRun(call.db, draft, call.actor.id, call.now);
    if (!run) {
      if (!again) throw refuse('nothing-to-draft', { period: month });
      return { runId: null, kind, lines: 0, ready: 0, totalFen: '0', held: [] };
    }
    if (kind === 'repay') await takeUpUnpaid(call.db, draft);
    const held = await heldCounts(call.db, run.id);
    call.note({
      programmeId,
      runId: run.id,
      period,
      kind,
      lines: run.lines,
      ready: run.ready,
      totalFen: run.totalFen.toString(),
    });
    return {
      runId: run.id,
      kind,
      lines: run.lines,
      ready: run.ready,
      totalFen: run.totalFen.toString(),
      held: held.map(({ reason, lines, totalFen }) => ({
        reason,
        lines,
        totalFen: totalFen.toString(),
        ...holdReasons[reason as HoldReason],
      })),
    };
  },
});
