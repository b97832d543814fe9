// Action: close a run. Refused until every line is answered and every difference is signed off.
import { action } from '../../base/action.ts';
import { Id, shape } from '../../base/shape.ts';
import { handleRun } from './get-run.ts';
import { refuse } from './refuse.ts';
import { closeRunRow, countWaiting, differencesOf } from './statement-store.ts';

export const closeRun = action({
  name: 'benefits.close-run',
  title: { zh: '结清发放批次', en: 'Close a run' },
  by: ['benefit-approver'],
  input: shape({ runId: Id }),
  output: shape({ runId: Id }),
  async run(call, { runId }) {
    const { run } = await handleRun(call, runId, 'approved');
    const { waiting } = await countWaiting(call.db, runId);
    const open = (await differencesOf(call.db, run, 100_000)).filter(({ signedBy }) => signedBy === null);
    if (waiting > 0 || open.length > 0) throw refuse('not-clean', { open: waiting, differences: open.length });
    await closeRunRow(call.db, runId, call.actor.id, call.now);
    call.note({ runId, programmeId: run.programmeId, period: run.period });
    return { runId };
  },
});
