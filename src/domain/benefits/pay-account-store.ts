// SQL of pay accounts: where a programme pays a person, and whether that place is alive, asked of the card each time.
import type { Db } from '../../base/database/database.ts';
import { type Sql, sql } from '../../base/sql.ts';
import { recordsOf } from '../holders/index.ts';
import type { accountTroubles } from './run.ts';

/** Joins after a pay account `a`: its card `c`, the card `n` that replaced it, and what its bank said against the account, `b`. */
export const cardOfAccount = sql`
  left join cards.pay_card_view c on c.card_id = a.card_id
  left join cards.pay_card_view n on n.card_id = c.replaced_by_card_id
  left join banking.unfit_view b on b.card_id = a.card_id`;

/**
 * Why money must not go to the account of `c`; null when it may. The guard of BEN-02: a replaced card makes its account stale
 * as soon as the new one leads to another number, whether or not the old account still lives.
 */
export const accountTrouble = sql`
  case when c.card_id is null or c.financial_state = 'none' then 'no-account'
       when c.financial_state = 'closed' then 'account-closed'
       when n.bank_card_index <> c.bank_card_index then 'account-stale'
       when b.status is not null then 'account-blocked'
       when c.financial_state = 'open' then 'account-not-active' end`;

export type AccountTrouble = (typeof accountTroubles)[number];

export interface PayAccount {
  readonly programmeId: string;
  readonly programmeZh: string;
  readonly programmeEn: string;
  readonly agencyId: string;
  readonly region: string;
  readonly amountFen: bigint;
  readonly cardId: string | null;
  readonly last4: string | null;
  readonly bankCode: string | null;
  readonly newLast4: string | null;
  readonly wantedCardId: string | null;
  readonly trouble: AccountTrouble | null;
}

/** Every programme that pays a person now or later, with the place it pays to. */
export const listPayAccounts = (db: Db, holderId: string, today: string) =>
  db.rows<PayAccount>(sql`
    select p.id as "programmeId", p.name_zh as "programmeZh", p.name_en as "programmeEn", p.agency_id as "agencyId", p.region,
      e.amount as "amountFen", a.card_id as "cardId", c.bank_card_last4 as last4, c.bank_code as "bankCode",
      n.bank_card_last4 as "newLast4", a.wanted_card_id as "wantedCardId", ${accountTrouble} as trouble
    from benefits.entitlement e join benefits.programme p on p.id = e.programme_id
      left join benefits.pay_account a on a.programme_id = e.programme_id and a.holder_id = e.holder_id
      ${cardOfAccount}
    where e.holder_id = any(${recordsOf(holderId)}) and coalesce(e.until, 'infinity') >= date_trunc('month', ${today}::date)
    order by p.code`);

export interface PayCard {
  readonly cardId: string;
  readonly holderId: string;
  readonly region: string;
  readonly bankCode: string;
  readonly last4: string;
  readonly trouble: PayAccount['trouble'];
}

/** A card as a place of payment. */
export const findPayCard = (db: Db, cardId: string) =>
  db.maybe<PayCard>(sql`
    select c.card_id as "cardId", c.holder_id as "holderId", c.region, c.bank_code as "bankCode", c.bank_card_last4 as last4,
      ${accountTrouble} as trouble
    from (select ${cardId}::uuid as card_id) a ${cardOfAccount} where c.card_id is not null`);

export interface Changer {
  readonly id: string;
  readonly role: string;
  readonly institutionId: string | undefined;
}

/** Writes pay accounts from a set of (programme_id, holder_id, card_id) and keeps who changed what; gives how many changed. */
const change = (db: Db, by: Changer, at: Date, set: Sql) =>
  db.run(sql`
    with wished as (${set}),
    before as (select a.programme_id, a.holder_id, a.card_id from benefits.pay_account a join wished using (programme_id, holder_id)),
    saved as (
      insert into benefits.pay_account as a (programme_id, holder_id, card_id, changed_by, changed_at)
      select programme_id, holder_id, card_id, ${by.id}, ${at} from wished order by programme_id, holder_id
      on conflict (programme_id, holder_id) do update set card_id = excluded.card_id, wanted_card_id = null,
        changed_by = excluded.changed_by, changed_at = excluded.changed_at
      where a.card_id <> excluded.card_id or a.wanted_card_id is not null
      returning programme_id, holder_id, card_id)
    insert into benefits.pay_account_change (programme_id, holder_id, from_card_id, to_card_id, changed_by, role, institution_id, at)
    select s.programme_id, s.holder_id, b.card_id, s.card_id, ${by.id}, ${by.role}, ${by.institutionId ?? null}::uuid, ${at}
    from saved s left join before b using (programme_id, holder_id)`);

export const setPayAccounts = (
  db: Db,
  holderId: string,
  programmeIds: readonly string[],
  cardId: string,
  by: Changer,
  at: Date,
) =>
  change(
    db,
    by,
    at,
    sql`
    select distinct programme_id, holder_id, ${cardId}::uuid as card_id from benefits.entitlement
    where holder_id = any(${recordsOf(holderId)}) and programme_id = any(${programmeIds}::uuid[])`,
  );

/** Binds everybody entitled who has no pay account yet to the own good card, if its account is active. */
export const bindToGoodCards = (db: Db, programmeId: string, by: Changer, at: Date) =>
  change(
    db,
    by,
    at,
    sql`
    select e.programme_id, e.holder_id, c.card_id
    from (select distinct programme_id, holder_id from benefits.entitlement where programme_id = ${programmeId}) e
      join cards.pay_card_view c on c.holder_id = e.holder_id and c.social_state = 'enabled' and c.financial_state = 'active'
      left join benefits.pay_account a on a.programme_id = e.programme_id and a.holder_id = e.holder_id
    where a.holder_id is null`,
  );

export const wishPayAccounts = (db: Db, holderId: string, programmeIds: readonly string[], cardId: string) =>
  db.run(sql`
    update benefits.pay_account set wanted_card_id = ${cardId}
    where holder_id = any(${recordsOf(holderId)}) and programme_id = any(${programmeIds}::uuid[]) and card_id <> ${cardId}`);
