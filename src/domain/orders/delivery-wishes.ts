// Query: the units that want their cards brought, for the bank whose cards they are: the day asked for, and how many are ready (APP-15).
import { query } from '../../base/action.ts';
import { DayText, Id, Instant, Maybe, shape, Type } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { deliveriesOf } from './group-store.ts';

export const deliveryWishes = query({
  name: 'orders.delivery-wishes',
  title: { zh: '单位送卡申请', en: 'Units that ask for delivery' },
  by: ['bank-office'],
  personal: false,
  input: shape({}),
  output: shape({
    units: Type.Array(
      shape({
        groupOrderId: Id,
        unit: Type.String(),
        wishDay: Maybe(DayText),
        askedAt: Maybe(Instant),
        /** Made and waiting at the bank. */
        ready: Type.Integer(),
        underWay: Type.Integer(),
      }),
    ),
  }),
  async run(call) {
    const own = await getInstitution(call.db, call.actor.institutionId ?? '');
    const units = await deliveriesOf(call.db, own.region, own.bankCode ?? '');
    return { units: units.map(({ askedAt, ...one }) => ({ ...one, askedAt: askedAt?.toISOString() ?? null })) };
  },
});
