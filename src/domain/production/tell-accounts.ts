// What production tells a bank about the accounts of its cards: open them, one was opened at the counter, a card will never be.
import type { Call } from '../../base/call.ts';
import { type AccountWish, standingOf, tellBank } from '../banking/index.ts';
import { listCards, openAccount, scrapCards } from '../cards/index.ts';
import { identitiesOf } from '../holders/index.ts';

interface Bank {
  readonly region: string;
  readonly bankCode: string;
}

interface Wanted {
  readonly cardNumber: string;
  readonly orderId: string;
  readonly holderId: string;
  readonly bankCardNumber?: string;
}

/** Asks the bank for accounts; false where it is not connected, and the numbers come with the return file as before. */
export async function askForAccounts(
  call: Call,
  { region, bankCode }: Bank,
  cards: readonly Wanted[],
): Promise<boolean> {
  const identities = await identitiesOf(
    call,
    cards.map(({ holderId }) => holderId),
  );
  const items = cards.map(({ holderId, ...card }): AccountWish => {
    const { name, documentKind, documentNumber } = identities.get(holderId)!;
    return { ...card, name, documentKind, documentNumber };
  });
  return tellBank(call, { region, bankCode }, { kind: 'open-account', items });
}

/** The teller opened the account at the counter: it stands here at once, and the bank's own systems hear of it. */
export async function openAtCounter(call: Call, bank: Bank, cardId: string, bankCardNumber: string): Promise<void> {
  await openAccount(call, cardId, bankCardNumber);
  const [card] = await listCards(call.db, [cardId]);
  const { cardNumber, holderId, orderId } = card!;
  await askForAccounts(call, bank, [{ cardNumber, holderId, orderId: orderId!, bankCardNumber }]);
}

/** Cards that will never be made; a bank that opened accounts for them closes those. */
export async function scrapAndTell(call: Call, { region, bankCode }: Bank, cardIds: readonly string[]): Promise<void> {
  if (cardIds.length === 0) return;
  await scrapCards(call, cardIds);
  const items = (await listCards(call.db, cardIds)).map(standingOf);
  await tellBank(call, { region, bankCode }, { kind: 'card-status', items });
}
