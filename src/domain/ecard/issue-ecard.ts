// The e-card comes with the order for a card (APP-11); asking again changes nothing.
import type { Call } from '../../base/call.ts';
import { insertEcards } from './store.ts';

export const issueEcard = (call: Call, holderId: string): Promise<void> => issueEcards(call, [holderId]);

/** The same for many people in one statement. */
export async function issueEcards(call: Call, holderIds: readonly string[]): Promise<void> {
  await insertEcards(call.db, holderIds, call.now);
  call.about(...holderIds);
}
