// Query: the visits an outlet still has to make, for its visiting staff's route of a day (ELG-09). Addresses stand in the order itself.
import { query } from '../../base/action.ts';
import { DayText, Id, Maybe, shape, Type } from '../../base/shape.ts';
import { requireStaffOf } from '../institutions/index.ts';
import { listVisits as find } from './visit.ts';

export const listVisits = query({
  name: 'orders.list-visits',
  title: { zh: '待上门清单', en: 'Visits to be made' },
  by: ['bank-visitor', 'outlet-manager', 'bank-teller'],
  personal: false,
  input: shape({ outletId: Id, day: Type.Optional(DayText) }),
  output: shape({
    visits: Type.Array(
      shape({
        orderId: Id,
        state: Type.String(),
        reason: Type.String(),
        day: Maybe(DayText),
        partOfDay: Maybe(Type.String()),
        attempts: Type.Integer(),
      }),
    ),
  }),
  async run(call, { outletId, day }) {
    await requireStaffOf(call, outletId);
    const visits = await find(call.db, outletId, day ?? null);
    return {
      visits: visits.map(({ orderId, state, reason, day: on, partOfDay, attempts }) => ({
        orderId,
        state,
        reason,
        day: on,
        partOfDay,
        attempts,
      })),
    };
  },
});
