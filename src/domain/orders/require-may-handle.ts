// Who may touch an order: its person or guardian, the organiser's clerk, the bank chosen, the bureau of the region, the helper.
import type { Call } from '../../base/call.ts';
import { requireMayActFor } from '../holders/index.ts';
import { getInstitution, requireStaffIn, requireStaffOf } from '../institutions/index.ts';
import type { Order } from './order.ts';
import { refuse } from './refuse.ts';

/** Refuses everybody else. The call is then about the holder. */
export async function requireMayHandle(call: Call, order: Order): Promise<void> {
  call.about(order.holderId);
  switch (call.actor.role) {
    case 'citizen':
      await requireMayActFor(call, order.holderId);
      return;
    case 'unit-clerk':
    case 'school-clerk':
      if (!order.organiserId) throw refuse('not-yours');
      return requireStaffOf(call, order.organiserId);
    case 'community-worker':
      if (order.organiserId) return requireStaffOf(call, order.organiserId);
      if (order.preparedBy !== call.actor.id) throw refuse('not-yours');
      return;
    case 'bank-teller':
    case 'outlet-manager':
    case 'bank-office':
    case 'bank-visitor': {
      const own = call.actor.institutionId && (await getInstitution(call.db, call.actor.institutionId));
      if (!own || own.region !== order.region || own.bankCode !== order.bankCode) throw refuse('not-yours');
      return;
    }
    default:
      await requireStaffIn(call, order.region);
  }
}
