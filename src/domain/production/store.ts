// All SQL of production.
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { toJson } from '../../base/json.ts';
import { type Sql, sql } from '../../base/sql.ts';
import type { BatchState, MakingState, ParcelEnd } from './states.ts';
import type { Step } from './steps.ts';

// Keys of card makers

export const saveMakerKey = (db: Db, makerId: string, publicKey: Uint8Array, at: Date) =>
  db.run(sql`
    insert into production.maker_key (maker_id, public_key, registered_at) values (${makerId}, ${publicKey}, ${at})
    on conflict (maker_id) do update set public_key = excluded.public_key, registered_at = excluded.registered_at`);

export const findMakerKey = (db: Db, makerId: string) =>
  db.maybe<{ publicKey: Uint8Array }>(
    sql`select public_key as "publicKey" from production.maker_key where maker_id = ${makerId}`,
  );

// Batches

export interface Batch {
  readonly id: string;
  readonly number: string;
  readonly region: string;
  readonly bankCode: string;
  readonly makerId: string;
  readonly state: BatchState;
  readonly cards: number;
  readonly reprint: boolean;
  readonly dueOn: Day | null;
  readonly fileDigest: Uint8Array | null;
  readonly plannedAt: Date;
  readonly sentAt: Date | null;
  readonly returnedAt: Date | null;
}

const batchColumns = sql`
  b.id, b.number, b.region, b.bank_code as "bankCode", b.maker_id as "makerId", b.state, b.cards, b.reprint, b.due_on as "dueOn",
  b.file_digest as "fileDigest", b.planned_at as "plannedAt", b.sent_at as "sentAt", b.returned_at as "returnedAt"`;

export interface NewBatch {
  readonly id: string;
  readonly region: string;
  readonly bankCode: string;
  readonly makerId: string;
  readonly cards: number;
  readonly reprint: boolean;
  readonly dueOn: Day | null;
}

export const insertBatches = (db: Db, batches: readonly NewBatch[], at: Date) =>
  db.rows<{ id: string; number: string }>(sql`
    insert into production.batch (id, number, region, bank_code, maker_id, state, cards, reprint, due_on, planned_at)
    select id, 'B' || lpad(nextval('production.batch_number')::text, 9, '0'), region, "bankCode", "makerId", 'planned', cards, reprint,
      "dueOn", ${at}
    from jsonb_to_recordset(${toJson(batches)}::jsonb)
      as t(id uuid, region text, "bankCode" text, "makerId" uuid, cards int, reprint boolean, "dueOn" date)
    returning id, number`);

export interface NewItem {
  readonly cardId: string;
  readonly batchId: string;
  readonly line: number;
  readonly orderId: string;
  readonly holderId: string;
  readonly cardNumber: string;
  readonly cardIdentifier: string;
  readonly attempt: number;
}

export const insertItems = (db: Db, items: readonly NewItem[]) => {
  const of = <K extends keyof NewItem>(key: K) => items.map((item) => item[key]);
  return db.run(sql`
    insert into production.item (card_id, batch_id, line, order_id, holder_id, card_number, card_identifier, attempt, state)
    select t.*, 'in-making' from unnest(${of('cardId')}::uuid[], ${of('batchId')}::uuid[], ${of('line')}::int[], ${of('orderId')}::uuid[],
      ${of('holderId')}::uuid[], ${of('cardNumber')}::text[], ${of('cardIdentifier')}::text[], ${of('attempt')}::int[]) t`);
};

/** How often cards for these orders failed before. */
export async function failuresOf(db: Db, orderIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.rows<{ id: string; n: number }>(sql`
    select order_id as id, count(*)::int as n from production.item
    where order_id = any(${orderIds}::uuid[]) and state in ('failed', 'scrapped') group by order_id`);
  return new Map(rows.map(({ id, n }) => [id, n]));
}

/** Cards planned for these orders that no batch has taken up. */
export const plannedCardsOf = (db: Db, orderIds: readonly string[]) =>
  db.rows<{ orderId: string; cardId: string }>(sql`
    select order_id as "orderId", card_id as "cardId" from cards.card_view
    where order_id = any(${orderIds}::uuid[]) and social_state = 'planned'`);

export const findBatchByNumber = (db: Db, number: string) =>
  db.maybe<Batch>(sql`select ${batchColumns} from production.batch b where b.number = ${number}`);

export const lockBatch = (db: Db, id: string) =>
  db.maybe<Batch>(sql`select ${batchColumns} from production.batch b where b.id = ${id} for update`);

export const findBatch = (db: Db, id: string) =>
  db.maybe<Batch>(sql`select ${batchColumns} from production.batch b where b.id = ${id}`);

export interface Item extends NewItem {
  readonly state: 'in-making' | 'made' | 'failed' | 'scrapped' | 'no-account';
  readonly fault: string | null;
}

