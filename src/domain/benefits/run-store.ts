// SQL of runs: drafting a million lines in one statement, envelopes, answers.
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { type Sql, sql } from '../../base/sql.ts';
import { recordsOf } from '../holders/index.ts';
import { accountTrouble, cardOfAccount } from './pay-account-store.ts';
import type { LineState, RunState } from './run.ts';

export interface Run {
  readonly id: string;
  readonly number: number;
  readonly programmeId: string;
  readonly period: Day;
  readonly kind: 'regular' | 'supplement' | 'repay';
  readonly state: RunState;
  readonly lines: number;
  readonly ready: number;
  readonly totalFen: bigint;
  readonly draftedBy: string;
}

const runColumns = sql`
  r.id, r.number, r.programme_id as "programmeId", r.period, r.kind, r.state, r.lines, r.ready, r.total as "totalFen",
  r.drafted_by as "draftedBy"`;

export const findRun = (db: Db, id: string) =>
  db.maybe<Run>(sql`select ${runColumns} from benefits.run r where r.id = ${id}`);
export const lockRun = (db: Db, id: string) =>
  db.maybe<Run>(sql`select ${runColumns} from benefits.run r where r.id = ${id} for update`);
export const listRuns = (db: Db, programmeId: string, limit: number) =>
  db.rows<Run>(
    sql`select ${runColumns} from benefits.run r where programme_id = ${programmeId} order by number desc limit ${limit}`,
  );
/** Runs of a period that were not given up. */
export const runsOfPeriod = (db: Db, programmeId: string, period: Day) =>
  db.rows<Pick<Run, 'id' | 'kind' | 'state'>>(sql`
    select id, kind, state from benefits.run where programme_id = ${programmeId} and period = ${period} and state <> 'cancelled'`);

/**
 * Lines `l` of these runs. Their ids stand in the statement itself, so that it is planned for their partitions alone and not
 * for those of every run there ever was.
 */
export const inRuns = (runIds: readonly string[]): Sql => sql`l.run_id = any(${runIds}::uuid[])`;

// Drafting

/** Who is paid: everybody entitled in the period, less those who stand in a run of it already. */
const entitled = ({ programmeId, period, before }: Draft) => sql`
  select e.number as entitlement, e.holder_id, e.amount from benefits.entitlement e
  where e.programme_id = ${programmeId} and e.since <= ${period}::date and (e.until is null or e.until >= ${period}::date)
  ${
    before.length === 0
      ? sql``
      : sql`and not exists (select from benefits.line l where ${inRuns(before)} and l.entitlement = e.number)`
  }`;

/** Of a line `l`: it was held or came back, and no other run has taken it up. */
const isUnpaid = ({ before }: Draft) => sql`${inRuns(before)} and l.state in ('held', 'failed') and not exists (
  select from benefits.repayment t where t.run_id = l.run_id and t.entitlement = l.entitlement)`;

export interface Draft {
  readonly runId: string;
  readonly number: number;
  readonly programmeId: string;
  readonly period: Day;
  readonly kind: Run['kind'];
  /** Runs whose lines are left out; in a repay run, whose lines are taken up. */
  readonly before: readonly string[];
}

export const nextRunNumber = async (db: Db) =>
  (await db.one<{ number: number }>(sql`select nextval('benefits.run_number')::int as number`)).number;

/**
 * Writes the lines of a draft into a table of their own, gives it its key and attaches it as a partition: three times as fast
 * as filling a table that has its key (docs/decisions/0005). The key is the proof that nobody stands twice in a run.
 */
