// All SQL of notices.
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import type { Place } from '../../base/journal.ts';
import { toJson } from '../../base/json.ts';
import { type Sql, sql } from '../../base/sql.ts';
import { statesBefore } from '../../base/states.ts';
import { recordsOf } from '../holders/index.ts';
import { openStates } from '../orders/index.ts';
import { type Message, type MessageFinding, messageStates } from './message.ts';
import type { Notice, NoticeState } from './notice.ts';
import type { Rumour } from './rumours.ts';

// The place in the journal.

/** The place read so far; locked, so that two workers never read the same news. */
export const lockPlace = (db: Db) => db.one<Place>(sql`select xid, seq from notices.place for update`);

export const savePlace = (db: Db, { xid, seq }: Place) =>
  db.run(sql`update notices.place set xid = ${xid}, seq = ${seq}::int8`);

// What composing must know and other modules publish.

export interface OrderFacts {
  readonly orderId: string;
  readonly holderId: string;
  readonly region: string;
  readonly kind: string;
  readonly organiserId: string | null;
  readonly bankCode: string | null;
  readonly outletId: string | null;
  readonly state: string;
  readonly placedOn: Day;
  readonly promiseDay: Day | null;
  readonly pickUp: string | null;
  readonly cardId: string | null;
}

const orderFacts = sql`
  order_id as "orderId", holder_id as "holderId", region, kind, organiser_id as "organiserId", bank_code as "bankCode",
  outlet_id as "outletId", state, placed_on as "placedOn", promise_day as "promiseDay", pick_up as "pickUp", card_id as "cardId"`;

export const listOrderFacts = (db: Db, ids: readonly string[]) =>
  db.rows<OrderFacts>(sql`select ${orderFacts} from orders.order_view where order_id = any(${[...ids]}::uuid[])`);

/** The orders of these people that are under way. */
export const listOpenOrders = (db: Db, holderIds: readonly string[]) =>
  db.rows<OrderFacts>(sql`
    select ${orderFacts} from orders.order_view
    where holder_id = any(${[...holderIds]}::uuid[]) and state = any(${[...openStates]}::text[])`);

export interface ShelfFacts {
  readonly cardId: string;
  readonly outletId: string;
}

export const listShelf = (db: Db, cardIds: readonly string[]) =>
  db.rows<ShelfFacts>(sql`
    select card_id as "cardId", outlet_id as "outletId" from production.shelf_view where card_id = any(${[...cardIds]}::uuid[])`);

export interface ParcelFacts {
  readonly cardId: string;
  readonly trackingNumber: string;
  readonly state: string;
}

/** The newest parcel of each card. */
export const listParcels = (db: Db, cardIds: readonly string[]) =>
  db.rows<ParcelFacts>(sql`
    select distinct on (card_id) card_id as "cardId", tracking_number as "trackingNumber", state from production.parcel_view
    where card_id = any(${[...cardIds]}::uuid[]) order by card_id, posted_at desc`);

export interface PersonRow {
  readonly holderId: string;
  readonly nationality: string;
  readonly born: Day;
  readonly deceasedOn: Day | null;
}

export const listPeople = (db: Db, ids: readonly string[]) =>
  db.rows<PersonRow>(sql`
    select holder_id as "holderId", nationality, born, deceased_on as "deceasedOn" from holders.person_view
    where holder_id = any(${[...ids]}::uuid[])`);

/** Who waits for the opening of a batch (CAL-10). */
export const listOpeningWishes = (db: Db, region: string, batch: string) =>
  db.rows<{ holderId: string }>(sql`
    select holder_id as "holderId" from orders.opening_wish_view
    where region = ${region} and batch_code = ${batch} and told_at is null order by holder_id`);

/** Who was found, at that instant, to have reached the turn waited for. */
export const listToldWishes = (db: Db, holderIds: readonly string[], at: Date) =>
  db.rows<{ holderId: string; region: string; batch: string | null }>(sql`
    select holder_id as "holderId", region, batch_code as batch from orders.opening_wish_view
    where holder_id = any(${[...holderIds]}::uuid[]) and told_at = ${at} order by holder_id, region`);

// Messages.

