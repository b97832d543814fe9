// The one way an e-card changes state: the person's lock, then its own row, then the table of moves.
import type { Call } from '../../base/call.ts';
import { lockHolder } from '../holders/index.ts';
import { type EcardState, requireMove } from './ecard.ts';
import { refuse } from './refuse.ts';
import { lockEcardRow, saveState } from './store.ts';

export async function moveEcard(call: Call, holderId: string, to: EcardState): Promise<void> {
  await lockHolder(call, holderId);
  const ecard = await lockEcardRow(call.db, holderId);
  if (!ecard) throw refuse('no-ecard');
  requireMove(ecard, to);
  await saveState(call.db, holderId, to, call.now);
  call.about(holderId);
}

/** Closes the e-card of somebody who died or left the programme; nothing happens when there is none or it is closed. */
export async function closeEcard(call: Call, holderId: string): Promise<void> {
  const ecard = await lockEcardRow(call.db, holderId);
  if (ecard && ecard.state !== 'closed') await moveEcard(call, holderId, 'closed');
}
