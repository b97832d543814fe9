// Action: close a run. Refused until every line is answered and every difference is signed off.
import { action } from '../../base/action.ts';
import { Id, shape } from '../../base/shape.ts';
import { handleRun } from './get-run.ts';
import { refuse } from './refuse.ts';
import { closeRunRow, countUnsigned, countWaiting } from './statement-store.ts';

export const closeRun = action({
  name: 'benefits.close-run',
  title: { zh: '结清发放批次', en: 'Close a run' },
  by: ['benefit-approver'],
  input: shape({ runId: Id }),
  output: shape({ runId: Id }),
  async run(call, { runId }) {
    const { run } = await handleRun(call, runId, 'approved');
    const { waiting } = await countWaiting(call.db, runId);
    const { unsigned } = await countUnsigned(call.db, run);
    if (waiting > 0 || unsigned > 0) throw refuse('not-clean', { open: waiting, differences: unsigned });
    await closeRunRow(call.db, runId, call.actor.id, call.now);
    call.note({ runId, programmeId: run.programmeId, period: run.period });
    return { runId };
  },
});