/** Puts messages in; what was composed before from the same line for the same person is left as it is. */
export const insertMessages = (db: Db, messages: readonly Message[]) =>
  db.run(sql`
    insert into notices.message (id, journal_seq, holder_id, subject_id, template, sender, region, bank_code, signature, hotline, code, text, phone,
      last_four_index, state, pressing, findings, composed_at, due)
    select n.id, n.journal_seq, n.holder_id, n.subject_id, n.template, n.sender, n.region, n.bank_code, n.signature, n.hotline, n.code, n.text, n.phone,
      n.last_four_index, n.state, n.pressing, n.findings::jsonb, n.composed_at, n.due
    from unnest(
      ${messages.map((m) => m.id)}::uuid[], ${messages.map((m) => m.journalSeq)}::int8[],
      ${messages.map((m) => m.holderId)}::uuid[], ${messages.map((m) => m.subjectId)}::uuid[], ${messages.map((m) => m.template)}::text[],
      ${messages.map((m) => m.sender)}::text[], ${messages.map((m) => m.region)}::text[],
      ${messages.map((m) => m.bankCode)}::text[], ${messages.map((m) => m.signature)}::text[], ${messages.map((m) => m.hotline)}::text[],
      ${messages.map((m) => m.code)}::text[], ${messages.map((m) => m.text)}::bytea[],
      ${messages.map((m) => m.phone)}::bytea[], ${messages.map((m) => m.lastFourIndex)}::bytea[],
      ${messages.map((m) => m.state)}::text[], ${messages.map((m) => m.pressing)}::boolean[],
      ${messages.map((m) => m.findings && toJson(m.findings))}::text[],
      ${messages.map((m) => m.composedAt)}::timestamptz[], ${messages.map((m) => m.due)}::timestamptz[]
    ) as n (id, journal_seq, holder_id, subject_id, template, sender, region, bank_code, signature, hotline, code, text, phone, last_four_index, state,
      pressing, findings, composed_at, due)
    on conflict do nothing`);

/** Which of these were composed before: as 'seq holder template'. */
export async function listComposed(db: Db, seqs: readonly bigint[]): Promise<Set<string>> {
  const rows = await db.rows<{ key: string }>(sql`
    select journal_seq || ' ' || coalesce(holder_id::text, '') || ' ' || template as key
    from notices.message where journal_seq = any(${seqs}::int8[])`);
  return new Set(rows.map(({ key }) => key));
}

/** What was said before about these orders, cards or notices: as 'subject template'. */
export async function listSaid(db: Db, subjectIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.rows<{ key: string }>(sql`
    select subject_id || ' ' || template as key from notices.message
    where subject_id = any(${subjectIds}::uuid[]) and state <> 'refused'`);
  return new Set(rows.map(({ key }) => key));
}

/** Instants of what was sent to these people, or is going to be, from an instant on. */
export async function listTaken(db: Db, holderIds: readonly string[], from: Date): Promise<Map<string, Date[]>> {
  const rows = await db.rows<{ holder_id: string; at: Date }>(sql`
    select holder_id, coalesce(sent_at, due) as at from notices.message
    where holder_id = any(${holderIds}::uuid[]) and not pressing
      and (state = 'composed' or (state in ('sent', 'delivered') and sent_at >= ${from}))`);
  const taken = new Map<string, Date[]>();
  for (const { holder_id, at } of rows) taken.set(holder_id, [...(taken.get(holder_id) ?? []), at]);
  return taken;
}

const messageColumns = sql`
  id, journal_seq as "journalSeq", holder_id as "holderId", subject_id as "subjectId", template, sender, region, bank_code as "bankCode", signature, hotline, code, text,
  phone, last_four_index as "lastFourIndex", state, pressing, findings, composed_at as "composedAt", due, attempts, sent_at as "sentAt",
  settled_at as "settledAt", read_at as "readAt"`;

/** How many messages somebody has had today; by its own index. */
const hadToday = (holderId: Sql, today: Date) => sql`(
  select count(*) from notices.message m where m.holder_id = ${holderId} and not m.pressing and m.sent_at >= ${today})`;

