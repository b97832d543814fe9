// Action: open a blocked PIN again: the social one at the social security counter, the bank one at the issuing bank (ENB-04).
import { action } from '../../base/action.ts';
import { Id, OneOf, shape } from '../../base/shape.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { sides } from './card.ts';
import { getCard } from './find-cards.ts';
import { unblockPin as unblock } from './pin.ts';
import { refuse } from './refuse.ts';
import { requireIssuingBank } from './whose.ts';

export const unblockPin = action({
  name: 'cards.unblock-pin',
  title: { zh: '密码解锁', en: 'Unblock a PIN' },
  by: ['bank-teller', 'bureau-clerk'],
  input: shape({ cardId: Id, side: OneOf(sides) }),
  output: shape({ cardId: Id, side: OneOf(sides) }),
  async run(call, { cardId, side }) {
    const card = await getCard(call.db, cardId);
    if (side === 'financial') await requireIssuingBank(call, card);
    else if (call.actor.role === 'bureau-clerk') await requireStaffIn(call, card.region);
    else throw refuse('social-pin-elsewhere', { cardId });
    await unblock(call, cardId, side);
    call.note({ cardId, side });
    return { cardId, side };
  },
});
