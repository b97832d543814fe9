// Query: the finished cards on the shelf of the caller's outlet. Names and numbers are masked.
import { query } from '../../base/action.ts';
import { DayText, Id, Instant, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from '../holders/index.ts';
import { ownInstitution } from './own-institution.ts';
import { listShelf } from './store.ts';

const pageSize = 50;

export const shelfList = query({
  name: 'production.shelf-list',
  title: { zh: '成品卡库存', en: 'Cards on the shelf' },
  by: ['bank-teller', 'outlet-manager'],
  personal: true,
  input: shape({ after: Type.Optional(Id) }),
  output: shape({
    cards: Type.Array(
      shape({
        cardId: Id,
        orderId: Id,
        name: Text(200),
        state: Text(20),
        collectBy: Maybe(DayText),
        receivedAt: Instant,
      }),
    ),
    /** Hand it in as `after` for the next page. */
    next: Maybe(Id),
  }),
  async run(call, { after = null }) {
    const outlet = await ownInstitution(call, 'outlet');
    const cards = await listShelf(call.db, outlet.id, after, pageSize);
    const holderIds = cards.map(({ holderId }) => holderId);
    const masked = await maskedIdentityOf(call, holderIds);
    call.about(...holderIds);
    call.note({ outletId: outlet.id });
    return {
      cards: cards.map(({ cardId, orderId, holderId, socialState, collectBy, receivedAt }) => ({
        cardId,
        orderId,
        name: masked.get(holderId)?.name ?? '*',
        state: socialState,
        collectBy,
        receivedAt: receivedAt.toISOString(),
      })),
      next: cards.length === pageSize ? cards.at(-1)!.cardId : null,
    };
  },
});