/**
 * Takes due messages for one round of sending and puts them out of sight of other senders until `again`. Nobody gets more
 * than `cap` a day, also when the sending was held up and several days' messages are due at once. `quiet`: only codes.
 */
export const claimDue = (
  db: Db,
  at: { now: Date; today: Date; again: Date; quiet: boolean; cap: number; limit: number },
) =>
  db.rows<Message>(sql`
    with waiting as (
      select id, holder_id, pressing, due from notices.message
      where state = 'composed' and due <= ${at.now} and (pressing or not ${at.quiet}::boolean)
      order by due, id limit ${at.limit * 4}::int for update skip locked
    ), ranked as (
      select id, due, pressing, holder_id,
        row_number() over (partition by holder_id, pressing order by due, id) as place from waiting
    ), chosen as (
      select r.id from ranked r
      where r.pressing or r.place + ${hadToday(sql`r.holder_id`, at.today)} <= ${at.cap}
      order by r.due, r.id limit ${at.limit}::int
    )
    update notices.message set attempts = attempts + 1, due = ${at.again} where id in (select id from chosen)
    returning ${messageColumns}`);

/** Puts off what is due but over the day's cap, so that it does not stand in the way of others. Dear while much is due. */
export const putOff = (db: Db, at: { now: Date; today: Date; cap: number; until: Date }) =>
  db.run(sql`
    update notices.message w set due = ${at.until}
    where w.state = 'composed' and not w.pressing and w.due <= ${at.now} and ${hadToday(sql`w.holder_id`, at.today)} >= ${at.cap}`);

/** Moves messages along their table of states; those that stand elsewhere are left alone. Gives the ids moved. */
export async function moveMessages(
  { db, now }: Pick<Call, 'db' | 'now'>,
  ids: readonly string[],
  to: 'sent' | 'delivered' | 'failed' | 'refused',
): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db.rows<{ id: string }>(sql`
    update notices.message set state = ${to}::text,
      sent_at = case when ${to}::text in ('sent', 'delivered') then coalesce(sent_at, ${now}::timestamptz) else sent_at end,
      settled_at = case when ${to}::text = 'sent' then null else ${now}::timestamptz end
    where id = any(${ids}::uuid[]) and state = any(${statesBefore(messageStates, to)}::text[])
    returning id`);
  return rows.map(({ id }) => id);
}

export const saveFindings = (db: Db, id: string, findings: readonly MessageFinding[]) =>
  db.run(sql`update notices.message set findings = ${toJson(findings)}::jsonb where id = ${id}`);

/** The next try comes after a pause. */
export async function saveNextTry(db: Db, tries: readonly { id: string; due: Date }[]): Promise<void> {
  if (tries.length === 0) return;
  await db.run(sql`
    update notices.message m set due = n.due
    from unnest(${tries.map(({ id }) => id)}::uuid[], ${tries.map(({ due }) => due)}::timestamptz[]) as n (id, due)
    where m.id = n.id and m.state = 'composed'`);
}

export const lockMessage = (db: Db, id: string) =>
  db.maybe<Message>(sql`select ${messageColumns} from notices.message where id = ${id} for update`);

export const listMessagesByCode = (db: Db, code: string) =>
  db.rows<Message>(
    sql`select ${messageColumns} from notices.message where code = ${code} and state <> 'refused' limit 100`,
  );

/** A person's messages, newest first; refused ones were never said. */
export const pageMessages = (
  db: Db,
  page: { holderId: string; before: string | null; unreadOnly: boolean; limit: number },
) =>
  db.rows<Message>(sql`
    select ${messageColumns} from notices.message
    where holder_id = any(${recordsOf(page.holderId)}) and state <> 'refused' and (${page.before}::uuid is null or id < ${page.before}::uuid)
      and (not ${page.unreadOnly}::boolean or read_at is null)
    order by id desc limit ${page.limit}::int`);

export const countUnread = async (db: Db, holderId: string) =>
  (
    await db.one<{ n: number }>(sql`
      select count(*)::int as n from notices.message where holder_id = any(${recordsOf(holderId)}) and state <> 'refused' and read_at is null`)
  ).n;

