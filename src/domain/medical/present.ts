// Whoever comes to the desk shows a credential: the physical card (03), the token of a decoded e-card (01) or an identity document (02).
import type { Call } from '../../base/call.ts';
import { OneOf, type Static, shape, Text, Type } from '../../base/shape.ts';
import { type Card, findCardOfNumber, findGoodCard, isUsable } from '../cards/index.ts';
import { findEcard, obstacleTo, readCardToken } from '../ecard/index.ts';
import { findHoldersByDocument } from '../holders/index.ts';
import { refuse } from './refuse.ts';

export const Credential = shape({
  /** mdtrt_cert_type. */
  type: OneOf(['01', '02', '03']),
  number: Text(50),
  /** Card identifier, with a physical card. */
  identifier: Type.Optional(Text(32)),
});
export type Credential = Static<typeof Credential>;

export interface Presented {
  readonly holderId: string;
  /** Null: an identity document was shown. */
  readonly card: Card | null;
}

/** The person behind a credential, or refused. A card that was reported lost, replaced or never enabled opens nothing. */
export async function present(call: Call, institutionId: string, credential: Credential): Promise<Presented> {
  const { type, number } = credential;
  if (type === '02') {
    const [holderId] = await findHoldersByDocument(call, [{ kind: 'resident-id', number }]);
    if (!holderId) throw refuse('person-unknown');
    return { holderId, card: null };
  }
  if (type === '01') {
    const read = readCardToken(number, institutionId, call.now, call.vault);
    if (typeof read === 'string') throw refuse('code-not-good');
    const card = await usableCard(call, read.cardNumber);
    const ecard = await findEcard(call.db, card.holderId);
    // The e-card follows the holder's good card: a token from before the switch stops with the old one.
    if (!ecard || obstacleTo(ecard, await findGoodCard(call.db, card.holderId), call.today))
      throw refuse('code-not-good');
    return { holderId: card.holderId, card };
  }
  const card = await usableCard(call, number.toUpperCase());
  if (card.cardIdentifier !== null && card.cardIdentifier !== credential.identifier?.toUpperCase())
    throw refuse('card-mismatch');
  return { holderId: card.holderId, card };
}

async function usableCard(call: Call, cardNumber: string): Promise<Card> {
  const card = await findCardOfNumber(call.db, cardNumber);
  if (!card) throw refuse('card-unknown');
  if (isUsable(card, call.today)) return card;
  const good = card.replacedByCardId && (await findGoodCard(call.db, card.holderId));
  if (good) throw refuse('card-replaced', { last4: good.cardNumber.slice(-4) });
  throw refuse('card-not-usable', { state: card.socialState });
}

/** The same, and it is the person a message is about. */
export async function requirePresented(
  call: Call,
  institutionId: string,
  holderId: string,
  credential: Credential,
): Promise<Presented> {
  const presented = await present(call, institutionId, credential);
  if (presented.holderId !== holderId) throw refuse('person-mismatch');
  return presented;
}
