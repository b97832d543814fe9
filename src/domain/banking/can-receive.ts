// Whether the accounts behind cards can receive money: the payment guard asks before it pays.
import type { Db } from '../../base/database/database.ts';
import type { Reason } from './reasons.ts';
import { receivers } from './store.ts';

/** For each card null when its account can receive, else the reason; a card nobody knows has no account. */
export async function canReceive(db: Db, cardIds: readonly string[]): Promise<Map<string, Reason | null>> {
  const known = new Map((await receivers(db, cardIds)).map(({ cardId, reason }) => [cardId, reason]));
  return new Map(cardIds.map((id) => [id, known.has(id) ? known.get(id)! : 'account-unknown']));
}
