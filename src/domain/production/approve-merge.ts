// Action: a second person approves that two records are one person. In one transaction register, cards, money, orders and what
// is being made come under the record that stays; exactly one good card remains. It cannot be undone.
import { action } from '../../base/action.ts';
import { Id, Maybe, shape } from '../../base/shape.ts';
import { bringCardsTogether } from '../cards/index.ts';
import { closeEcards, findEcard, issueEcard } from '../ecard/index.ts';
import { lockMerge, mergeRecords } from '../holders/index.ts';
import { bringMoneyTogether } from '../medical/index.ts';
import { bringOrdersTogether } from '../orders/index.ts';
import { rehomeWork } from './store.ts';

export const approveMerge = action({
  name: 'production.approve-merge',
  title: { zh: '批准合并重复档案', en: 'Approve the merge of two records' },
  by: ['bureau-clerk'],
  input: shape({ mergeId: Id }),
  output: shape({
    holderId: Id,
    /** The good card that remains, and the one that ended if there were two. */
    keptCardId: Maybe(Id),
    endedCardId: Maybe(Id),
  }),
  async run(call, { mergeId }) {
    const merge = await lockMerge(call, mergeId);
    const { fromId, intoId } = merge;
    const ecard = await findEcard(call.db, fromId);
    await closeEcards(call, [fromId]);
    if (ecard && ecard.state !== 'closed') await issueEcard(call, intoId);
    const { keptCardId, endedCardId } = await bringCardsTogether(call, fromId, intoId);
    await bringMoneyTogether(call, fromId, intoId);
    await bringOrdersTogether(call, fromId, intoId);
    await rehomeWork(call.db, fromId, intoId);
    await mergeRecords(call, merge);
    call.note({ mergeId, fromId, intoId, keptCardId, endedCardId });
    return { holderId: intoId, keptCardId, endedCardId };
  },
});
