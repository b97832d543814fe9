// A booked place at a counter 预约: its states, its rows, and whether a region's policy has booking at all (APP-12).
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { DayText, Id, OneOf, shape, Type } from '../../base/shape.ts';
import { sql } from '../../base/sql.ts';
import { type States, states, statesBefore } from '../../base/states.ts';
import { getInstitution, type Institution } from '../institutions/index.ts';
import { type ChannelCode, type OutletKind, type Pack, packInForce, ruleFor, type ValueOf } from '../policy/index.ts';
import { counterOf } from './file-order.ts';
import { refuse } from './refuse.ts';

export const bookingStates = states(
  'orders.booking',
  { zh: '预约', en: 'Booking' },
  {
    booked: { zh: '已预约', en: 'booked', to: ['arrived', 'cancelled', 'missed'] },
    arrived: { zh: '已到场', en: 'arrived', to: [] },
    cancelled: { zh: '已取消', en: 'cancelled', to: [] },
    missed: { zh: '未到场', en: 'missed', to: [] },
  },
);
export type BookingState = keyof typeof bookingStates.moves;

export interface Booking {
  readonly id: string;
  readonly holderId: string;
  readonly region: string;
  readonly outletId: string;
  readonly day: Day;
  readonly state: BookingState;
}

export const BookingAnswer = shape({
  bookingId: Id,
  holderId: Id,
  outletId: Id,
  day: DayText,
  state: OneOf(Object.keys(bookingStates.moves) as [BookingState, ...BookingState[]]),
});
export const bookingAnswerOf = ({ id, holderId, outletId, day, state }: Booking) => ({
  bookingId: id,
  holderId,
  outletId,
  day,
  state,
});

/** A page of counter days; more are asked for from the day after the last. */
export const longestSpan = 92;
export const CounterDayShape = shape({ day: DayText, places: Type.Integer(), booked: Type.Integer() });

/** The counter, or a refusal when it is none of this region or the region has no booking on the day. */
export async function requireBookable(call: Call, outletId: string, region: string, day: Day): Promise<Institution> {
  const outlet = await getInstitution(call.db, outletId);
  if (outlet.region !== region) throw refuse('counter-elsewhere', { region, own: outlet.region });
  const place = counterOf(outlet, call.today);
  if (!place) throw refuse('no-booking-there');
  const { pack } = await packInForce(call.db, region, call.today);
  if (bookingRule(pack, place, day) === 'none') throw refuse('booking-off', { region });
  return outlet;
}

interface CounterPlace {
  readonly channel: ChannelCode;
  readonly outlet: OutletKind;
}

/** Whether one can, or has to, book at this kind of counter; where nobody has said, there is no booking. */
export function bookingRule(pack: Pack, { channel, outlet }: CounterPlace, day: Day): ValueOf<'booking'> {
  const { value } = ruleFor(pack, 'booking', { day, channel, outlet, kind: 'counter' });
  return value === 'unknown' ? 'none' : value;
}

/**
 * Where the region says `needed`, a counter takes the order of nobody who has not booked there for today; who has, arrives by
 * this. The caller holds the person's lock. The refusal names the next day with a free place.
 */
export async function requireBooked(
  call: Call,
  { pack, counter, place, holderId }: { pack: Pack; counter: Institution; place: CounterPlace; holderId: string },
): Promise<void> {
  if (bookingRule(pack, place, call.today) !== 'needed') return;
  const today = (await listBookingsOf(call.db, holderId)).filter(
    ({ outletId, day }) => outletId === counter.id && day === call.today,
  );
  const open = today.find(({ state }) => state === 'booked');
  if (open) await endBooking(call, open.id, 'arrived');
  else if (!today.some(({ state }) => state === 'arrived'))
    throw refuse('booking-needed', { next: (await nextFreeDay(call.db, counter.id, call.today)) ?? '—' });
}

