// Action: people have looked at a card of which a copy was suspected and found it to be the genuine one.
import { action } from '../../base/action.ts';
import { Id, shape, Text } from '../../base/shape.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { refuse } from './refuse.ts';
import { findCard, saveSuspicion } from './store.ts';

export const clearSuspicion = action({
  name: 'keys.clear-suspicion',
  title: { zh: '解除复制嫌疑', en: 'Clear the suspicion of a copy' },
  by: ['card-authority'],
  input: shape({ cardId: Id, reason: Text(100) }),
  output: shape({ cardId: Id }),
  async run(call, { cardId }) {
    const card = await findCard(call.db, cardId);
    if (!card) throw refuse('no-such-card');
    await requireStaffIn(call, card.region);
    await saveSuspicion(call.db, cardId, null);
    call.note({ cardId });
    return { cardId };
  },
});
