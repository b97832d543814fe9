// Query: the register of destroyed cards: how many, which list, and who signed when; on wish the card numbers of one list.
import { query } from '../../base/action.ts';
import { Id, Instant, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { toHex } from '../../crypto/index.ts';
import { getInstitution, requireStaffIn } from '../institutions/index.ts';
import { refuse } from './refuse.ts';
import { destructionStates } from './states.ts';
import { type Destruction, findDestruction, listDestructionCards, listDestructions } from './store.ts';

const List = shape({
  destructionId: Id,
  state: OneOf(Object.keys(destructionStates.moves) as Destruction['state'][]),
  cards: Type.Integer(),
  digest: Text(64),
  drawnUpAt: Instant,
  signatures: Type.Array(shape({ staffId: Text(64), at: Instant })),
  cardNumbers: Maybe(Type.Array(Text(9))),
});

export const destructionRegister = query({
  name: 'production.destruction-register',
  title: { zh: '销毁登记', en: 'Register of destroyed cards' },
  by: ['card-authority', 'auditor'],
  personal: false,
  input: shape({
    /** One list with its card numbers; all lists without. */
    destructionId: Type.Optional(Id),
    before: Type.Optional(Id),
  }),
  output: shape({ lists: Type.Array(List) }),
  async run(call, { destructionId, before = null }) {
    const { region } = await getInstitution(call.db, call.actor.institutionId!);
    if (!destructionId) {
      return { lists: (await listDestructions(call.db, region, before, 100)).map((list) => present(list, null)) };
    }
    const list = await findDestruction(call.db, destructionId);
    if (!list) throw refuse('no-such-destruction');
    await requireStaffIn(call, list.region);
    const cards = await listDestructionCards(call.db, destructionId);
    return {
      lists: [
        present(
          list,
          cards.map(({ cardNumber }) => cardNumber),
        ),
      ],
    };
  },
});

function present(list: Destruction, cardNumbers: string[] | null) {
  const signature = (staffId: string | null, at: Date | null) =>
    staffId && at ? [{ staffId, at: at.toISOString() }] : [];
  return {
    destructionId: list.id,
    state: list.state,
    cards: list.cards,
    digest: toHex(list.digest),
    drawnUpAt: list.drawnUpAt.toISOString(),
    signatures: [
      ...signature(list.firstSigner, list.firstSignedAt),
      ...signature(list.secondSigner, list.secondSignedAt),
    ],
    cardNumbers,
  };
}
