// Action: the person gives the place back, for somebody else to take (APP-12). Also after booking was switched off.
import { action } from '../../base/action.ts';
import { Id, shape } from '../../base/shape.ts';
import { lockHolder } from '../holders/index.ts';
import { BookingAnswer, bookingAnswerOf, endBooking, findBooking, givePlaceBack } from './booking.ts';
import { requireSpeaker } from './open-case.ts';
import { refuse } from './refuse.ts';

export const cancelBooking = action({
  name: 'orders.cancel-booking',
  title: { zh: '取消预约', en: 'Cancel a booking' },
  by: ['citizen'],
  input: shape({ bookingId: Id }),
  output: BookingAnswer,
  async run(call, { bookingId }) {
    const booking = await findBooking(call.db, bookingId);
    if (!booking) throw refuse('no-such-booking');
    await requireSpeaker(call, booking.holderId);
    call.about(booking.holderId);
    if (booking.day < call.today) throw refuse('counter-day-passed');
    await lockHolder(call, booking.holderId);
    await endBooking(call, bookingId, 'cancelled');
    await givePlaceBack(call.db, booking.outletId, booking.day);
    call.note({ bookingId, outletId: booking.outletId, day: booking.day });
    return bookingAnswerOf({ ...booking, state: 'cancelled' });
  },
});
