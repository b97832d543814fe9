// Query: my bookings at counters, or my child's (APP-12).
import { query } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { BookingAnswer, bookingAnswerOf, listBookingsOf } from './booking.ts';
import { requireSpeaker } from './open-case.ts';

export const myBookings = query({
  name: 'orders.my-bookings',
  title: { zh: '我的预约', en: 'My bookings' },
  by: ['citizen'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({ bookings: Type.Array(BookingAnswer) }),
  async run(call, { holderId }) {
    const who = (await requireSpeaker(call, holderId)).holderId;
    call.about(who);
    return { bookings: (await listBookingsOf(call.db, who)).map(bookingAnswerOf) };
  },
});
