// Query: the route of a day for who goes: the own visits, with the address in clear and nobody else's (ELG-09).
import { query } from '../../base/action.ts';
import { DayText, Id, Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from '../holders/index.ts';
import { listRoute, openVisit, partsOfDay, visitReasons } from './visit.ts';

export const visitRoute = query({
  name: 'orders.visit-route',
  title: { zh: '当日上门路线', en: 'My visits of a day' },
  by: ['bank-visitor'],
  personal: true,
  input: shape({ day: DayText }),
  output: shape({
    stops: Type.Array(
      shape({
        orderId: Id,
        name: Type.String(),
        number: Type.String(),
        phone: Maybe(Type.String()),
        partOfDay: OneOf(partsOfDay),
        reason: OneOf(visitReasons),
        address: Type.String(),
        /** Who asked for the visit, when not the person: a name and a telephone number. */
        caller: Maybe(Type.String()),
        attempts: Type.Integer(),
      }),
    ),
  }),
  async run(call, { day }) {
    const visits = await listRoute(call.db, call.actor.id, day);
    const people = await maskedIdentityOf(
      call,
      visits.map(({ holderId }) => holderId),
    );
    call.about(...people.keys());
    call.note({ day, orderIds: visits.map(({ orderId }) => orderId) });
    return {
      stops: visits.map(({ orderId, holderId, partOfDay, reason, address, caller, attempts }) => ({
        ...people.get(holderId)!,
        orderId,
        partOfDay: partOfDay!,
        reason,
        address: openVisit(call, 'address', orderId, address),
        caller: caller && openVisit(call, 'caller', orderId, caller),
        attempts,
      })),
    };
  },
});
