// Two records of one person become one: what the register does of it. Cards, orders and what lies in production follow in the same
// transaction, in production.approve-merge, the lowest floor that sees them all.
import { personOf } from '../../base/actor.ts';
import type { Call } from '../../base/call.ts';
import { bringRecordsTogether, endMerge, lockMergeRow, type Merge } from './merge-store.ts';
import { refuse } from './refuse.ts';
import { lockRows } from './store.ts';

/** Both records, fit to be merged and locked in id order. */
export async function requireMergeable(call: Call, fromId: string, intoId: string): Promise<void> {
  if (fromId === intoId) throw refuse('merge-same');
  const rows = await lockRows(call.db, [fromId, intoId]);
  if (rows.length < 2) throw refuse('no-such-holder');
  if (rows.some(({ mergedInto }) => mergedInto !== null)) throw refuse('merge-final');
  if (rows.some(({ deceasedOn }) => deceasedOn !== null)) throw refuse('deceased');
}

/** A proposal that nobody has decided yet, locked. A merge that is done cannot be taken back. */
export async function lockProposal(call: Call, mergeId: string): Promise<Merge> {
  const merge = await lockMergeRow(call.db, mergeId);
  if (!merge) throw refuse('no-such-merge');
  if (merge.state === 'done') throw refuse('merge-final');
  if (merge.state === 'withdrawn') throw refuse('merge-withdrawn');
  return merge;
}

/** What a second person is about to approve, both records locked; refuses the one who proposed it. */
export async function lockMerge(call: Call, mergeId: string): Promise<Merge> {
  const merge = await lockProposal(call, mergeId);
  if (personOf(call.actor) === merge.proposedBy) throw refuse('merge-second-person');
  await requireMergeable(call, merge.fromId, merge.intoId);
  return merge;
}

/** The register's own part; the last one, since from then on nobody can act under the old record. */
export async function mergeRecords(call: Call, { id, fromId, intoId }: Merge): Promise<void> {
  await bringRecordsTogether(call.db, fromId, intoId, call.today, call.now);
  await endMerge(call.db, id, 'done', personOf(call.actor), call.now);
  call.about(fromId, intoId);
}
