// SQL of the report on replacements: orders of this module, the cards they replace through the view of cards.
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import type { Replacement } from './judge-order.ts';

export interface GenerationFigures {
  readonly generation: number;
  readonly inUse: number;
  readonly causes: { readonly reason: Replacement; readonly count: number }[];
  readonly damagedPerTenThousand: number;
}

/** One row a generation that had cards in use; orders withdrawn or rejected replaced nothing. `region` null: everywhere. */
export const countReplacements = (db: Db, region: string | null, from: Day, to: Day): Promise<GenerationFigures[]> =>
  db.rows<GenerationFigures>(sql`
    with successor as (
      select replaces_card_id as card_id, min(placed_on) as placed_on from orders.order
      where replaces_card_id is not null and state not in ('draft', 'rejected', 'withdrawn') group by 1
    ), in_use as (
      select c.generation, count(*)::int as n from cards.card_view c left join successor s using (card_id)
      where (c.enabled_at at time zone 'Asia/Shanghai')::date <= ${to} and (s.placed_on is null or s.placed_on >= ${from})
        and (${region}::text is null or c.region = ${region}) group by 1
    ), cause as (
      select c.generation, o.reason, count(*)::int as n from orders.order o join cards.card_view c on c.card_id = o.replaces_card_id
      where o.kind = 'replacement' and o.state not in ('draft', 'rejected', 'withdrawn') and o.placed_on between ${from} and ${to}
        and c.enabled_at is not null and (${region}::text is null or c.region = ${region}) group by 1, 2
    )
    select u.generation, u.n as "inUse",
      coalesce((select jsonb_agg(jsonb_build_object('reason', reason, 'count', n) order by reason) from cause where generation = u.generation), '[]') as causes,
      round(10000.0 * coalesce((select sum(n) from cause where generation = u.generation and reason in ('damage', 'wear')), 0) / u.n, 2)::float8
        as "damagedPerTenThousand"
    from in_use u order by 1`);
