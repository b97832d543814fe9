// All SQL of this module.
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { type Sql, sql } from '../../base/sql.ts';
import type { Card, FinancialState, Side, SocialState } from './card.ts';

const columns = sql`
  c.id, c.holder_id as "holderId", c.region, a.name_zh as "issuingAuthority", c.bank_code as "bankCode", c.generation,
  c.card_number as "cardNumber", c.card_identifier as "cardIdentifier", c.bank_card_last4 as "bankCardLast4",
  c.social_state as "socialState", c.financial_state as "financialState",
  c.social_pin_failures as "socialPinFailures", c.financial_pin_failures as "financialPinFailures",
  c.order_id as "orderId", c.replaces_card_id as "replacesCardId", c.replaced_by_card_id as "replacedByCardId",
  c.batch_proxy as "batchProxy", c.collect_by as "collectBy", c.planned_at as "plannedAt", c.made_at as "madeAt",
  c.collected_at as "collectedAt", c.enabled_at as "enabledAt", c.expires_on as "expiresOn"`;

const select = (where: Sql) => sql`
  select ${columns} from cards.card c join cards.issuing_authority a on a.region = c.region where ${where}`;

export const findCard = (db: Db, id: string) => db.maybe<Card>(select(sql`c.id = ${id}`));

export const findCardByNumber = (db: Db, cardNumber: string) =>
  db.maybe<Card>(select(sql`c.card_number = ${cardNumber}`));

export const findCardsByNumbers = (db: Db, cardNumbers: readonly string[]) =>
  db.rows<Card>(select(sql`c.card_number = any(${cardNumbers}::text[])`));

export const listCards = (db: Db, ids: readonly string[]) =>
  db.rows<Card>(sql`${select(sql`c.id = any(${ids}::uuid[])`)} order by c.id`);

/** Newest first. */
export const cardsOfHolder = (db: Db, holderId: string) =>
  db.rows<Card>(sql`${select(sql`c.holder_id = ${holderId}`)} order by c.planned_at desc nulls last, c.id desc`);

export const goodCardsOf = (db: Db, holderIds: readonly string[]) =>
  db.rows<Card>(select(sql`c.holder_id = any(${holderIds}::uuid[]) and c.social_state in ('enabled', 'suspended')`));

/** Locks cards in id order, which keeps two callers from waiting for each other in a ring. */
export const lockCardRows = (db: Db, ids: readonly string[]) =>
  db.rows<Card>(sql`${select(sql`c.id = any(${ids}::uuid[])`)} order by c.id for update of c`);

/** Locks every card of these holders, in id order. */
export const lockCardsOfHolders = (db: Db, holderIds: readonly string[]) =>
  db.rows<Card>(sql`${select(sql`c.holder_id = any(${holderIds}::uuid[])`)} order by c.id for update of c`);

/** Every card of one record of a person comes under the other. */
export const rehomeCards = (db: Db, fromId: string, intoId: string) =>
  db.run(sql`update cards.card set holder_id = ${intoId} where holder_id = ${fromId}`);

export interface IssuingAuthority {
  region: string;
  division: string;
  prefix: string;
  nameZh: string;
  nameEn: string;
}

export const listAuthorities = (db: Db) =>
  db.rows<IssuingAuthority>(sql`
    select region, division, prefix, name_zh as "nameZh", name_en as "nameEn" from cards.issuing_authority order by region`);

export const saveAuthority = (db: Db, authority: IssuingAuthority) =>
  db.run(sql`
    insert into cards.issuing_authority (region, division, prefix, name_zh, name_en)
    values (${authority.region}, ${authority.division}, ${authority.prefix}, ${authority.nameZh}, ${authority.nameEn})
    on conflict do nothing`);

/** Fresh serials, never given before. */
export async function takeSerials(db: Db, count: number): Promise<number[]> {
  const rows = await db.rows<{ serial: bigint }>(
    sql`select nextval('cards.serial') as serial from generate_series(1, ${count}::int)`,
  );
  return rows.map(({ serial }) => Number(serial));
}

export interface NewCard {
  id: string;
  holderId: string;
  orderId: string | null;
  region: string;
  bankCode: string | null;
  generation: number;
  cardNumber: string;
  cardIdentifier: string | null;
  socialState: SocialState;
  replacesCardId: string | null;
  batchProxy: boolean;
  plannedAt: Date | null;
  enabledAt: Date | null;
  expiresOn: Day | null;
}

