// Action: a second person commits a checked list; its people are entitled from then on.
import { action } from '../../base/action.ts';
import { Fen, Id, shape, Type } from '../../base/shape.ts';
import { handleProgramme, requireOther } from './get-programme.ts';
import { refuse } from './refuse.ts';
import { commitRows, lockList, settleList } from './store.ts';

export const commitList = action({
  name: 'benefits.commit-list',
  title: { zh: '复核应发名单', en: 'Commit an entitlement list' },
  by: ['benefit-approver'],
  input: shape({
    listId: Id,
    /** As the approver saw them. */
    good: Type.Integer({ minimum: 1 }),
    totalFen: Fen,
  }),
  output: shape({ listId: Id, entitled: Type.Integer() }),
  async run(call, { listId, good, totalFen }) {
    const seen = await lockList(call.db, listId);
    if (!seen) throw refuse('no-such-list');
    await handleProgramme(call, seen.programmeId);
    if (seen.state !== 'checked')
      throw refuse('list-settled', { state: seen.state === 'committed' ? '已复核' : '已作废' });
    requireOther(call, seen.checkedBy);
    if (seen.good !== good || seen.totalFen.toString() !== totalFen) {
      throw refuse('run-differs', { lines: seen.good, total: seen.totalFen.toString() });
    }
    const entitled = await commitRows(call.db, seen);
    if (entitled !== seen.good) throw refuse('list-changed', { rows: seen.good - entitled });
    await settleList(call.db, listId, call.actor.id);
    call.note({ programmeId: seen.programmeId, listId, entitled, totalFen });
    return { listId, entitled };
  },
});