export const listItems = (db: Db, batchId: string) =>
  db.rows<Item>(sql`
    select card_id as "cardId", batch_id as "batchId", line, order_id as "orderId", holder_id as "holderId", card_number as "cardNumber",
      card_identifier as "cardIdentifier", attempt, state, fault
    from production.item where batch_id = ${batchId} order by line`);

/** Cards of a batch whose orders wait for the bank to open their accounts. */
export const countAccountsAwaited = async (db: Db, batchId: string): Promise<number> =>
  (
    await db.one<{ n: number }>(sql`
      select count(*)::int as n from production.item i join orders.order_view o on o.order_id = i.order_id
        join cards.card_view c on c.card_id = i.card_id
      where i.batch_id = ${batchId} and o.state_reason = 'account-awaited' and c.financial_state = 'none'`)
  ).n;

/** Cards of batches not yet sent for which the bank opens no account; found by the orders that wait. */
export const findRefusedItems = (db: Db, limit: number, batchId: string | null = null) =>
  db.rows<{ cardId: string; batchId: string; orderId: string; holderId: string; reason: string }>(sql`
    select i.card_id as "cardId", i.batch_id as "batchId", i.order_id as "orderId", i.holder_id as "holderId", r.reason
    from orders.order_view o join banking.account_refusal_view r on r.card_id = o.card_id
      join production.item i on i.card_id = o.card_id join cards.card_view c on c.card_id = o.card_id
    where o.state_reason = 'account-awaited' and i.state = 'in-making' and c.financial_state = 'none'
      and (${batchId}::uuid is null or i.batch_id = ${batchId}::uuid)
    order by i.batch_id, i.line limit ${limit}`);

/** Takes cards out of a locked batch that is not sent; a batch without cards is no more. */
export const takeItemsOut = async (
  db: Db,
  batchId: string,
  items: readonly { cardId: string; reason: string }[],
  at: Date,
): Promise<void> => {
  await db.run(sql`
    update production.item i set state = 'no-account', fault = t.reason, settled_at = ${at}
    from unnest(${items.map((i) => i.cardId)}::uuid[], ${items.map((i) => i.reason)}::text[]) as t(card_id, reason)
    where i.card_id = t.card_id`);
  await db.run(sql`
    update production.batch set cards = cards - ${items.length}::int,
      state = case when cards = ${items.length}::int then 'dissolved' else state end
    where id = ${batchId}`);
};

/** What the orders and cards of a batch say today, by order. */
export const ordersOfBatch = (db: Db, batchId: string) =>
  db.rows<{ orderId: string; generation: 1 | 2 | 3; bankCode: string; groupOrderId: string | null }>(sql`
    select o.order_id as "orderId", o.generation, o.bank_code as "bankCode", o.group_order_id as "groupOrderId"
    from production.item i join orders.order_view o on o.order_id = i.order_id where i.batch_id = ${batchId}`);

export const saveFile = (db: Db, id: string, file: Uint8Array, digest: Uint8Array, at: Date) =>
  db.run(sql`
    update production.batch set state = 'sent', file = ${file}, file_digest = ${digest}, sent_at = ${at}
    where id = ${id} and state = 'planned'`);

export const findFile = (db: Db, id: string) =>
  db.maybe<{ file: Uint8Array | null }>(sql`select file from production.batch where id = ${id}`);

export interface SettledItem {
  readonly cardId: string;
  readonly state: 'made' | 'failed' | 'scrapped';
  readonly fault: string | null;
}

/** Settles items of a locked batch. No filter on the state: stale statistics on it would turn the join into a loop in a loop. */
export const settleItems = (db: Db, items: readonly SettledItem[], at: Date) =>
  db.run(sql`
    update production.item i set state = t.state, fault = t.fault, settled_at = ${at}
    from unnest(${items.map((i) => i.cardId)}::uuid[], ${items.map((i) => i.state)}::text[], ${items.map((i) => i.fault)}::text[])
      as t(card_id, state, fault)
    where i.card_id = t.card_id`);

/** The file holds personal data, so it goes when nothing is out any more. */
export const settleBatch = (db: Db, id: string, whole: boolean, at: Date) =>
  whole
    ? db.run(sql`update production.batch set state = 'returned', returned_at = ${at}, file = null where id = ${id}`)
    : db.run(sql`update production.batch set state = 'partly-returned' where id = ${id}`);

export const findReturn = (db: Db, digest: Uint8Array) =>
  db.maybe<{ report: unknown; batchId: string }>(
    sql`select report, batch_id as "batchId" from production.return_file where digest = ${digest}`,
  );

export const countReturns = async (db: Db, batchId: string): Promise<number> =>
  (await db.one<{ n: number }>(sql`select count(*)::int as n from production.return_file where batch_id = ${batchId}`))
    .n;