/** Puts cards in, with the first move of each; for cards that come in further on, that one move only. */
export async function insertCards(db: Db, cards: readonly NewCard[], at: Date): Promise<void> {
  const of = <K extends keyof NewCard>(key: K) => cards.map((card) => card[key]);
  await db.run(sql`
    with born as (
      insert into cards.card (id, holder_id, order_id, region, bank_code, generation, card_number, card_identifier, social_state,
                              financial_state, replaces_card_id, batch_proxy, planned_at, enabled_at, expires_on)
      select id, holder_id, order_id, region, bank_code, generation, card_number, card_identifier, social_state,
             'none', replaces_card_id, batch_proxy, planned_at, enabled_at, expires_on
      from unnest(${of('id')}::uuid[], ${of('holderId')}::uuid[], ${of('orderId')}::uuid[], ${of('region')}::text[],
                  ${of('bankCode')}::text[], ${of('generation')}::int[], ${of('cardNumber')}::text[], ${of('cardIdentifier')}::text[],
                  ${of('socialState')}::text[], ${of('replacesCardId')}::uuid[], ${of('batchProxy')}::boolean[],
                  ${of('plannedAt')}::timestamptz[], ${of('enabledAt')}::timestamptz[], ${of('expiresOn')}::date[])
        as t(id, holder_id, order_id, region, bank_code, generation, card_number, card_identifier, social_state,
             replaces_card_id, batch_proxy, planned_at, enabled_at, expires_on)
      returning id, social_state)
    insert into cards.move (card_id, side, from_state, to_state, at)
    select id, 'social', null, social_state, ${at} from born`);
}

export interface WrittenMove {
  cardId: string;
  from: string;
}

const stamps: Partial<Record<SocialState, Sql>> = {
  collected: sql`, collected_at = m.at`,
  // A withdrawn loss report brings the card back; it was enabled on the day it was enabled.
  enabled: sql`, enabled_at = coalesce(c.enabled_at, m.at)`,
};

/** Moves locked cards from the states they were seen in, with their lines of history. Returns how many were moved. */
export function writeMoves(
  db: Db,
  side: Side,
  moves: readonly WrittenMove[],
  to: SocialState | FinancialState,
  at: Date,
): Promise<number> {
  const column = side === 'social' ? sql`social_state` : sql`financial_state`;
  const stamp = (side === 'social' && stamps[to as SocialState]) || sql``;
  return db.run(sql`
    with m as (select *, ${at}::timestamptz as at from unnest(${moves.map((m) => m.cardId)}::uuid[], ${moves.map((m) => m.from)}::text[]) as t(card_id, from_state)),
    moved as (
      update cards.card c set ${column} = ${to} ${stamp} from m
      where c.id = m.card_id and c.${column} = m.from_state
      returning c.id, m.from_state)
    insert into cards.move (card_id, side, from_state, to_state, at)
    select id, ${side}, from_state, ${to}, ${at} from moved order by id`);
}

/** Ties new cards to the ones whose place they took, both ways. */
export const linkReplacements = (db: Db, links: readonly { oldId: string; newId: string }[]) =>
  db.run(sql`
    update cards.card c set
      replaced_by_card_id = case when c.id = l.old_id then l.new_id else c.replaced_by_card_id end,
      replaces_card_id = case when c.id = l.new_id then l.old_id else c.replaces_card_id end
    from unnest(${links.map((l) => l.oldId)}::uuid[], ${links.map((l) => l.newId)}::uuid[]) as l(old_id, new_id)
    where c.id in (l.old_id, l.new_id)`);

export interface OpenedAccount {
  cardId: string;
  sealed: Uint8Array;
  index: Uint8Array;
  last4: string;
}

export interface Making {
  cardId: string;
  atr: string | null;
  cardIdentifier: string | null;
  collectBy: Day | null;
  expiresOn: Day | null;
  account: OpenedAccount | undefined;
}

/** Planned, locked cards become made, with their accounts where one was opened; gives how many moves were written. */
export const saveMade = (db: Db, made: readonly Making[], at: Date) =>
  db.run(sql`
    with m as (
      select * from unnest(${made.map((m) => m.cardId)}::uuid[], ${made.map((m) => m.atr)}::text[], ${made.map((m) => m.cardIdentifier)}::text[],
        ${made.map((m) => m.collectBy)}::date[], ${made.map((m) => m.expiresOn)}::date[], ${made.map((m) => m.account?.sealed ?? null)}::bytea[],
        ${made.map((m) => m.account?.index ?? null)}::bytea[], ${made.map((m) => m.account?.last4 ?? null)}::text[])
      as t(card_id, atr, card_identifier, collect_by, expires_on, sealed, index, last4)
    ), changed as (
      update cards.card c set social_state = 'made', made_at = ${at}, atr = m.atr,
        card_identifier = coalesce(m.card_identifier, c.card_identifier), collect_by = m.collect_by, expires_on = m.expires_on,
        bank_card = coalesce(m.sealed, c.bank_card), bank_card_index = coalesce(m.index, c.bank_card_index),
        bank_card_last4 = coalesce(m.last4, c.bank_card_last4),
        financial_state = case when m.sealed is null then c.financial_state else 'open' end
      from m where c.id = m.card_id and c.social_state = 'planned'
      returning c.id, m.sealed is not null as opened
    )
    insert into cards.move (card_id, side, from_state, to_state, at)
    select id, 'social', 'planned', 'made', ${at}::timestamptz from changed
    union all select id, 'financial', 'none', 'open', ${at}::timestamptz from changed where opened`);

