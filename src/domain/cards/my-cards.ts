// Query: one's own cards (or a ward's), newest first, both sides of each; own numbers in clear on request.
import { query } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { holderOfCall } from '../holders/index.ts';
import { CardShape, presentCard } from './card-shapes.ts';
import { bankCardNumberOfCard } from './open-account.ts';
import { cardsOfHolder } from './store.ts';

export const myCards = query({
  name: 'cards.my-cards',
  title: { zh: '我的社保卡', en: 'My cards' },
  by: ['citizen'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id), reveal: Type.Optional(Type.Boolean()) }),
  output: shape({ cards: Type.Array(CardShape) }),
  async run(call, { holderId, reveal = false }) {
    const whose = await holderOfCall(call, holderId);
    call.note({ reveal });
    const cards = [];
    for (const card of await cardsOfHolder(call.db, whose)) {
      const revealed = reveal ? { bankCardNumber: await bankCardNumberOfCard(call, card) } : undefined;
      cards.push(presentCard(card, call.today, revealed));
    }
    return { cards };
  },
});
