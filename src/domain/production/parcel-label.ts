// Query: whom and where a finished card is to be sent, for the label of its parcel.
import { query } from '../../base/action.ts';
import { Maybe, shape, Text } from '../../base/shape.ts';
import { identitiesOf, phonesOf } from '../holders/index.ts';
import { deliveryAddress } from '../orders/index.ts';
import { isSameBank, ownInstitution } from './own-institution.ts';
import { refuse } from './refuse.ts';
import { findFinished } from './store.ts';

export const parcelLabel = query({
  name: 'production.parcel-label',
  title: { zh: '邮寄面单', en: 'Label of a parcel' },
  by: ['bank-office'],
  personal: true,
  input: shape({ cardNumber: Text(9) }),
  output: shape({ name: Text(200), phone: Maybe(Text(30)), address: Maybe(Text(400)) }),
  async run(call, { cardNumber }) {
    const bank = await ownInstitution(call, 'bank');
    const [card] = await findFinished(call.db, [cardNumber]);
    const waits = card?.orderState === 'produced' || card?.orderState === 'mail-returned';
    if (!card || !isSameBank(bank, card) || card.pickUp !== 'mail' || !waits) throw refuse('not-here');
    call.about(card.holderId);
    call.note({ cardId: card.cardId, orderId: card.orderId });
    return {
      name: (await identitiesOf(call, [card.holderId])).get(card.holderId)!.name,
      phone: (await phonesOf(call, [card.holderId])).get(card.holderId) ?? null,
      address: await deliveryAddress(call, card.orderId),
    };
  },
});
