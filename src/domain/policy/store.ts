// All SQL of policy: versions of packs, approvals, and what a bureau sets beside the pack.
import { createHash } from 'node:crypto';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { canonicalJson } from '../../base/json.ts';
import { type Sql, sql } from '../../base/sql.ts';
import type { Readiness } from './may-open-batch.ts';
import { readinessItems } from './may-open-batch.ts';
import type { PackFile } from './pack.ts';
import type { PackVersion } from './versions.ts';

/** A stored version: the pure version and what only the store knows. */
export interface StoredVersion extends PackVersion {
  readonly region: string;
  readonly version: number;
  readonly authors: readonly string[];
  readonly digest: string;
}

interface Row {
  region: string;
  version: number;
  file: PackFile;
  digest: string;
  state: PackVersion['state'];
  authors: string[];
  in_force_from: Day | null;
  approvals: string[];
}

const columns = sql`
  v.region, v.version, v.file, v.digest, v.state, v.authors, v.in_force_from,
  coalesce((select array_agg(a.by_id order by a.at, a.by_id) from policy.approval a
            where a.region = v.region and a.version = v.version), '{}') as approvals`;

const stored = ({ in_force_from, ...row }: Row): StoredVersion => ({
  ...row,
  author: row.authors.at(-1)!,
  ...(in_force_from ? { inForceFrom: in_force_from } : {}),
});

const find = async (db: Db, statement: Sql) => (await db.rows<Row>(statement)).map(stored);

/** All versions of a region, oldest first; of all regions when none is named. */
export const listVersions = (db: Db, region?: string): Promise<StoredVersion[]> =>
  find(
    db,
    sql`select ${columns} from policy.pack_version v where ${region}::text is null or region = ${region} order by region, version`,
  );

export const findVersion = async (db: Db, region: string, version: number): Promise<StoredVersion | undefined> =>
  (
    await find(db, sql`select ${columns} from policy.pack_version v where region = ${region} and version = ${version}`)
  )[0];

/** All versions of a region with their rows locked: whoever changes one queues here. */
export async function lockVersions(db: Db, region: string): Promise<StoredVersion[]> {
  await db.rows(sql`select 1 from policy.pack_version where region = ${region} order by version for update`);
  // Read again: approvals of the one we waited for are only in sight now.
  return listVersions(db, region);
}

export const digestOf = (file: PackFile) => createHash('sm3').update(canonicalJson(file)).digest('hex');

/** Adds the next version of a region and gives its number; the file carries that number. */
export async function insertDraft(
  db: Db,
  draft: { region: string; file: PackFile; author: string; now: Date },
): Promise<StoredVersion> {
  // Two drafts at once take two numbers; the region may have no row yet that could be locked.
  await db.script('lock table policy.pack_version in share row exclusive mode');
  const { next } = await db.one<{ next: number }>(
    sql`select coalesce(max(version), 0) + 1 as next from policy.pack_version where region = ${draft.region}`,
  );
  const file = { ...draft.file, version: next };
  await db.run(sql`
    insert into policy.pack_version (region, version, file, digest, state, authors, drafted_at)
    values (${draft.region}, ${next}, ${JSON.stringify(file)}::json, ${digestOf(file)}, 'draft', ${[draft.author]}::text[], ${draft.now})`);
  return (await findVersion(db, draft.region, next))!;
}

/** Saves file, authors and state of a version. */
export const saveVersion = (db: Db, version: StoredVersion, report?: unknown) =>
  db.run(sql`
    update policy.pack_version set file = ${JSON.stringify(version.file)}::json, digest = ${digestOf(version.file)},
      authors = ${[...version.authors]}::text[], state = ${version.state}, in_force_from = ${version.state === 'released' ? version.inForceFrom : null}::date,
      report = coalesce(${report === undefined ? null : JSON.stringify(report)}::json, report)
    where region = ${version.region} and version = ${version.version}`);

export const insertApproval = (db: Db, version: StoredVersion, by: string, now: Date) =>
  db.run(
    sql`insert into policy.approval (region, version, by_id, at) values (${version.region}, ${version.version}, ${by}, ${now})`,
  );

/** Puts a file in as version 1 in force, unless the region has a version already. */
export const installVersion = (db: Db, file: PackFile, from: Day) =>
  db.run(sql`
    insert into policy.pack_version (region, version, file, digest, state, authors, in_force_from)
    select ${file.region}, 1, ${JSON.stringify({ ...file, version: 1 })}::json, ${digestOf({ ...file, version: 1 })}, 'released',
      ${['installation']}::text[], ${from}::date
    where not exists (select from policy.pack_version where region = ${file.region})
    on conflict do nothing`);

