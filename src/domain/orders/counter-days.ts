// Query: on which days a counter has places left (APP-12).
import { query } from '../../base/action.ts';
import { addDays } from '../../base/day.ts';
import { Code, DayText, Id, shape, Type } from '../../base/shape.ts';
import { CounterDayShape, listCounterDays, longestSpan, requireBookable } from './booking.ts';
import { refuse } from './refuse.ts';

export const counterDays = query({
  name: 'orders.counter-days',
  title: { zh: '可预约日期', en: 'Days that can be booked' },
  by: ['citizen', 'outlet-manager', 'bank-teller', 'bank-office', 'bureau-clerk'],
  personal: false,
  input: shape({ region: Code, outletId: Id, from: DayText }),
  output: shape({ days: Type.Array(CounterDayShape) }),
  async run(call, { region, outletId, from }) {
    if (from < call.today) throw refuse('counter-day-passed');
    await requireBookable(call, outletId, region, from);
    return { days: await listCounterDays(call.db, outletId, from, addDays(from, longestSpan - 1)) };
  },
});
