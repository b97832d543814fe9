import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { reportLoss } from '../cards/report-loss.ts';
import { linkGuardian } from '../holders/index.ts';
import { decideRules } from '../policy/decide.fixture.ts';
import { lintPack, shippedFiles } from '../policy/index.ts';
import { arriveAtCounter } from './arrive-at-counter.ts';
import { bookCounter } from './book-counter.ts';
import { cancelBooking } from './cancel-booking.ts';
import { counterDays } from './counter-days.ts';
import { placeAtCounter, replaceCard } from './index.ts';
import { myBookings } from './my-bookings.ts';
import { setCounterDays } from './set-counter-days.ts';
import { todaysBookings } from './todays-bookings.ts';
import { openTown, signature, type Town } from './town.fixture.ts';

let town: Town;
const day = (text: string) => text as Day;
const [wednesday, thursday, friday] = [day('2025-03-05'), day('2025-03-06'), day('2025-03-07')];
const fuzhou = () => town.settle(1, town.insuredAs('flexible', 'fuzhou')).then(([one]) => one!);
const manager = () => town.staff('outlet-manager', 'haixia1');
const teller = () => town.staff('bank-teller', 'haixia1');
const open = (from: Day, places: number, until = from) =>
  town.act(setCounterDays, manager(), { outletId: town.places.haixia1!, from, until, places });
const book = (id: string, on: Day, more: object = {}) =>
  town.act(bookCounter, town.citizen(id), { region: 'fuzhou', outletId: town.places.haixia1!, day: on, ...more });
const cancel = (id: string, bookingId: string) => town.act(cancelBooking, town.citizen(id), { bookingId });
const days = async (from: Day) =>
  (await town.look(counterDays, teller(), { region: 'fuzhou', outletId: town.places.haixia1!, from })).days;

/** A second version of the region's pack, with booking on from Wednesday to the end of April. */
async function switchOn(): Promise<void> {
  const cite = [{ document: 'own-default', clause: 'APP-12', grade: 'default' }];
  const booking = [
    { when: { from: wednesday, until: '2025-04-30' }, value: 'optional', cite },
    { value: 'none', cite },
  ];
  const shipped = shippedFiles.fuzhou!;
  const file = { ...shipped, rules: { ...shipped.rules, booking } };
  expect(lintPack(file)).toEqual([]);
  const text = JSON.stringify({ ...file, version: 2 });
  await town.house.database.run(sql`
    insert into policy.pack_version (region, version, file, digest, state, authors, in_force_from)
    values ('fuzhou', 2, ${text}::json, ${createHash('sha256').update(text).digest('hex')}, 'released', ${['ann']}::text[], '2025-03-03')`);
}

beforeAll(async () => {
  town = await openTown('2025-03-03T02:00:00Z');
});

test('APP-12 off by default: nothing can be offered or booked, and nobody needs it', async () => {
  const { id, person } = await fuzhou();
  await expect(open(wednesday, 5)).rejects.toMatchObject({ code: 'orders.booking-off' });
  await expect(book(id, wednesday)).rejects.toMatchObject({ code: 'orders.booking-off' });
  await expect(days(wednesday)).rejects.toMatchObject({ code: 'orders.booking-off' });
  const order = await town.act(placeAtCounter, teller(), {
    document: town.documentOf(person),
    bank: 'haixia',
    pickUp: 'counter',
    materials: ['resident-id', 'photo'],
    signature,
  });
  expect(order.state).toBe('accepted');
  await switchOn();
});

