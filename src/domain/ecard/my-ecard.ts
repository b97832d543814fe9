// Query: one's e-card, whether it may be used now, and which card it stands for at this moment (ECD-01, ECD-03).
import { query } from '../../base/action.ts';
import { Id, Instant, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { findGoodCard } from '../cards/index.ts';
import { holderOfCall } from '../holders/index.ts';
import { ecardStates, obstacleTo } from './ecard.ts';
import { refuse } from './refuse.ts';
import { findEcard } from './store.ts';

export const myEcard = query({
  name: 'ecard.my-ecard',
  title: { zh: '我的电子社保卡', en: 'My e-card' },
  by: ['citizen'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({
    state: OneOf(ecardStates),
    usable: Type.Boolean(),
    /** Why not, when it is not usable. */
    obstacle: Maybe(OneOf(['not-authorised', 'suspended', 'closed', 'no-good-card', 'card-not-usable'])),
    /** The card it stands for now. */
    cardId: Maybe(Id),
    issuingAuthority: Maybe(Text(100)),
    issuedAt: Instant,
    authorisedAt: Maybe(Instant),
  }),
  async run(call, { holderId: named }) {
    const holderId = await holderOfCall(call, named);
    const ecard = await findEcard(call.db, holderId);
    if (!ecard) throw refuse('no-ecard');
    const card = await findGoodCard(call.db, holderId);
    const obstacle = obstacleTo(ecard, card, call.today) ?? null;
    return {
      state: ecard.state,
      usable: obstacle === null,
      obstacle,
      cardId: card?.id ?? null,
      issuingAuthority: card?.issuingAuthority ?? null,
      issuedAt: ecard.issuedAt.toISOString(),
      authorisedAt: ecard.authorisedAt?.toISOString() ?? null,
    };
  },
});
