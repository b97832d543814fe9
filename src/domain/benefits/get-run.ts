// A run with its row locked, for the agency that answers for it.
import type { Call } from '../../base/call.ts';
import { handleProgramme } from './get-programme.ts';
import type { Programme } from './programme.ts';
import { refuse } from './refuse.ts';
import { type RunState, runStates } from './run.ts';
import { findRun, lockRun, type Run } from './run-store.ts';

/** Programme before run, always: the programme's row is where everything about its money queues. */
export async function handleRun(
  call: Call,
  runId: string,
  ...states: RunState[]
): Promise<{ run: Run; programme: Programme }> {
  const seen = await findRun(call.db, runId);
  if (!seen) throw refuse('no-such-run');
  const programme = await handleProgramme(call, seen.programmeId);
  const run = (await lockRun(call.db, runId))!;
  if (states.length > 0 && !states.includes(run.state))
    throw refuse('run-in-state', { state: runStates.words[run.state].zh });
  return { run, programme };
}