const columns = sql`b.id, b.holder_id as "holderId", b.region, b.outlet_id as "outletId", b.day, b.state`;

export const findBooking = (db: Db, id: string): Promise<Booking | undefined> =>
  db.maybe<Booking>(sql`select ${columns} from orders.booking b where b.id = ${id}`);

export const findOpenBooking = (db: Db, holderId: string): Promise<Booking | undefined> =>
  db.maybe<Booking>(
    sql`select ${columns} from orders.booking b where b.holder_id = ${holderId} and b.state = 'booked'`,
  );

/** The latest first. */
export const listBookingsOf = (db: Db, holderId: string): Promise<Booking[]> =>
  db.rows<Booking>(sql`
    select ${columns} from orders.booking b where b.holder_id = ${holderId} order by b.day desc, b.id desc limit 100`);

export const insertBooking = ({ db, now }: Pick<Call, 'db' | 'now'>, booking: Omit<Booking, 'state'>) =>
  db.run(sql`
    insert into orders.booking (id, holder_id, region, outlet_id, day, state, booked_at)
    values (${booking.id}, ${booking.holderId}, ${booking.region}, ${booking.outletId}, ${booking.day}, 'booked', ${now})`);

/** Ends a booking; the holder's row is locked by then. */
export async function endBooking(
  { db, now }: Pick<Call, 'db' | 'now'>,
  id: string,
  to: Exclude<BookingState, 'booked'>,
): Promise<void> {
  const moved = await db.run(sql`
    update orders.booking set state = ${to}, ended_at = ${now}
    where id = ${id} and state = any(${statesBefore(bookingStates as States<BookingState>, to)}::text[])`);
  if (moved === 0) throw refuse('booking-over');
}

/** Sets the places of a counter on every day of a span. Gives how many days would have fewer places than are booked. */
export async function setPlaces(
  db: Db,
  span: { outletId: string; from: Day; until: Day; places: number },
): Promise<number> {
  const { days, changed } = (await db.maybe<{ days: number; changed: number }>(sql`
    with span as (select d::date as day from generate_series(${span.from}::date, ${span.until}::date, interval '1 day') d),
    saved as (
      insert into orders.counter_day as c (outlet_id, day, places) select ${span.outletId}::uuid, day, ${span.places}::int from span
      on conflict (outlet_id, day) do update set places = excluded.places where c.booked <= excluded.places returning 1
    )
    select (select count(*) from span)::int as days, (select count(*) from saved)::int as changed`))!;
  return days - changed;
}

export const listCounterDays = (db: Db, outletId: string, from: Day, until: Day) =>
  db.rows<{ day: Day; places: number; booked: number }>(sql`
    select day, places, booked from orders.counter_day
    where outlet_id = ${outletId} and day between ${from}::date and ${until}::date order by day`);

const nextFreeDay = async (db: Db, outletId: string, from: Day): Promise<Day | undefined> =>
  (
    await db.maybe<{ day: Day }>(sql`
      select day from orders.counter_day where outlet_id = ${outletId} and day >= ${from}::date and booked < places
      order by day limit 1`)
  )?.day;

/** In the order in which they were made. */
export const listBookingsAt = (db: Db, outletId: string, day: Day): Promise<Booking[]> =>
  db.rows<Booking>(sql`
    select ${columns} from orders.booking b where b.outlet_id = ${outletId} and b.day = ${day} order by b.booked_at, b.id`);

/** Takes one place if one is left: the row of the day is the queue in which all callers stand. */
export const takePlace = async (db: Db, outletId: string, day: Day): Promise<boolean> =>
  (await db.run(sql`
    update orders.counter_day set booked = booked + 1 where outlet_id = ${outletId} and day = ${day} and booked < places`)) ===
  1;

export const givePlaceBack = (db: Db, outletId: string, day: Day) =>
  db.run(sql`update orders.counter_day set booked = booked - 1 where outlet_id = ${outletId} and day = ${day}`);
