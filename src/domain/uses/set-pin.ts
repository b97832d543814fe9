// Action: the holder sets the PIN of the good card for points of service without a chip reader.
import { action } from '../../base/action.ts';
import { Id, Nothing, shape, Type } from '../../base/shape.ts';
import { findGoodCard, isUsable } from '../cards/index.ts';
import { lockHolder, requireMayActFor } from '../holders/index.ts';
import { refuse } from './refuse.ts';
import { savePin } from './store.ts';
import { isTooSimple, pinDigest } from './verify-pin.ts';

export const setPin = action({
  name: 'uses.set-pin',
  title: { zh: '设置用卡密码', en: 'Set the PIN of one’s card' },
  by: ['citizen'],
  input: shape({ holderId: Type.Optional(Id), pin: Type.String({ pattern: '^[0-9]{6}$' }) }),
  output: Nothing,
  async run(call, { holderId = call.actor.id, pin }) {
    await requireMayActFor(call, holderId);
    await lockHolder(call, holderId);
    const card = await findGoodCard(call.db, holderId);
    if (!card || !isUsable(card, call.today)) throw refuse('no-card-in-use');
    if (isTooSimple(pin)) throw refuse('pin-too-simple');
    // A blocked PIN stays blocked: a new one does not open it again.
    await savePin(call.db, card.id, pinDigest(call.vault, card.id, pin), call.now);
    call.about(holderId);
    call.note({ cardId: card.id });
    return {};
  },
});
