// The one way an e-card changes state: the person's lock, then its own row, then the table of moves.
import type { Call } from '../../base/call.ts';
import { lockHolder, lockHolders } from '../holders/index.ts';
import { type EcardState, requireMove } from './ecard.ts';
import { refuse } from './refuse.ts';
import { closeRows, lockEcardRow, saveState } from './store.ts';

export async function moveEcard(call: Call, holderId: string, to: EcardState): Promise<void> {
  await lockHolder(call, holderId);
  const ecard = await lockEcardRow(call.db, holderId);
  if (!ecard) throw refuse('no-ecard');
  requireMove(ecard, to);
  await saveState(call.db, holderId, to, call.now);
  call.about(holderId);
}

/** Closes the e-cards of people who died; those without one, or with a closed one, are passed over. */
export async function closeEcards(call: Call, holderIds: readonly string[]): Promise<void> {
  await lockHolders(call, [...holderIds]);
  await closeRows(call.db, holderIds, call.now);
  call.about(...holderIds);
}