test('APP-12 switched on for one region: booked, seen, cancelled, booked again, arrived', async () => {
  const { id, person } = await fuzhou();
  expect(await open(wednesday, 2, friday)).toEqual({ days: 3 });
  const first = await book(id, wednesday);
  expect(first).toMatchObject({ state: 'booked', day: wednesday, holderId: id });
  expect((await days(wednesday))[0]).toEqual({ day: wednesday, places: 2, booked: 1 });
  expect(await cancel(id, first.bookingId)).toMatchObject({ state: 'cancelled' });
  expect((await days(wednesday))[0]).toEqual({ day: wednesday, places: 2, booked: 0 });
  // A second cancelling gives no second place back.
  await expect(cancel(id, first.bookingId)).rejects.toMatchObject({ code: 'orders.booking-over' });
  expect((await days(wednesday))[0]!.booked).toBe(0);

  const second = await book(id, thursday);
  const arrive = () =>
    town.act(arriveAtCounter, teller(), { outletId: town.places.haixia1!, document: town.documentOf(person) });
  await expect(arrive()).rejects.toMatchObject({ code: 'orders.not-booked-here' });
  town.house.clock.moveTo(new Date('2025-03-06T02:00:00Z'));
  expect(await arrive()).toMatchObject({ bookingId: second.bookingId, state: 'arrived' });
  await expect(arrive()).rejects.toMatchObject({ code: 'orders.not-booked-here' });
  await expect(cancel(id, second.bookingId)).rejects.toMatchObject({ code: 'orders.booking-over' });
  const { bookings } = await town.look(myBookings, town.citizen(id), {});
  expect(bookings.map(({ state }) => state)).toEqual(['arrived', 'cancelled']);
});

test('APP-12 refused with cause and remedy: past day, other region, no counter, closed day, off again, second booking, full', async () => {
  const [one, other] = [await fuzhou(), await fuzhou()];
  const refused = async (code: string, ...more: [object, Day?]) => {
    const refusal = await book(one.id, more[1] ?? friday, more[0]).then(
      () => undefined,
      (error) => error,
    );
    expect(refusal).toMatchObject({ code: `orders.${code}` });
    expect(refusal.problem()).toMatchObject({ title: expect.stringMatching(/./), detail: expect.stringMatching(/./) });
  };
  await refused('counter-day-passed', {}, wednesday);
  await refused('counter-elsewhere', { outletId: town.places.icbc1 });
  await refused('booking-off', { region: 'beijing', outletId: town.places.icbc1 });
  await refused('no-booking-there', { outletId: town.places.dock });
  await refused('not-a-booking-day', {}, day('2025-03-10'));
  await refused('booking-off', {}, day('2025-05-06'));
  await open(friday, 1);
  await book(one.id, friday);
  await refused('booked-already', {});
  await expect(book(other.id, friday)).rejects.toMatchObject({ code: 'orders.no-place-left' });
  await expect(open(thursday, 0, friday)).rejects.toMatchObject({ code: 'orders.places-booked', facts: { days: 2 } });
  await expect(open(friday, 1, thursday)).rejects.toMatchObject({ code: 'orders.span' });
  await expect(open(friday, 1, day('2027-03-07'))).rejects.toMatchObject({ code: 'orders.span' });
  await expect(open(wednesday, 1)).rejects.toMatchObject({ code: 'orders.counter-day-passed' });
  await expect(
    town.act(setCounterDays, town.staff('outlet-manager', 'icbc1'), {
      outletId: town.places.haixia1!,
      from: friday,
      until: friday,
      places: 9,
    }),
  ).rejects.toMatchObject({ code: 'institutions.not-your-institution' });
});

test('APP-12 a booking is its person’s: strangers cannot book, see or cancel it, a guardian can', async () => {
  const [stranger, guardian] = [await fuzhou(), await fuzhou()];
  const [child] = await town.settle(1, { ...town.insuredAs('resident', 'fuzhou'), bornFrom: 2014, bornTo: 2018 });
  await open(day('2025-03-11'), 3);
  const forChild = (who: string) => book(who, day('2025-03-11'), { holderId: child!.id });
  await town.act(linkGuardian, town.staff('bureau-clerk', 'fzBureau'), {
    guardianId: guardian.id,
    ward: {
      documentKind: child!.person.documentKind,
      documentNumber: child!.person.documentNumber,
      name: child!.person.name,
    },
    proof: { kind: 'household-register', number: '350000001' },
  });
  await expect(forChild(stranger.id)).rejects.toMatchObject({ code: 'holders.not-yours' });
  const own = await forChild(guardian.id);
  await expect(cancel(stranger.id, own.bookingId)).rejects.toMatchObject({ code: 'holders.not-yours' });
  await expect(town.look(myBookings, town.citizen(stranger.id), { holderId: child!.id })).rejects.toMatchObject({
    code: 'holders.not-yours',
  });
  expect(await cancel(guardian.id, own.bookingId)).toMatchObject({ state: 'cancelled', holderId: child!.id });
});

