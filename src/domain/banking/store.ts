// All SQL of this module.
import type { Db } from '../../base/database/database.ts';
import type { Place } from '../../base/journal.ts';
import { sql } from '../../base/sql.ts';
import type { Reason } from './reasons.ts';
import type { StandingUse } from './standing-uses.ts';

export interface Link {
  bankId: string;
  region: string;
  bankCode: string;
  bankKey: Uint8Array;
  ownKey: Uint8Array;
  ownPublicKey: Uint8Array;
  taken: bigint;
  numbered: bigint;
  acknowledged: bigint;
  outageSince: Date | null;
}

const linkColumns = sql`bank_id as "bankId", region, bank_code as "bankCode", bank_key as "bankKey", own_key as "ownKey",
  own_public_key as "ownPublicKey", taken, numbered, acknowledged, outage_since as "outageSince"`;

/** Whoever takes or numbers messages of one bank queues up at its row; who only writes an intention passes by. */
export const lockLink = (db: Db, bankId: string) =>
  db.maybe<Link>(sql`select ${linkColumns} from banking.link where bank_id = ${bankId} for no key update`);

export const listLinks = (db: Db, region: string | null = null) =>
  db.rows<Link>(
    sql`select ${linkColumns} from banking.link where ${region}::text is null or region = ${region} order by region, bank_code`,
  );

/** The channel with a bank of a region, if one is registered. */
export const findLink = (db: Db, { region, bankCode }: { readonly region: string; readonly bankCode: string }) =>
  db.maybe<Link>(sql`select ${linkColumns} from banking.link where region = ${region} and bank_code = ${bankCode}`);

/** A new key of the bank; numbers go on where they were. */
export const saveLink = (
  db: Db,
  link: Pick<Link, 'bankId' | 'region' | 'bankCode' | 'bankKey' | 'ownKey' | 'ownPublicKey'>,
  at: Date,
) =>
  db.one<{ ownPublicKey: Uint8Array }>(sql`
    insert into banking.link (bank_id, region, bank_code, bank_key, own_key, own_public_key, registered_at)
    values (${link.bankId}, ${link.region}, ${link.bankCode}, ${link.bankKey}, ${link.ownKey}, ${link.ownPublicKey}, ${at})
    on conflict (bank_id) do update set bank_key = excluded.bank_key, registered_at = excluded.registered_at
    returning own_public_key as "ownPublicKey"`);

export interface Incoming {
  digest: Uint8Array;
  answer: unknown;
}

export const findIncoming = (db: Db, bankId: string, seq: number) =>
  db.maybe<Incoming>(sql`select digest, answer from banking.incoming where bank_id = ${bankId} and seq = ${seq}::int8`);

export const saveIncoming = (
  db: Db,
  message: { bankId: string; seq: number; digest: Uint8Array; kind: string; answer: string },
  at: Date,
) =>
  db.run(sql`
    with taken as (update banking.link set taken = ${message.seq}::int8 where bank_id = ${message.bankId})
    insert into banking.incoming (bank_id, seq, digest, kind, answer, taken_at)
    values (${message.bankId}, ${message.seq}::int8, ${message.digest}, ${message.kind}, ${message.answer}::jsonb, ${at})`);

/** False where no channel with the bank is registered. */
export const saveIntention = async (
  db: Db,
  news: { id: string; region: string; bankCode: string; kind: string; body: Uint8Array },
  at: Date,
): Promise<boolean> =>
  (await db.run(sql`
    insert into banking.intention (id, bank_id, kind, body, made_at)
    select ${news.id}, bank_id, ${news.kind}, ${news.body}, ${at} from banking.link
    where region = ${news.region} and bank_code = ${news.bankCode}`)) === 1;

export const banksToTell = async (db: Db): Promise<string[]> =>
  (await db.rows<{ id: string }>(sql`select distinct bank_id as id from banking.intention`)).map(({ id }) => id);

