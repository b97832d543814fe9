// All SQL on group orders and their rosters.
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import type { ChannelCode } from '../policy/index.ts';
import { type OrderState, type PickUp, stateWords } from './order.ts';

export interface GroupOrder {
  readonly id: string;
  readonly kind: 'unit' | 'school' | 'community';
  readonly organiserId: string;
  readonly region: string;
  readonly district: string | null;
  readonly channel: ChannelCode;
  readonly banks: readonly string[];
  readonly designatedOutletIds: readonly string[];
  /** Sealed. */
  readonly deliveryAddress: Uint8Array | null;
  readonly deliveryWishDay: Day | null;
  readonly deliveryRequestedAt: Date | null;
  readonly openedOn: Day;
}

const groupColumns = sql`
  g.id, g.kind, g.organiser_id as "organiserId", g.region, g.district, g.channel, g.banks, g.designated_outlet_ids::text[] as "designatedOutletIds",
  g.delivery_address as "deliveryAddress", g.delivery_wish_day as "deliveryWishDay", g.delivery_requested_at as "deliveryRequestedAt",
  g.opened_on as "openedOn"`;

export const findGroup = (db: Db, id: string): Promise<GroupOrder | undefined> =>
  db.maybe<GroupOrder>(sql`select ${groupColumns} from orders.group_order g where g.id = ${id}`);

export const lockGroupRow = (db: Db, id: string): Promise<GroupOrder | undefined> =>
  db.maybe<GroupOrder>(sql`select ${groupColumns} from orders.group_order g where g.id = ${id} for update`);

/** The group a person belongs to through employer, school or community, if one of these has opened one here. */
export const findGroupOf = (db: Db, region: string, organiserIds: readonly string[]): Promise<GroupOrder | undefined> =>
  db.maybe<GroupOrder>(sql`
    select ${groupColumns} from orders.group_order g where g.region = ${region} and g.organiser_id::text = any(${organiserIds}::text[])
    order by g.kind desc limit 1`);

/** False when the organiser has one already. */
export async function insertGroup({ db }: Pick<Call, 'db'>, group: GroupOrder): Promise<boolean> {
  const added = await db.run(sql`
    insert into orders.group_order (id, kind, organiser_id, region, district, channel, banks, designated_outlet_ids, delivery_address,
      delivery_wish_day, opened_on)
    values (${group.id}, ${group.kind}, ${group.organiserId}, ${group.region}, ${group.district}, ${group.channel}, ${group.banks}::text[],
      ${group.designatedOutletIds}::uuid[], ${group.deliveryAddress}, ${group.deliveryWishDay}, ${group.openedOn})
    on conflict (organiser_id) do nothing`);
  return added === 1;
}

export const saveGroupBanks = (db: Db, id: string, banks: readonly string[], outletIds: readonly string[]) =>
  db.run(
    sql`update orders.group_order set banks = ${banks}::text[], designated_outlet_ids = ${outletIds}::uuid[] where id = ${id}`,
  );

export const saveDelivery = (
  db: Db,
  id: string,
  delivery: { address: Uint8Array; wishDay: Day | null; requestedAt: Date | null },
) =>
  db.run(sql`
    update orders.group_order set delivery_address = ${delivery.address}, delivery_wish_day = ${delivery.wishDay},
      delivery_requested_at = coalesce(${delivery.requestedAt}, delivery_requested_at)
    where id = ${id}`);

export const saveSubmitted = (db: Db, id: string, now: Date) =>
  db.run(sql`update orders.group_order set last_submitted_at = ${now} where id = ${id}`);

/** Banks that undecided-no-more drafts of the group have chosen. */
export const banksChosen = async (db: Db, groupOrderId: string): Promise<string[]> =>
  (
    await db.rows<{ bank: string }>(sql`
      select distinct bank_code as bank from orders.order where group_order_id = ${groupOrderId} and state = 'draft' and bank_code is not null`)
  ).map(({ bank }) => bank);

export interface RosterImport {
  readonly id: string;
  readonly groupOrderId: string;
  readonly state: 'checked' | 'importing' | 'committed';
  readonly rowNumbers: readonly number[];
  readonly holderIds: readonly string[];
  readonly badRows: number;
  /** How many of the good rows are orders already. */
  readonly taken: number;
  /** Sealed. */
  readonly report: Uint8Array;
  /** Telephone numbers of the good rows as one text, sealed; null once they have been handed to the register. */
  readonly phones: Uint8Array | null;
}

const importColumns = sql`
  i.id, i.group_order_id as "groupOrderId", i.state, i.row_numbers as "rowNumbers", i.holder_ids::text[] as "holderIds", i.bad_rows as "badRows",
  i.report, i.phones, i.taken`;

export const findImportByDigest = (db: Db, groupOrderId: string, digest: Uint8Array) =>
  db.maybe<RosterImport>(
    sql`select ${importColumns} from orders.roster_import i where i.group_order_id = ${groupOrderId} and i.digest = ${digest}`,
  );

export const findImport = (db: Db, id: string) =>
  db.maybe<RosterImport>(sql`select ${importColumns} from orders.roster_import i where i.id = ${id}`);

export const lockImport = (db: Db, id: string) =>
  db.maybe<RosterImport>(sql`select ${importColumns} from orders.roster_import i where i.id = ${id} for update`);