export const saveReturn = (
  db: Db,
  file: { digest: Uint8Array; batchId: string; part: number; report: unknown },
  at: Date,
) =>
  db.run(sql`
    insert into production.return_file (digest, batch_id, part, report, taken_at)
    values (${file.digest}, ${file.batchId}, ${file.part}, ${toJson(file.report)}::jsonb, ${at})`);

export interface BatchRow {
  readonly batchId: string;
  readonly number: string;
  readonly bankCode: string;
  readonly makerId: string;
  readonly state: BatchState;
  readonly reprint: boolean;
  readonly cards: number;
  readonly made: number;
  readonly failed: number;
  readonly dueOn: Day | null;
  readonly plannedAt: Date;
  readonly sentAt: Date | null;
  readonly returnedAt: Date | null;
}

export const listBatches = (
  db: Db,
  wish: {
    region: string;
    bankCode: string | null;
    makerId: string | null;
    state: string | null;
    before: string | null;
    limit: number;
  },
) =>
  db.rows<BatchRow>(sql`
    select b.id as "batchId", b.number, b.bank_code as "bankCode", b.maker_id as "makerId", b.state, b.reprint, b.cards,
      i.made, i.failed, b.due_on as "dueOn", b.planned_at as "plannedAt", b.sent_at as "sentAt", b.returned_at as "returnedAt"
    from production.batch b
    cross join lateral (
      select count(*) filter (where state = 'made')::int as made, count(*) filter (where state in ('failed', 'scrapped'))::int as failed
      from production.item where batch_id = b.id) i
    where b.region = ${wish.region} and (${wish.bankCode}::text is null or b.bank_code = ${wish.bankCode})
      and (${wish.makerId}::uuid is null or b.maker_id = ${wish.makerId}) and (${wish.state}::text is null or b.state = ${wish.state})
      and (${wish.before}::text is null or b.number < ${wish.before})
    order by b.number desc limit ${wish.limit}`);

export interface BankReport {
  readonly bankCode: string;
  readonly inProduction: number;
  readonly made: number;
  readonly failed: number;
  readonly overdue: number;
}

/** Per bank: what is out, what came back, what is past its promise day and not yet made (mail is another clock, TIM-09). */
export const reportByBank = (db: Db, region: string, bankCode: string | null, today: Day) =>
  db.rows<BankReport>(sql`
    select b.bank_code as "bankCode",
      count(*) filter (where i.state = 'in-making')::int as "inProduction",
      count(*) filter (where i.state = 'made')::int as made,
      count(*) filter (where i.state in ('failed', 'scrapped'))::int as failed,
      count(*) filter (where i.state = 'in-making' and o.promise_day < ${today}::date)::int as overdue
    from production.item i join production.batch b on b.id = i.batch_id join orders.order_view o on o.order_id = i.order_id
    where b.region = ${region} and (${bankCode}::text is null or b.bank_code = ${bankCode})
    group by b.bank_code order by b.bank_code`);

// Finished cards

/** A card that a batch has made, with everything that decides where it may go. */
export interface FinishedCard {
  readonly cardId: string;
  readonly cardNumber: string;
  readonly orderId: string;
  readonly holderId: string;
  readonly region: string;
  readonly bankCode: string | null;
  readonly socialState: string;
  readonly collectBy: Day | null;
  readonly orderState: string;
  readonly pickUp: string | null;
  readonly groupOrderId: string | null;
  readonly designatedOutletId: string | null;
  readonly shelfOutletId: string | null;
  readonly wasAbsent: boolean;
}

const finished = (where: Sql) => sql`
  select i.card_id as "cardId", i.card_number as "cardNumber", i.order_id as "orderId", i.holder_id as "holderId", c.region,
    c.bank_code as "bankCode", c.social_state as "socialState", c.collect_by as "collectBy", o.state as "orderState", o.pick_up as "pickUp",
    o.group_order_id as "groupOrderId", o.outlet_id as "designatedOutletId", s.outlet_id as "shelfOutletId",
    exists (select 1 from production.visit_card v where v.card_id = i.card_id and v.state = 'absent') as "wasAbsent"
  from production.item i
  join cards.card_view c on c.card_id = i.card_id
  join orders.order_view o on o.order_id = i.order_id
  left join production.shelf s on s.card_id = i.card_id
  where i.state = 'made' and ${where} order by i.card_id`;

export const findFinished = (db: Db, cardNumbers: readonly string[]) =>
  db.rows<FinishedCard>(finished(sql`i.card_number = any(${cardNumbers}::text[])`));

/** Cards of a group that wait at the bank to be brought to the unit. */
export const finishedOfGroup = (db: Db, groupOrderId: string, region: string, bankCode: string) =>
  db.rows<FinishedCard>(
    finished(sql`o.group_order_id = ${groupOrderId} and o.region = ${region} and c.bank_code = ${bankCode}
      and o.pick_up = 'unit-delivery' and o.state = 'produced' and c.social_state = 'made'`),
  );

