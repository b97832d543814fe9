// Action: puts the cancelled cards of a region on a list that two people will destroy together.
import { action } from '../../base/action.ts';
import { Code, Id, shape, Text, Type } from '../../base/shape.ts';
import { sm3, toHex } from '../../crypto/index.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { refuse } from './refuse.ts';
import { findToDestroy, insertDestruction } from './store.ts';

/** SM3 over the card numbers in their order, one a line: whoever counts the cards can compute it. */
export const listDigest = (cardNumbers: readonly string[]): string =>
  toHex(
    sm3(
      new TextEncoder().encode(
        [...cardNumbers]
          .sort()
          .map((number) => `${number}\n`)
          .join(''),
      ),
    ),
  );

export const drawUpDestruction = action({
  name: 'production.draw-up-destruction',
  title: { zh: '开列销毁清单', en: 'Draw up a destruction list' },
  by: ['card-authority'],
  input: shape({ region: Code, most: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })) }),
  output: shape({ destructionId: Id, cards: Type.Integer(), digest: Text(64) }),
  async run(call, { region, most = 1000 }) {
    await requireStaffIn(call, region);
    const cards = await findToDestroy(call.db, region, most);
    if (cards.length === 0) throw refuse('nothing-to-destroy');
    const id = call.newId();
    const digest = listDigest(cards.map(({ cardNumber }) => cardNumber));
    const cardIds = cards.map(({ cardId }) => cardId);
    const institutionId = call.actor.institutionId!;
    await insertDestruction(
      call.db,
      { id, region, institutionId, digest: new Uint8Array(Buffer.from(digest, 'hex')) },
      cardIds,
      call.now,
    );
    call.note({ destructionId: id, region, cardIds, digest });
    return { destructionId: id, cards: cards.length, digest };
  },
});
