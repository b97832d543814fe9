// A visit that is under way today and belongs to the caller's bank.
import type { Call } from '../../base/call.ts';
import { ownBank } from './own-institution.ts';
import { refuse } from './refuse.ts';
import { visitStates } from './states.ts';
import { findVisit, type Visit } from './store.ts';

/** The visit, locked on wish; refuses one of another bank, of another day, or that is done. */
export async function getOpenVisit(call: Call, visitId: string, lock = false): Promise<Visit> {
  const bank = await ownBank(call);
  const visit = await findVisit(call.db, visitId, lock);
  if (!visit || visit.bankId !== bank.id) throw refuse('no-such-visit');
  if (visit.state !== 'planned' || visit.day > call.today) {
    throw refuse('visit-not-open', { day: visit.day, state: visitStates.words[visit.state].zh });
  }
  return visit;
}