export const putOnShelf = (
  db: Db,
  cards: readonly Pick<FinishedCard, 'cardId' | 'orderId' | 'holderId'>[],
  outletId: string,
  at: Date,
) =>
  db.run(sql`
    insert into production.shelf (card_id, order_id, holder_id, outlet_id, received_at)
    select t.*, ${outletId}, ${at} from unnest(${cards.map((c) => c.cardId)}::uuid[], ${cards.map((c) => c.orderId)}::uuid[],
      ${cards.map((c) => c.holderId)}::uuid[]) t`);

export const takeOffShelf = (db: Db, cardIds: readonly string[]) =>
  db.run(sql`delete from production.shelf where card_id = any(${cardIds}::uuid[])`);

export const findShelfOf = (db: Db, cardId: string) =>
  db.maybe<{ outletId: string }>(sql`select outlet_id as "outletId" from production.shelf where card_id = ${cardId}`);

export const listShelf = (db: Db, outletId: string, after: string | null, limit: number) =>
  db.rows<{
    cardId: string;
    orderId: string;
    holderId: string;
    socialState: string;
    collectBy: Day | null;
    receivedAt: Date;
  }>(sql`
    select s.card_id as "cardId", s.order_id as "orderId", s.holder_id as "holderId", c.social_state as "socialState",
      c.collect_by as "collectBy", s.received_at as "receivedAt"
    from production.shelf s join cards.card_view c on c.card_id = s.card_id
    where s.outlet_id = ${outletId} and (${after}::uuid is null or s.card_id > ${after})
    order by s.card_id limit ${limit}`);

/** Cards of an outlet that will fall asleep within so many days, or did. */
export const listUncollected = (db: Db, outletId: string, today: Day, ahead: number) =>
  db.rows<{
    cardId: string;
    orderId: string;
    holderId: string;
    cardNumber: string;
    state: string;
    collectBy: Day | null;
    receivedAt: Date;
    reminded: number[];
    signatures: number | null;
  }>(sql`
    select s.card_id as "cardId", s.order_id as "orderId", s.holder_id as "holderId", i.card_number as "cardNumber", c.social_state as state,
      c.collect_by as "collectBy", s.received_at as "receivedAt",
      array(select r.days_before::int from production.reminder r where r.card_id = s.card_id order by r.days_before desc) as reminded,
      case when d.id is not null then num_nonnulls(d.first_signer, d.second_signer) end as signatures
    from production.shelf s join cards.card_view c on c.card_id = s.card_id join production.item i on i.card_id = s.card_id
      left join production.destruction_card dc on dc.card_id = s.card_id left join production.destruction d on d.id = dc.destruction_id
    where s.outlet_id = ${outletId} and (c.social_state in ('sleeping', 'cancelled') or c.collect_by <= ${today}::date + ${ahead}::int)
    order by c.collect_by nulls last, s.card_id limit 500`);

// Blanks

export interface Blanks {
  readonly received: number;
  readonly reserved: number;
  readonly used: number;
  readonly scrapped: number;
  readonly ready: number;
}

const blankColumns = sql`received, reserved, used, scrapped, received - reserved - used - scrapped as ready`;

export const findBlanks = (db: Db, outletId: string) =>
  db.maybe<Blanks>(sql`select ${blankColumns} from production.blank where outlet_id = ${outletId}`);

export const addBlanks = (db: Db, outletId: string, received: number) =>
  db.one<Blanks>(sql`
    insert into production.blank as b (outlet_id, received) values (${outletId}, ${received})
    on conflict (outlet_id) do update set received = b.received + excluded.received
    returning ${blankColumns}`);

/** Scraps so many ready blanks; nothing when there are fewer. */
export const scrapReady = (db: Db, outletId: string, count: number) =>
  db.maybe<Blanks>(sql`
    update production.blank set scrapped = scrapped + ${count}
    where outlet_id = ${outletId} and received - reserved - used - scrapped >= ${count} returning ${blankColumns}`);

/** Takes one ready blank for a making; false when there is none. */
export const reserveBlank = async (db: Db, outletId: string): Promise<boolean> =>
  (await db.run(sql`
    update production.blank set reserved = reserved + 1
    where outlet_id = ${outletId} and received - reserved - used - scrapped > 0`)) === 1;

export const hasBlank = async (db: Db, outletId: string): Promise<boolean> =>
  (await db.maybe(sql`
    select 1 from production.blank where outlet_id = ${outletId} and received - reserved - used - scrapped > 0`)) !==
  undefined;

