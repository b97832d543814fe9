// A checked roster is taken: a draft order and an invitation for each good row (APP-01). What is more than one piece goes on by itself.
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { type Job, later } from '../../base/jobs.ts';
import { Id, shape } from '../../base/shape.ts';
import { RosterAnswer, rosterAnswer } from './check-roster.ts';
import { getGroup, groupClerks } from './get-group.ts';
import { findGroup, findImport, type GroupOrder, lockImport, type RosterImport, saveTaken } from './group-store.ts';
import { refuse } from './refuse.ts';
import { takeRosterRows } from './take-roster-rows.ts';

/** Rows in one transaction: what a crash undoes at most, and what a clerk waits for. */
const atOnce = 500;

/** Action: takes the first piece at once; a small roster is in then, a large one is seen growing (`roster-progress`). */
export const commitRoster = action({
  name: 'orders.commit-roster',
  title: { zh: '导入名册', en: 'Commit a roster' },
  by: groupClerks,
  input: shape({ importId: Id }),
  output: RosterAnswer,
  async run(call, { importId }) {
    const known = await findImport(call.db, importId);
    if (!known) throw refuse('no-such-import');
    const group = await getGroup(call, known.groupOrderId);
    const found = (await lockImport(call.db, importId))!;
    // Pressed twice, sent by two browsers, or under way already: the first one does it.
    if (found.state !== 'checked') return rosterAnswer(call, found);
    const taken = await takePiece(call, group, found);
    if (taken.state === 'importing') await later(call, importRoster, { importId }, { key: importId });
    return rosterAnswer(call, taken);
  },
});

/** Job: the next piece of one import, again until none is left. A crash between two loses nothing and doubles nothing. */
export const importRoster: Job<{ importId: string }> = {
  name: 'orders.import-roster',
  async run(call, { importId }) {
    const found = await lockImport(call.db, importId);
    if (found?.state !== 'importing') return;
    const group = (await findGroup(call.db, found.groupOrderId))!;
    const { state } = await takePiece(call, group, found);
    return state === 'committed' ? undefined : { again: call.now };
  },
};

async function takePiece(call: Call, group: GroupOrder, found: RosterImport): Promise<RosterImport> {
  const outcome = await takeRosterRows(call, group, found, atOnce);
  const state = outcome.taken === outcome.holderIds.length ? 'committed' : 'importing';
  await saveTaken(call, found.id, state, outcome);
  return { ...found, ...outcome, state };
}
