// What banks and bureau say about the accounts behind cards must be the same: every made card has one, and both sides tell its state alike.
import type { House } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import { sql } from '../../base/sql.ts';
import { bankCardNumbersOf } from '../../domain/cards/index.ts';
import type { Campaign } from '../campaign.ts';
import type { AccountState } from '../parties/bank/card-accounts.ts';
import type { SimulatedBankLines } from '../parties/bank/lines.ts';
import type { CheckContext } from './what-must-hold.ts';

interface OurCard {
  readonly cardId: string;
  readonly holderId: string;
  readonly cardNumber: string;
  readonly bankCode: string;
  readonly made: boolean;
  readonly account: 'none' | 'blocked' | AccountState;
}

const ourCards = (db: Db, region: string, holders: CheckContext['holders']) =>
  db.rows<OurCard>(sql`
    select c.card_id as "cardId", c.holder_id as "holderId", p.card_number as "cardNumber", c.bank_code as "bankCode", c.made_at is not null as made,
      c.financial_state as account
    from cards.card_view c join cards.presented_view p using (card_id)
    where c.region = ${region} and c.order_id is not null and c.bank_code is not null and c.generation = 3
      ${holders === 'all' ? sql`` : sql`and c.holder_id = any(${holders}::uuid[])`}`);

/** Banks with which nothing is under way: only of these can both sides be compared. */
async function quietBanks({ founded, banks }: Campaign): Promise<Set<string>> {
  const [auditor] = founded.allStaff('auditor');
  const { links } = await founded.city.as(auditor!, 'banking.link-status', { region: founded.plan.region });
  const quiet = (links as { bankCode: string; waiting: number }[]).filter(
    ({ bankCode, waiting }) => waiting === 0 && banks.bankOf({ region: founded.plan.region, bankCode }).waiting === 0,
  );
  return new Set(quiet.map(({ bankCode }) => bankCode));
}

/** Looks day by day at the accounts of those of whom something was written, and of those whose bank was busy on the day before. */
export class BanksAgree {
  readonly #later = new Set<string>();

  /** A made card always has its account; what both sides say of it is compared where nothing is under way. */
  async look(
    campaign: Campaign,
    { holders, end }: { holders: CheckContext['holders']; end: boolean },
  ): Promise<string[]> {
    const { house } = campaign.founded.city;
    const { region } = campaign.founded.plan;
    const whom = holders === 'all' ? holders : [...new Set([...holders, ...this.#later])];
    const cards = await ourCards(house.database, region, whom);
    this.#later.clear();
    const quiet = await quietBanks(campaign);
    const broken: string[] = [];
    if (end && quiet.size < campaign.banks.banks.length) broken.push('a bank still waits although every line works');
    const told = (account: OurCard['account']) => (account === 'blocked' ? 'active' : account);
    for (const { cardNumber, holderId, bankCode, made, account } of cards) {
      if (made && account === 'none') broken.push(`${cardNumber} was made without an account`);
      if (!quiet.has(bankCode)) {
        this.#later.add(holderId);
        continue;
      }
      const theirs = campaign.banks.bankOf({ region, bankCode }).cards.stateOf(cardNumber) ?? 'none';
      if (theirs !== told(account)) broken.push(`${cardNumber} is ${account} here and ${theirs} at ${bankCode}`);
    }
    if (whom === 'all') {
      const known = new Set(cards.map(({ cardNumber }) => cardNumber));
      for (const { bankCode, cards: theirs } of campaign.banks.banks)
        for (const cardNumber of theirs.cardNumbers)
          if (!known.has(cardNumber)) broken.push(`${bankCode} has an account for ${cardNumber}, which nobody ordered`);
    }
    if (end) broken.push(...(await otherNumbers(campaign.banks, region, cards, house)));
    return broken.length > 0
      ? [`BNK-14 banks and bureau agree: ${broken.length} broken, first ${broken.slice(0, 3).join('; ')}`]
      : [];
  }
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