export async function writeLines(db: Db, draft: Draft, certifies: boolean): Promise<void> {
  const { runId, programmeId, period } = draft;
  const table = partitionOf(draft.number);
  const source =
    draft.kind === 'repay'
      ? sql`select l.entitlement, l.holder_id, l.amount from benefits.line l where ${isUnpaid(draft)}`
      : entitled(draft);
  const lines = sql`
    select ${runId}::uuid, s.entitlement, s.holder_id, s.amount, s.bank_code, s.card_id,
      case when s.reason is null then 'ready' else 'held' end, s.reason
    from (
      select e.entitlement, e.holder_id, e.amount, c.bank_code, c.card_id,
        case when p.deceased_on < ${period}::date then 'deceased'
             ${certifies ? sql`when o.step is not null then 'certification'` : sql``}
             when f.holder_id is not null then 'in-question'
             else ${accountTrouble} end as reason
      from (${source}) e
        join holders.person_view p on p.holder_id = e.holder_id
        left join benefits.pay_account a on a.programme_id = ${programmeId} and a.holder_id = e.holder_id
        ${cardOfAccount}
        ${certifies ? sql`left join benefits.overdue o on o.programme_id = ${programmeId} and o.holder_id = e.holder_id and o.step = 'suspended'` : sql``}
        left join (select distinct holder_id from benefits.finding where programme_id = ${programmeId} and state <> 'cleared') f
          on f.holder_id = e.holder_id) s`;
  // The CHECK makes attaching a matter of the catalogue: without it every row would be read again.
  await db.script(
    `create table ${table} (like benefits.line including constraints, check (run_id = '${requireUuid(runId)}'))`,
  );
  await db.run(into(table, lines));
  // Counted at once: taken for empty, a table of a million lines is joined line by line with an answer of a million.
  await db.script(`
    alter table ${table} alter run_id set not null, add primary key (run_id, entitlement);
    alter table benefits.line attach partition ${table} for values in ('${requireUuid(runId)}');
    analyze ${table}`);
}

const into = (table: string, select: Sql): Sql => ({
  text: `insert into ${table} ${select.text}`,
  values: select.values,
});
const partitionOf = (number: number) => `benefits.line_${Math.trunc(number)}`;

/** Ids of ours stand in the text of a statement only where the language allows no parameter. */
function requireUuid(id: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new Error('not a UUID');
  return id;
}

/** The run of freshly written lines; undefined, and the table gone again, when there are none. */
export async function saveRun(db: Db, draft: Draft, by: string, at: Date): Promise<Run | undefined> {
  const { runId, number, programmeId, period, kind } = draft;
  const saved = await db.maybe<Run>(sql`
    with counted as (
      select count(*)::int as lines, count(*) filter (where state = 'ready')::int as ready,
        coalesce(sum(amount) filter (where state = 'ready'), 0)::int8 as total
      from benefits.line where run_id = ${runId})
    insert into benefits.run as r (id, number, programme_id, period, kind, state, lines, ready, total, drafted_by, drafted_at)
    select ${runId}, ${number}, ${programmeId}, ${period}, ${kind}, 'drafted', lines, ready, total, ${by}, ${at} from counted where lines > 0
    returning ${runColumns}`);
  if (!saved) await db.script(`drop table ${partitionOf(number)}`);
  return saved;
}

/** Lines that were held or came back are taken up by this run, and by no other: the key of the table says so. */
export const takeUpUnpaid = (db: Db, draft: Draft) =>
  db.run(sql`
    insert into benefits.repayment (run_id, entitlement, by_run_id)
    select l.run_id, l.entitlement, ${draft.runId} from benefits.line l where ${isUnpaid(draft)}`);

export async function cancelRunRow(db: Db, id: string): Promise<void> {
  await db.run(sql`update benefits.run set state = 'cancelled' where id = ${id}`);
  await db.run(sql`delete from benefits.repayment where by_run_id = ${id}`);
}

export const heldCounts = (db: Db, runId: string) =>
  db.rows<{ reason: string; lines: number; totalFen: bigint }>(sql`
    select reason, count(*)::int as lines, sum(amount)::int8 as "totalFen" from benefits.line
    where run_id = ${runId} and state = 'held' group by reason order by reason`);

export const heldLines = (db: Db, runId: string, after: bigint, limit: number) =>
  db.rows<{ entitlement: bigint; holderId: string; reason: string }>(sql`
    select entitlement, holder_id as "holderId", reason from benefits.line
    where run_id = ${runId} and state = 'held' and entitlement > ${after} order by entitlement limit ${limit}`);

export interface Line {
  readonly entitlement: bigint;
  readonly holderId: string;
  readonly amountFen: bigint;
  readonly bankCode: string | null;
  readonly cardId: string | null;
  readonly state: LineState;
  readonly reason: string | null;
}

