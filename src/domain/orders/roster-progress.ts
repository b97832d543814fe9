// How far a roster is that is being taken in: figures while it grows, then the rows to correct (APP-01).
import { query } from '../../base/action.ts';
import { Id, OneOf, shape, Type } from '../../base/shape.ts';
import { RosterAnswer, rosterAnswer } from './check-roster.ts';
import { getGroup, groupClerks } from './get-group.ts';
import { findImport, type RosterImport } from './group-store.ts';
import { refuse } from './refuse.ts';

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
