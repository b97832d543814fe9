// Action: the teller begins to make a card on the spot: plate, order, person and blank are checked, the card is planned.
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Id, shape, Text } from '../../base/shape.ts';
import { getCard, planCards } from '../cards/index.ts';
import { lockHolder } from '../holders/index.ts';
import { hasPlate, takeQuota } from '../institutions/index.ts';
import { getOrder, isPaid, linkCards, lockOrders, moveOrders, type Order, orderStates } from '../orders/index.ts';
import { MakingAnswer } from './making-step.ts';
import { ownInstitution, requireSameBank } from './own-institution.ts';
import { refuse } from './refuse.ts';
import type { MakingState } from './states.ts';
import { insertMaking, plannedCardsOf } from './store.ts';
import { takeBlank } from './take-blank.ts';

export const startMaking = action({
  name: 'production.start-making',
  title: { zh: '开始即时制卡', en: 'Start making a card on the spot' },
  by: ['bank-teller'],
  input: shape({ orderId: Id }),
  output: shape({ ...MakingAnswer.properties, cardNumber: Text(9), cardIdentifier: Text(32) }),
  async run(call, { orderId }) {
    const outlet = await ownInstitution(call, 'outlet');
    if (!hasPlate(outlet, call.today)) throw refuse('no-plate', { outlet: outlet.name });
    const { holderId } = await getOrder(call.db, orderId);
    const holder = await lockHolder(call, holderId);
    const [order] = await lockOrders(call, [orderId]);
    requireSameBank(outlet, order!);
    if (order!.state !== 'accepted') throw refuse('not-waiting', { state: orderStates.words[order!.state].zh });
    if (order!.pickUp !== 'counter') throw refuse('not-for-the-spot');
    if (!isPaid(order!)) throw refuse('fee-due');
    if (holder.deceasedOn) throw refuse('holder-deceased');

    await takeQuota(call, { institutionId: outlet.id, work: 'instant-cards' });
    await takeBlank(call, outlet);
    await moveOrders(call, [orderId], 'in-production');
    const card = await cardFor(call, order!);
    // An account that an earlier try opened stays opened.
    const state: MakingState = card.financialState === 'none' ? 'started' : 'account-recorded';
    const makingId = call.newId();
    await insertMaking(
      call.db,
      {
        id: makingId,
        orderId,
        cardId: card.id,
        holderId,
        outletId: outlet.id,
        tellerId: call.actor.id,
        day: call.today,
        state,
      },
      call.now,
    );
    call.about(holderId);
    call.note({ makingId, orderId, cardId: card.id, outletId: outlet.id, region: outlet.region, state });
    return { makingId, state, cardNumber: card.cardNumber, cardIdentifier: card.cardIdentifier! };
  },
});

/** The card planned for the order: the one an earlier try left behind, or a new one. */
async function cardFor(call: Call, order: Order) {
  const [left] = await plannedCardsOf(call.db, [order.id]);
  if (left) return getCard(call.db, left.cardId);
  const [planned] = await planCards(call, [
    {
      holderId: order.holderId,
      region: order.region,
      bankCode: order.bankCode,
      generation: order.generation,
      orderId: order.id,
      batchProxy: false,
      replacesCardId: order.replacesCardId,
    },
  ]);
  await linkCards(call, [{ orderId: order.id, cardId: planned!.cardId }]);
  return getCard(call.db, planned!.cardId);
}
