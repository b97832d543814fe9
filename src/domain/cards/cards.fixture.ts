// What the tests of cards share: a call in a transaction, and cards brought to a state.
import type { Actor } from '../../base/actor.ts';
import { type Call, type House, openCall } from '../../base/call.ts';
import type { Generation } from './card.ts';
import { collectCards, markMade } from './make-cards.ts';
import { planCards } from './plan-cards.ts';

export const clerk: Actor = { role: 'bureau-clerk', id: '0190aaaa-0000-7000-8000-000000000001' };

/** Runs work as one call in one transaction. */
export function inCall<T>(house: House, work: (call: Call) => Promise<T>, actor: Actor = clerk): Promise<T> {
  return house.database.transaction((db) => work(openCall(house, db, actor)));
}

export interface CollectedOptions {
  region?: string;
  bankCode?: string | null;
  generation?: Generation;
  bankCardNumber?: string | null;
  batchProxy?: boolean;
  replacesCardId?: string;
}

/** A card in its holder's hand, not enabled. */
export async function collectedCard(house: House, holderId: string, options: CollectedOptions = {}): Promise<string> {
  return inCall(house, async (call) => {
    const [planned] = await planCards(call, [
      {
        holderId,
        region: options.region ?? 'beijing',
        bankCode: options.bankCode === undefined ? 'icbc' : options.bankCode,
        generation: options.generation ?? 3,
        orderId: null,
        batchProxy: options.batchProxy ?? false,
        replacesCardId: options.replacesCardId ?? null,
      },
    ]);
    await markMade(call, [{ cardId: planned!.cardId, bankCardNumber: options.bankCardNumber ?? null }]);
    await collectCards(call, [planned!.cardId]);
    return planned!.cardId;
  });
}
