// Action: a proposed merge is taken back. One that is done stays done: numbers, cards and orders have gone on together since.
import { action } from '../../base/action.ts';
import { personOf } from '../../base/actor.ts';
import { Id, Nothing, shape } from '../../base/shape.ts';
import { lockProposal } from './merge-records.ts';
import { endMerge } from './merge-store.ts';

export const withdrawMerge = action({
  name: 'holders.withdraw-merge',
  title: { zh: '撤回合并提议', en: 'Withdraw a proposed merge' },
  by: ['bureau-clerk'],
  input: shape({ mergeId: Id }),
  output: Nothing,
  async run(call, { mergeId }) {
    const { fromId, intoId } = await lockProposal(call, mergeId);
    await endMerge(call.db, mergeId, 'withdrawn', personOf(call.actor), call.now);
    call.about(fromId, intoId);
    call.note({ mergeId });
    return {};
  },
});
