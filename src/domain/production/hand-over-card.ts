// Action: the teller hands a card from the shelf to its holder, and on wish brings it into use at once (PCK-01, PCK-07).
import { action } from '../../base/action.ts';
import { Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { handOver } from './hand-over.ts';
import { isSameBank, ownBank, ownInstitution } from './own-institution.ts';
import { refuse } from './refuse.ts';
import { ShownDocument } from './require-collector.ts';
import { onTheSpot } from './shapes.ts';
import { findFinished, takeOffShelf } from './store.ts';

export const HandedOver = shape({
  cardId: Id,
  orderId: Id,
  as: OneOf(['self', 'guardian']),
  enabled: Type.Boolean(),
  activated: Type.Boolean(),
  replacedCardId: Maybe(Id),
});

export const handOverCard = action({
  name: 'production.hand-over-card',
  title: { zh: '发卡', en: 'Hand a card over' },
  by: ['bank-teller', 'bank-visitor'],
  input: shape({ cardNumber: Text(9), shown: ShownDocument, ...onTheSpot }),
  output: HandedOver,
  async run(call, { cardNumber, shown, ...wishes }) {
    // A visitor brings a card home from any outlet of the bank; a teller hands over what lies at the own one.
    const atHome = call.actor.role === 'bank-visitor';
    const own = atHome ? await ownBank(call) : await ownInstitution(call, 'outlet');
    const [card] = await findFinished(call.db, [cardNumber]);
    // Of a card of another bank the outlet learns nothing.
    if (!card || !isSameBank(own, card)) throw refuse('not-here');
    const place = card.shelfOutletId ?? card.designatedOutletId;
    if (atHome && card.pickUp !== 'visit') throw refuse('not-here');
    if (!atHome && place && place !== own.id) {
      throw refuse('other-outlet', { outlet: (await getInstitution(call.db, place)).name });
    }
    if (!card.shelfOutletId) throw refuse('not-here');
    const { order, ...handed } = await handOver(call, card, shown, 'ready', wishes);
    await takeOffShelf(call.db, [card.cardId]);
    const answer = { cardId: card.cardId, orderId: order.id, ...handed };
    call.note({ ...answer, outletId: place, region: own.region, bankCode: own.bankCode });
    return answer;
  },
});
