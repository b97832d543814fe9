// Booking a counter in plain pages, without scripts: the citizen books and gives back, the counter sees who comes today.
import { expect, test } from 'vitest';
import { Visitor } from '../../test/browser/browse.ts';
import { openTown } from '../../test/browser/town.ts';
import { perform } from '../base/action.ts';
import { systemActor } from '../base/actor.ts';
import { openCall } from '../base/call.ts';
import { dayOf } from '../base/day.ts';
import { identitiesOf } from '../domain/holders/index.ts';
import { setCounterDays } from '../domain/orders/set-counter-days.ts';
import { decideRules } from '../domain/policy/decide.fixture.ts';

test('APP-12 a citizen books, sees and gives back a place; the counter’s list is masked and takes the person in', {
  timeout: 240_000,
}, async () => {
  const town = await openTown();
  const { house } = town;
  const be = (name: string) => new Visitor(town).be(name);
  const manager = town.personas.get('manager')!.actor;
  const outlet = manager.institutionId!;
  const today = dayOf(house.clock.now());
  const citizen = await be('flexible');
  const other = await be('parent');
  const page = `/my/booking?outlet=${outlet}`;
  // Off by default, and said so instead of a form.
  const off = await citizen.get(page);
  expect(off.body).toContain('未开通预约');
  expect(off.body).not.toContain('name="day"');

  await decideRules(house, 'beijing', { booking: 'optional' });
  await perform(house, setCounterDays, manager, { outletId: outlet, from: today, until: today, places: 1 });
  const offered = await citizen.get(page);
  expect(offered.body).toContain(`value="${today}"`);
  expect(offered.body).toContain('余 1 个名额');
  expect((await citizen.fill(page, { outlet }, '/my/booking')).status).toBe(422);
  expect((await citizen.fill(page, { outlet, day: today }, '/my/booking')).status).toBe(303);
  expect((await citizen.get('/my/booking')).body).toContain('您已预约');
  // The only place is taken, also for who had the form open.
  expect((await other.get(page)).body).toContain('暂无可约名额');
  const late = await other.fill('/my/booking', { outlet, day: today });
  expect([late.status, late.body.includes('名额已满')]).toEqual([409, true]);

  const cancel = /name="cancel" value="([^"]+)"/.exec((await citizen.get('/my/booking')).body)![1]!;
  expect((await other.fill(page, { cancel }, '/my/booking')).status).toBe(403);
  expect((await citizen.fill('/my/booking', { cancel })).status).toBe(303);
  expect((await citizen.fill(page, { outlet, day: today }, '/my/booking')).status).toBe(303);

  const desk = await be('manager');
  const id = town.personas.get('flexible')!.actor.id;
  const { name, documentKind, documentNumber } = await house.database.transaction(
    async (db) => (await identitiesOf(openCall(house, db, systemActor('test')), [id])).get(id)!,
  );
  const list = await desk.get('/counter/bookings');
  expect(list.body).toContain('已预约');
  expect(list.body).not.toContain(name);
  expect(list.body).not.toContain(documentNumber);
  expect((await desk.fill('/counter/bookings', { documentKind, documentNumber: '' })).status).toBe(422);
  expect((await desk.fill('/counter/bookings', { documentKind, documentNumber })).status).toBe(303);
  expect((await desk.get('/counter/bookings')).body).toContain('已到场');
  const english = new Visitor(town);
  await english.be('manager');
  await english.get('/view?language=en&big=normal');
  expect((await english.get('/counter/bookings')).body).toContain('Bookings of today');
});
