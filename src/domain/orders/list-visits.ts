// Query: the visits an outlet still has to make, with masked names; the address is for who goes (`visit-route`, ELG-09).
import { query } from '../../base/action.ts';
import { DayText, Id, Maybe, shape, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from '../holders/index.ts';
import { requireStaffOf } from '../institutions/index.ts';
import { listVisits as find } from './visit.ts';

export const listVisits = query({
  name: 'orders.list-visits',
  title: { zh: '待上门清单', en: 'Visits to be made' },
  by: ['bank-visitor', 'outlet-manager', 'bank-teller'],
  personal: true,
  input: shape({ outletId: Id, day: Type.Optional(DayText) }),
  output: shape({
    visits: Type.Array(
      shape({
        orderId: Id,
        name: Type.String(),
        state: Type.String(),
        reason: Type.String(),
        day: Maybe(DayText),
        partOfDay: Maybe(Type.String()),
        attempts: Type.Integer(),
        failure: Maybe(Type.String()),
      }),
    ),
  }),
  async run(call, { outletId, day }) {
    await requireStaffOf(call, outletId);
    const visits = await find(call.db, outletId, day ?? null);
    const people = await maskedIdentityOf(
      call,
      visits.map(({ holderId }) => holderId),
    );
    call.about(...people.keys());
    return {
      visits: visits.map(({ orderId, holderId, state, reason, day: on, partOfDay, attempts, failure }) => ({
        orderId,
        name: people.get(holderId)?.name ?? '*',
        state,
        reason,
        day: on,
        partOfDay,
        attempts,
        failure,
      })),
    };
  },
});
