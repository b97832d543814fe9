// SQL of statements: each entry into its bucket, the differences of a run, and the sums that must agree.
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { type Sql, sql } from '../../base/sql.ts';
import { type Bucket, readEndToEndId } from './run.ts';
import { envelopeOfLine, inRuns } from './run-store.ts';

export const findStatement = (db: Db, programmeId: string, bankCode: string, number: string) =>
  db.maybe<{ id: string; digest: Uint8Array; entries: number }>(sql`
    select id, digest, entries from benefits.statement where programme_id = ${programmeId} and bank_code = ${bankCode} and number = ${number}`);

export interface NewStatement {
  readonly id: string;
  readonly programmeId: string;
  readonly bankCode: string;
  readonly number: string;
  readonly digest: Uint8Array;
  readonly entries: number;
  readonly day: Day;
}

export const insertStatement = (db: Db, s: NewStatement, at: Date) =>
  db.run(sql`
    insert into benefits.statement (id, programme_id, bank_code, number, digest, entries, day, at)
    values (${s.id}, ${s.programmeId}, ${s.bankCode}, ${s.number}, ${s.digest}, ${s.entries}, ${s.day}, ${at})`);

export interface Entry {
  readonly position: number;
  /** Null: the id is none of ours. */
  readonly runNumber: number | null;
  readonly entitlement: bigint | null;
  readonly amountFen: bigint;
}

/** Runs a statement speaks of, by number: those of its programme that were approved. */
export type NamedRuns = ReadonlyMap<number, string>;

export async function namedRuns(db: Db, programmeId: string, numbers: readonly number[]): Promise<NamedRuns> {
  const rows = await db.rows<{ number: number; id: string }>(sql`
    select number, id from benefits.run
    where number = any(${[...new Set(numbers)]}::int[]) and programme_id = ${programmeId} and state in ('approved', 'closed')`);
  return new Map(rows.map(({ number, id }) => [number, id]));
}

const asRows = (entries: readonly Entry[], runs: NamedRuns) => sql`
  unnest(${entries.map((e) => e.position)}::int[], ${entries.map((e) => e.runNumber)}::int[],
    ${entries.map((e) => (e.runNumber === null ? null : (runs.get(e.runNumber) ?? null)))}::uuid[], ${entries.map((e) => e.entitlement)}::int8[],
    ${entries.map((e) => e.amountFen)}::int8[]) as t(position, run_number, run_id, entitlement, amount)`;

/** The line an entry names, if it is one of this bank. */
const lineOfEntry = (s: NewStatement, runs: NamedRuns) => sql`
  left join benefits.line l on ${inRuns([...runs.values()])} and l.run_id = t.run_id and l.entitlement = t.entitlement
    and l.bank_code = ${s.bankCode} and l.state <> 'held'`;

const placeEntries = (
  db: Db,
  s: NewStatement,
  kind: 'debit' | 'reversal',
  entries: readonly Entry[],
  runs: NamedRuns,
  bucket: Sql,
) =>
  db.run(sql`
    insert into benefits.statement_entry (statement_id, position, kind, run_number, entitlement, amount, bucket)
    select ${s.id}, t.position, ${kind}, t.run_number, t.entitlement, t.amount, ${bucket}
    from ${asRows(entries, runs)} ${lineOfEntry(s, runs)}
      left join benefits.statement_entry d on d.run_number = t.run_number and d.entitlement = t.entitlement and d.kind = 'debit' and d.bucket = 'matched'
      left join benefits.statement_entry v on v.run_number = t.run_number and v.entitlement = t.entitlement and v.kind = 'reversal' and v.bucket = 'matched'`);

/** An entry of the same line earlier in this statement comes first. */
const isFirst = sql`row_number() over (partition by t.run_number, t.entitlement order by t.position) = 1`;

export const placeDebits = (db: Db, s: NewStatement, debits: readonly Entry[], runs: NamedRuns) =>
  placeEntries(
    db,
    s,
    'debit',
    debits,
    runs,
    sql`
    case when l.entitlement is null then 'unknown'
         when d.position is not null or not ${isFirst} then 'duplicate'
         when l.amount <> t.amount or l.state = 'failed' then 'differs'
         else 'matched' end`,
  );

/** A reversal gives back what was debited, once; anything else is an error of the bank. */
export const placeReversals = (db: Db, s: NewStatement, reversals: readonly Entry[], runs: NamedRuns) =>
  placeEntries(
    db,
    s,
    'reversal',
    reversals,
    runs,
    sql`
    case when l.entitlement is null then 'unknown'
         when d.position is null then 'invalid-reversal'
         when v.position is not null or not ${isFirst} then 'duplicate'
         when l.amount <> t.amount then 'differs'
         else 'matched' end`,
  );

