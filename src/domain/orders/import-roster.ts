// A roster of thousands taken in the background, so that the clerk sees it grow: the action that begins it, the job, how far it is (APP-01).
import { action, query } from '../../base/action.ts';
import { type Job, later } from '../../base/jobs.ts';
import { Id, OneOf, shape, Type } from '../../base/shape.ts';
import { RosterAnswer, rosterAnswer } from './check-roster.ts';
import { getGroup, groupClerks } from './get-group.ts';
import { findGroup, findImport, lockImport, type RosterImport, saveImporting, saveTaken } from './group-store.ts';
import { refuse } from './refuse.ts';
import { takeRosterRows } from './take-roster-rows.ts';

/** Rows in one transaction: a second's work, and what a crash undoes at most. */
const atOnce = 250;

/** Job: the next rows of one import, again until none is left. A crash between two pieces loses nothing and doubles nothing. */
export const importRoster: Job<{ importId: string }> = {
  name: 'orders.import-roster',
  async run(call, { importId }) {
    const found = await lockImport(call.db, importId);
    if (found?.state !== 'importing') return;
    const group = (await findGroup(call.db, found.groupOrderId))!;
    const outcome = await takeRosterRows(call, group, found, atOnce);
    const done = outcome.taken === outcome.holderIds.length;
    await saveTaken(call, importId, done ? 'committed' : 'importing', outcome);
    return done ? undefined : { again: call.now };
  },
};

const Progress = shape({
  importId: Id,
  state: OneOf(['checked', 'importing', 'committed']),
  /** Good rows that are orders by now. */
  taken: Type.Integer(),
  goodRows: Type.Integer(),
  badRows: Type.Integer(),
});
const progressOf = ({ id, state, taken, holderIds, badRows }: RosterImport) => ({
  importId: id,
  state,
  taken: state === 'committed' ? holderIds.length : taken,
  goodRows: holderIds.length,
  badRows,
});

export const beginRosterImport = action({
  name: 'orders.begin-roster-import',
  title: { zh: '开始导入名册', en: 'Begin to import a roster' },
  by: groupClerks,
  input: shape({ importId: Id }),
  output: Progress,
  async run(call, { importId }) {
    const known = await findImport(call.db, importId);
    if (!known) throw refuse('no-such-import');
    await getGroup(call, known.groupOrderId);
    const found = (await lockImport(call.db, importId))!;
    if (found.state !== 'checked') return progressOf(found);
    await saveImporting(call.db, importId);
    await later(call, importRoster, { importId }, { key: importId });
    call.note({ groupOrderId: found.groupOrderId, importId, rows: found.holderIds.length });
    return progressOf({ ...found, state: 'importing' });
  },
});

/** Query: how far an import is; figures only, so that looking every two seconds writes nothing down. */
export const rosterProgress = query({
  name: 'orders.roster-progress',
  title: { zh: '名册导入进度', en: 'How far a roster is' },
  by: groupClerks,
  personal: false,
  input: shape({ importId: Id }),
  output: Progress,
  async run(call, { importId }) {
    const found = await findImport(call.db, importId);
    if (!found) throw refuse('no-such-import');
    await getGroup(call, found.groupOrderId);
    return progressOf(found);
  },
});

/** Query: the rows to correct, as at the check, with those that turned bad while importing. */
export const rosterRows = query({
  name: 'orders.roster-rows',
  title: { zh: '名册中要改的行', en: 'Rows of a roster to correct' },
  by: groupClerks,
  personal: true,
  input: shape({ importId: Id }),
  output: RosterAnswer,
  async run(call, { importId }) {
    const found = await findImport(call.db, importId);
    if (!found) throw refuse('no-such-import');
    await getGroup(call, found.groupOrderId);
    call.note({ importId });
    return rosterAnswer(call, found);
  },
});
