// Which batches a caller may touch: a bank its own, a maker those it was given.
import type { Call } from '../../base/call.ts';
import { isSameBank, ownInstitution } from './own-institution.ts';
import { refuse } from './refuse.ts';
import { type Batch, findBatch, lockBatch } from './store.ts';

/** The batch, if it belongs to the caller's bank or was given to the caller's works; otherwise there is none. */
export async function getOwnBatch(call: Call, batchId: string, lock = false): Promise<Batch> {
  const batch = await (lock ? lockBatch : findBatch)(call.db, batchId);
  if (!batch) throw refuse('no-such-batch');
  if (call.actor.role === 'card-maker') {
    const maker = await ownInstitution(call, 'card-maker');
    if (batch.makerId !== maker.id) throw refuse('no-such-batch');
  } else if (!isSameBank(await ownInstitution(call, 'bank'), batch)) throw refuse('no-such-batch');
  return batch;
}

export const filePlace = (batchId: string) => `production.batch.file:${batchId}`;
/** The platform's own signing key for production files; the bureau's key module takes its place later. */
export const signingKeyUse = 'production file signature';