const lineColumns = sql`
  l.entitlement, l.holder_id as "holderId", l.amount as "amountFen", l.bank_code as "bankCode", l.card_id as "cardId", l.state, l.reason`;

export const lockLine = (db: Db, runId: string, entitlement: bigint) =>
  db.maybe<Line>(
    sql`select ${lineColumns} from benefits.line l where run_id = ${runId} and entitlement = ${entitlement} for update`,
  );

export const listLines = (db: Db, runId: string, state: LineState | null, after: bigint, limit: number) =>
  db.rows<Line>(sql`
    select ${lineColumns} from benefits.line l
    where run_id = ${runId} and entitlement > ${after} and (${state}::text is null or state = ${state})
    order by entitlement limit ${limit}`);

export const holdLineRow = async (db: Db, runId: string, line: Pick<Line, 'entitlement' | 'amountFen'>) => {
  await db.run(sql`
    update benefits.line set state = 'held', reason = 'by-officer' where run_id = ${runId} and entitlement = ${line.entitlement}`);
  await db.run(sql`update benefits.run set ready = ready - 1, total = total - ${line.amountFen} where id = ${runId}`);
};

/** The last lines of a person, out of the last runs of what the person draws. */
export async function lastLinesOf(db: Db, holderId: string, limit: number) {
  const runs = await db.rows<{ id: string }>(sql`
    select r.id from benefits.run r
    where r.state in ('approved', 'closed') and r.programme_id in (select programme_id from benefits.entitlement where holder_id = any(${recordsOf(holderId)}))
    order by r.period desc, r.number desc limit ${limit}`);
  return db.rows<{ programmeId: string; period: Day; amountFen: bigint; state: LineState; reason: string | null }>(sql`
    select r.programme_id as "programmeId", r.period, l.amount as "amountFen", l.state, l.reason
    from benefits.line l join benefits.run r on r.id = l.run_id
    where ${inRuns(runs.map(({ id }) => id))}
      and l.entitlement = any(array(select number from benefits.entitlement where holder_id = any(${recordsOf(holderId)})))
    order by r.period desc, r.number desc`);
}

// Envelopes

export interface Envelope {
  readonly id: string;
  readonly runId: string;
  readonly bankCode: string;
  readonly lines: number;
  readonly totalFen: bigint;
  readonly state: 'approved' | 'sent' | 'answered';
  readonly transferId: string;
  /** What a bank is to pay may be more than it takes in one file: the lines of a part are those of a stretch of entitlements. */
  readonly part: number;
  readonly first: bigint;
  readonly last: bigint;
  /** The guard has looked: what the file says is settled. */
  readonly guarded: boolean;
}

const envelopeColumns = sql`
  v.id, v.run_id as "runId", v.bank_code as "bankCode", v.lines, v.total as "totalFen", v.state, v.transfer_id as "transferId",
  v.part, v.first_entitlement as first, v.last_entitlement as last, v.guarded_at is not null as guarded`;

/** A line `l` of an envelope. */
const isIn = (v: Pick<Envelope, 'runId' | 'bankCode' | 'first' | 'last'>) => sql`
  l.run_id = ${v.runId} and l.bank_code = ${v.bankCode} and l.entitlement between ${v.first} and ${v.last}`;

/** The envelope `v` of a line `l`. */
export const envelopeOfLine = sql`
  v.run_id = l.run_id and v.bank_code = l.bank_code and l.entitlement between v.first_entitlement and v.last_entitlement`;

export const banksOfRun = (db: Db, runId: string) =>
  db.rows<{ bankCode: string; lines: number; totalFen: bigint }>(sql`
    select bank_code as "bankCode", count(*)::int as lines, sum(amount)::int8 as "totalFen" from benefits.line
    where run_id = ${runId} and state = 'ready' group by bank_code order by bank_code`);

