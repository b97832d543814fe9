// SQL of programmes, their money, lists and entitlements.
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { toJson } from '../../base/json.ts';
import { sql } from '../../base/sql.ts';
import type { ProfileCode } from '../banking/index.ts';
import type { Programme } from './programme.ts';

// Programmes

const programmeColumns = sql`
  p.id, p.region, p.code, p.name_zh as "nameZh", p.name_en as "nameEn", p.agency_id as "agencyId", p.kind, p.memo,
  p.most_fen as "mostFen", p.youngest, p.excludes, p.certified_months as "certifiedMonths", p.state, p.drafted_by as "draftedBy"`;

export const insertProgramme = (db: Db, p: Omit<Programme, 'state'>, at: Date) =>
  db.run(sql`
    insert into benefits.programme (id, region, code, name_zh, name_en, agency_id, kind, memo, most_fen, youngest, excludes,
      certified_months, state, drafted_by, made_at)
    values (${p.id}, ${p.region}, ${p.code}, ${p.nameZh}, ${p.nameEn}, ${p.agencyId}, ${p.kind}, ${p.memo}, ${p.mostFen},
      ${p.youngest}, ${p.excludes}::text[], ${p.certifiedMonths}, 'draft', ${p.draftedBy}, ${at})
    on conflict (region, code) do nothing`);

export const findProgramme = (db: Db, id: string) =>
  db.maybe<Programme>(sql`select ${programmeColumns} from benefits.programme p where p.id = ${id}`);

/** Locked: everything about one programme queues here. */
export const lockProgramme = (db: Db, id: string) =>
  db.maybe<Programme>(sql`select ${programmeColumns} from benefits.programme p where p.id = ${id} for update`);

export const listProgrammes = (db: Db, region: string) =>
  db.rows<Programme>(
    sql`select ${programmeColumns} from benefits.programme p where p.region = ${region} order by p.code`,
  );

export const openProgramme = (db: Db, id: string, by: string) =>
  db.run(sql`update benefits.programme set state = 'open', opened_by = ${by} where id = ${id}`);

export const insertAppropriation = (
  db: Db,
  a: { id: string; programmeId: string; budgetLine: string; document: string; amountFen: bigint; by: string },
  at: Date,
) =>
  db.run(sql`
    insert into benefits.appropriation (id, programme_id, budget_line, document, amount, entered_by, at)
    values (${a.id}, ${a.programmeId}, ${a.budgetLine}, ${a.document}, ${a.amountFen}, ${a.by}, ${at})
    on conflict (programme_id, budget_line, document) do nothing`);

export const listAppropriations = (db: Db, programmeId: string) =>
  db.rows<{ id: string; budgetLine: string; document: string; amountFen: bigint; at: Date }>(sql`
    select id, budget_line as "budgetLine", document, amount as "amountFen", at from benefits.appropriation
    where programme_id = ${programmeId} order by at, id`);

// Paying accounts

export interface PayingAccount {
  readonly agencyId: string;
  readonly bankCode: string;
  readonly accountNumber: string;
  readonly cnaps: string;
  readonly profile: ProfileCode;
  /** Most lines the bank takes in one file. */
  readonly mostLines: number;
}

export const savePayingAccount = (db: Db, a: PayingAccount, by: string, at: Date) =>
  db.run(sql`
    insert into benefits.paying_account (agency_id, bank_code, account_number, cnaps, profile, most_lines, set_by, set_at)
    values (${a.agencyId}, ${a.bankCode}, ${a.accountNumber}, ${a.cnaps}, ${a.profile}, ${a.mostLines}, ${by}, ${at})
    on conflict (agency_id, bank_code) do update set account_number = excluded.account_number, cnaps = excluded.cnaps,
      profile = excluded.profile, most_lines = excluded.most_lines, set_by = excluded.set_by, set_at = excluded.set_at`);

export const findPayingAccount = (db: Db, agencyId: string, bankCode: string) =>
  db.maybe<PayingAccount>(sql`
    select agency_id as "agencyId", bank_code as "bankCode", account_number as "accountNumber", cnaps, profile, most_lines as "mostLines"
    from benefits.paying_account where agency_id = ${agencyId} and bank_code = ${bankCode}`);

// Lists

