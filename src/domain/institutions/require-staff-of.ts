// Staff act only for their own institution, for those under it, or, at a bureau, inside their region.
import type { Call } from '../../base/call.ts';
import { getInstitution } from './get-institution.ts';
import type { Institution, InstitutionKind } from './institution.ts';
import { refuse } from './refuse.ts';
import { standsAbove } from './store.ts';

/** Refuses unless the actor works for the institution or for one above it. */
export async function requireStaffOf(call: Call, institutionId: string): Promise<void> {
  const own = call.actor.institutionId;
  if (own === institutionId) return;
  if (!own || !(await standsAbove(call.db, own, institutionId))) throw refuse('not-your-institution');
}

/** Refuses unless the actor works in the region; gives the actor's institution. The system has no region and passes. */
export async function requireStaffIn(call: Call, region: string): Promise<Institution | undefined> {
  if (call.actor.role === 'system') return undefined;
  const own = call.actor.institutionId ? await getInstitution(call.db, call.actor.institutionId) : undefined;
  if (own?.region !== region) throw refuse('not-your-region', { region: own?.region ?? '—' });
  return own;
}

/** The same, and the institution is the bureau of the region, or of one of the given kinds. */
export async function requireBureauOf(
  call: Call,
  region: string,
  kinds: readonly InstitutionKind[] = ['bureau'],
): Promise<Institution | undefined> {
  const own = await requireStaffIn(call, region);
  if (own && !kinds.includes(own.kind)) throw refuse('not-a-bureau');
  return own;
}
