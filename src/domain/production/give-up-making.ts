// Action: a making ends without a card. The order waits again; the planned card and its account serve the next try.
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Id, shape } from '../../base/shape.ts';
import { lockHolder } from '../holders/index.ts';
import { lockOrders, moveOrders } from '../orders/index.ts';
import { getOwnMaking, lockMaking, MakingAnswer, saveStep } from './making-step.ts';
import { isStillBlank } from './steps.ts';
import { insertSpoiled, type Making, settleBlank } from './store.ts';

export const giveUpMaking = action({
  name: 'production.give-up-making',
  title: { zh: '放弃即时制卡', en: 'Give a making up' },
  by: ['bank-teller', 'outlet-manager'],
  input: shape({ makingId: Id }),
  output: MakingAnswer,
  async run(call, { makingId }) {
    return endWithoutCard(call, await getOwnMaking(call, makingId), 'given-up');
  },
});

/** Locks and ends a making. Its blank goes back to the stock only when nothing was tried on it. */
export async function endWithoutCard(call: Call, seen: Making, reason: 'given-up' | 'day-over') {
  await lockHolder(call, seen.holderId);
  const [order] = await lockOrders(call, [seen.orderId]);
  const making = await lockMaking(call, seen.id);
  if (making.holdsBlank) {
    const stillBlank = isStillBlank(making.state, making.failedStep);
    await settleBlank(call.db, making.outletId, stillBlank ? 'ready' : 'scrapped');
    if (!stillBlank) {
      const { id: makingId, cardIdentifier } = making;
      const step = making.failedStep ?? making.state;
      await insertSpoiled(call.db, { id: call.newId(), makingId, step, reason, cardIdentifier }, call.now);
    }
  }
  // An order that was withdrawn meanwhile stays withdrawn.
  if (order!.state === 'in-production') await moveOrders(call, [seen.orderId], 'accepted', { reason: 'making-failed' });
  return saveStep(call, making, {
    state: 'given-up',
    holdsBlank: false,
    failure: making.failure ?? reason,
    endedAt: call.now,
  });
}