export interface List {
  readonly id: string;
  readonly programmeId: string;
  readonly since: Day;
  readonly until: Day | null;
  readonly state: 'checked' | 'committed' | 'dropped';
  readonly rows: number;
  readonly good: number;
  readonly totalFen: bigint;
  readonly faults: readonly { row: number; fault: string }[];
  readonly checkedBy: string;
}

const listColumns = sql`
  l.id, l.programme_id as "programmeId", l.since, l.until, l.state, l.rows, l.good, l.total as "totalFen", l.faults,
  l.checked_by as "checkedBy"`;

export const findListByDigest = (db: Db, programmeId: string, digest: Uint8Array) =>
  db.maybe<List>(
    sql`select ${listColumns} from benefits.list l where programme_id = ${programmeId} and digest = ${digest}`,
  );

export const lockList = (db: Db, id: string) =>
  db.maybe<List>(sql`select ${listColumns} from benefits.list l where l.id = ${id} for update`);

export interface ListRow {
  readonly holderId: string;
  readonly amountFen: bigint;
}

/** Keeps a checked list with its good rows; a list of the same file that was dropped or only checked gives way. */
export async function saveList(
  db: Db,
  list: Omit<List, 'state'> & { readonly digest: Uint8Array },
  rows: readonly ListRow[],
  at: Date,
): Promise<void> {
  await db.run(sql`
    delete from benefits.list
    where programme_id = ${list.programmeId} and digest = ${list.digest} and state <> 'committed'`);
  await db.run(sql`
    insert into benefits.list (id, programme_id, digest, since, until, state, rows, good, total, faults, checked_by, at)
    values (${list.id}, ${list.programmeId}, ${list.digest}, ${list.since}, ${list.until}, 'checked', ${list.rows}, ${list.good},
      ${list.totalFen}, ${toJson(list.faults)}::jsonb, ${list.checkedBy}, ${at})`);
  await db.run(sql`
    insert into benefits.list_row (list_id, holder_id, amount)
    select ${list.id}, holder_id, amount
    from unnest(${rows.map(({ holderId }) => holderId)}::uuid[], ${rows.map(({ amountFen }) => amountFen)}::int8[]) as t(holder_id, amount)`);
}

/** Of these people, those who are entitled somewhere in the span already. */
export const listEntitled = (
  db: Db,
  programmeId: string,
  holderIds: readonly string[],
  since: Day,
  until: Day | null,
) =>
  db.rows<{ holderId: string }>(sql`
    select distinct holder_id as "holderId" from benefits.entitlement
    where programme_id = ${programmeId} and holder_id = any(${holderIds}::uuid[])
      and since <= coalesce(${until}::date, 'infinity') and coalesce(until, 'infinity') >= ${since}::date`);

/** Writes the good rows of a list as entitlements in one statement; whoever overlaps by now is left out and missing in the count. */
export const commitRows = (db: Db, list: Pick<List, 'id' | 'programmeId' | 'since' | 'until'>) =>
  db.run(sql`
    insert into benefits.entitlement (programme_id, holder_id, amount, since, until, list_id)
    select ${list.programmeId}, r.holder_id, r.amount, ${list.since}::date, ${list.until}::date, r.list_id
    from benefits.list_row r
    where r.list_id = ${list.id} and not exists (
      select from benefits.entitlement e where e.programme_id = ${list.programmeId} and e.holder_id = r.holder_id
        and e.since <= coalesce(${list.until}::date, 'infinity') and coalesce(e.until, 'infinity') >= ${list.since}::date)`);

export async function settleList(db: Db, id: string, by: string): Promise<void> {
  await db.run(sql`update benefits.list set state = 'committed', committed_by = ${by} where id = ${id}`);
  await db.run(sql`delete from benefits.list_row where list_id = ${id}`);
}

/** Ends lasting entitlements with a period; one that had not begun by then is gone as if it never was. */
export async function endEntitlements(
  db: Db,
  programmeId: string,
  holderIds: readonly string[],
  last: Day,
): Promise<number> {
  return db.run(sql`
    update benefits.entitlement set until = greatest(${last}::date, since)
    where programme_id = ${programmeId} and holder_id = any(${holderIds}::uuid[]) and until is null`);
}
