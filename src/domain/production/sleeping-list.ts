// Query: the cards of the outlet that nobody collects: until when, whom to call, reminders sent, and what becomes of them (SLP-01, TIM-08).
import { query } from '../../base/action.ts';
import { DayText, Id, Instant, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from '../holders/index.ts';
import { ownInstitution } from './own-institution.ts';
import { listUncollected } from './store.ts';

/** From so many days before the last one a card is on the list: the first reminder goes out then. */
const ahead = 60;

export const sleepingList = query({
  name: 'production.sleeping-list',
  title: { zh: '逾期未领卡清单', en: 'Cards nobody collects' },
  by: ['bank-teller', 'outlet-manager'],
  personal: true,
  input: shape({}),
  output: shape({
    cards: Type.Array(
      shape({
        cardId: Id,
        orderId: Id,
        cardNumber: Text(9),
        name: Text(200),
        phone: Maybe(Text(40)),
        state: Text(20),
        collectBy: Maybe(DayText),
        receivedAt: Instant,
        /** Days before the last one at which the holder was reminded. */
        reminded: Type.Array(Type.Integer()),
        /** Signatures on the list by which the card will be destroyed; null while it is on none. */
        signatures: Maybe(Type.Integer()),
      }),
    ),
  }),
  async run(call) {
    const outlet = await ownInstitution(call, 'outlet');
    const cards = await listUncollected(call.db, outlet.id, call.today, ahead);
    const people = await maskedIdentityOf(
      call,
      cards.map(({ holderId }) => holderId),
    );
    call.about(...people.keys());
    call.note({ outletId: outlet.id });
    return {
      cards: cards.map(({ holderId, receivedAt, ...card }) => ({
        ...card,
        receivedAt: receivedAt.toISOString(),
        name: people.get(holderId)?.name ?? '*',
        phone: people.get(holderId)?.phone ?? null,
      })),
    };
  },
});
