// What banks and bureau say about the accounts behind cards must be the same: every made card has one, and both sides tell its state alike.
import type { House } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import { sql } from '../../base/sql.ts';
import { bankCardNumbersOf } from '../../domain/cards/index.ts';
import type { Campaign } from '../campaign.ts';
import type { AccountState } from '../parties/bank/card-accounts.ts';
import type { SimulatedBankLines } from '../parties/bank/lines.ts';

interface OurCard {
  readonly cardId: string;
  readonly cardNumber: string;
  readonly bankCode: string;
  readonly made: boolean;
  readonly account: 'none' | 'blocked' | AccountState;
}

const ourCards = (db: Db, region: string) =>
  db.rows<OurCard>(sql`
    select c.card_id as "cardId", p.card_number as "cardNumber", c.bank_code as "bankCode", c.made_at is not null as made,
      c.financial_state as account
    from cards.card_view c join cards.presented_view p using (card_id)
    where c.region = ${region} and c.order_id is not null and c.bank_code is not null and c.generation = 3`);

/** Banks with which nothing is under way: only of these can both sides be compared. */
async function quietBanks({ founded, banks }: Campaign): Promise<Set<string>> {
  const [auditor] = founded.allStaff('auditor');
  const { links } = await founded.city.as(auditor!, 'banking.link-status', { region: founded.plan.region });
  const quiet = (links as { bankCode: string; waiting: number }[]).filter(
    ({ bankCode, waiting }) => waiting === 0 && banks.bankOf({ region: founded.plan.region, bankCode }).waiting === 0,
  );
  return new Set(quiet.map(({ bankCode }) => bankCode));
}

/** A made card always has its account; what both sides say of it is compared where nothing is under way. */
export async function findDisagreements(campaign: Campaign, { whole }: { whole: boolean }): Promise<string[]> {
  const { house } = campaign.founded.city;
  const { region } = campaign.founded.plan;
  const cards = await ourCards(house.database, region);
  const quiet = await quietBanks(campaign);
  const broken: string[] = [];
  if (whole && quiet.size < campaign.banks.banks.length) broken.push('a bank still waits although every line works');
  for (const { cardNumber, made, account } of cards)
    if (made && account === 'none') broken.push(`${cardNumber} was made without an account`);
  const compared = cards.filter(({ bankCode }) => quiet.has(bankCode));
  const told = (account: OurCard['account']) => (account === 'blocked' ? 'active' : account);
  for (const { cardNumber, bankCode, account } of compared) {
    const theirs = campaign.banks.bankOf({ region, bankCode }).cards.stateOf(cardNumber) ?? 'none';
    if (theirs !== told(account)) broken.push(`${cardNumber} is ${account} here and ${theirs} at ${bankCode}`);
  }
  const known = new Set(cards.map(({ cardNumber }) => cardNumber));
  for (const { bankCode, cards: theirs } of campaign.banks.banks)
    for (const cardNumber of theirs.cardNumbers)
      if (!known.has(cardNumber)) broken.push(`${bankCode} has an account for ${cardNumber}, which nobody ordered`);
  if (whole) broken.push(...(await otherNumbers(campaign.banks, region, cards, house)));
  return broken.length > 0
    ? [`BNK-14 banks and bureau agree: ${broken.length} broken, first ${broken.slice(0, 3).join('; ')}`]
    : [];
}

async function otherNumbers(
  banks: SimulatedBankLines,
  region: string,
  cards: readonly OurCard[],
  house: House,
): Promise<string[]> {
  const numbers = await bankCardNumbersOf(
    { db: house.database, vault: house.vault },
    cards.map(({ cardId }) => cardId),
  );
  return cards
    .filter(({ cardId, cardNumber, bankCode }) => {
      const theirs = banks.bankOf({ region, bankCode }).cards.numberOf(cardNumber);
      return numbers.get(cardId) !== theirs;
    })
    .map(({ cardNumber }) => `${cardNumber} has another account number at its bank`);
}
