// How a card looks in answers: numbers masked unless the holder asks for the own ones.

import type { Day } from '../../base/day.ts';
import { DayText, Id, Instant, Maybe, OneOf, type Static, shape, Text, Type } from '../../base/shape.ts';
import { type Card, financialStates, isUsable, socialStates } from './card.ts';

export const CardShape = shape({
  cardId: Id,
  region: Text(64),
  issuingAuthority: Text(100),
  bankCode: Maybe(Text(64)),
  generation: Type.Integer({ minimum: 1, maximum: 3 }),
  cardNumber: Text(9),
  /** Last four digits only, behind stars, unless revealed. */
  bankCardNumber: Maybe(Text(19)),
  socialState: OneOf(socialStates),
  financialState: OneOf(financialStates),
  /** Whether the social side may be used today. */
  usable: Type.Boolean(),
  replacesCardId: Maybe(Id),
  replacedByCardId: Maybe(Id),
  madeAt: Maybe(Instant),
  collectedAt: Maybe(Instant),
  enabledAt: Maybe(Instant),
  collectBy: Maybe(DayText),
  expiresOn: Maybe(DayText),
});

const maskNumber = (cardNumber: string) => `${cardNumber.slice(0, 2)}****${cardNumber.slice(-3)}`;

const iso = (instant: Date | null) => instant?.toISOString() ?? null;

/** A card for people to read, on a day; masked unless the clear bank card number is handed in with `revealed`. */
export function presentCard(
  card: Card,
  today: Day,
  revealed?: { bankCardNumber: string | null },
): Static<typeof CardShape> {
  const masked = card.bankCardLast4 === null ? null : `**** ${card.bankCardLast4}`;
  return {
    cardId: card.id,
    region: card.region,
    issuingAuthority: card.issuingAuthority,
    bankCode: card.bankCode,
    generation: card.generation,
    cardNumber: revealed ? card.cardNumber : maskNumber(card.cardNumber),
    bankCardNumber: revealed ? revealed.bankCardNumber : masked,
    socialState: card.socialState,
    financialState: card.financialState,
    usable: isUsable(card, today),
    replacesCardId: card.replacesCardId,
    replacedByCardId: card.replacedByCardId,
    madeAt: iso(card.madeAt),
    collectedAt: iso(card.collectedAt),
    enabledAt: iso(card.enabledAt),
    collectBy: card.collectBy,
    expiresOn: card.expiresOn,
  };
}