test('APP-12 who did not come may book again; the missed place is written as missed', async () => {
  const { id } = await fuzhou();
  await open(day('2025-03-12'), 1);
  await open(day('2025-03-14'), 1);
  await book(id, day('2025-03-12'));
  town.house.clock.moveTo(new Date('2025-03-13T02:00:00Z'));
  await book(id, day('2025-03-14'));
  const { bookings } = await town.look(myBookings, town.citizen(id), {});
  expect(bookings.map(({ state }) => state)).toEqual(['booked', 'missed']);
});

test('APP-12 of 200 callers for the last place exactly one gets it', async () => {
  const people = await town.settle(200, town.insuredAs('flexible', 'fuzhou'));
  const last = day('2025-03-18');
  await open(last, 1);
  const results = await Promise.allSettled(people.map(({ id }) => book(id, last)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const refusals = results.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
  expect(new Set(refusals)).toEqual(new Set(['orders.no-place-left']));
  expect(await days(last)).toEqual([{ day: last, places: 1, booked: 1 }]);
});

test('APP-12 where the region says needed a counter takes nobody who has not booked for today, and names the next free day; other counters go on', async () => {
  const here = await openTown('2025-03-03T02:00:00Z');
  await decideRules(here.house, 'fuzhou', {
    booking: [{ when: { outlet: ['bank-instant'] }, value: 'needed' }],
  });
  const people = await here.settle(3, { ...here.insuredAs('flexible', 'fuzhou'), oldCard: { bank: 'haixia' } });
  const [walkIn, booked, elsewhere] = people as [
    (typeof people)[number],
    (typeof people)[number],
    (typeof people)[number],
  ];
  const at = (place: 'haixia1' | 'fzBureau', role: 'bank-teller' | 'bureau-clerk') => here.staff(role, place);
  const teller = at('haixia1', 'bank-teller');
  const outletId = here.places.haixia1!;
  const take = (who: typeof walkIn, staff = teller, more: object = {}) =>
    here.act(placeAtCounter, staff, {
      ...{ document: here.documentOf(who.person), bank: 'haixia', pickUp: 'counter', signature, ...more },
      materials: ['resident-id', 'photo'],
    } as never);
  const needed = (next: string) => ({ code: 'orders.booking-needed', facts: { next } });
  await expect(take(walkIn)).rejects.toMatchObject(needed('—'));
  const opened = { outletId, from: day('2025-03-03'), until: day('2025-03-05'), places: 1 };
  await here.act(setCounterDays, here.staff('outlet-manager', 'haixia1'), opened);
  const bookFor = (who: typeof walkIn, on: string) =>
    here.act(bookCounter, here.citizen(who.id), { region: 'fuzhou', outletId, day: day(on) });
  await bookFor(booked, '2025-03-03');
  await expect(take(walkIn)).rejects.toMatchObject(needed('2025-03-04'));
  expect(await take(booked)).toMatchObject({ state: 'accepted' });
  // A booking for another day is none for today.
  await bookFor(walkIn, '2025-03-04');
  await expect(take(walkIn)).rejects.toMatchObject(needed('2025-03-05'));
  const list = async (on?: string) =>
    (await here.look(todaysBookings, teller, on ? { day: day(on) } : {})).bookings.map(({ name, state }) => [
      name,
      state,
    ]);
  expect(await list()).toEqual([[expect.stringContaining('*'), 'arrived']]);
  expect(await list('2025-03-04')).toEqual([[expect.stringContaining('*'), 'booked']]);
  await expect(here.look(todaysBookings, here.staff('bank-teller', 'icbc1'), { outletId })).rejects.toMatchObject({
    code: 'institutions.not-your-institution',
  });
  // The rule names one kind of counter; a replacement at it needs a booking as well, freezing a lost card does not.
  const lost = { reason: 'loss', document: here.documentOf(elsewhere.person), pickUp: 'counter' } as const;
  const replace = () => here.act(replaceCard, teller, { ...lost, materials: ['resident-id', 'photo'] });
  await expect(replace()).rejects.toMatchObject(needed('2025-03-05'));
  expect(await here.act(reportLoss, teller, { holderId: elsewhere.id })).toMatchObject({ socialState: 'suspended' });
  here.house.clock.moveTo(new Date('2025-03-04T02:00:00Z'));
  expect(await take(walkIn)).toMatchObject({ state: 'accepted' });
});