/** Lines that wait and whose debit was matched are paid: the statement answers for a bank that sent no answer. */
export const payDebited = (db: Db, s: NewStatement, runs: NamedRuns) =>
  db.one<{ lines: number; fen: bigint }>(sql`
    with paid as (
      update benefits.line l set state = 'paid' from benefits.statement_entry e join benefits.run r on r.number = e.run_number
      where e.statement_id = ${s.id} and e.kind = 'debit' and e.bucket = 'matched'
        and ${inRuns([...runs.values()])} and l.run_id = r.id and l.entitlement = e.entitlement and l.state = 'ready'
      returning l.amount)
    select count(*)::int as lines, coalesce(sum(amount), 0)::int8 as fen from paid`);

/** Lines whose payment came back: recalled where that was asked for, failed otherwise. */
export const returnReversed = (db: Db, s: NewStatement, runs: NamedRuns) =>
  db.rows<{ holderId: string; amountFen: bigint; recalled: boolean }>(sql`
    with back as (
      update benefits.line l set state = case when c.run_id is null then 'failed' else 'recalled' end,
        reason = case when c.run_id is null then 'returned-by-bank' else c.reason end
      from benefits.statement_entry e join benefits.run r on r.number = e.run_number
        left join benefits.recall c on c.run_id = r.id and c.entitlement = e.entitlement and c.agreed_by is not null
      where e.statement_id = ${s.id} and e.kind = 'reversal' and e.bucket = 'matched'
        and ${inRuns([...runs.values()])} and l.run_id = r.id and l.entitlement = e.entitlement and l.state = 'paid'
      returning l.holder_id, l.amount, c.run_id is not null as recalled)
    select holder_id as "holderId", amount as "amountFen", recalled from back`);

/**
 * Whenever statements have doubled the table it is counted at once: planned by the statistics of before, the joins that follow
 * would go through every entry for every line (six thousand lines took eight seconds).
 */
export async function countEntries(db: Db): Promise<void> {
  const { doubled } = await db.one<{ doubled: boolean }>(sql`
    select pg_relation_size(oid) >= 2 * relpages::int8 * current_setting('block_size')::int8 as doubled
    from pg_class where oid = 'benefits.statement_entry'::regclass`);
  if (doubled) await db.script('analyze benefits.statement_entry');
}

export const countBuckets = (db: Db, statementId: string) =>
  db.rows<{ bucket: Bucket; entries: number; totalFen: bigint }>(sql`
    select bucket, count(*)::int as entries, sum(amount)::int8 as "totalFen" from benefits.statement_entry
    where statement_id = ${statementId} group by bucket order by bucket`);

/** Envelopes answered through statements alone. */
export const closeDebitedEnvelopes = (db: Db, bankCode: string, runs: NamedRuns, at: Date) =>
  db.run(sql`
    update benefits.envelope v set state = 'answered', answered_at = ${at}
    where v.run_id = any(${[...runs.values()]}::uuid[]) and v.bank_code = ${bankCode} and v.state = 'sent' and not exists (
      select from benefits.line l
      where ${inRuns([...runs.values()])} and ${envelopeOfLine} and l.state = 'ready')`);

// Reconciling a run

export interface EnvelopeSums {
  readonly envelopeId: string;
  readonly bankCode: string;
  readonly state: string;
  /** The four that must agree: lines, envelope, ledger, statement; and what came back. */
  readonly linesFen: bigint;
  readonly envelopeFen: bigint;
  readonly debitedFen: bigint;
  readonly failedFen: bigint;
  readonly paidFen: bigint;
  readonly recalledFen: bigint;
  readonly waiting: number;
}

export const sumsOfRun = (db: Db, runId: string) =>
  db.rows<EnvelopeSums>(sql`
    select v.id as "envelopeId", v.bank_code as "bankCode", v.state, v.total as "envelopeFen",
      s.lines as "linesFen", s.failed as "failedFen", s.paid as "paidFen", s.recalled as "recalledFen", s.waiting, s.debited as "debitedFen"
    from benefits.envelope v join (
      select v.id, coalesce(sum(l.amount), 0)::int8 as lines,
        coalesce(sum(l.amount) filter (where l.state = 'failed'), 0)::int8 as failed,
        coalesce(sum(l.amount) filter (where l.state = 'paid'), 0)::int8 as paid,
        coalesce(sum(l.amount) filter (where l.state = 'recalled'), 0)::int8 as recalled,
        count(*) filter (where l.state = 'ready')::int as waiting,
        coalesce(sum(e.amount), 0)::int8 as debited
      from benefits.line l join benefits.run r on r.id = l.run_id join benefits.envelope v on ${envelopeOfLine}
        left join benefits.statement_entry e on e.run_number = r.number and e.entitlement = l.entitlement and e.kind = 'debit' and e.bucket = 'matched'
      where l.run_id = ${runId} and l.state <> 'held' group by v.id) s using (id)
    where v.run_id = ${runId} order by v.bank_code, v.part`);

export interface Difference {
  readonly difference: string;
  readonly bucket: Bucket;
  readonly bankCode: string;
  readonly line: string | null;
  readonly amountFen: bigint;
  readonly explanation: string | null;
  readonly explainedBy: string | null;
  readonly signedBy: string | null;
}

type RunKey = { readonly id: string; readonly number: number; readonly programmeId: string };

const nameOfOdd = sql`e.bucket || ':' || s.bank_code || ':' || s.number || ':' || e.position`;

