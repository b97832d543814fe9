// Action: hold one line of a draft by hand.
import { action } from '../../base/action.ts';
import { Id, shape, Text, Type } from '../../base/shape.ts';
import { handleRun } from './get-run.ts';
import { refuse } from './refuse.ts';
import { lineStates } from './run.ts';
import { holdLineRow, lockLine } from './run-store.ts';

/** The number of an entitlement, as a decimal string. */
export const LineNumber = Type.String({ pattern: '^[1-9][0-9]{0,17}$' });

export const holdLine = action({
  name: 'benefits.hold-line',
  title: { zh: '暂缓一笔', en: 'Hold one line' },
  by: ['benefit-officer', 'benefit-approver'],
  input: shape({ runId: Id, line: LineNumber, why: Text(200) }),
  output: shape({ runId: Id, line: LineNumber }),
  async run(call, { runId, line: number, why }) {
    await handleRun(call, runId, 'drafted');
    const line = await lockLine(call.db, runId, BigInt(number));
    if (!line) throw refuse('no-such-line');
    if (line.state !== 'ready') throw refuse('line-in-state', { state: lineStates.words[line.state].zh });
    await holdLineRow(call.db, runId, line);
    call.about(line.holderId);
    call.note({ runId, line: number, why });
    return { runId, line: number };
  },
});
