// Query: who has booked at a counter for a day, for the staff who stand there; names and numbers masked (APP-12).
import { query } from '../../base/action.ts';
import { DayText, Id, OneOf, shape, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from '../holders/index.ts';
import { requireStaffOf } from '../institutions/index.ts';
import { type BookingState, bookingStates, listBookingsAt } from './booking.ts';
import { refuse } from './refuse.ts';

export const todaysBookings = query({
  name: 'orders.todays-bookings',
  title: { zh: '今日预约名单', en: 'Bookings of a counter' },
  by: ['bank-teller', 'outlet-manager', 'bureau-clerk'],
  personal: true,
  input: shape({
    /** The own counter when left out. */
    outletId: Type.Optional(Id),
    /** Today when left out. */
    day: Type.Optional(DayText),
  }),
  output: shape({
    day: DayText,
    bookings: Type.Array(
      shape({
        bookingId: Id,
        name: Type.String(),
        number: Type.String(),
        state: OneOf(Object.keys(bookingStates.moves) as [BookingState, ...BookingState[]]),
      }),
    ),
  }),
  async run(call, { outletId = call.actor.institutionId, day = call.today }) {
    if (!outletId) throw refuse('not-a-counter');
    await requireStaffOf(call, outletId);
    const bookings = await listBookingsAt(call.db, outletId, day);
    const ids = bookings.map(({ holderId }) => holderId);
    const people = await maskedIdentityOf(call, ids);
    call.about(...ids);
    call.note({ outletId, day });
    return {
      day,
      bookings: bookings.map(({ id, holderId, state }) => {
        const { name, number } = people.get(holderId)!;
        return { bookingId: id, name, number, state };
      }),
    };
  },
});
