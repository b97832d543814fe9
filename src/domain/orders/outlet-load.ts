// Query: what each outlet of a region has to do, beside what it takes on in a day: orders of the last four weeks, cards that wait and that come.
import { query } from '../../base/action.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { Code, Id, Maybe, type Static, shape, Text, Type } from '../../base/shape.ts';
import { sql } from '../../base/sql.ts';

const Outlet = shape({
  outletId: Id,
  name: Text(200),
  district: Maybe(Code),
  bank: Maybe(Code),
  /** The quota of orders at the counter; null: none was set. */
  perDay: Maybe(Type.Integer()),
  /** Orders taken at the counter in the last 28 days. */
  recent: Type.Integer(),
  /** Finished cards that wait there. */
  waiting: Type.Integer(),
  /** Cards under way that will be collected there. */
  coming: Type.Integer(),
});
export type OutletLoad = Static<typeof Outlet>;

export const outletLoad = query({
  name: 'orders.outlet-load',
  title: { zh: '网点负荷', en: 'Load of outlets' },
  by: ['bureau-clerk', 'policy-officer'],
  personal: false,
  input: shape({ region: Code }),
  output: shape({ outlets: Type.Array(Outlet) }),
  async run(call, { region }) {
    return { outlets: await loadOfOutlets(call.db, region, call.today) };
  },
});

export const loadOfOutlets = (db: Db, region: string, day: Day) =>
  db.rows<OutletLoad>(sql`
    select i.institution_id as "outletId", i.name, i.district, i.bank_code as bank,
      (select q.per_day from institutions.quota_view q
       where q.institution_id = i.institution_id and q.work = 'counter-orders' and q.from_day <= ${day}::date
       order by q.from_day desc limit 1) as "perDay",
      coalesce(o.recent, 0)::int as recent, coalesce(o.waiting, 0)::int as waiting, coalesce(o.coming, 0)::int as coming
    from institutions.institution_view i left join (
      select outlet_id, count(*) filter (where channel = 'bank-outlet' and placed_on > ${day}::date - 28) as recent,
        count(*) filter (where state = 'ready') as waiting,
        count(*) filter (where pick_up = 'outlet' and state in ('accepted', 'in-production', 'produced')) as coming
      from orders.order where region = ${region} and outlet_id is not null group by outlet_id) o on o.outlet_id = i.institution_id
    where i.kind = 'outlet' and i.standing = 'admitted' and i.region = ${region} order by i.code`);