/** Puts the bank card numbers in and opens the financial sides in one step: the table holds both or neither. */
export const saveAccounts = (db: Db, accounts: readonly OpenedAccount[], at: Date) =>
  db.run(sql`
    with opened as (
      update cards.card c set bank_card = t.sealed, bank_card_index = t.index, bank_card_last4 = t.last4, financial_state = 'open'
      from unnest(${accounts.map((a) => a.cardId)}::uuid[], ${accounts.map((a) => a.sealed)}::bytea[],
                  ${accounts.map((a) => a.index)}::bytea[], ${accounts.map((a) => a.last4)}::text[]) as t(card_id, sealed, index, last4)
      where c.id = t.card_id and c.financial_state = 'none'
      returning c.id)
    insert into cards.move (card_id, side, from_state, to_state, at)
    select id, 'financial', 'none', 'open', ${at} from opened order by id`);

/** Who already holds one of these bank card numbers. */
export const holdersOfBankCards = (db: Db, indexes: readonly Uint8Array[]) =>
  db.rows<{ index: Uint8Array; holderId: string }>(sql`
    select bank_card_index as index, holder_id as "holderId" from cards.card
    where bank_card_index = any(${indexes}::bytea[])`);

export const readBankCard = (db: Db, cardId: string) =>
  db.maybe<{ sealed: Uint8Array | null }>(sql`select bank_card as sealed from cards.card where id = ${cardId}`);

export const readBankCards = (db: Db, cardIds: readonly string[]) =>
  db.rows<{ id: string; sealed: Uint8Array }>(
    sql`select id, bank_card as sealed from cards.card where id = any(${cardIds}::uuid[]) and bank_card is not null`,
  );

export const setPinFailures = (db: Db, cardId: string, side: Side, failures: number) =>
  db.run(
    side === 'social'
      ? sql`update cards.card set social_pin_failures = ${failures} where id = ${cardId}`
      : sql`update cards.card set financial_pin_failures = ${failures} where id = ${cardId}`,
  );

export interface Move {
  side: Side;
  from: string | null;
  to: string;
  at: Date;
}

export const movesOf = (db: Db, cardId: string) =>
  db.rows<Move>(sql`
    select side, from_state as "from", to_state as "to", at from cards.move where card_id = ${cardId} order by seq`);

export interface ActivationRow {
  key: string | null;
  issued: number;
  collected: number;
  enabled: number;
  activated: number;
}

/** Counts from the states; the test recounts the same from cards.move. */
export const countActivation = (
  db: Db,
  by: 'region' | 'bank' | 'group',
  region: string | null,
  bankCode: string | null,
) => {
  const group = sql`(select i.kind from holders.insurance_view i where i.holder_id = c.holder_id and i.region = c.region
    and i.until is null order by i.since desc, i.kind limit 1)`;
  const key = { region: sql`c.region`, bank: sql`c.bank_code`, group }[by];
  return db.rows<ActivationRow>(sql`
    select ${key} as key, count(*)::int as issued, count(c.collected_at)::int as collected, count(c.enabled_at)::int as enabled,
           (count(*) filter (where c.financial_state in ('active', 'blocked')))::int as activated
    from cards.card c
    where c.made_at is not null and (${region}::text is null or c.region = ${region}) and (${bankCode}::text is null or c.bank_code = ${bankCode})
    group by 1 order by 1 nulls last`);
};

/** When the first third-generation card of each bank reached each step; cards taken over from elsewhere do not count. */
export const firstCardsByBank = (db: Db, region: string) =>
  db.rows<{ bankCode: string; madeAt: Date; collectedAt: Date | null; enabledAt: Date | null }>(sql`
    select bank_code as "bankCode", min(made_at) as "madeAt", min(collected_at) as "collectedAt", min(enabled_at) as "enabledAt"
    from cards.card where region = ${region} and generation = 3 and made_at is not null and bank_code is not null
    group by bank_code order by min(made_at), bank_code`);
