// One institution, or a refusal.
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import type { Institution } from './institution.ts';
import { refuse } from './refuse.ts';
import { findInstitution, lockInstitutionRow } from './store.ts';

/** The institution of an id; refuses when there is none. */
export async function getInstitution(db: Db, id: string): Promise<Institution> {
  const institution = await findInstitution(db, id);
  if (!institution) throw refuse('not-found');
  return institution;
}

/** The same, with its row locked until the transaction ends. */
export async function lockInstitution(call: Call, id: string): Promise<Institution> {
  const institution = await lockInstitutionRow(call.db, id);
  if (!institution) throw refuse('not-found');
  return institution;
}
