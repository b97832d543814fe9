// Action: somebody takes a place at a counter for a day, or as guardian for a child (APP-12).
import { action } from '../../base/action.ts';
import { Code, DayText, Id, shape, Type } from '../../base/shape.ts';
import { lockHolder } from '../holders/index.ts';
import {
  BookingAnswer,
  bookingAnswerOf,
  endBooking,
  findOpenBooking,
  insertBooking,
  listCounterDays,
  requireBookable,
  takePlace,
} from './booking.ts';
import { requireSpeaker } from './open-case.ts';
import { refuse } from './refuse.ts';

export const bookCounter = action({
  name: 'orders.book-counter',
  title: { zh: '预约柜面', en: 'Book a place at a counter' },
  by: ['citizen'],
  input: shape({ region: Code, outletId: Id, day: DayText, holderId: Type.Optional(Id) }),
  output: BookingAnswer,
  async run(call, { region, outletId, day, holderId }) {
    const who = (await requireSpeaker(call, holderId)).holderId;
    call.about(who);
    if (day < call.today) throw refuse('counter-day-passed');
    await requireBookable(call, outletId, region, day);
    // The person first, then the day: two calls of one person never wait for each other crosswise.
    if ((await lockHolder(call, who)).deceasedOn) throw refuse('holder-deceased');
    const open = await findOpenBooking(call.db, who);
    if (open && open.day >= call.today) throw refuse('booked-already', { day: open.day });
    if (open) await endBooking(call, open.id, 'missed');
    if (!(await takePlace(call.db, outletId, day))) {
      const free = await listCounterDays(call.db, outletId, call.today, day);
      throw refuse(free.some((one) => one.day === day) ? 'no-place-left' : 'not-a-booking-day', { day });
    }
    const booking = { id: call.newId(), holderId: who, region, outletId, day };
    await insertBooking(call, booking);
    call.note({ bookingId: booking.id, outletId, day });
    return bookingAnswerOf({ ...booking, state: 'booked' });
  },
});
