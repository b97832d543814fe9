// Query: how far a region's campaign has come, batch by batch, in counts that anybody may see; no person is in them (MET, GOAL).
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { Code, Maybe, type Static, shape, Type } from '../../base/shape.ts';
import { sql } from '../../base/sql.ts';

const BatchFigures = shape({
  /** Null for orders outside any batch: the regular phase and replacements. */
  batch: Maybe(Type.String()),
  invited: Type.Integer(),
  applied: Type.Integer(),
  made: Type.Integer(),
  collected: Type.Integer(),
  enabled: Type.Integer(),
  overdue: Type.Integer(),
});

export const campaignFigures = query({
  name: 'orders.campaign-figures',
  title: { zh: '换发进度', en: 'Progress of the campaign' },
  by: roles,
  personal: false,
  input: shape({ region: Code }),
  output: shape({ batches: Type.Array(BatchFigures) }),
  async run(call, { region }) {
    const batches = await call.db.rows<Static<typeof BatchFigures>>(sql`
      select o.batch_code as batch, count(*) filter (where o.state = 'draft')::int as invited,
        count(*) filter (where o.state <> 'draft')::int as applied, count(o.produced_at)::int as made,
        count(o.collected_at)::int as collected, count(c.enabled_at)::int as enabled, count(o.overdue_since)::int as overdue
      from orders.order_view o left join cards.card_view c on c.card_id = o.card_id
      where o.region = ${region} and o.state not in ('rejected', 'withdrawn') group by 1 order by 1 nulls last`);
    return { batches };
  },
});
