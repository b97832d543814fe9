// A visit at home 上门办理 for who cannot come: its states, its rows (ELG-09).
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { type States, states, statesBefore } from '../../base/states.ts';
import { refuse } from './refuse.ts';

export const visitStates = states(
  'orders.visit',
  { zh: '上门办理', en: 'Home visit' },
  {
    ordered: { zh: '已预约', en: 'ordered', to: ['scheduled'] },
    scheduled: { zh: '已安排', en: 'scheduled', to: ['scheduled', 'done', 'failed'] },
    failed: { zh: '未成功', en: 'failed', to: ['scheduled'] },
    done: { zh: '已完成', en: 'done', to: [] },
  },
);
export type VisitState = keyof typeof visitStates.moves;

export const visitReasons = ['no-full-capacity', 'aged', 'frail', 'ill', 'disabled'] as const;
export const partsOfDay = ['morning', 'afternoon'] as const;
export const visitFailures = ['nobody-home', 'refused', 'wrong-address', 'holder-unwell'] as const;

export interface Visit {
  readonly orderId: string;
  readonly state: VisitState;
  readonly reason: (typeof visitReasons)[number];
  readonly outletId: string;
  readonly day: Day | null;
  readonly partOfDay: (typeof partsOfDay)[number] | null;
  readonly visitorId: string | null;
  readonly attempts: number;
  readonly failure: (typeof visitFailures)[number] | null;
}

const columns = sql`
  v.order_id as "orderId", v.state, v.reason, v.outlet_id as "outletId", v.day, v.part_of_day as "partOfDay", v.visitor_id as "visitorId",
  v.attempts, v.failure`;

export const findVisit = (db: Db, orderId: string): Promise<Visit | undefined> =>
  db.maybe<Visit>(sql`select ${columns} from orders.visit v where v.order_id = ${orderId}`);

/** Visits of an outlet that are still to be made, for its route of the day. */
export const listVisits = (db: Db, outletId: string, day: Day | null): Promise<(Visit & { holderId: string })[]> =>
  db.rows(sql`
    select ${columns}, o.holder_id as "holderId" from orders.visit v join orders.order o on o.id = v.order_id
    where v.outlet_id = ${outletId} and v.state in ('ordered', 'scheduled', 'failed') and (${day}::date is null or v.day = ${day}::date)
    order by v.day nulls first, v.part_of_day desc, v.order_id limit 200`);

/** What a visitor has to do on a day: the own visits that wait, with where to go. */
export const listRoute = (db: Db, visitorId: string, day: Day) =>
  db.rows<Visit & { holderId: string; address: Uint8Array; caller: Uint8Array | null }>(sql`
    select ${columns}, v.address, v.caller, o.holder_id as "holderId"
    from orders.visit v join orders.order o on o.id = v.order_id
    where v.visitor_id = ${visitorId} and v.state = 'scheduled' and v.day = ${day}::date
    order by v.part_of_day desc, v.order_id limit 100`);

export const insertVisit = (
  { db, now }: Pick<Call, 'db' | 'now'>,
  visit: Pick<Visit, 'orderId' | 'reason' | 'outletId'> & { address: Uint8Array; caller: Uint8Array | null },
) =>
  db.run(sql`
    insert into orders.visit (order_id, state, reason, caller, address, outlet_id, ordered_at)
    values (${visit.orderId}, 'ordered', ${visit.reason}, ${visit.caller}, ${visit.address}, ${visit.outletId}, ${now})`);

/** Moves the visit along its table; the order's row is locked by then. */
export async function moveVisit(
  { db, now }: Pick<Call, 'db' | 'now'>,
  orderId: string,
  to: VisitState,
  more: Partial<Pick<Visit, 'day' | 'partOfDay' | 'visitorId' | 'failure'>> & { photo?: Uint8Array } = {},
): Promise<void> {
  const moved = await db.run(sql`
    update orders.visit set state = ${to}::text, day = coalesce(${more.day}::date, day), part_of_day = coalesce(${more.partOfDay}, part_of_day),
      visitor_id = coalesce(${more.visitorId}, visitor_id), failure = ${more.failure}, photo = coalesce(${more.photo}::bytea, photo),
      attempts = attempts + (case when ${to}::text in ('done', 'failed') then 1 else 0 end),
      done_at = case when ${to}::text = 'done' then ${now}::timestamptz end
    where order_id = ${orderId} and state = any(${statesBefore(visitStates as States<VisitState>, to)}::text[])`);
  if (moved === 0) throw refuse('not-waiting');
}

export const openVisit = (
  { vault }: Pick<Call, 'vault'>,
  column: 'address' | 'caller',
  orderId: string,
  sealed: Uint8Array,
) => vault.open(sealed, `orders.visit.${column}:${orderId}`);

export const sealVisit = (
  { vault }: Pick<Call, 'vault'>,
  column: 'address' | 'caller' | 'photo',
  orderId: string,
  text: string,
) => vault.seal(text, `orders.visit.${column}:${orderId}`);
