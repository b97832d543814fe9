// Action, step 5: the card is made, handed over and its order collected, in one transaction and in the same visit (TIM-02).
import { action } from '../../base/action.ts';
import { Id, shape } from '../../base/shape.ts';
import { collectCards, getCard, markMade } from '../cards/index.ts';
import { getOrder, lockOrders, moveOrders, orderStates } from '../orders/index.ts';
import { bringIntoUse } from './bring-into-use.ts';
import { HandedOver } from './hand-over-card.ts';
import { getOwnMaking, lockMaking, requireStep, saveStep } from './making-step.ts';
import { refuse } from './refuse.ts';
import { requireCollector, ShownDocument } from './require-collector.ts';
import { onTheSpot } from './shapes.ts';
import { settleBlank } from './store.ts';

const { enable, activate } = onTheSpot;

export const finishMaking = action({
  name: 'production.finish-making',
  title: { zh: '即时制卡：完成并发卡', en: 'Finish making and hand the card over' },
  by: ['bank-teller'],
  input: shape({ makingId: Id, shown: ShownDocument, enable, activate }),
  output: HandedOver,
  async run(call, { makingId, shown, ...wishes }) {
    const seen = await getOwnMaking(call, makingId);
    const { cardId, orderId } = seen;
    const as = await requireCollector(call, await getOrder(call.db, orderId), shown);
    const [order] = await lockOrders(call, [orderId]);
    const making = await lockMaking(call, makingId);
    requireStep(call, making, 'finish');
    if (order!.state !== 'in-production') {
      throw refuse('not-waiting', { state: orderStates.words[order!.state].zh });
    }
    await markMade(call, [{ cardId, bankCardNumber: null, atr: making.atr!, cardIdentifier: making.cardIdentifier! }]);
    await collectCards(call, [cardId]);
    await moveOrders(call, [orderId], 'produced');
    await moveOrders(call, [orderId], 'collected');
    await settleBlank(call.db, making.outletId, 'used');
    await saveStep(call, making, { state: 'finished', holdsBlank: false, endedAt: call.now });
    const brought = await bringIntoUse(call, order!, await getCard(call.db, cardId), wishes);
    const answer = { cardId, orderId, as, ...brought };
    call.note({ ...answer, region: order!.region, bankCode: order!.bankCode });
    return answer;
  },
});