export const listIntentions = (db: Db, bankId: string, limit: number) =>
  db.rows<{ id: string; kind: string; body: Uint8Array }>(sql`
    select id, kind, body from banking.intention where bank_id = ${bankId} order by place limit ${limit}::int`);

export const removeIntentions = (db: Db, ids: readonly string[]) =>
  db.run(sql`delete from banking.intention where id = any(${ids}::uuid[])`);

/** How much waits to be numbered, by bank. */
export async function countIntentions(db: Db): Promise<Map<string, number>> {
  const rows = await db.rows<{ id: string; n: number }>(
    sql`select bank_id as id, count(*)::int as n from banking.intention group by 1`,
  );
  return new Map(rows.map(({ id, n }) => [id, n]));
}

export const saveOutgoing = (
  db: Db,
  message: { bankId: string; seq: bigint; kind: string; body: Uint8Array },
  at: Date,
) =>
  db.run(sql`
    with numbered as (update banking.link set numbered = ${message.seq}::int8 where bank_id = ${message.bankId})
    insert into banking.outgoing (bank_id, seq, kind, body, made_at)
    values (${message.bankId}, ${message.seq}::int8, ${message.kind}, ${message.body}, ${at})`);

export interface Outgoing {
  seq: bigint;
  kind: string;
  body: Uint8Array;
}

/** What a bank has not acknowledged, oldest first. */
export const listWaiting = (db: Db, bankId: string, limit: number) =>
  db.rows<Outgoing>(sql`
    select seq, kind, body from banking.outgoing where bank_id = ${bankId} and acknowledged_at is null order by seq limit ${limit}::int`);

/** The bank has everything up to this number: what it said is erased here. */
export const acknowledge = (db: Db, bankId: string, seq: bigint, at: Date) =>
  db.run(sql`
    with done as (
      update banking.outgoing set acknowledged_at = ${at}, body = null
      where bank_id = ${bankId} and seq <= ${seq}::int8 and acknowledged_at is null returning 1)
    update banking.link set acknowledged = greatest(acknowledged, ${seq}::int8), outage_since = null
    where bank_id = ${bankId} and numbered >= ${seq}::int8`);

export const markOutage = (db: Db, bankId: string, at: Date) =>
  db.run(sql`update banking.link set outage_since = coalesce(outage_since, ${at}) where bank_id = ${bankId}`);

export const saveStatus = (db: Db, cardId: string, status: string, at: Date) =>
  db.run(sql`
    insert into banking.account (card_id, status, told_at) values (${cardId}, ${status}, ${at})
    on conflict (card_id) do update set status = excluded.status, told_at = excluded.told_at`);

export const saveTextWishes = (db: Db, bankId: string, messageIds: readonly string[], at: Date) =>
  db.run(sql`
    insert into banking.text_message (message_id, bank_id, asked_at)
    select id, ${bankId}, ${at} from unnest(${messageIds}::uuid[]) id on conflict do nothing`);

export const markTextsTaken = (db: Db, messageIds: readonly string[], at: Date) =>
  db.run(
    sql`update banking.text_message set taken_at = ${at} where message_id = any(${messageIds}::uuid[]) and taken_at is null`,
  );

export const textsTaken = (db: Db, messageIds: readonly string[]) =>
  db.rows<{ messageId: string; taken: boolean }>(sql`
    select message_id as "messageId", taken_at is not null or outcome is not null as taken
    from banking.text_message where message_id = any(${messageIds}::uuid[])`);

/** False where the bank was never asked for this message. */
export const saveTextOutcome = async (db: Db, bankId: string, messageId: string, outcome: string, at: Date) =>
  (await db.run(sql`
    update banking.text_message set outcome = ${outcome}, told_at = ${at} where message_id = ${messageId} and bank_id = ${bankId}`)) ===
  1;

/** The bank opens no account for a card that waits for one; its first word stands. */
export const saveAccountRefusal = (db: Db, cardId: string, reason: string, at: Date) =>
  db.run(sql`
    insert into banking.account_refusal (card_id, reason, told_at) values (${cardId}, ${reason}, ${at}) on conflict do nothing`);