/** A file checked before and not committed is checked anew: the registers may have changed meanwhile. */
export const saveImport = ({ db, now }: Pick<Call, 'db' | 'now'>, found: RosterImport & { digest: Uint8Array }) =>
  db.run(sql`
    insert into orders.roster_import (id, group_order_id, digest, state, row_numbers, holder_ids, bad_rows, report, phones, checked_at)
    values (${found.id}, ${found.groupOrderId}, ${found.digest}, 'checked', ${found.rowNumbers}::int[], ${found.holderIds}::uuid[],
      ${found.badRows}, ${found.report}, ${found.phones}, ${now})
    on conflict (group_order_id, digest) do update set row_numbers = excluded.row_numbers, holder_ids = excluded.holder_ids,
      bad_rows = excluded.bad_rows, report = excluded.report, phones = excluded.phones, checked_at = excluded.checked_at`);

/** Telephone numbers stay for the rows that are still to come. */
export const saveTaken = (
  { db, now }: Pick<Call, 'db' | 'now'>,
  id: string,
  state: 'importing' | 'committed',
  outcome: Pick<RosterImport, 'rowNumbers' | 'holderIds' | 'badRows' | 'report' | 'taken'>,
) =>
  db.run(sql`
    update orders.roster_import set state = ${state}::text, row_numbers = ${outcome.rowNumbers}::int[], holder_ids = ${outcome.holderIds}::uuid[],
      bad_rows = ${outcome.badRows}, report = ${outcome.report}, taken = ${outcome.taken},
      phones = case when ${state}::text = 'importing' then phones end, committed_at = case when ${state}::text = 'committed' then ${now}::timestamptz end
    where id = ${id}`);

/** Groups whose people want their cards brought, with how many of one bank's are made. */
export const deliveriesOf = (db: Db, region: string, bankCode: string) =>
  db.rows<{
    groupOrderId: string;
    unit: string;
    wishDay: Day | null;
    askedAt: Date | null;
    ready: number;
    underWay: number;
  }>(sql`
    select g.id as "groupOrderId", i.name as unit, g.delivery_wish_day as "wishDay", g.delivery_requested_at as "askedAt",
      (count(*) filter (where o.state = 'produced'))::int as ready, (count(*) filter (where o.state <> 'produced'))::int as "underWay"
    from orders.group_order g join orders.order o on o.group_order_id = g.id
      join institutions.institution_view i on i.institution_id = g.organiser_id
    where g.region = ${region} and o.bank_code = ${bankCode} and o.pick_up = 'unit-delivery' and o.state in ('accepted', 'in-production', 'produced')
    group by g.id, i.name order by g.delivery_wish_day nulls last, i.name limit 200`);

/** Ids and holders of drafts that have chosen, or of those that have not. */
export const listDrafts = (db: Db, groupOrderId: string, chosen: boolean) =>
  db.rows<{ id: string; holderId: string }>(sql`
    select id, holder_id as "holderId" from orders.order
    where group_order_id = ${groupOrderId} and state = 'draft' and (bank_code is not null) = ${chosen} order by id`);

/** Marks undecided drafts as reminded that were neither invited nor reminded after an instant. */
export const saveReminders = (
  { db, now }: Pick<Call, 'db' | 'now'>,
  since: Date,
  groupOrderId: string | null,
): Promise<{ id: string; holderId: string }[]> =>
  db.rows(sql`
    update orders.order set reminded_at = ${now}
    where state = 'draft' and group_order_id is not null and (${groupOrderId}::uuid is null or group_order_id = ${groupOrderId}::uuid)
      and bank_code is null and greatest(invited_at, reminded_at) <= ${since}
    returning id, holder_id as "holderId"`);

export interface DraftChoice {
  readonly orderId: string;
  readonly bank: string;
  readonly pickUp: PickUp;
  readonly outletId: string | null;
  /** Sealed. */
  readonly address: Uint8Array | null;
  readonly confirmedBy: string;
  readonly guardianId: string | null;
}

/** What a person of a group has chosen; false when the order is no draft any more. */
export const saveChoice = async (db: Db, choice: DraftChoice): Promise<boolean> =>
  (await db.run(sql`
    update orders.order set bank_code = ${choice.bank}, pick_up = ${choice.pickUp}, outlet_id = ${choice.outletId}, address = ${choice.address},
      confirmed_by = ${choice.confirmedBy}, guardian_id = ${choice.guardianId}, state_reason = null
    where id = ${choice.orderId} and state = 'draft'`)) === 1;

/** How many orders of a group stand in each state, and how many drafts have chosen. */
export async function countGroup(db: Db, groupOrderId: string): Promise<Record<OrderState | 'chosen', number>> {
  const rows = await db.rows<{ state: OrderState; count: number; chosen: number }>(sql`
    select state, count(*)::int as count, count(*) filter (where state = 'draft' and bank_code is not null)::int as chosen
    from orders.order where group_order_id = ${groupOrderId} group by state`);
  const counts = Object.fromEntries([...stateWords, 'chosen'].map((state) => [state, 0])) as Record<
    OrderState | 'chosen',
    number
  >;
  for (const { state, count, chosen } of rows) {
    counts[state] = count;
    counts.chosen += chosen;
  }
  return counts;
}
