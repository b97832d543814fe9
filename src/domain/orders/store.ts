// All SQL on orders and their steps.
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { toJson } from '../../base/json.ts';
import { sql } from '../../base/sql.ts';
import type { Order, OrderState, PickUp } from './order.ts';

export const orderColumns = sql`
  o.id, o.holder_id as "holderId", o.region, o.kind, o.reason, o.channel, o.group_order_id as "groupOrderId",
  o.organiser_id as "organiserId", o.bank_code as "bankCode", o.pick_up as "pickUp", o.outlet_id as "outletId", o.generation, o.state,
  o.state_reason as "stateReason", o.placed_on as "placedOn", o.group_code as "groupCode", o.batch_code as "batchCode",
  o.promise_day as "promiseDay", o.promise_unit as "promiseUnit", o.fee_fen as "feeFen", o.fee_paid_at as "feePaidAt",
  o.account_rule as "accountRule", o.card_id as "cardId", o.replaces_card_id as "replacesCardId", o.prepared_by as "preparedBy",
  o.confirmed_by as "confirmedBy", o.guardian_id as "guardianId", o.accepted_at as "acceptedAt", o.produced_at as "producedAt",
  o.collected_at as "collectedAt", o.closed_at as "closedAt", o.overdue_since as "overdueSince"`;

export const findOrder = (db: Db, id: string): Promise<Order | undefined> =>
  db.maybe<Order>(sql`select ${orderColumns} from orders.order o where o.id = ${id}`);

/** Locks in id order, so that two callers never wait for each other. */
export const lockOrderRows = (db: Db, ids: readonly string[]): Promise<Order[]> =>
  db.rows<Order>(
    sql`select ${orderColumns} from orders.order o where o.id = any(${ids}::uuid[]) order by o.id for update`,
  );

export const findOpenOrder = (db: Db, holderId: string): Promise<Order | undefined> =>
  db.maybe<Order>(sql`
    select ${orderColumns} from orders.order o
    where o.holder_id = ${holderId} and o.state not in ('collected', 'closed', 'withdrawn', 'rejected')`);

/** Who of these people has an order under way. */
export async function findOpenOrders(db: Db, holderIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.rows<{ holder_id: string; id: string }>(sql`
    select holder_id, id from orders.order
    where holder_id = any(${holderIds}::uuid[]) and state not in ('collected', 'closed', 'withdrawn', 'rejected')`);
  return new Map(rows.map(({ holder_id, id }) => [holder_id, id]));
}

export const listOrdersOf = (db: Db, holderIds: readonly string[]): Promise<Order[]> =>
  db.rows<Order>(
    sql`select ${orderColumns} from orders.order o where o.holder_id = any(${holderIds}::uuid[]) order by o.id desc limit 100`,
  );

export const listOrdersOfGroup = (db: Db, groupOrderId: string, states?: readonly OrderState[]): Promise<Order[]> =>
  db.rows<Order>(sql`
    select ${orderColumns} from orders.order o
    where o.group_order_id = ${groupOrderId} and (${states ?? null}::text[] is null or o.state = any(${states ?? null}::text[]))
    order by o.id`);