export const markRead = (db: Db, holderId: string, ids: readonly string[], now: Date) =>
  db.run(sql`
    update notices.message set read_at = ${now}
    where holder_id = any(${recordsOf(holderId)}) and id = any(${ids}::uuid[]) and read_at is null and state <> 'refused'`);

export const pageRefused = (db: Db, page: { before: string | null; limit: number }) =>
  db.rows<Message>(sql`
    select ${messageColumns} from notices.message
    where state = 'refused' and (${page.before}::uuid is null or id < ${page.before}::uuid) order by id desc limit ${page.limit}::int`);

// Limits and tries.

export const listLimits = (db: Db) =>
  db.rows<{ name: string; value: number }>(sql`select name, value from notices.limit`);

export const saveLimit = (db: Db, limit: { name: string; value: number; by: string; now: Date }) =>
  db.run(sql`
    insert into notices.limit (name, value, set_by, set_at) values (${limit.name}, ${limit.value}::int, ${limit.by}, ${limit.now})
    on conflict (name) do update set value = excluded.value, set_by = excluded.set_by, set_at = excluded.set_at`);

/** Counts one try and gives how many there were in this hour; safe for many at once. Tries of past days are forgotten. */
export async function countTry(db: Db, caller: string, hour: Date): Promise<number> {
  const { tries } = await db.one<{ tries: number }>(sql`
    insert into notices.check_try (caller, hour, tries) values (${caller}, ${hour}, 1)
    on conflict (caller, hour) do update set tries = notices.check_try.tries + 1 returning tries`);
  if (tries === 1)
    await db.run(sql`delete from notices.check_try where hour < ${new Date(hour.getTime() - 86_400_000)}`);
  return tries;
}

// Notices to the public.

const noticeColumns = sql`
  n.id, n.region, n.version, n.replaces_id as "replacesId", n.title, n.body, n.groups, n.districts, n.batch, n.state,
  n.drafted_by as "draftedBy", n.drafted_at as "draftedAt", n.published_by as "publishedBy", n.published_at as "publishedAt",
  n.ended_at as "endedAt", n.reason`;

export const insertNotice = (
  db: Db,
  notice: Omit<Notice, 'state' | 'publishedBy' | 'publishedAt' | 'endedAt' | 'reason'>,
) =>
  db.run(sql`
    insert into notices.notice (id, region, version, replaces_id, title, body, groups, districts, batch, state, drafted_by, drafted_at)
    values (${notice.id}, ${notice.region}, ${notice.version}, ${notice.replacesId}, ${notice.title}, ${notice.body},
      ${[...notice.groups]}::text[], ${[...notice.districts]}::text[], ${notice.batch}, 'draft', ${notice.draftedBy}, ${notice.draftedAt})`);

export const findNotice = (db: Db, id: string) =>
  db.maybe<Notice>(sql`select ${noticeColumns} from notices.notice n where n.id = ${id}`);

export const lockNotice = (db: Db, id: string) =>
  db.maybe<Notice>(sql`select ${noticeColumns} from notices.notice n where n.id = ${id} for update`);

/** The version after this one, drafted or published. */
export const nextVersionOf = async (db: Db, id: string): Promise<string | undefined> =>
  (
    await db.maybe<{ id: string }>(
      sql`select id from notices.notice where replaces_id = ${id} and state <> 'withdrawn'`,
    )
  )?.id;

export const saveNoticeState = (
  db: Db,
  id: string,
  to: NoticeState,
  { by, now, reason }: { by: string; now: Date; reason?: string },
) =>
  to === 'published'
    ? db.run(
        sql`update notices.notice set state = 'published', published_by = ${by}, published_at = ${now} where id = ${id}`,
      )
    : db.run(sql`
        update notices.notice set state = ${to}, ended_by = ${by}, ended_at = ${now}, reason = ${reason ?? null} where id = ${id}`);