/** What a bank is to pay, in stretches of so many lines. */
export const stretchesOf = (db: Db, runId: string, bankCode: string, most: number) =>
  db.rows<Pick<Envelope, 'part' | 'first' | 'last' | 'lines' | 'totalFen'>>(sql`
    select part, min(entitlement) as first, max(entitlement) as last, count(*)::int as lines, sum(amount)::int8 as "totalFen" from (
      select entitlement, amount, (1 + (row_number() over (order by entitlement) - 1) / ${most}::int)::int as part from benefits.line
      where run_id = ${runId} and bank_code = ${bankCode} and state = 'ready') as numbered
    group by part order by part`);

export const insertEnvelopes = (db: Db, envelopes: readonly Omit<Envelope, 'state' | 'guarded'>[]) =>
  db.run(sql`
    insert into benefits.envelope (id, run_id, bank_code, part, first_entitlement, last_entitlement, lines, total, state, transfer_id)
    select id, run_id, bank_code, part, first, last, lines, total, 'approved', transfer_id
    from unnest(${envelopes.map((v) => v.id)}::uuid[], ${envelopes.map((v) => v.runId)}::uuid[], ${envelopes.map((v) => v.bankCode)}::text[],
      ${envelopes.map((v) => v.part)}::int[], ${envelopes.map((v) => v.first)}::int8[], ${envelopes.map((v) => v.last)}::int8[],
      ${envelopes.map((v) => v.lines)}::int[], ${envelopes.map((v) => v.totalFen)}::int8[], ${envelopes.map((v) => v.transferId)}::uuid[])
      as t(id, run_id, bank_code, part, first, last, lines, total, transfer_id)`);

export const approveRunRow = (db: Db, id: string, by: string, at: Date) =>
  db.run(sql`update benefits.run set state = 'approved', approved_by = ${by}, approved_at = ${at} where id = ${id}`);

export const listEnvelopes = (db: Db, runId: string) =>
  db.rows<Envelope>(
    sql`select ${envelopeColumns} from benefits.envelope v where run_id = ${runId} order by bank_code, part`,
  );
export const findEnvelope = (db: Db, id: string) =>
  db.maybe<Envelope>(sql`select ${envelopeColumns} from benefits.envelope v where v.id = ${id}`);
export const lockEnvelope = (db: Db, id: string) =>
  db.maybe<Envelope>(sql`select ${envelopeColumns} from benefits.envelope v where v.id = ${id} for update`);

export interface OutgoingLine {
  readonly entitlement: bigint;
  readonly holderId: string;
  readonly cardId: string;
  readonly amountFen: bigint;
  /** Sealed, both. The account is missing only where `reason` says that there is none. */
  readonly name: Uint8Array;
  readonly account: Uint8Array;
  /** Why it must not be paid any more; null when it may. */
  readonly reason: string | null;
}

/**
 * What a bank is to pay, in the order of the file, and what has come in the way since the draft. Each line finds its person and
 * its card by the key: joined, every bank of a run would go through everybody there is. Read once: page by page, each page would
 * go through the lines of all banks.
 */
export const outgoingLines = (db: Db, v: Envelope, period: Day) =>
  db.rows<OutgoingLine>(sql`
    select l.entitlement, l.holder_id as "holderId", l.card_id as "cardId", l.amount as "amountFen", t.name, t.account, t.reason
    from benefits.line l cross join lateral (select l.card_id) a cross join lateral (
      select s.name, k.bank_card as account, case when p.deceased_on < ${period}::date then 'deceased' else ${accountTrouble} end as reason
      from holders.person_view p cross join holders.sealed_view s ${cardOfAccount} left join cards.sealed_view k on k.card_id = a.card_id
      where p.holder_id = l.holder_id and s.holder_id = l.holder_id offset 0) t
    where ${isIn(v)} and l.state = 'ready' order by l.entitlement`);

/** Holds lines that were ready when drafted and must not be paid any more. */
export const holdOutgoing = (db: Db, runId: string, lines: readonly OutgoingLine[]) =>
  db.run(sql`
    update benefits.line l set state = 'held', reason = t.reason
    from unnest(${lines.map(({ entitlement }) => entitlement)}::int8[], ${lines.map(({ reason }) => reason)}::text[]) as t(entitlement, reason)
    where l.run_id = ${runId} and l.entitlement = t.entitlement`);

