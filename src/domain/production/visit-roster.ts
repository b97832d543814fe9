// Query: the roster of a delivery on site: where to go, and whose card is in the bag; names and numbers masked (PCK-03).
import { query } from '../../base/action.ts';
import { Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from '../holders/index.ts';
import { findGroup, openDelivery } from '../orders/index.ts';
import { ownBank } from './own-institution.ts';
import { refuse } from './refuse.ts';
import { VisitShape } from './shapes.ts';
import { listVisits, rosterOf } from './store.ts';

export const visitRoster = query({
  name: 'production.visit-roster',
  title: { zh: '上门送卡名册', en: 'Roster of a delivery' },
  by: ['bank-visitor'],
  personal: true,
  input: shape({ visitId: Id }),
  output: shape({
    visit: VisitShape,
    address: Maybe(Text(200)),
    cards: Type.Array(
      shape({
        cardId: Id,
        cardNumber: Text(9),
        name: Text(200),
        number: Text(40),
        state: OneOf(['packed', 'handed-over', 'absent']),
      }),
    ),
  }),
  async run(call, { visitId }) {
    const bank = await ownBank(call);
    const [visit] = await listVisits(call.db, { bankId: bank.id, visitId });
    if (!visit) throw refuse('no-such-visit');
    const cards = await rosterOf(call.db, visitId);
    const people = await maskedIdentityOf(
      call,
      cards.map(({ holderId }) => holderId),
    );
    const group = await findGroup(call.db, visit.groupOrderId);
    call.about(...people.keys());
    call.note({ visitId });
    return {
      visit,
      address: group ? openDelivery(call, group) : null,
      cards: cards.map(({ holderId, ...card }) => ({
        ...card,
        name: people.get(holderId)?.name ?? '*',
        number: people.get(holderId)?.number ?? '*',
      })),
    };
  },
});
