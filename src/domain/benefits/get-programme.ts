// A programme for those who may handle it: staff of the agency that answers for it.
import type { Call } from '../../base/call.ts';
import { getInstitution, requireStaffOf } from '../institutions/index.ts';
import { type Programme, programmeStates } from './programme.ts';
import { refuse } from './refuse.ts';
import { findProgramme, lockProgramme } from './store.ts';

export async function getProgramme(call: Pick<Call, 'db'>, id: string): Promise<Programme> {
  const programme = await findProgramme(call.db, id);
  if (!programme) throw refuse('no-such-programme');
  return programme;
}

/** Locked and open, handled by staff of its agency (or the system); everything about one programme queues on this lock. */
export async function handleProgramme(call: Call, id: string): Promise<Programme> {
  const programme = await lockProgramme(call.db, id);
  if (!programme) throw refuse('no-such-programme');
  await requireAgency(call, programme);
  if (programme.state !== 'open')
    throw refuse('programme-not-open', { state: programmeStates.words[programme.state].zh });
  return programme;
}

export async function requireAgency(call: Call, programme: Pick<Programme, 'agencyId'>): Promise<void> {
  if (call.actor.role === 'system') return;
  try {
    await requireStaffOf(call, programme.agencyId);
  } catch {
    throw refuse('not-your-programme', { agency: (await getInstitution(call.db, programme.agencyId)).name });
  }
}

/** Refuses when the second act of two would be done by the one who did the first. */
export function requireOther(call: Call, first: string | null): void {
  if (first === call.actor.id) throw refuse('second-person-needed');
}
