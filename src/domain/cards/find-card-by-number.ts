// Query: staff read a card number off any card of any region; an old number leads to the person and to the card that replaced it (OLD-05).
import { query } from '../../base/action.ts';
import { Id, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from '../holders/index.ts';
import { isCardNumber } from './card-number.ts';
import { CardShape, presentCard } from './card-shapes.ts';
import { refuse } from './refuse.ts';
import { cardsOfHolder, findCardByNumber as find } from './store.ts';

export const findCardByNumber = query({
  name: 'cards.find-card-by-number',
  title: { zh: '按卡号查卡', en: 'Find a card by its number' },
  by: ['bank-teller', 'bank-visitor', 'bureau-clerk', 'card-authority'],
  personal: true,
  input: shape({ cardNumber: Text(9) }),
  output: shape({
    card: CardShape,
    holder: shape({ holderId: Id, name: Text(100), number: Text(40) }),
    /** The cards that came after it, one after another; the last one is the newest. */
    replacedBy: Type.Array(CardShape),
    newestCardId: Maybe(Id),
  }),
  async run(call, { cardNumber }) {
    const number = cardNumber.toUpperCase();
    if (!isCardNumber(number)) throw refuse('bad-number');
    const card = await find(call.db, number);
    if (!card) throw refuse('not-found');
    const { holderId } = card;
    call.about(holderId);
    call.note({ cardId: card.id });
    const byId = new Map((await cardsOfHolder(call.db, holderId)).map((one) => [one.id, one]));
    const replacedBy = [];
    for (let next = card.replacedByCardId; next; next = byId.get(next)!.replacedByCardId)
      replacedBy.push(byId.get(next)!);
    const { name, number: document } = (await maskedIdentityOf(call, [holderId])).get(holderId)!;
    return {
      card: presentCard(card, call.today),
      holder: { holderId, name, number: document },
      replacedBy: replacedBy.map((one) => presentCard(one, call.today)),
      newestCardId: replacedBy.at(-1)?.id ?? null,
    };
  },
});
