// SQL of certifications: who was seen alive when, and how far the notices have come, for everybody at once.
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { type Sql, sql } from '../../base/sql.ts';
import { recordsOf } from '../holders/index.ts';
import { type CertificationWay, leastBetween, type OverdueStep, overdueSteps, stepDays } from './certification.ts';

export interface NewCertification {
  readonly id: string;
  readonly holderId: string;
  readonly how: CertificationWay;
  readonly on: Day;
  readonly by: string;
  readonly role: string;
  readonly institutionId: string | undefined;
}

export async function saveCertification(db: Db, c: NewCertification, at: Date): Promise<void> {
  await db.run(sql`
    insert into benefits.certification (id, holder_id, how, certified_on, by_id, role, institution_id, at)
    values (${c.id}, ${c.holderId}, ${c.how}, ${c.on}, ${c.by}, ${c.role}, ${c.institutionId ?? null}::uuid, ${at})`);
  await db.run(sql`delete from benefits.overdue where holder_id = ${c.holderId}`);
}

export const findCertification = (db: Db, holderId: string, how: CertificationWay, on: Day) =>
  db.maybe<{ id: string }>(sql`
    select id from benefits.certification where holder_id = ${holderId} and how = ${how} and certified_on = ${on} limit 1`);

/** Everybody who draws a benefit that asks for certification: the day it runs out, and the step reached. */
const due = (today: Day, whom: Sql = sql``) => sql`
  select p.id as programme_id, e.holder_id, o.step, o.stepped_on,
    (coalesce(max(c.certified_on), min(e.since)) + make_interval(months => p.certified_months))::date as due_on
  from benefits.programme p join benefits.entitlement e on e.programme_id = p.id and e.since <= ${today}::date
      and coalesce(e.until, 'infinity') >= date_trunc('month', ${today}::date)
    join holders.person_view h on h.holder_id = e.holder_id and h.deceased_on is null
    left join benefits.certification c on c.holder_id = e.holder_id
    left join benefits.overdue o on o.programme_id = p.id and o.holder_id = e.holder_id
  where p.certified_months is not null and p.state = 'open' ${whom}
  group by p.id, e.holder_id, o.step, o.stepped_on`;

/** Moves everybody whose day for a step has come to that step; gives them, at most `most`. Once a day is enough. */
export const stepOverdue = (db: Db, step: OverdueStep, today: Day, most: number) => {
  const before =
    (Object.keys(overdueSteps.moves) as OverdueStep[]).find((one) => overdueSteps.moves[one].includes(step as never)) ??
    null;
  return db.rows<{ holderId: string; programmeId: string; dueOn: Day }>(sql`
    with coming as (
      select programme_id, holder_id, due_on from (${due(today)}) d
      where d.step is not distinct from ${before}::text and due_on + ${stepDays[step]}::int <= ${today}::date
        and (d.stepped_on is null or d.stepped_on + ${leastBetween}::int <= ${today}::date)
      order by programme_id, holder_id limit ${most})
    insert into benefits.overdue as o (programme_id, holder_id, due_on, step, stepped_on)
    select programme_id, holder_id, due_on, ${step}, ${today}::date from coming
    on conflict (programme_id, holder_id) do update set step = excluded.step, stepped_on = excluded.stepped_on, due_on = excluded.due_on
    returning holder_id as "holderId", programme_id as "programmeId", due_on as "dueOn"`);
};

/** The day on which each programme's certification of a person runs out. */
export const standingOf = (db: Db, holderId: string, today: Day) =>
  db.rows<{ programmeId: string; dueOn: Day }>(sql`
    select programme_id as "programmeId", due_on as "dueOn" from (${due(today, sql`and e.holder_id = any(${recordsOf(holderId)})`)}) d`);
