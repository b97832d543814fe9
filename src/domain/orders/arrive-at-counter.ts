// Action: the counter takes in who stands there with the document and has booked for today (APP-12).
import { action } from '../../base/action.ts';
import { Id, shape } from '../../base/shape.ts';
import { lockHolder } from '../holders/index.ts';
import { requireStaffOf } from '../institutions/index.ts';
import { BookingAnswer, bookingAnswerOf, endBooking, findOpenBooking } from './booking.ts';
import { requirePerson } from './open-case.ts';
import { refuse } from './refuse.ts';
import { DocumentShape } from './shapes.ts';

export const arriveAtCounter = action({
  name: 'orders.arrive-at-counter',
  title: { zh: '预约到场', en: 'Arrive for a booking' },
  by: ['bank-teller', 'outlet-manager', 'bureau-clerk'],
  input: shape({ outletId: Id, document: DocumentShape }),
  output: BookingAnswer,
  async run(call, { outletId, document }) {
    await requireStaffOf(call, outletId);
    const holderId = await requirePerson(call, document);
    call.about(holderId);
    await lockHolder(call, holderId);
    const booking = await findOpenBooking(call.db, holderId);
    if (!booking || booking.outletId !== outletId || booking.day !== call.today) throw refuse('not-booked-here');
    await endBooking(call, booking.id, 'arrived');
    call.note({ bookingId: booking.id, outletId });
    return bookingAnswerOf({ ...booking, state: 'arrived' });
  },
});