/** What the public sees, newest first: notices of a region for a group or a district, or for everybody. */
export const pageNotices = (
  db: Db,
  page: { region: string; group: string | null; district: string | null; before: string | null; limit: number },
) =>
  db.rows<Notice & { reads: number }>(sql`
    select ${noticeColumns}, coalesce((select sum(reads) from notices.reading r where r.notice_id = n.id), 0)::int as reads
    from notices.notice n
    where n.region = ${page.region} and n.state = 'published'
      and (${page.group}::text is null or n.groups = '{}' or ${page.group}::text = any(n.groups))
      and (${page.district}::text is null or n.districts = '{}' or ${page.district}::text = any(n.districts))
      and (${page.before}::uuid is null or (n.published_at, n.id) < (select published_at, id from notices.notice where id = ${page.before}::uuid))
    order by n.published_at desc, n.id desc limit ${page.limit}::int`);

export const pageDrafts = (db: Db, page: { region: string; limit: number }) =>
  db.rows<Notice>(sql`
    select ${noticeColumns} from notices.notice n where n.region = ${page.region} and n.state = 'draft'
    order by n.drafted_at, n.id limit ${page.limit}::int`);

export const countReading = (db: Db, noticeId: string, day: Day) =>
  db.run(sql`
    insert into notices.reading (notice_id, day, reads) values (${noticeId}, ${day}::date, 1)
    on conflict (notice_id, day) do update set reads = notices.reading.reads + 1`);

export const readsOf = async (db: Db, noticeId: string) =>
  (
    await db.one<{ n: number }>(
      sql`select coalesce(sum(reads), 0)::int as n from notices.reading where notice_id = ${noticeId}`,
    )
  ).n;

// Subscriptions.

export interface Subscription {
  readonly region: string;
  readonly groups: readonly string[];
}

export const saveSubscription = (db: Db, wish: Subscription & { holderId: string; now: Date }) =>
  db.run(sql`
    insert into notices.subscription (holder_id, region, groups, since)
    values (${wish.holderId}, ${wish.region}, ${[...wish.groups]}::text[], ${wish.now})
    on conflict (holder_id, region) do update set groups = excluded.groups`);

export const deleteSubscription = (db: Db, holderId: string, region: string) =>
  db.run(sql`delete from notices.subscription where holder_id = ${holderId} and region = ${region}`);

export const listSubscriptions = (db: Db, holderId: string) =>
  db.rows<Subscription>(
    sql`select region, groups from notices.subscription where holder_id = ${holderId} order by region`,
  );

/** Who had subscribed, when a notice was published, to notices of this region for one of its groups; no groups: for everybody. */
export const listSubscribers = (db: Db, { region, groups, publishedAt }: Notice) =>
  db.rows<{ holderId: string }>(sql`
    select holder_id as "holderId" from notices.subscription
    where region = ${region} and since <= ${publishedAt} and (groups = '{}' or cardinality(${[...groups]}::text[]) = 0 or groups && ${[...groups]}::text[])
    order by holder_id`);

// Rumours the desk has added.

interface RumourRow {
  readonly code: string;
  readonly claim_zh: string;
  readonly truth_zh: string;
  readonly claim_en: string;
  readonly truth_en: string;
  readonly disproved_by: Rumour['disprovedBy'];
  readonly words: Rumour['words'];
}

export async function listAddedRumours(db: Db): Promise<Rumour[]> {
  const rows = await db.rows<RumourRow>(sql`
    select code, claim_zh, truth_zh, claim_en, truth_en, disproved_by, words from notices.rumour order by added_at, code limit 500`);
  return rows.map((row) => ({
    code: row.code,
    zh: { claim: row.claim_zh, truth: row.truth_zh },
    en: { claim: row.claim_en, truth: row.truth_en },
    disprovedBy: row.disproved_by,
    words: row.words,
  }));
}

/** False when the code is taken. */
export const insertRumour = async (db: Db, rumour: Rumour, by: string, now: Date): Promise<boolean> =>
  (await db.run(sql`
    insert into notices.rumour (code, claim_zh, truth_zh, claim_en, truth_en, disproved_by, words, added_by, added_at)
    values (${rumour.code}, ${rumour.zh.claim}, ${rumour.zh.truth}, ${rumour.en.claim}, ${rumour.en.truth},
      ${toJson(rumour.disprovedBy)}::jsonb, ${toJson(rumour.words)}::jsonb, ${by}, ${now})
    on conflict do nothing`)) === 1;
