// Action: one of two different people signs that the cards of a list were destroyed; with the second signature they are (SLP-01).
import { action } from '../../base/action.ts';
import { personOf } from '../../base/actor.ts';
import { Id, OneOf, shape, Type } from '../../base/shape.ts';
import { toHex } from '../../crypto/index.ts';
import { destroyCards } from '../cards/index.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { refuse } from './refuse.ts';
import { listDestructionCards, lockDestruction, signFirst, signSecond, takeOffShelf } from './store.ts';

export const signDestruction = action({
  name: 'production.sign-destruction',
  title: { zh: '签署销毁', en: 'Sign a destruction' },
  by: ['card-authority'],
  input: shape({
    destructionId: Id,
    /** Of the list as the signer counted it. */
    digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  }),
  output: shape({ destructionId: Id, state: OneOf(['signed-once', 'destroyed']), cards: Type.Integer() }),
  async run(call, { destructionId, digest }) {
    const list = await lockDestruction(call.db, destructionId);
    if (!list) throw refuse('no-such-destruction');
    await requireStaffIn(call, list.region);
    if (list.state === 'destroyed') throw refuse('already-destroyed');
    if (toHex(list.digest) !== digest) throw refuse('list-differs');
    const signer = personOf(call.actor);
    if (list.firstSigner === signer) throw refuse('second-person-needed');
    call.note({ destructionId, region: list.region, digest });
    if (list.state === 'drawn-up') {
      await signFirst(call.db, destructionId, signer, call.now);
      return { destructionId, state: 'signed-once' as const, cards: list.cards };
    }
    const cardIds = (await listDestructionCards(call.db, destructionId)).map(({ cardId }) => cardId);
    await destroyCards(call, cardIds);
    await takeOffShelf(call.db, cardIds);
    await signSecond(call.db, destructionId, signer, call.now);
    call.note({ destroyed: cardIds });
    return { destructionId, state: 'destroyed' as const, cards: list.cards };
  },
});
