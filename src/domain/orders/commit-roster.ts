// Action: the clerk takes the good rows of a checked roster: a draft order and an invitation for each person, all at once (APP-01).
import { action } from '../../base/action.ts';
import { Id, shape } from '../../base/shape.ts';
import { RosterAnswer, rosterAnswer } from './check-roster.ts';
import { getGroup, groupClerks } from './get-group.ts';
import { findImport, lockImport, saveTaken } from './group-store.ts';
import { refuse } from './refuse.ts';
import { takeRosterRows } from './take-roster-rows.ts';

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
    // Pressed twice, sent by two browsers, or under way in the background: the first one does it.
    if (found.state !== 'checked') return rosterAnswer(call, found);
    const outcome = await takeRosterRows(call, group, found);
    await saveTaken(call, importId, 'committed', outcome);
    return rosterAnswer(call, { ...found, ...outcome, state: 'committed' });
  },
});
