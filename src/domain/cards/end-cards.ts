// A holder has died: the good card ends, cards not yet in use are cancelled so that they can be destroyed (open question 6).
import type { Call } from '../../base/call.ts';
import { lockHolders } from '../holders/index.ts';
import { isGood } from './card.ts';
import { moveTo } from './move-cards.ts';
import { lockCardsOfHolders } from './store.ts';

export interface EndedCards {
  readonly invalidIds: string[];
  /** Pieces of plastic to collect and destroy. */
  readonly cancelledIds: string[];
}

/** Ends the social sides of these people's cards; accounts stay as they are, records are kept. Planned cards are left to production. */
export async function endCardsOf(call: Call, holderIds: readonly string[]): Promise<EndedCards> {
  await lockHolders(call, holderIds);
  const cards = await lockCardsOfHolders(call.db, holderIds);
  const good = cards.filter(isGood);
  const waiting = cards.filter(({ socialState }) => ['made', 'collected', 'sleeping'].includes(socialState));
  await moveTo(call, 'social', good, 'invalid');
  await moveTo(call, 'social', waiting, 'cancelled');
  return { invalidIds: good.map(({ id }) => id), cancelledIds: waiting.map(({ id }) => id) };
}
