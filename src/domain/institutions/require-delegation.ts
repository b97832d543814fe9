// Whether an institution may handle a matter of the bureau: it is an authority itself, or one delegated the matter (APP-14).
import type { Call } from '../../base/call.ts';
import { getInstitution } from './get-institution.ts';
import type { InstitutionKind } from './institution.ts';
import { refuse } from './refuse.ts';
import { findDelegation } from './store.ts';

const authorities: readonly InstitutionKind[] = ['bureau', 'district-bureau', 'street-office', 'agency'];

/** On whose authority a matter is handled. */
export interface Authority {
  readonly authorityId: string;
  /** Null when the actor's own institution is the authority. */
  readonly delegationId: string | null;
}

/** Refuses unless the actor's institution may handle the service; the journal line then says on whose authority. */
export async function requireDelegation(call: Call, service: string): Promise<Authority> {
  const own = call.actor.institutionId;
  if (!own) throw refuse('not-delegated', { service });
  const { kind } = await getInstitution(call.db, own);
  const authority: Authority | undefined = authorities.includes(kind)
    ? { authorityId: own, delegationId: null }
    : await findDelegation(call.db, own, service, call.today).then(
        (found) => found && { authorityId: found.authorityId, delegationId: found.id },
      );
  if (!authority) throw refuse('not-delegated', { service });
  call.note({ service, authorityId: authority.authorityId, delegationId: authority.delegationId });
  return authority;
}
