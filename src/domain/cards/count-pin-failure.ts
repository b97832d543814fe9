// Action: a wrong PIN was tried on one side of a card (ENB-04).
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Type } from '../../base/shape.ts';
import { sides } from './card.ts';
import { getCard } from './find-cards.ts';
import { countPinFailure as count, maxPinTries } from './pin.ts';
import { refuse } from './refuse.ts';
import { requireMayTouch } from './whose.ts';

export const countPinFailure = action({
  name: 'cards.count-pin-failure',
  title: { zh: '登记密码输错', en: 'Count a wrong PIN' },
  by: ['bank-teller', 'bank-office', 'bureau-clerk'],
  input: shape({ cardId: Id, side: OneOf(sides) }),
  output: shape({ triesLeft: Type.Integer({ minimum: 0, maximum: maxPinTries }) }),
  async run(call, { cardId, side }) {
    if (side === 'financial' && call.actor.role === 'bureau-clerk') throw refuse('other-bank', { cardId });
    await requireMayTouch(call, await getCard(call.db, cardId));
    const triesLeft = await count(call, cardId, side);
    call.note({ cardId, side, triesLeft });
    return { triesLeft };
  },
});
