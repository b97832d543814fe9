// SQL of the auditor's path and of what the public may see.
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import type { LineState } from './run.ts';
import { envelopeOfLine } from './run-store.ts';

export interface Trace {
  readonly holderId: string;
  readonly amountFen: bigint;
  readonly state: LineState;
  readonly reason: string | null;
  readonly bankCode: string | null;
  readonly last4: string | null;
  readonly approvedBy: string | null;
  readonly envelopeId: string | null;
  readonly transferId: string | null;
  readonly envelopeLines: number | null;
  readonly envelopeFen: bigint | null;
  readonly sentAt: Date | null;
  readonly answeredAt: Date | null;
  readonly entries: { kind: 'debit' | 'reversal'; bucket: string; statement: string; day: Day }[];
  readonly paidAgainBy: string | null;
  readonly paysAgain: string | null;
}

export async function traceOf(
  db: Db,
  run: { id: string; number: number },
  entitlement: bigint,
): Promise<Trace | undefined> {
  const line = await db.maybe<Omit<Trace, 'entries'>>(sql`
    select l.holder_id as "holderId", l.amount as "amountFen", l.state, l.reason, l.bank_code as "bankCode", c.bank_card_last4 as last4,
      r.approved_by as "approvedBy", v.id as "envelopeId", v.transfer_id as "transferId", v.lines as "envelopeLines", v.total as "envelopeFen",
      v.sent_at as "sentAt", v.answered_at as "answeredAt", t.by_run_id as "paidAgainBy", b.run_id as "paysAgain"
    from benefits.line l join benefits.run r on r.id = l.run_id
      left join cards.pay_card_view c on c.card_id = l.card_id
      left join benefits.envelope v on ${envelopeOfLine} and l.state <> 'held'
      left join benefits.repayment t on t.run_id = l.run_id and t.entitlement = l.entitlement
      left join benefits.repayment b on b.by_run_id = l.run_id and b.entitlement = l.entitlement
    where l.run_id = ${run.id} and l.entitlement = ${entitlement}`);
  if (!line) return undefined;
  const entries = await db.rows<Trace['entries'][number]>(sql`
    select e.kind, e.bucket, s.number as statement, s.day from benefits.statement_entry e join benefits.statement s on s.id = e.statement_id
    where e.run_number = ${run.number} and e.entitlement = ${entitlement} order by s.at, e.position`);
  return { ...line, entries };
}

/** Fewer people than this are not shown apart: a public figure must not point at somebody. */
export const leastShown = 5;

export interface PublicTotal {
  readonly programme: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly period: Day;
  readonly people: number | null;
  readonly paidFen: bigint | null;
}

export const publicTotalsOf = (db: Db, region: string, since: Day) =>
  db.rows<PublicTotal>(sql`
    select p.code as programme, p.name_zh as "nameZh", p.name_en as "nameEn", r.period,
      case when count(distinct l.holder_id) >= ${leastShown} then count(distinct l.holder_id)::int end as people,
      case when count(distinct l.holder_id) >= ${leastShown} then sum(l.amount)::int8 end as "paidFen"
    from benefits.run r join benefits.programme p on p.id = r.programme_id join benefits.line l on l.run_id = r.id and l.state = 'paid'
    where p.region = ${region} and r.period >= ${since}::date and r.state in ('approved', 'closed')
    group by p.code, p.name_zh, p.name_en, r.period order by r.period desc, p.code`);
