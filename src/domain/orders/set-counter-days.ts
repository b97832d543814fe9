// Action: a counter says how many people may book on each day of a span; never fewer than have booked (APP-12).
import { action } from '../../base/action.ts';
import { daysBetween } from '../../base/day.ts';
import { DayText, Id, shape, Type } from '../../base/shape.ts';
import { getInstitution, requireStaffIn, requireStaffOf } from '../institutions/index.ts';
import { longestSpan, requireBookable, setPlaces } from './booking.ts';
import { refuse } from './refuse.ts';

export const setCounterDays = action({
  name: 'orders.set-counter-days',
  title: { zh: '设定可预约名额', en: 'Set the places that can be booked' },
  by: ['outlet-manager', 'bank-office', 'bureau-clerk'],
  input: shape({
    outletId: Id,
    from: DayText,
    until: DayText,
    places: Type.Integer({ minimum: 0, maximum: 10_000 }),
  }),
  output: shape({ days: Type.Integer() }),
  async run(call, { outletId, from, until, places }) {
    const { region } = await getInstitution(call.db, outletId);
    if (call.actor.role === 'bureau-clerk') await requireStaffIn(call, region);
    else await requireStaffOf(call, outletId);
    const days = daysBetween(from, until) + 1;
    if (from < call.today) throw refuse('counter-day-passed');
    if (days < 1 || days > longestSpan) throw refuse('span', { most: longestSpan });
    await requireBookable(call, outletId, region, from);
    const short = await setPlaces(call.db, { outletId, from, until, places });
    if (short > 0) throw refuse('places-booked', { days: short });
    call.note({ outletId, from, until, places });
    return { days };
  },
});
