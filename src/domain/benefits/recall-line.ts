// Actions: a wrong payment is asked back through the bank: one person asks, another agrees; the bank's reversal settles it.
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Id, OneOf, shape } from '../../base/shape.ts';
import { requireOther } from './get-programme.ts';
import { handleRun } from './get-run.ts';
import { LineNumber } from './hold-line.ts';
import { refuse } from './refuse.ts';
import { lineStates } from './run.ts';
import { lockLine } from './run-store.ts';
import { agreeRecallRow, findRecall, insertRecall } from './statement-store.ts';

const recallReasons = ['paid-to-deceased', 'paid-to-wrong-person', 'amount-too-large', 'granted-wrongly'] as const;

async function getPaidLine(call: Call, runId: string, number: string) {
  await handleRun(call, runId, 'approved', 'closed');
  const line = await lockLine(call.db, runId, BigInt(number));
  if (!line) throw refuse('no-such-line');
  if (line.state !== 'paid') throw refuse('line-in-state', { state: lineStates.words[line.state].zh });
  call.about(line.holderId);
  return line;
}

export const recallLine = action({
  name: 'benefits.recall-line',
  title: { zh: '申请追回', en: 'Ask a payment back' },
  by: ['benefit-officer'],
  input: shape({ runId: Id, line: LineNumber, reason: OneOf(recallReasons) }),
  output: shape({ runId: Id, line: LineNumber }),
  async run(call, { runId, line, reason }) {
    await getPaidLine(call, runId, line);
    await insertRecall(call.db, runId, BigInt(line), reason, call.actor.id, call.now);
    call.note({ runId, line, reason });
    return { runId, line };
  },
});

export const agreeRecall = action({
  name: 'benefits.agree-recall',
  title: { zh: '复核追回', en: 'Agree to ask a payment back' },
  by: ['benefit-approver'],
  input: shape({ runId: Id, line: LineNumber }),
  output: shape({ runId: Id, line: LineNumber }),
  async run(call, { runId, line }) {
    await getPaidLine(call, runId, line);
    const recall = await findRecall(call.db, runId, BigInt(line));
    if (!recall) throw refuse('no-such-line');
    requireOther(call, recall.askedBy);
    await agreeRecallRow(call.db, runId, BigInt(line), call.actor.id);
    call.note({ runId, line, reason: recall.reason });
    return { runId, line };
  },
});
