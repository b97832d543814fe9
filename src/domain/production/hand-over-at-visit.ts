// Action: at the unit, each person present gets the own card, enabled and activated on the spot on wish (PCK-03).
import { action } from '../../base/action.ts';
import { Id, shape, Text } from '../../base/shape.ts';
import { handOver } from './hand-over.ts';
import { HandedOver } from './hand-over-card.ts';
import { getOpenVisit } from './open-visit.ts';
import { refuse } from './refuse.ts';
import { ShownDocument } from './require-collector.ts';
import { onTheSpot } from './shapes.ts';
import { findPacked, markHandedOver } from './store.ts';

export const handOverAtVisit = action({
  name: 'production.hand-over-at-visit',
  title: { zh: '上门发卡', en: 'Hand a card over at a visit' },
  by: ['bank-visitor'],
  input: shape({ visitId: Id, cardNumber: Text(9), shown: ShownDocument, ...onTheSpot }),
  output: HandedOver,
  async run(call, { visitId, cardNumber, shown, ...wishes }) {
    const visit = await getOpenVisit(call, visitId);
    const packed = await findPacked(call.db, visitId, cardNumber);
    if (!packed) throw refuse('not-in-visit');
    const { order, ...handed } = await handOver(call, packed, shown, 'on-the-way', wishes);
    if ((await markHandedOver(call.db, visitId, packed.cardId)) !== 1) throw refuse('not-in-visit');
    const answer = { cardId: packed.cardId, orderId: order.id, ...handed };
    call.note({ ...answer, visitId, groupOrderId: visit.groupOrderId, region: order.region, bankCode: order.bankCode });
    return answer;
  },
});
