// The PIN of a card where no chip can check it. Each try is a transaction that holds the card: three at once are three tries.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { systemActor } from '../../base/actor.ts';
import { type House, openCall } from '../../base/call.ts';
import type { Vault } from '../../base/vault.ts';
import { clearPinFailures, countPinFailure, isPinBlocked, isUsable, lockCard } from '../cards/index.ts';
import type { Item } from './one-statement.ts';
import type { Reason } from './reasons.ts';
import { findPresentedCard, findUse, readPin } from './store.ts';

/** Null when the PIN is right, or when this use was answered before and the PIN no longer matters. */
export function verifyPin(house: House, item: Item, pin: string): Promise<Reason | null> {
  return house.database.transaction(async (db) => {
    const call = openCall(house, db, systemActor('uses.verify-pin'));
    const found = await findPresentedCard(db, item.cardNumber);
    if (!found) return null;
    const card = await lockCard(call, found.cardId);
    if (await findUse(db, item.terminal, item.number)) return null;
    // A card that is not in use is refused for that, and its PIN is left alone.
    if (!isUsable(card, call.today)) return null;
    if (isPinBlocked(card, 'social')) return 'pin-blocked';
    const digest = await readPin(db, card.id);
    if (!digest) return 'pin-not-set';
    if (timingSafeEqual(digest, pinDigest(house.vault, card.id, pin))) {
      if (card.socialPinFailures > 0) await clearPinFailures(call, card.id, 'social');
      return null;
    }
    return (await countPinFailure(call, card.id, 'social')) === 0 ? 'pin-blocked' : 'pin-wrong';
  });
}

export const pinDigest = (vault: Vault, cardId: string, pin: string): Uint8Array =>
  createHmac('sm3', vault.keyFor('card PINs')).update(cardId).update('\0').update(pin).digest();

/** Six digits that a thief tries first: all equal, or one after the other. */
export function isTooSimple(pin: string): boolean {
  const steps = new Set([...pin].slice(1).map((digit, i) => Number(digit) - Number(pin[i])));
  return steps.size === 1 && [-1, 0, 1].includes([...steps][0]!);
}