export const refusalsOfCards = (db: Db, cardIds: readonly string[]) =>
  db.rows<{ cardId: string; reason: string }>(sql`
    select card_id as "cardId", reason from banking.account_refusal where card_id = any(${cardIds}::uuid[])`);

/** The bank tells the whole list of an account; what is no longer in it has ended. */
export const saveStandingUses = (db: Db, cardId: string, kinds: readonly string[], at: Date) =>
  db.run(sql`
    with gone as (delete from banking.standing_use where card_id = ${cardId} and not kind = any(${kinds}::text[]))
    insert into banking.standing_use (card_id, kind, told_at) select ${cardId}::uuid, kind, ${at} from unnest(${kinds}::text[]) kind
    on conflict do nothing`);

export const standingUsesOf = async (db: Db, cardId: string): Promise<StandingUse[]> =>
  (
    await db.rows<{ kind: StandingUse }>(
      sql`select kind from banking.standing_use where card_id = ${cardId} order by kind`,
    )
  ).map(({ kind }) => kind);

export const receivers = (db: Db, cardIds: readonly string[]) =>
  db.rows<{ cardId: string; canReceive: boolean; reason: Reason | null }>(sql`
    select card_id as "cardId", can_receive as "canReceive", reason from banking.account_view where card_id = any(${cardIds}::uuid[])`);

export interface RateRow {
  region: string;
  bankCode: string;
  collected: number;
  activated: number;
}

/** Of the third-generation cards in people's hands, how many accounts are in use. */
export const activationRates = (db: Db, region: string | null, bankCode: string | null) =>
  db.rows<RateRow>(sql`
    select region, bank_code as "bankCode", count(*)::int as collected,
           (count(*) filter (where financial_state in ('active', 'blocked')))::int as activated
    from cards.card_view
    where generation = 3 and collected_at is not null and bank_code is not null and social_state not in ('invalid', 'cancelled', 'destroyed')
      and financial_state <> 'closed'
      and (${region}::text is null or region = ${region}) and (${bankCode}::text is null or bank_code = ${bankCode})
    group by region, bank_code order by region, bank_code`);

/** Cards in people's hands whose accounts wait to be activated, a page by id. */
export const cardsToActivate = (db: Db, region: string, bankCode: string, after: string | null, limit: number) =>
  db.rows<{ cardId: string; holderId: string }>(sql`
    select card_id as "cardId", holder_id as "holderId" from cards.card_view
    where region = ${region} and bank_code = ${bankCode} and financial_state = 'open' and collected_at is not null
      and social_state not in ('invalid', 'cancelled', 'destroyed') and (${after}::uuid is null or card_id > ${after}::uuid)
    order by card_id limit ${limit}::int`);

export const savePayCode = (db: Db, code: { digest: Uint8Array; cardId: string; expiresAt: Date }, now: Date) =>
  db.run(sql`
    with old as (delete from banking.pay_code where card_id = ${code.cardId} or expires_at < ${now})
    insert into banking.pay_code (digest, card_id, expires_at) values (${code.digest}, ${code.cardId}, ${code.expiresAt})`);

/** Uses a code up, once. */
export const usePayCode = (db: Db, digest: Uint8Array, now: Date) =>
  db.maybe<{ cardId: string }>(sql`
    update banking.pay_code set used_at = ${now} where digest = ${digest} and used_at is null and expires_at > ${now}
    returning card_id as "cardId"`);

export async function lockPlace(db: Db): Promise<Place> {
  await db.run(sql`insert into banking.place (xid, seq) values ('0', 0) on conflict do nothing`);
  return db.one<Place>(sql`select xid::text as xid, seq from banking.place for update`);
}

export const savePlace = (db: Db, { xid, seq }: Place) =>
  db.run(sql`update banking.place set xid = ${xid}::text::xid8, seq = ${seq}`);
