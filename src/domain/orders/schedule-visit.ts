// Action: the outlet sets the day of a visit and who goes; again after a visit that failed (ELG-09).
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { DayText, Id, OneOf, shape } from '../../base/shape.ts';
import { findStaffActor, getInstitution, requireStaffOf } from '../institutions/index.ts';
import { lockOrders } from './move-orders.ts';
import { refuse } from './refuse.ts';
import { findVisit, moveVisit, partsOfDay } from './visit.ts';

export const scheduleVisit = action({
  name: 'orders.schedule-visit',
  title: { zh: '安排上门', en: 'Schedule a visit' },
  by: ['outlet-manager', 'bank-teller', 'bank-office'],
  input: shape({ orderId: Id, day: DayText, partOfDay: OneOf(partsOfDay), visitorId: Id }),
  output: shape({ orderId: Id, day: DayText, partOfDay: OneOf(partsOfDay) }),
  async run(call, { orderId, day, partOfDay, visitorId }) {
    const [order] = await lockOrders(call, [orderId]);
    const visit = await findVisit(call.db, orderId);
    if (!visit || order!.state !== 'submitted') throw refuse('not-waiting');
    await requireStaffOf(call, visit.outletId);
    if (day < call.today) throw refuse('day-passed');
    await requireVisitorOf(call, visitorId, visit.outletId);
    await moveVisit(call, orderId, 'scheduled', { day, partOfDay, visitorId });
    call.about(order!.holderId);
    call.note({ orderId, day, partOfDay, visitorId });
    return { orderId, day, partOfDay };
  },
});

/** Who goes is told an address: visiting staff of the outlet's own bank, who still work there. */
async function requireVisitorOf({ db }: Call, staffId: string, outletId: string): Promise<void> {
  const visitor = await findStaffActor(db, staffId);
  if (visitor?.role !== 'bank-visitor') throw refuse('not-a-visitor');
  const outlet = await getInstitution(db, outletId);
  const own = await getInstitution(db, visitor.institutionId!);
  if (own.region !== outlet.region || own.bankCode !== outlet.bankCode) throw refuse('not-a-visitor');
}
