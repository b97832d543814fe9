// Who waits for which opening, and the job that finds that the day has come (CAL-10). Messages are written by notices.
import type { Call } from '../../base/call.ts';
import { addDays, startOfDay } from '../../base/day.ts';
import type { Job } from '../../base/jobs.ts';
import { sql } from '../../base/sql.ts';
import { packInForce, phaseOn, startDay } from '../policy/index.ts';

export const saveOpeningWish = (
  { db, now }: Pick<Call, 'db' | 'now'>,
  wish: { holderId: string; region: string; batch: string | null; waitFor: string },
) =>
  db.run(sql`
    insert into orders.opening_wish (holder_id, region, batch_code, wait_for, asked_at)
    values (${wish.holderId}, ${wish.region}, ${wish.batch}, ${wish.waitFor}, ${now})
    on conflict (holder_id, region) do update set batch_code = excluded.batch_code, wait_for = excluded.wait_for, told_at = null`);

/** Every morning: whose turn has come is marked as told, once; the journal line carries the news. */
export const tellOpenings: Job = {
  name: 'orders.tell-openings',
  async run(call) {
    const waits = await call.db.rows<{ region: string; batch: string | null }>(
      sql`select distinct region, batch_code as batch from orders.opening_wish where told_at is null order by region, batch_code`,
    );
    const opened: string[] = [];
    for (const { region, batch } of waits) {
      const { pack, openings } = await packInForce(call.db, region, call.today);
      const row = pack.batches.find(({ code }) => code === batch);
      const opens = row && startDay(row.code, row.opens, openings);
      const open = (opens && opens <= call.today) || phaseOn(pack, call.today, openings)?.state === 'regular';
      if (!open) continue;
      const told = await call.db.rows<{ holder_id: string }>(sql`
        update orders.opening_wish set told_at = ${call.now}
        where region = ${region} and batch_code is not distinct from ${batch} and told_at is null returning holder_id`);
      call.about(...told.map(({ holder_id }) => holder_id));
      opened.push(`${region}/${batch ?? ''}`);
    }
    if (opened.length > 0) call.note({ opened });
    return { again: startOfDay(addDays(call.today, 1)) };
  },
};