/** Settles what an envelope carries; one that carries nothing any more is gone. */
export async function markGuarded(db: Db, v: Envelope, at: Date): Promise<void> {
  await db.run(sql`
    update benefits.run r set ready = r.ready - (e.lines - ${v.lines}), total = r.total - (e.total - ${v.totalFen})
    from benefits.envelope e where e.id = ${v.id} and r.id = e.run_id`);
  await db.run(
    v.lines === 0
      ? sql`delete from benefits.envelope where id = ${v.id}`
      : sql`update benefits.envelope set lines = ${v.lines}, total = ${v.totalFen}, guarded_at = ${at} where id = ${v.id}`,
  );
}

export const markSent = (db: Db, id: string, digest: Uint8Array, at: Date) =>
  db.run(sql`update benefits.envelope set state = 'sent', file_digest = ${digest}, sent_at = ${at} where id = ${id}`);

// Answers

export const findAnswer = (db: Db, envelopeId: string, digest: Uint8Array) =>
  db.maybe<{ id: string; paid: number; failed: number }>(
    sql`select id, paid, failed from benefits.answer where envelope_id = ${envelopeId} and digest = ${digest}`,
  );

export interface Answered {
  readonly entitlement: bigint;
  readonly amountFen: bigint;
  /** Null: paid. Otherwise our word for why it was not. */
  readonly reason: string | null;
}

/** Every line of an envelope that still waits. */
export const listAnswerable = (db: Db, v: Envelope) =>
  db.rows<{ entitlement: bigint; amountFen: bigint }>(sql`
    select entitlement, amount as "amountFen" from benefits.line l where ${isIn(v)} and state = 'ready' order by entitlement`);

export interface Settled {
  /** How many of the answered lines are lines of the envelope with that amount; unless all are, the answer is wrong. */
  readonly known: number;
  readonly paid: number;
  readonly failed: number;
  readonly paidFen: bigint;
  readonly failedFen: bigint;
  /** Whose lines failed by this answer. */
  readonly failedHolders: readonly string[];
}

/** Settles waiting lines as the bank says; gives what moved. */
export const settleLines = (db: Db, v: Envelope, items: readonly Answered[]) =>
  db.one<Settled>(sql`
    with answered as materialized (
      select l.entitlement, l.state, t.reason
      from unnest(${items.map((i) => i.entitlement)}::int8[], ${items.map((i) => i.amountFen)}::int8[], ${items.map((i) => i.reason)}::text[])
          as t(entitlement, amount, reason)
        join benefits.line l on ${isIn(v)} and l.entitlement = t.entitlement and l.amount = t.amount and l.state <> 'held'),
    settled as (
      update benefits.line l set state = case when t.reason is null then 'paid' else 'failed' end, reason = t.reason
      from answered t where t.state = 'ready' and l.run_id = ${v.runId} and l.entitlement = t.entitlement
      returning l.entitlement, l.holder_id, l.amount, t.reason)
    select (select count(*)::int from answered) as known,
      count(*) filter (where reason is null)::int as paid, count(*) filter (where reason is not null)::int as failed,
      coalesce(sum(amount) filter (where reason is null), 0)::int8 as "paidFen",
      coalesce(sum(amount) filter (where reason is not null), 0)::int8 as "failedFen",
      coalesce(array_agg(holder_id::text order by entitlement) filter (where reason is not null), '{}') as "failedHolders"
    from settled`);

export const saveAnswer = (
  db: Db,
  a: { id: string; envelopeId: string; digest: Uint8Array; paid: number; failed: number },
  at: Date,
) =>
  db.run(sql`
    insert into benefits.answer (id, envelope_id, digest, paid, failed, at)
    values (${a.id}, ${a.envelopeId}, ${a.digest}, ${a.paid}, ${a.failed}, ${at})`);

/** An envelope is answered when none of its lines waits any more. */
export const markAnswered = (db: Db, v: Envelope, at: Date) =>
  db.run(sql`
    update benefits.envelope set state = 'answered', answered_at = ${at}
    where id = ${v.id} and state = 'sent' and not exists (select from benefits.line l where ${isIn(v)} and l.state = 'ready')`);
