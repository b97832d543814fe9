// Action: give up a drafted run. What it would have paid can be drafted again.
import { action } from '../../base/action.ts';
import { Id, shape } from '../../base/shape.ts';
import { handleRun } from './get-run.ts';
import { cancelRunRow } from './run-store.ts';

export const cancelRun = action({
  name: 'benefits.cancel-run',
  title: { zh: '作废发放批次', en: 'Cancel a drafted run' },
  by: ['benefit-officer', 'benefit-approver'],
  input: shape({ runId: Id }),
  output: shape({ runId: Id }),
  async run(call, { runId }) {
    const { programme } = await handleRun(call, runId, 'drafted');
    await cancelRunRow(call.db, runId);
    call.note({ runId, programmeId: programme.id });
    return { runId };
  },
});
