// The financial side begins: the bank has opened an account and says the number of the bank card. Its number is kept sealed.
import type { Call } from '../../base/call.ts';
import type { Vault } from '../../base/vault.ts';
import { ruleFor } from '../policy/index.ts';
import type { Card } from './card.ts';
import { isBankCardNumber } from './card-number.ts';
import { lockCards } from './move-cards.ts';
import { refuse } from './refuse.ts';
import { rulesOf } from './region-rules.ts';
import {
  holdersOfBankCards,
  type OpenedAccount,
  readBankCard,
  readBankCards,
  saveAccounts,
  writeMoves,
} from './store.ts';

const placeOf = (cardId: string) => `cards.card.bank_card:${cardId}`;
const indexKind = 'bank-card-number';

/** Opens the account of one card. */
export async function openAccount(call: Call, cardId: string, bankCardNumber: string): Promise<void> {
  const [card] = await lockCards(call, [cardId]);
  await openAccounts(call, [{ cardId, holderId: card!.holderId, region: card!.region, bankCardNumber }]);
}

/** Opens the accounts of many cards, all or none. */
export async function openAccountsOfCards(
  call: Call,
  items: readonly { readonly cardId: string; readonly bankCardNumber: string }[],
): Promise<void> {
  const cards = await lockCards(
    call,
    items.map(({ cardId }) => cardId),
  );
  const byId = new Map(cards.map((card) => [card.id, card]));
  const other = cards.find(({ financialState }) => financialState !== 'none');
  if (other) throw refuse('wrong-state', { side: 'financial', state: other.financialState });
  await openAccounts(
    call,
    items.map((item) => ({
      ...item,
      holderId: byId.get(item.cardId)!.holderId,
      region: byId.get(item.cardId)!.region,
    })),
  );
}

export interface AccountToOpen {
  readonly cardId: string;
  readonly holderId: string;
  readonly region: string;
  readonly bankCardNumber: string;
}

/** Opens accounts of locked cards; `active` for old cards whose accounts are long in use. */
export async function openAccounts(
  call: Call,
  items: readonly AccountToOpen[],
  state: 'open' | 'active' = 'open',
): Promise<void> {
  if (items.length === 0) return;
  const accounts = await prepareAccounts(call, items);
  const opened = await saveAccounts(call.db, accounts, call.now);
  if (opened !== items.length) throw refuse('wrong-state', { side: 'financial', state: 'open' });
  if (state === 'active') {
    const moves = items.map(({ cardId }) => ({ cardId, from: 'open' }));
    await writeMoves(call.db, 'financial', moves, 'active', call.now);
  }
  call.about(...items.map(({ holderId }) => holderId));
}

/** The numbers of new accounts, checked and sealed; refuses one that is malformed or belongs to another card. */
export async function prepareAccounts(call: Call, items: readonly AccountToOpen[]): Promise<OpenedAccount[]> {
  const accounts = items.map(({ cardId, bankCardNumber }): OpenedAccount => {
    if (!isBankCardNumber(bankCardNumber)) throw refuse('bad-bank-number', { cardId });
    return {
      cardId,
      sealed: call.vault.seal(bankCardNumber, placeOf(cardId)),
      index: call.vault.index(bankCardNumber, indexKind),
      last4: bankCardNumber.slice(-4),
    };
  });
  if (accounts.length > 0) await requireFreshNumbers(call, items, accounts);
  return accounts;
}

/**
 * A bank card number belongs to one card. On exchange it changes (OLD-05), unless the region lets a bank keep it for the
 * same person (open question 15).
 */
async function requireFreshNumbers(
  call: Call,
  items: readonly AccountToOpen[],
  accounts: readonly OpenedAccount[],
): Promise<void> {
  const byIndex = new Map<string, AccountToOpen>();
  for (const [i, { index }] of accounts.entries()) {
    const key = Buffer.from(index).toString('hex');
    if (byIndex.has(key)) throw refuse('bank-number-taken', { cardId: items[i]!.cardId });
    byIndex.set(key, items[i]!);
  }
  const taken = await holdersOfBankCards(
    call.db,
    accounts.map(({ index }) => index),
  );
  for (const { index, holderId } of taken) {
    const item = byIndex.get(Buffer.from(index).toString('hex'))!;
    const rules = await rulesOf(call, [item.region]);
    const rule = ruleFor(rules(item.region), 'bankNumberOnExchange', { day: call.today }).value;
    if (holderId !== item.holderId || rule !== 'bank-may-keep')
      throw refuse('bank-number-taken', { cardId: item.cardId });
  }
}

/** The bank card number in clear, for the holder's own eyes or a production file; null without an account. */
export async function bankCardNumberOfCard(call: Call, card: Pick<Card, 'id' | 'holderId'>): Promise<string | null> {
  const row = await readBankCard(call.db, card.id);
  call.about(card.holderId);
  return row?.sealed ? call.vault.open(row.sealed, placeOf(card.id)) : null;
}

/** Bank card numbers in clear of many cards, for payment files: no person is looked at one by one. Cards without one are missing. */
export async function bankCardNumbersOf(
  call: Pick<Call, 'db' | 'vault'>,
  cardIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await readBankCards(call.db, cardIds);
  const numbers = openBankCardNumbers(call.vault, rows);
  return new Map(rows.map(({ id }, i) => [id, numbers[i]!]));
}

/** In clear, in their order: of what `cards.sealed_view` publishes, under the same rule. */
export const openBankCardNumbers = (
  vault: Vault,
  cards: readonly { readonly id: string; readonly sealed: Uint8Array }[],
): string[] => vault.openMany(cards.map(({ id, sealed }) => ({ sealed, place: placeOf(id) })));
