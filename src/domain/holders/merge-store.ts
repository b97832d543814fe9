// SQL of merging two records of one person; the records themselves stay where they are.
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { type Sql, sql } from '../../base/sql.ts';
import { forgetLocked } from './store.ts';

export interface Merge {
  readonly id: string;
  readonly fromId: string;
  readonly intoId: string;
  readonly state: 'proposed' | 'withdrawn' | 'done';
  readonly proofKind: string;
  readonly proposedBy: string;
  readonly proposedAt: Date;
}

const columns = sql`
  id, from_id as "fromId", into_id as "intoId", state, proof_kind as "proofKind", proposed_by as "proposedBy", proposed_at as "proposedAt"`;

/** False when one is proposed for this record already. */
export const insertMerge = async (
  db: Db,
  one: Omit<Merge, 'state' | 'proposedAt'> & { proofNumber: Uint8Array },
  now: Date,
): Promise<boolean> =>
  (await db.run(sql`
    insert into holders.merge (id, from_id, into_id, state, proof_kind, proof_number, proposed_by, proposed_at)
    values (${one.id}, ${one.fromId}, ${one.intoId}, 'proposed', ${one.proofKind}, ${one.proofNumber}, ${one.proposedBy}, ${now})
    on conflict (from_id) where state = 'proposed' do nothing`)) === 1;

export const lockMergeRow = (db: Db, id: string) =>
  db.maybe<Merge>(sql`select ${columns} from holders.merge where id = ${id} for update`);

export const pageMerges = (db: Db, after: string | null, limit: number) =>
  db.rows<Merge>(sql`
    select ${columns} from holders.merge where state = 'proposed' and (${after}::uuid is null or id > ${after}::uuid)
    order by id limit ${limit}`);

export const endMerge = (db: Db, id: string, state: 'withdrawn' | 'done', by: string, now: Date) =>
  db.run(sql`update holders.merge set state = ${state}, decided_by = ${by}, decided_at = ${now} where id = ${id}`);

/**
 * Everything the register knows under one record comes to the other, as far as the other does not know it already: numbers,
 * insurances of regions, guardians, wards, mandates, the accepted photo. What is left stays with the old record as history.
 */
export async function bringRecordsTogether(
  db: Db,
  fromId: string,
  intoId: string,
  today: Day,
  now: Date,
): Promise<void> {
  forgetLocked(db, fromId, intoId);
  await db.run(sql`
    update holders.document set holder_id = ${intoId}, replaced_at = coalesce(replaced_at, ${now}) where holder_id = ${fromId}`);
  await db.run(sql`
    update holders.insurance i set holder_id = ${intoId} where i.holder_id = ${fromId}
      and not exists (select 1 from holders.insurance o where o.holder_id = ${intoId} and o.region = i.region)`);
  const [guardian, ward] = [sql`guardian_id`, sql`ward_id`];
  for (const [mine, other] of [
    [guardian, ward],
    [ward, guardian],
  ] as const) {
    await db.run(sql`
      update holders.guardianship g set ${mine} = ${intoId} where g.${mine} = ${fromId} and g.${other} <> ${intoId}
        and not exists (
          select 1 from holders.guardianship o
          where o.${mine} = ${intoId} and o.${other} = g.${other} and o.until_day is null and g.until_day is null)`);
  }
  await db.run(sql`
    update holders.guardianship set until_day = greatest(from_day, ${today}::date)
    where (guardian_id = ${fromId} or ward_id = ${fromId}) and until_day is null`);
  await db.run(sql`update holders.mandate set holder_id = ${intoId} where holder_id = ${fromId}`);
  await db.run(sql`
    update holders.photo p set holder_id = ${intoId} where p.holder_id = ${fromId} and p.state = 'accepted'
      and not exists (select 1 from holders.photo o where o.holder_id = ${intoId} and o.state = 'accepted')`);
  await db.run(sql`update holders.holder set merged_into = ${intoId}, changed_at = ${now} where id = ${fromId}`);
  // A chain is never longer than one step: whoever pointed to the old record points to the one that stays.
  await db.run(sql`update holders.holder set merged_into = ${intoId} where merged_into = ${fromId}`);
}

/** For a condition such as `holder_id = any(…)` above: the record and those that gave way to it, under which facts still stand. */
export const recordsOf = (holderId: string): Sql =>
  sql`array(select ${holderId}::uuid union all select merged_id from holders.merged_view where holder_id = ${holderId}::uuid)`;

/** The record and those that gave way to it. */
export const recordIdsOf = async (db: Db, id: string): Promise<string[]> => [
  id,
  ...(await db.rows<{ id: string }>(sql`select id from holders.holder where merged_into = ${id} order by id`)).map(
    (row) => row.id,
  ),
];
