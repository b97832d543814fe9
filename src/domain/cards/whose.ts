// Which cards a caller may touch: citizens their own and their wards', staff those of their bank or region.
import type { Call } from '../../base/call.ts';
import { requireMayActFor } from '../holders/index.ts';
import { getInstitution, requireStaffIn } from '../institutions/index.ts';
import type { Card } from './card.ts';
import { refuse } from './refuse.ts';

/** Refuses unless the caller works for the bank that issued the card, in its region. */
export async function requireIssuingBank(call: Call, card: Card): Promise<void> {
  const own = call.actor.institutionId ? await getInstitution(call.db, call.actor.institutionId) : undefined;
  if (!own?.bankCode || own.bankCode !== card.bankCode || own.region !== card.region) {
    throw refuse('other-bank', { cardId: card.id });
  }
}

/** Citizens: own and wards' cards. Bank staff: cards of their bank. Bureau staff: cards of their region. */
export async function requireMayTouch(call: Call, card: Card): Promise<void> {
  if (call.actor.role === 'citizen') await requireMayActFor(call, card.holderId);
  else if (call.actor.role.startsWith('bank-')) await requireIssuingBank(call, card);
  else await requireStaffIn(call, card.region);
}