/**
 * Entries that did not match: of lines of this run, or of none at all and not yet signed off with another run of the programme.
 * Banks number the statements of every paying account alike: a name says which difference it is only within a programme.
 */
const oddEntries = (run: RunKey) => sql`
  select ${nameOfOdd} as difference, e.bucket, s.bank_code,
    case when e.entitlement is not null then 'R' || e.run_number || '-' || e.entitlement end as line, e.amount
  from benefits.statement s join benefits.statement_entry e on e.statement_id = s.id and e.bucket <> 'matched'
  where s.programme_id = ${run.programmeId} and (e.run_number = ${run.number}
    or not exists (select from benefits.run r where r.number = e.run_number and r.programme_id = ${run.programmeId}))
    and not exists (select from benefits.sign_off f join benefits.run o on o.id = f.run_id and o.programme_id = ${run.programmeId}
      where f.run_id <> ${run.id} and f.signed_by is not null and f.difference = ${nameOfOdd})`;

/** Paid lines no statement knows; one of them, or all. */
const missingLines = (run: RunKey, entitlement: bigint | null) => sql`
  select 'missing:R' || ${run.number}::int || '-' || l.entitlement as difference, 'missing' as bucket, l.bank_code,
    'R' || ${run.number}::int || '-' || l.entitlement as line, l.amount
  from benefits.line l
  where l.run_id = ${run.id} and l.state = 'paid' ${entitlement === null ? sql`` : sql`and l.entitlement = ${entitlement}`} and not exists (
    select from benefits.statement_entry e
    where e.run_number = ${run.number} and e.entitlement = l.entitlement and e.kind = 'debit' and e.bucket = 'matched')`;

const withSignOffs = (run: RunKey, odd: Sql) => sql`
  select o.difference, o.bucket, o.bank_code as "bankCode", o.line, o.amount as "amountFen", f.explanation, f.explained_by as "explainedBy",
    f.signed_by as "signedBy"
  from (${odd}) o left join benefits.sign_off f on f.run_id = ${run.id} and f.difference = o.difference`;

/** What does not match in a run, or in statements about it that name no line at all. */
export const differencesOf = (db: Db, run: RunKey, limit: number) =>
  db.rows<Difference>(sql`
    ${withSignOffs(run, sql`${oddEntries(run)} union all ${missingLines(run, null)}`)} order by o.difference limit ${limit}`);

/** One of them, without going through a million lines. */
export const findDifference = (db: Db, run: RunKey, difference: string) => {
  const line = difference.startsWith('missing:') ? readEndToEndId(difference.slice('missing:'.length)) : null;
  const odd = line ? missingLines(run, line.entitlement) : oddEntries(run);
  return db.maybe<Difference>(sql`${withSignOffs(run, odd)} where o.difference = ${difference}`);
};

/** Whether anything is left to sign off, and how much. */
export const countUnsigned = (db: Db, run: RunKey) =>
  db.one<{ unsigned: number }>(sql`
    select count(*)::int as unsigned from (${withSignOffs(run, sql`${oddEntries(run)} union all ${missingLines(run, null)}`)}) d
    where d."signedBy" is null`);

export const explain = (db: Db, runId: string, difference: string, by: string, explanation: string, at: Date) =>
  db.run(sql`
    insert into benefits.sign_off (run_id, difference, explained_by, explanation, at)
    values (${runId}, ${difference}, ${by}, ${explanation}, ${at})
    on conflict (run_id, difference) do update set explained_by = excluded.explained_by, explanation = excluded.explanation, at = excluded.at
    where benefits.sign_off.signed_by is null`);

export const sign = (db: Db, runId: string, difference: string, by: string) =>
  db.run(sql`
    update benefits.sign_off set signed_by = ${by} where run_id = ${runId} and difference = ${difference} and signed_by is null`);

export const closeRunRow = (db: Db, id: string, by: string, at: Date) =>
  db.run(sql`update benefits.run set state = 'closed', closed_by = ${by}, closed_at = ${at} where id = ${id}`);

export const countWaiting = (db: Db, runId: string) =>
  db.one<{ waiting: number }>(
    sql`select count(*)::int as waiting from benefits.line where run_id = ${runId} and state = 'ready'`,
  );

export const insertRecall = (db: Db, runId: string, entitlement: bigint, reason: string, by: string, at: Date) =>
  db.run(sql`
    insert into benefits.recall (run_id, entitlement, reason, asked_by, at) values (${runId}, ${entitlement}, ${reason}, ${by}, ${at})
    on conflict do nothing`);

export const findRecall = (db: Db, runId: string, entitlement: bigint) =>
  db.maybe<{ reason: string; askedBy: string; agreedBy: string | null }>(sql`
    select reason, asked_by as "askedBy", agreed_by as "agreedBy" from benefits.recall where run_id = ${runId} and entitlement = ${entitlement} for update`);

export const agreeRecallRow = (db: Db, runId: string, entitlement: bigint, by: string) =>
  db.run(sql`update benefits.recall set agreed_by = ${by} where run_id = ${runId} and entitlement = ${entitlement}`);
