// Actions: a difference is explained by the officer and signed off by a second person.
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Id, shape, Text } from '../../base/shape.ts';
import { requireOther } from './get-programme.ts';
import { handleRun } from './get-run.ts';
import { refuse } from './refuse.ts';
import { explain, findDifference, sign } from './statement-store.ts';

async function getDifference(call: Call, runId: string, difference: string) {
  const { run } = await handleRun(call, runId, 'approved');
  const found = await findDifference(call.db, run, difference);
  if (!found) throw refuse('no-such-difference');
  return found;
}

export const explainDifference = action({
  name: 'benefits.explain-difference',
  title: { zh: '说明对账差异', en: 'Explain a difference' },
  by: ['benefit-officer'],
  input: shape({ runId: Id, difference: Text(120), explanation: Text(400, 4) }),
  output: shape({ difference: Text(120) }),
  async run(call, { runId, difference, explanation }) {
    await getDifference(call, runId, difference);
    await explain(call.db, runId, difference, call.actor.id, explanation, call.now);
    call.note({ runId, difference });
    return { difference };
  },
});

export const signDifference = action({
  name: 'benefits.sign-difference',
  title: { zh: '签核对账差异', en: 'Sign off a difference' },
  by: ['benefit-approver'],
  input: shape({ runId: Id, difference: Text(120) }),
  output: shape({ difference: Text(120) }),
  async run(call, { runId, difference }) {
    const found = await getDifference(call, runId, difference);
    if (found.explanation === null) throw refuse('no-such-difference');
    requireOther(call, found.explainedBy);
    await sign(call.db, runId, difference, call.actor.id);
    call.note({ runId, difference });
    return { difference };
  },
});