/** What is being made, lies on shelves or is on its way for one record of a person goes on for the other (approve-merge). */
export async function rehomeWork(db: Db, fromId: string, intoId: string): Promise<void> {
  for (const table of [sql`item`, sql`making`, sql`shelf`, sql`parcel`, sql`visit_card`])
    await db.run(sql`update production.${table} set holder_id = ${intoId} where holder_id = ${fromId}`);
}

/** What becomes of a reserved blank. */
export const settleBlank = (db: Db, outletId: string, end: 'used' | 'scrapped' | 'ready') =>
  db.run(sql`
    update production.blank set reserved = reserved - 1,
      used = used + ${end === 'used' ? 1 : 0}, scrapped = scrapped + ${end === 'scrapped' ? 1 : 0}
    where outlet_id = ${outletId}`);

/** Other outlets of a bank with the plate today and blanks left. */
export const outletsWithBlanks = (db: Db, region: string, bankCode: string, today: Day) =>
  db.rows<{ name: string }>(sql`
    select i.name from institutions.institution_view i join production.blank b on b.outlet_id = i.institution_id
    where i.kind = 'outlet' and i.region = ${region} and i.bank_code = ${bankCode} and i.instant_since <= ${today}::date
      and b.received - b.reserved - b.used - b.scrapped > 0
    order by i.code limit 5`);

// Making on the spot