/** One page of the orders of a region, by id. Conditions left out do not matter. */
export const pageOrders = (
  db: Db,
  page: {
    region: string;
    groupOrderId?: string | undefined;
    state?: OrderState | undefined;
    stateReason?: string | undefined;
    bank?: string | undefined;
    outletId?: string | undefined;
    overdue?: boolean | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<Order[]> =>
  db.rows<Order>(sql`
    select ${orderColumns} from orders.order o
    where o.region = ${page.region} and (${page.groupOrderId}::uuid is null or o.group_order_id = ${page.groupOrderId}::uuid)
      and (${page.state}::text is null or o.state = ${page.state}::text)
      and (${page.stateReason}::text is null or o.state_reason = ${page.stateReason}::text)
      and (${page.bank}::text is null or o.bank_code = ${page.bank}::text)
      and (${page.outletId}::uuid is null or o.outlet_id = ${page.outletId}::uuid)
      and (not coalesce(${page.overdue}::boolean, false) or o.overdue_since is not null)
      and (${page.after}::uuid is null or o.id > ${page.after}::uuid)
    order by o.id limit ${page.limit}`);

/**
 * Moves orders that stand in one of the given states, stamps the times and writes their steps, in one statement.
 * Gives the ids that moved.
 */
export async function saveMoves(
  { db, now }: Pick<Call, 'db' | 'now'>,
  ids: readonly string[],
  from: readonly OrderState[],
  to: OrderState,
  reason: string | null,
): Promise<string[]> {
  const rows = await db.rows<{ order_id: string }>(sql`
    with locked as (select id from orders.order where id = any(${ids}::uuid[]) order by id for update),
    moved as (
      update orders.order o set state = ${to}::text, state_reason = ${reason}::text,
        accepted_at = case ${to}::text when 'accepted' then ${now}::timestamptz else o.accepted_at end,
        produced_at = case ${to}::text when 'produced' then ${now}::timestamptz when 'accepted' then null else o.produced_at end,
        collected_at = case ${to}::text when 'collected' then ${now}::timestamptz else o.collected_at end,
        closed_at = case ${to}::text when 'closed' then ${now}::timestamptz else o.closed_at end
      from locked where o.id = locked.id and o.state = any(${from}::text[])
      returning o.id
    )
    insert into orders.step (order_id, state, reason, at)
    select id, ${to}::text, ${reason}::text, ${now}::timestamptz from moved returning order_id`);
  return rows.map(({ order_id }) => order_id);
}

/** Accepted orders that are paid and not made on the spot, the most urgent first; what others hold is passed over. */
export const takeAccepted = (
  { db }: Pick<Call, 'db'>,
  { region, bankCode, limit }: { region: string; bankCode: string; limit: number },
): Promise<Order[]> =>
  db.rows<Order>(sql`
    select ${orderColumns} from orders.order o
    where o.region = ${region} and o.bank_code = ${bankCode} and o.state = 'accepted' and o.pick_up <> 'counter'
      and (coalesce(o.fee_fen, 0) = 0 or o.fee_paid_at is not null)
    order by o.promise_day nulls last, o.id limit ${limit} for update skip locked`);

/** Orders in production say that they wait for the bank's account. No step: the order stands where it stood. */
export const saveAccountAwaited = (db: Db, ids: readonly string[]): Promise<number> =>
  db.run(
    sql`update orders.order set state_reason = 'account-awaited' where id = any(${ids}::uuid[]) and state = 'in-production'`,
  );

/** Orders whose card has its account meanwhile wait no longer; gives those that go on. */
export const endAccountAwaited = (db: Db, limit: number) =>
  db.rows<{ id: string }>(sql`
    update orders.order o set state_reason = null
    from (select o.id from orders.order o join cards.card_view c on c.card_id = o.card_id
          where o.state_reason = 'account-awaited' and c.financial_state <> 'none' limit ${limit}::int) as there
    where o.id = there.id and o.state_reason = 'account-awaited' returning o.id`);

export const saveCardLinks = (db: Db, links: readonly { orderId: string; cardId: string }[]): Promise<number> =>
  db.run(sql`
    update orders.order o set card_id = link.card_id
    from unnest(${links.map(({ orderId }) => orderId)}::uuid[], ${links.map(({ cardId }) => cardId)}::uuid[]) link(order_id, card_id)
    where o.id = link.order_id`);

/** The sealed address of an order, and of its group for a delivery to the unit. */
export const findAddresses = (db: Db, orderId: string) =>
  db.maybe<{
    holderId: string;
    pickUp: PickUp | null;
    groupOrderId: string | null;
    own: Uint8Array | null;
    ofGroup: Uint8Array | null;
    ofVisit: Uint8Array | null;
  }>(sql`
    select o.holder_id as "holderId", o.pick_up as "pickUp", o.group_order_id as "groupOrderId", o.address as own,
      g.delivery_address as "ofGroup", v.address as "ofVisit"
    from orders.order o left join orders.group_order g on g.id = o.group_order_id left join orders.visit v on v.order_id = o.id
    where o.id = ${orderId}`);

/** What is written of an order when it is filed: by its first insert, and again when a draft is submitted. */
export interface Filing {
  readonly id: string;
  readonly bankCode: string | null;
  readonly pickUp: PickUp | null;
  readonly outletId: string | null;
  readonly generation: 1 | 2 | 3;
  readonly reason: string;
  readonly state: OrderState;
  readonly stateReason: string | null;
  readonly placedOn: Day;
  readonly groupCode: string | null;
  readonly batchCode: string | null;
  readonly decision: unknown;
  readonly promiseDay: Day | null;
  readonly promiseUnit: string | null;
  readonly feeFen: bigint | null;
  readonly accountRule: string | null;
  /** The states it has gone through in this call, the last one being `state`. */
  readonly steps: readonly OrderState[];
}

/** What stays the same over the life of an order. */
export interface NewOrder extends Filing {
  readonly holderId: string;
  readonly region: string;
  readonly kind: string;
  readonly channel: string;
  readonly groupOrderId?: string | null;
  readonly organiserId?: string | null;
  readonly replacesCardId?: string | null;
  readonly preparedBy?: string | null;
  readonly confirmedBy?: string | null;
  readonly guardianId?: string | null;
  readonly materials?: readonly string[];
  /** Sealed. */
  readonly address?: Uint8Array | null;
  readonly invited?: boolean;
}

const filedFields = sql`id uuid, "bankCode" text, "pickUp" text, "outletId" uuid, generation smallint, reason text, state text,
  "stateReason" text, "placedOn" date, "groupCode" text, "batchCode" text, decision jsonb, "promiseDay" date, "promiseUnit" text,
  "feeFen" int8, "accountRule" text, steps text[]`;

/** Puts new orders in. Who has one under way already is passed over: the answer holds the orders that went in. */
export async function insertOrders(
  { db, now }: Pick<Call, 'db' | 'now'>,
  orders: readonly NewOrder[],
): Promise<Order[]> {
  const records = orders.map(({ address, ...order }) => ({
    ...order,
    address: address ? Buffer.from(address).toString('hex') : null,
    materials: order.materials ?? [],
    invited: order.invited ?? false,
  }));
  return db.rows<Order>(sql`
    with filed as (
      select * from jsonb_to_recordset(${toJson(records)}::jsonb) as x(${filedFields}, "holderId" uuid, region text, kind text, channel text,
        "groupOrderId" uuid, "organiserId" uuid, "replacesCardId" uuid, "preparedBy" text, "confirmedBy" text, "guardianId" uuid,
        materials text[], address text, invited boolean)
    ), added as (
      insert into orders.order as o (id, holder_id, region, kind, reason, channel, group_order_id, organiser_id, bank_code, pick_up, outlet_id,
        address, generation, state, state_reason, placed_on, group_code, batch_code, decision, promise_day, promise_unit, fee_fen, account_rule,
        materials, replaces_card_id, prepared_by, confirmed_by, guardian_id, invited_at, accepted_at)
      select id, "holderId", region, kind, reason, channel, "groupOrderId", "organiserId", "bankCode", "pickUp", "outletId",
        decode(address, 'hex'), generation, state, "stateReason", "placedOn", "groupCode", "batchCode", nullif(decision, 'null'), "promiseDay",
        "promiseUnit", "feeFen", "accountRule", materials, "replacesCardId", "preparedBy", "confirmedBy", "guardianId",
        case when invited then ${now}::timestamptz end, case when state = 'accepted' then ${now}::timestamptz end
      from filed order by "holderId"
      on conflict (holder_id) where state not in ('collected', 'closed', 'withdrawn', 'rejected') do nothing
      returning ${orderColumns}
    ), stepped as (
      insert into orders.step (order_id, state, reason, at)
      select f.id, step.state, case when step.n = cardinality(f.steps) then f."stateReason" end, ${now}
      from filed f join added using (id), unnest(f.steps) with ordinality step(state, n) order by f.id, step.n
    )
    select * from added`);
}

/** Files orders that exist already: drafts that are submitted, cases a clerk has decided, corrections. Gives the ids filed. */
export async function saveFilings(
  { db, now }: Pick<Call, 'db' | 'now'>,
  filings: readonly Filing[],
  from: readonly OrderState[],
): Promise<Set<string>> {
  // Thousands of orders share a handful of decisions: each travels once.
  const decisions = [...new Set(filings.map(({ decision }) => decision))];
  const numbers = new Map(decisions.map((decision, i) => [decision, i]));
  const records = filings.map(({ decision, ...filing }) => ({ ...filing, decisionNumber: numbers.get(decision) }));
  const rows = await db.rows<{ id: string }>(sql`
    with filed as (
      select * from jsonb_to_recordset(${toJson(records)}::jsonb) as x(${filedFields}, "decisionNumber" int)
    ), changed as (
      update orders.order o set bank_code = f."bankCode", pick_up = f."pickUp", outlet_id = f."outletId", generation = f.generation,
        reason = f.reason, state = f.state, state_reason = f."stateReason", placed_on = f."placedOn", group_code = f."groupCode",
        batch_code = f."batchCode", decision = nullif(${toJson(decisions)}::jsonb -> f."decisionNumber", 'null'), promise_day = f."promiseDay", promise_unit = f."promiseUnit",
        fee_fen = f."feeFen", account_rule = f."accountRule",
        accepted_at = case when f.state = 'accepted' then ${now}::timestamptz else o.accepted_at end
      from filed f where o.id = f.id and o.state = any(${from}::text[])
      returning o.id
    ), stepped as (
      insert into orders.step (order_id, state, reason, at)
      select f.id, step.state, case when step.n = cardinality(f.steps) then f."stateReason" end, ${now}
      from filed f join changed using (id), unnest(f.steps) with ordinality step(state, n) order by f.id, step.n
    )
    select id from changed`);
  return new Set(rows.map(({ id }) => id));
}

export const findSealedAddress = async (db: Db, orderId: string): Promise<Uint8Array | null> =>
  (await db.one<{ address: Uint8Array | null }>(sql`select address from orders.order where id = ${orderId}`)).address;

export const saveSealedAddress = (db: Db, orderId: string, address: Uint8Array) =>
  db.run(sql`update orders.order set address = ${address} where id = ${orderId}`);

/** Who said yes. */
export const saveConsent = (db: Db, orderId: string, consent: { confirmedBy: string; guardianId: string | null }) =>
  db.run(sql`
    update orders.order set confirmed_by = ${consent.confirmedBy}, guardian_id = ${consent.guardianId} where id = ${orderId}`);

/** False when it was paid before. */
export const savePayment = async (
  { db, now }: Pick<Call, 'db' | 'now'>,
  orderId: string,
  receipt: string,
): Promise<boolean> =>
  (await db.run(sql`
    update orders.order set fee_paid_at = ${now}, fee_receipt = ${receipt},
      state_reason = case when state_reason = 'fee-due' then null else state_reason end
    where id = ${orderId} and fee_paid_at is null`)) === 1;

/** A fee that became due after the order was paid once: the new one is paid before anything is made. */
export const saveFeeDue = (db: Db, orderId: string, feeFen: bigint) =>
  db.run(sql`
    update orders.order set fee_fen = ${feeFen}, fee_paid_at = null, fee_receipt = null, state_reason = 'fee-due' where id = ${orderId}`);

/** The group that counts from now on (open question 4). */
export const saveGroupCode = (db: Db, orderId: string, groupCode: string | null) =>
  db.run(sql`update orders.order set group_code = ${groupCode} where id = ${orderId}`);

export interface StoredForm {
  readonly kind: string;
  /** Sealed. */
  readonly content: Uint8Array;
  /** Sealed. */
  readonly signature: Uint8Array | null;
  readonly signedAt: Date;
  readonly witnessedBy: string | null;
}

export const insertForm = (db: Db, orderId: string, form: StoredForm) =>
  db.run(sql`
    insert into orders.form (order_id, kind, content, signature, signed_at, witnessed_by)
    values (${orderId}, ${form.kind}, ${form.content}, ${form.signature}, ${form.signedAt}, ${form.witnessedBy})`);

export const findForm = (db: Db, orderId: string): Promise<StoredForm | undefined> =>
  db.maybe<StoredForm>(sql`
    select kind, content, signature, signed_at as "signedAt", witnessed_by as "witnessedBy" from orders.form where order_id = ${orderId}`);

export interface Step {
  readonly orderId: string;
  readonly state: OrderState;
  readonly reason: string | null;
  readonly at: Date;
}

export const listSteps = (db: Db, orderIds: readonly string[]): Promise<Step[]> =>
  db.rows<Step>(sql`
    select order_id as "orderId", state, reason, at from orders.step where order_id = any(${orderIds}::uuid[]) order by order_id, seq`);

export const findDecision = async (db: Db, orderId: string): Promise<unknown> =>
  (await db.one<{ decision: unknown }>(sql`select decision from orders.order where id = ${orderId}`)).decision;

export const listCollected = (db: Db, holderId: string): Promise<Order[]> =>
  db.rows<Order>(
    sql`select ${orderColumns} from orders.order o where o.holder_id = ${holderId} and o.state = 'collected' order by o.id for update`,
  );

/** Flags orders whose promise has passed and whose card is not made, each once; gives those flagged now. */
export const flagOverdue = (db: Db, today: Day) =>
  db.rows<{ id: string; holderId: string; bankCode: string | null }>(sql`
    update orders.order set overdue_since = promise_day + 1
    where overdue_since is null and produced_at is null and state in ('accepted', 'in-production') and promise_day < ${today}::date
    returning id, holder_id as "holderId", bank_code as "bankCode"`);

/** Who of these people had a card in this region cancelled uncollected and has collected none since (open question 8). */
export async function findAfterSleep(db: Db, holderIds: readonly string[], region: string): Promise<Set<string>> {
  const rows = await db.rows<{ holder_id: string }>(sql`
    select distinct a.holder_id from orders.order a
    where a.holder_id = any(${holderIds}::uuid[]) and a.region = ${region} and a.state = 'withdrawn' and a.state_reason = 'card-asleep'
      and not exists (
        select 1 from orders.order b where b.holder_id = a.holder_id and b.id > a.id and b.state in ('collected', 'closed'))`);
  return new Set(rows.map(({ holder_id }) => holder_id));
}

/** Orders that wait to be made by a bank that is no partner any more. */
export const listOfLeftBanks = (db: Db, today: Day, limit: number) =>
  db.rows<{ id: string; holderId: string; region: string }>(sql`
    select o.id, o.holder_id as "holderId", o.region from orders.order o
    join institutions.institution_view b on b.kind = 'bank' and b.region = o.region and b.bank_code = o.bank_code
    where o.state = 'accepted' and (b.standing <> 'admitted' or b.partner_until < ${today}::date)
    order by o.id limit ${limit}`);

/** Collected orders with nothing left to do: card enabled and account open where it must be, or the card ended otherwise. */
export const listDone = (db: Db, limit: number) =>
  db.rows<{ id: string; holderId: string }>(sql`
    select o.id, o.holder_id as "holderId" from orders.order o join cards.card_view c on c.card_id = o.card_id
    where o.state = 'collected' and (
      c.social_state in ('invalid', 'cancelled', 'destroyed', 'scrapped')
      or c.social_state in ('enabled', 'suspended')
        and (o.account_rule is distinct from 'required-with-order' or c.financial_state <> 'none'))
    order by o.collected_at limit ${limit}`);

/** Orders that are not over, of people who have died, with the card they were for. */
export const listOfDeceased = (db: Db, limit: number) =>
  db.rows<{
    id: string;
    holderId: string;
    region: string;
    state: OrderState;
    cardId: string | null;
    cardState: string | null;
    pickUp: PickUp | null;
  }>(sql`
    select o.id, o.holder_id as "holderId", o.region, o.state, o.pick_up as "pickUp", o.card_id as "cardId", c.social_state as "cardState"
    from orders.order o join holders.person_view p on p.holder_id = o.holder_id left join cards.card_view c on c.card_id = o.card_id
    where p.deceased_on is not null and o.state not in ('closed', 'withdrawn', 'rejected')
    order by o.id limit ${limit}`);
