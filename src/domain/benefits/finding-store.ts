// SQL of findings: what the checks raised, and what people decided about it.
import type { Db } from '../../base/database/database.ts';
import { sql } from '../../base/sql.ts';
import { checks, type FindingKind } from './checks.ts';

/** Raises what is new; what was cleared before stays cleared while nothing changes. */
export const raise = (db: Db, kind: FindingKind, day: string, at: Date) =>
  db.run(sql`
    insert into benefits.finding (id, kind, programme_id, holder_id, common, state, found_at)
    select gen_random_uuid(), ${kind}, programme_id, holder_id, common, 'open', ${at} from (${checks[kind](day)}) f
    on conflict (kind, programme_id, holder_id, common) do nothing`);

export interface Finding {
  readonly id: string;
  readonly kind: FindingKind;
  readonly programmeId: string;
  readonly holderId: string;
  readonly common: string;
  readonly state: 'open' | 'cleared' | 'confirmed';
}

const columns = sql`f.id, f.kind, f.programme_id as "programmeId", f.holder_id as "holderId", f.common, f.state`;

export const listFindings = (db: Db, region: string, after: string | null, limit: number) =>
  db.rows<Finding>(sql`
    select ${columns} from benefits.finding f join benefits.programme p on p.id = f.programme_id
    where p.region = ${region} and f.state = 'open' and (${after}::uuid is null or f.id > ${after}::uuid) order by f.id limit ${limit}`);

export const lockFinding = (db: Db, id: string) =>
  db.maybe<Finding>(sql`select ${columns} from benefits.finding f where id = ${id} for update`);

export const decideRow = (db: Db, id: string, state: 'cleared' | 'confirmed', by: string, reason: string) =>
  db.run(
    sql`update benefits.finding set state = ${state}, decided_by = ${by}, decided_reason = ${reason} where id = ${id}`,
  );
