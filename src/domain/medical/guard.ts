// What every call of an institution begins with: it is a designated one, the visit is its own, the person is named and alive.
import type { Call } from '../../base/call.ts';
import type { Holder } from '../holders/index.ts';
import { lockHolder } from '../holders/index.ts';
import type { MedicalInstitution } from './institution.ts';
import { refuse } from './refuse.ts';
import { findVisit, lockVisitRow, moveTurns } from './store.ts';
import { findMedicalInstitution } from './store-register.ts';
import type { Visit, VisitState } from './visit.ts';

/** The designated institution whose staff or software calls. */
export async function requireInstitution(call: Call): Promise<MedicalInstitution> {
  const id = call.actor.institutionId;
  const institution = id ? await findMedicalInstitution(call.db, id) : undefined;
  if (!institution) throw refuse('not-designated');
  return institution;
}

/**
 * Locks a person and takes the turn: from here on no settlement that was computed before can be written (settlement-gate.ts).
 * Whatever changes visits, lines, counters or the personal account of somebody begins here.
 */
export async function lockPerson(call: Call, holderId: string): Promise<Holder> {
  const holder = await lockHolder(call, holderId);
  await moveTurns(call.db, [holderId]);
  return holder;
}

/** Locks the person first, then the visit: everything about one person queues up at the person. */
export async function lockVisit(
  call: Call,
  visitId: string,
  holderId: string,
  states?: readonly VisitState[],
): Promise<{ visit: Visit; holder: Holder }> {
  const holder = await lockPerson(call, holderId);
  const visit = await lockVisitRow(call.db, visitId);
  return { holder, visit: own(call, visit, holderId, states) };
}

export async function getVisit(call: Call, visitId: string, holderId: string): Promise<Visit> {
  return own(call, await findVisit(call.db, visitId), holderId);
}

/** A visit of another institution or person reads like one that does not exist. */
function own(call: Call, visit: Visit | undefined, holderId: string, states?: readonly VisitState[]): Visit {
  if (!visit || visit.institutionId !== call.actor.institutionId || visit.holderId !== holderId)
    throw refuse('visit-unknown');
  if (states && !states.includes(visit.state)) throw refuse('visit-state', { state: visit.state });
  call.about(holderId);
  return visit;
}

export function requireAlive(holder: Pick<Holder, 'deceasedOn'>): void {
  if (holder.deceasedOn) throw refuse('deceased');
}
