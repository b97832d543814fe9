// Cards come into being: planned for accepted orders with their numbers, or taken over from a city's old stock.
import type { Call } from '../../base/call.ts';
import { type Day, startOfDay } from '../../base/day.ts';
import type { Generation } from './card.ts';
import { cardIdentifierOf, cardNumberOf, isCardNumber, readCardIdentifier } from './card-number.ts';
import { openAccounts } from './open-account.ts';
import { refuse } from './refuse.ts';
import { type IssuingAuthority, insertCards, listAuthorities, takeSerials } from './store.ts';

export interface CardToPlan {
  readonly holderId: string;
  readonly region: string;
  readonly bankCode: string | null;
  readonly generation: Generation;
  readonly orderId: string | null;
  /** Ordered by an organiser for the person; such a card may fall asleep (SLP-01). */
  readonly batchProxy: boolean;
  /** The card it is to replace; needed only when that card belongs to another region. */
  readonly replacesCardId?: string | null;
}

export interface PlannedCard {
  readonly orderId: string | null;
  readonly cardId: string;
  readonly cardNumber: string;
  readonly cardIdentifier: string;
}

/** Plans cards, each with a new card number (OLD-05) and card identifier; answers in the order of the items. */
export async function planCards(call: Call, items: readonly CardToPlan[]): Promise<PlannedCard[]> {
  if (items.length === 0) return [];
  const authorityOf = await authorities(call);
  const serials = await takeSerials(call.db, items.length);
  const planned = items.map((item, i) => {
    const { prefix, division } = authorityOf(item.region);
    return {
      ...item,
      id: call.newId(),
      cardNumber: cardNumberOf(prefix, serials[i]!),
      cardIdentifier: cardIdentifierOf(division, serials[i]!),
      socialState: 'planned' as const,
      replacesCardId: item.replacesCardId ?? null,
      plannedAt: call.now,
      enabledAt: null,
      expiresOn: null,
    };
  });
  await insertCards(call.db, planned, call.now);
  call.about(...planned.map(({ holderId }) => holderId));
  return planned.map(({ id, orderId, cardNumber, cardIdentifier }) => ({
    orderId,
    cardId: id,
    cardNumber,
    cardIdentifier,
  }));
}

export interface OldCard {
  readonly holderId: string;
  readonly region: string;
  readonly bankCode?: string | null;
  readonly generation: Generation;
  /** As printed; without one (an old stock may have lost it) a new number is given. */
  readonly cardNumber?: string | null;
  readonly cardIdentifier?: string | null;
  /** In clear; the account behind it counts as active. */
  readonly bankCardNumber?: string | null;
  readonly issuedOn?: Day | null;
  readonly expiresOn?: Day | null;
}

/** Takes over cards that a city issued before it had this platform: they are enabled and stay as they are (OLD-03). Returns ids in order. */
export async function registerOldCards(call: Call, items: readonly OldCard[]): Promise<string[]> {
  if (items.length === 0) return [];
  const authorityOf = await authorities(call);
  const unnumbered = items.filter(({ cardNumber }) => !cardNumber).length;
  const serials = unnumbered > 0 ? await takeSerials(call.db, unnumbered) : [];
  const old = items.map((item) => {
    const { prefix } = authorityOf(item.region);
    const cardNumber = item.cardNumber ?? cardNumberOf(prefix, serials.pop()!);
    if (!isCardNumber(cardNumber)) throw refuse('bad-number');
    if (item.cardIdentifier && !readCardIdentifier(item.cardIdentifier)) throw refuse('bad-identifier');
    const issuedAt = item.issuedOn ? startOfDay(item.issuedOn) : null;
    return {
      id: call.newId(),
      holderId: item.holderId,
      orderId: null,
      region: item.region,
      bankCode: item.bankCode ?? null,
      generation: item.generation,
      cardNumber,
      cardIdentifier: item.cardIdentifier ?? null,
      socialState: 'enabled' as const,
      replacesCardId: null,
      batchProxy: false,
      plannedAt: issuedAt,
      enabledAt: issuedAt ?? call.now,
      expiresOn: item.expiresOn ?? null,
    };
  });
  await insertCards(call.db, old, call.now);
  const accounts = old.flatMap(({ id, holderId, region }, i) => {
    const bankCardNumber = items[i]!.bankCardNumber;
    return bankCardNumber ? [{ cardId: id, holderId, region, bankCardNumber }] : [];
  });
  await openAccounts(call, accounts, 'active');
  call.about(...old.map(({ holderId }) => holderId));
  return old.map(({ id }) => id);
}

async function authorities(call: Call): Promise<(region: string) => IssuingAuthority> {
  const byRegion = new Map((await listAuthorities(call.db)).map((authority) => [authority.region, authority]));
  return (region) => {
    const authority = byRegion.get(region);
    if (!authority) throw refuse('region-unknown', { region });
    return authority;
  };
}
