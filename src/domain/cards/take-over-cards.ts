// Takes over the cards a city issued before it had this platform, as its register lists them: enabled, and left as they are (OLD-03).
import { action } from '../../base/action.ts';
import { Code, DayText, Id, Maybe, shape, Type } from '../../base/shape.ts';
import { type OldCard, registerOldCards } from './plan-cards.ts';

const maxCards = 5000;

export const takeOverCards = action({
  name: 'cards.take-over-cards',
  title: { zh: '接收存量卡', en: 'Take over existing cards' },
  by: ['bureau-clerk', 'system'],
  bodyLimit: 4 * 1024 * 1024,
  input: shape({
    cards: Type.Array(
      shape({
        holderId: Id,
        region: Code,
        generation: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)]),
        bankCode: Type.Optional(Maybe(Code)),
        cardNumber: Type.Optional(Maybe(Type.String({ pattern: '^[0-9A-Z]{8}[0-9X]$' }))),
        bankCardNumber: Type.Optional(Maybe(Type.String({ pattern: '^[0-9]{16,19}$' }))),
        issuedOn: Type.Optional(Maybe(DayText)),
        expiresOn: Type.Optional(Maybe(DayText)),
      }),
      { minItems: 1, maxItems: maxCards },
    ),
  }),
  output: shape({ cardIds: Type.Array(Id) }),
  async run(call, { cards }) {
    const cardIds = await registerOldCards(call, cards as OldCard[]);
    call.note({ cards: cardIds.length });
    return { cardIds };
  },
});