export interface ThrottleRow {
  readonly from: Day;
  readonly until: Day | null;
  readonly percent: number;
  readonly noticeId: string;
}

export interface CurrentRow {
  readonly version: number;
  readonly digest: string;
  readonly inForceFrom: Day;
  readonly openings: Record<string, Day> | null;
  readonly throttles: ThrottleRow[] | null;
}

/** Which version is in force on a day, without its file, and what the bureau has set beside it: one small statement. */
export const findCurrent = (db: Db, region: string, day: Day) =>
  db.maybe<CurrentRow>(sql`
    select v.version, v.digest, v.in_force_from as "inForceFrom",
      (select json_object_agg(code, day) from policy.opening where region = v.region) as openings,
      (select json_agg(json_build_object('from', from_day, 'until', until_day, 'percent', outlet_quota_percent, 'noticeId', notice_id)
                       order by set_at desc, id desc)
       from policy.throttle where region = v.region and from_day <= ${day}::date and (until_day is null or until_day >= ${day}::date)) as throttles
    from policy.pack_version v
    where region = ${region} and state = 'released' and in_force_from <= ${day}::date
    order by in_force_from desc limit 1`);

export const fileOf = (db: Db, region: string, version: number) =>
  db.one<{ file: PackFile }>(
    sql`select file from policy.pack_version where region = ${region} and version = ${version}`,
  );

export const isKnownRegion = async (db: Db, region: string) =>
  (await db.maybe(sql`select 1 from policy.pack_version where region = ${region} limit 1`)) !== undefined;

export const setOpening = (db: Db, opening: { region: string; code: string; day: Day; by: string; now: Date }) =>
  db.run(sql`
    insert into policy.opening (region, code, day, set_by, set_at)
    values (${opening.region}, ${opening.code}, ${opening.day}::date, ${opening.by}, ${opening.now})
    on conflict (region, code) do update set day = excluded.day, set_by = excluded.set_by, set_at = excluded.set_at`);

/** The state of the go-live gate; what nobody has declared ready is red. */
export async function readinessOf(db: Db, region: string): Promise<Readiness> {
  const rows = await db.rows<{ item: keyof Readiness }>(
    sql`select item from policy.readiness where region = ${region} and ready`,
  );
  const ready = new Set(rows.map((row) => row.item));
  return Object.fromEntries(readinessItems.map((item) => [item, ready.has(item)])) as unknown as Readiness;
}

export const setReadinessRow = (
  db: Db,
  row: { region: string; item: keyof Readiness; ready: boolean; note: string; now: Date },
) =>
  db.run(sql`
    insert into policy.readiness (region, item, ready, note, changed_at)
    values (${row.region}, ${row.item}, ${row.ready}, ${row.note}, ${row.now})
    on conflict (region, item) do update set ready = excluded.ready, note = excluded.note, changed_at = excluded.changed_at`);

export interface PublishedNotice {
  readonly batch: string;
  readonly noticeId: string;
  readonly publishedOn: Day;
}

export const listNotices = (db: Db, region: string) =>
  db.rows<PublishedNotice>(sql`
    select batch, notice_id as "noticeId", published_on as "publishedOn" from policy.notice where region = ${region} order by batch`);

/** Keeps the first notice of a batch: a later one does not make the public know later. */
export const insertNotice = (db: Db, notice: { region: string; batch: string; noticeId: string; publishedOn: Day }) =>
  db.run(sql`
    insert into policy.notice (region, batch, notice_id, published_on)
    values (${notice.region}, ${notice.batch}, ${notice.noticeId}, ${notice.publishedOn}::date) on conflict do nothing`);

export const insertThrottle = (db: Db, throttle: ThrottleRow & { id: string; region: string; now: Date }) =>
  db.run(sql`
    insert into policy.throttle (id, region, from_day, until_day, outlet_quota_percent, notice_id, set_at)
    values (${throttle.id}, ${throttle.region}, ${throttle.from}::date, ${throttle.until}::date, ${throttle.percent},
            ${throttle.noticeId}, ${throttle.now})`);

export const reportOf = async (db: Db, region: string, version: number): Promise<unknown> =>
  (
    await db.one<{ report: unknown }>(
      sql`select report from policy.pack_version where region = ${region} and version = ${version}`,
    )
  ).report;

export const listRegionNames = async (db: Db): Promise<string[]> =>
  (
    await db.rows<{ region: string }>(
      sql`select distinct region from policy.pack_version where state = 'released' order by region`,
    )
  ).map((row) => row.region);