export interface Making {
  readonly id: string;
  readonly orderId: string;
  readonly cardId: string;
  readonly holderId: string;
  readonly outletId: string;
  readonly tellerId: string;
  readonly day: Day;
  readonly state: MakingState;
  readonly failedStep: Step | null;
  readonly failure: string | null;
  readonly holdsBlank: boolean;
  readonly cardIdentifier: string | null;
  readonly atr: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

const makingColumns = sql`
  id, order_id as "orderId", card_id as "cardId", holder_id as "holderId", outlet_id as "outletId", teller_id as "tellerId", day, state,
  failed_step as "failedStep", failure, holds_blank as "holdsBlank", card_identifier as "cardIdentifier", atr,
  started_at as "startedAt", ended_at as "endedAt"`;

export const insertMaking = (
  db: Db,
  m: Pick<Making, 'id' | 'orderId' | 'cardId' | 'holderId' | 'outletId' | 'tellerId' | 'day' | 'state'>,
  at: Date,
) =>
  db.run(sql`
    insert into production.making (id, order_id, card_id, holder_id, outlet_id, teller_id, day, state, holds_blank, started_at)
    values (${m.id}, ${m.orderId}, ${m.cardId}, ${m.holderId}, ${m.outletId}, ${m.tellerId}, ${m.day}, ${m.state}, true, ${at})`);

export const findMaking = (db: Db, id: string) =>
  db.maybe<Making>(sql`select ${makingColumns} from production.making where id = ${id}`);

export const lockMakingRow = (db: Db, id: string) =>
  db.maybe<Making>(sql`select ${makingColumns} from production.making where id = ${id} for update`);

export const saveMaking = (db: Db, m: Making) =>
  db.run(sql`
    update production.making set state = ${m.state}, failed_step = ${m.failedStep}, failure = ${m.failure},
      holds_blank = ${m.holdsBlank}, card_identifier = ${m.cardIdentifier}, atr = ${m.atr}, ended_at = ${m.endedAt}
    where id = ${m.id}`);

/** Makings of days gone by that nobody ended. */
export const listLeftMakings = (db: Db, today: Day, limit: number) =>
  db.rows<Making>(sql`
    select ${makingColumns} from production.making
    where state not in ('finished', 'given-up') and day < ${today}::date order by id limit ${limit}`);

export const listMakings = (db: Db, outletId: string, day: Day) =>
  db.rows<Making>(sql`
    select ${makingColumns} from production.making where outlet_id = ${outletId} and day = ${day}::date order by id limit 500`);

export const insertSpoiled = (
  db: Db,
  spoiled: { id: string; makingId: string; step: string; reason: string; cardIdentifier: string | null },
  at: Date,
) =>
  db.run(sql`
    insert into production.spoiled_blank (id, making_id, step, reason, card_identifier, at)
    values (${spoiled.id}, ${spoiled.makingId}, ${spoiled.step}, ${spoiled.reason}, ${spoiled.cardIdentifier}, ${at})`);

export const countSpoiled = async (db: Db, makingId: string): Promise<number> =>
  (
    await db.one<{ n: number }>(
      sql`select count(*)::int as n from production.spoiled_blank where making_id = ${makingId}`,
    )
  ).n;

// Mail

export interface Parcel {
  readonly id: string;
  readonly cardId: string;
  readonly orderId: string;
  readonly holderId: string;
  readonly bankId: string;
  readonly courierId: string;
  readonly trackingNumber: string;
  readonly state: 'posted' | ParcelEnd;
  readonly postedAt: Date;
  readonly endedAt: Date | null;
}

const parcelColumns = sql`
  id, card_id as "cardId", order_id as "orderId", holder_id as "holderId", bank_id as "bankId", courier_id as "courierId",
  tracking_number as "trackingNumber", state, posted_at as "postedAt", ended_at as "endedAt"`;

export const insertParcels = (db: Db, parcels: readonly Omit<Parcel, 'state' | 'postedAt' | 'endedAt'>[], at: Date) =>
  db.run(sql`
    insert into production.parcel (id, card_id, order_id, holder_id, bank_id, courier_id, tracking_number, state, posted_at)
    select id, "cardId", "orderId", "holderId", "bankId", "courierId", "trackingNumber", 'posted', ${at}
    from jsonb_to_recordset(${toJson(parcels)}::jsonb)
      as t(id uuid, "cardId" uuid, "orderId" uuid, "holderId" uuid, "bankId" uuid, "courierId" uuid, "trackingNumber" text)`);

export const takenTracking = (db: Db, courierId: string, numbers: readonly string[]) =>
  db.rows<{ trackingNumber: string }>(sql`
    select tracking_number as "trackingNumber" from production.parcel
    where courier_id = ${courierId} and tracking_number = any(${numbers}::text[])`);

export const findParcel = (db: Db, courierId: string, trackingNumber: string) =>
  db.maybe<Parcel>(sql`
    select ${parcelColumns} from production.parcel where courier_id = ${courierId} and tracking_number = ${trackingNumber}`);

export const endParcel = (db: Db, id: string, end: ParcelEnd, at: Date) =>
  db.run(sql`update production.parcel set state = ${end}, ended_at = ${at} where id = ${id} and state = 'posted'`);

export const parcelsOfOrder = (db: Db, orderId: string) =>
  db.rows<Parcel>(
    sql`select ${parcelColumns} from production.parcel where order_id = ${orderId} order by posted_at, id`,
  );

// Visits to units

export interface Visit {
  readonly id: string;
  readonly groupOrderId: string;
  readonly bankId: string;
  readonly outletId: string;
  readonly day: Day;
  readonly state: 'planned' | 'done';
}

export const insertVisit = async (
  db: Db,
  visit: Omit<Visit, 'state'>,
  cards: readonly Pick<FinishedCard, 'cardId' | 'orderId' | 'holderId'>[],
  at: Date,
): Promise<void> => {
  await db.run(sql`
    insert into production.visit (id, group_order_id, bank_id, outlet_id, day, state, planned_at)
    values (${visit.id}, ${visit.groupOrderId}, ${visit.bankId}, ${visit.outletId}, ${visit.day}, 'planned', ${at})`);
  await db.run(sql`
    insert into production.visit_card (visit_id, card_id, order_id, holder_id, state)
    select ${visit.id}, t.*, 'packed' from unnest(${cards.map((c) => c.cardId)}::uuid[], ${cards.map((c) => c.orderId)}::uuid[],
      ${cards.map((c) => c.holderId)}::uuid[]) t`);
};

export const findVisit = (db: Db, id: string, lock = false) =>
  db.maybe<Visit>(sql`
    select id, group_order_id as "groupOrderId", bank_id as "bankId", outlet_id as "outletId", day, state
    from production.visit where id = ${id} ${lock ? sql`for update` : sql``}`);

/** Visits of a bank, of a group, or one of them, those to come first. */
export const listVisits = (db: Db, of: { bankId?: string; groupOrderId?: string; visitId?: string }) =>
  db.rows<{
    visitId: string;
    groupOrderId: string;
    unit: string;
    bank: string;
    day: Day;
    state: Visit['state'];
    outlet: string;
    packed: number;
    handedOver: number;
    absent: number;
  }>(sql`
    select v.id as "visitId", v.group_order_id as "groupOrderId", u.name as unit, b.name as bank, v.day, v.state, o.name as outlet,
      (count(*) filter (where c.state = 'packed'))::int as packed, (count(*) filter (where c.state = 'handed-over'))::int as "handedOver",
      (count(*) filter (where c.state = 'absent'))::int as absent
    from production.visit v join production.visit_card c on c.visit_id = v.id
      join lateral (select organiser_id from orders.order_view w where w.group_order_id = v.group_order_id limit 1) g on true
      join institutions.institution_view u on u.institution_id = g.organiser_id
      join institutions.institution_view b on b.institution_id = v.bank_id
      join institutions.institution_view o on o.institution_id = v.outlet_id
    where (${of.bankId}::uuid is null or v.bank_id = ${of.bankId}::uuid) and (${of.groupOrderId}::uuid is null or v.group_order_id = ${of.groupOrderId}::uuid)
      and (${of.visitId}::uuid is null or v.id = ${of.visitId}::uuid)
    group by v.id, u.name, b.name, o.name order by v.state desc, v.day desc, v.id limit 100`);

export const rosterOf = (db: Db, visitId: string) =>
  db.rows<{ cardId: string; holderId: string; cardNumber: string; state: 'packed' | 'handed-over' | 'absent' }>(sql`
    select v.card_id as "cardId", v.holder_id as "holderId", i.card_number as "cardNumber", v.state
    from production.visit_card v join production.item i on i.card_id = v.card_id
    where v.visit_id = ${visitId} order by i.card_number`);

export const findPacked = (db: Db, visitId: string, cardNumber: string) =>
  db.maybe<{ cardId: string; orderId: string; holderId: string }>(sql`
    select v.card_id as "cardId", v.order_id as "orderId", v.holder_id as "holderId"
    from production.visit_card v join production.item i on i.card_id = v.card_id
    where v.visit_id = ${visitId} and i.card_number = ${cardNumber} and v.state = 'packed'`);

export const markHandedOver = (db: Db, visitId: string, cardId: string) =>
  db.run(sql`
    update production.visit_card set state = 'handed-over' where visit_id = ${visitId} and card_id = ${cardId} and state = 'packed'`);

export const closeVisit = async (db: Db, visitId: string, at: Date) => {
  await db.run(sql`update production.visit set state = 'done', done_at = ${at} where id = ${visitId}`);
  return db.rows<{ cardId: string; orderId: string; holderId: string }>(sql`
    update production.visit_card set state = 'absent' where visit_id = ${visitId} and state = 'packed'
    returning card_id as "cardId", order_id as "orderId", holder_id as "holderId"`);
};

// Sleep, death, destruction

/** Cards that are to be reminded of: each mark once, and a mark that a silent day skipped is caught up. */
export const takeReminders = (db: Db, today: Day, marks: readonly number[], at: Date, limit: number) =>
  db.rows<{ cardId: string; holderId: string; daysBefore: number }>(sql`
    with due as (
      select c.card_id, c.holder_id, (
        select min(m) from unnest(${marks}::int[]) m where c.collect_by - ${today}::date <= m) as mark
      from cards.card_view c
      where c.social_state = 'made' and c.batch_proxy and c.collect_by >= ${today}::date
        and c.collect_by - ${today}::date <= ${Math.max(...marks)}::int),
    fresh as (
      select * from due where not exists (
        select 1 from production.reminder r where r.card_id = due.card_id and r.days_before <= due.mark)
      order by card_id limit ${limit}),
    kept as (
      insert into production.reminder (card_id, days_before, at) select card_id, mark, ${at} from fresh returning card_id)
    select f.card_id as "cardId", f.holder_id as "holderId", f.mark as "daysBefore" from fresh f join kept k on k.card_id = f.card_id
    order by f.card_id`);

/** Batch-proxy cards whose last day to collect has gone by (SLP-01, TIM-08). */
export const findUncollected = (db: Db, today: Day, limit: number) =>
  db.rows<{ cardId: string; holderId: string }>(sql`
    select card_id as "cardId", holder_id as "holderId" from cards.card_view
    where social_state = 'made' and batch_proxy and collect_by < ${today}::date order by card_id limit ${limit}`);

/** Finished cards nobody may get any more: the holder has died, or the order was withdrawn. */
export const findStopped = (db: Db, limit: number) =>
  db.rows<{ cardId: string; orderId: string; holderId: string }>(sql`
    select c.card_id as "cardId", o.order_id as "orderId", c.holder_id as "holderId"
    from cards.card_view c join orders.order_view o on o.order_id = c.order_id
    left join holders.person_view p on p.holder_id = c.holder_id
    where c.social_state = 'made' and (p.deceased_on is not null or o.state in ('withdrawn', 'rejected'))
    order by c.card_id limit ${limit}`);

export const findSleeping = (db: Db, region: string, limit: number) =>
  db.rows<{ cardId: string; orderId: string; holderId: string }>(sql`
    select c.card_id as "cardId", o.order_id as "orderId", c.holder_id as "holderId"
    from cards.card_view c join orders.order_view o on o.order_id = c.order_id
    where c.region = ${region} and c.social_state = 'sleeping' order by c.card_id limit ${limit}`);

/** Cancelled cards that lie somewhere to be destroyed: those lost in the mail do not. */
export const findToDestroy = (db: Db, region: string, limit: number) =>
  db.rows<{ cardId: string; cardNumber: string }>(sql`
    select c.card_id as "cardId", i.card_number as "cardNumber"
    from cards.card_view c join production.item i on i.card_id = c.card_id
    where c.region = ${region} and c.social_state = 'cancelled'
      and not exists (select 1 from production.destruction_card d where d.card_id = c.card_id)
      and not exists (select 1 from production.parcel p where p.card_id = c.card_id and p.state in ('posted', 'lost'))
    order by i.card_number limit ${limit}`);

export interface Destruction {
  readonly id: string;
  readonly region: string;
  readonly institutionId: string;
  readonly digest: Uint8Array;
  readonly cards: number;
  readonly state: 'drawn-up' | 'signed-once' | 'destroyed';
  readonly firstSigner: string | null;
  readonly firstSignedAt: Date | null;
  readonly secondSigner: string | null;
  readonly secondSignedAt: Date | null;
  readonly drawnUpAt: Date;
}

const destructionColumns = sql`
  id, region, institution_id as "institutionId", digest, cards, state, first_signer as "firstSigner",
  first_signed_at as "firstSignedAt", second_signer as "secondSigner", second_signed_at as "secondSignedAt", drawn_up_at as "drawnUpAt"`;

export const insertDestruction = async (
  db: Db,
  list: { id: string; region: string; institutionId: string; digest: Uint8Array },
  cardIds: readonly string[],
  at: Date,
): Promise<void> => {
  await db.run(sql`
    insert into production.destruction (id, region, institution_id, digest, cards, state, drawn_up_at)
    values (${list.id}, ${list.region}, ${list.institutionId}, ${list.digest}, ${cardIds.length}, 'drawn-up', ${at})`);
  await db.run(sql`
    insert into production.destruction_card (card_id, destruction_id) select id, ${list.id} from unnest(${cardIds}::uuid[]) id`);
};

export const lockDestruction = (db: Db, id: string) =>
  db.maybe<Destruction>(sql`select ${destructionColumns} from production.destruction where id = ${id} for update`);

export const findDestruction = (db: Db, id: string) =>
  db.maybe<Destruction>(sql`select ${destructionColumns} from production.destruction where id = ${id}`);

export const listDestructionCards = (db: Db, id: string) =>
  db.rows<{ cardId: string; cardNumber: string }>(sql`
    select d.card_id as "cardId", i.card_number as "cardNumber"
    from production.destruction_card d join production.item i on i.card_id = d.card_id
    where d.destruction_id = ${id} order by i.card_number`);

export const signFirst = (db: Db, id: string, signer: string, at: Date) =>
  db.run(
    sql`update production.destruction set state = 'signed-once', first_signer = ${signer}, first_signed_at = ${at} where id = ${id}`,
  );

export const signSecond = (db: Db, id: string, signer: string, at: Date) =>
  db.run(
    sql`update production.destruction set state = 'destroyed', second_signer = ${signer}, second_signed_at = ${at} where id = ${id}`,
  );

export const listDestructions = (db: Db, region: string, before: string | null, limit: number) =>
  db.rows<Destruction>(sql`
    select ${destructionColumns} from production.destruction
    where region = ${region} and (${before}::uuid is null or id < ${before}) order by id desc limit ${limit}`);

// Alarms

export interface AlarmRow {
  readonly kind: 'bank-left' | 'making-failed' | 'making-left-overnight' | 'making-overdue';
  readonly orderId: string;
  readonly bankCode: string | null;
  readonly since: Day;
}

/** What somebody has to look at, read from what stands there; it ends when its cause ends. `overdue`: promises that have passed are among them. */
export const listAlarms = (
  db: Db,
  region: string,
  bankCode: string | null,
  today: Day,
  tries: number,
  limit: number,
  overdue: boolean,
) =>
  db.rows<AlarmRow>(sql`
    with open_order as not materialized (
      select o.order_id, o.bank_code, o.state, o.promise_day, o.placed_on from orders.order_view o
      where o.region = ${region} and (${bankCode}::text is null or o.bank_code = ${bankCode})
        and o.state not in ('collected', 'closed', 'withdrawn', 'rejected'))
    select * from (
      select 'bank-left' as kind, o.order_id as "orderId", o.bank_code as "bankCode", coalesce(b.partner_until, o.placed_on) as since
      from open_order o join institutions.institution_view b on b.kind = 'bank' and b.region = ${region} and b.bank_code = o.bank_code
      where b.standing <> 'admitted' or b.partner_until < ${today}::date
      union all
      select 'making-failed', o.order_id, o.bank_code, o.placed_on
      from (select i.order_id from production.item i where i.state in ('failed', 'scrapped') group by 1 having count(*) >= ${tries}) i
        join open_order o on o.order_id = i.order_id
      where o.state in ('accepted', 'in-production')
      union all
      select 'making-left-overnight', o.order_id, o.bank_code, max(m.day) from open_order o
      join production.making m on m.order_id = o.order_id and m.state = 'given-up'
      where o.state = 'accepted' group by 2, 3
      union all
      (select 'making-overdue', o.order_id, o.bank_code, o.promise_day from open_order o
       where ${overdue} and o.state in ('accepted', 'in-production') and o.promise_day < ${today}::date
       order by o.promise_day, o.order_id limit ${limit})
    ) a order by since, kind, "orderId" limit ${limit}`);
