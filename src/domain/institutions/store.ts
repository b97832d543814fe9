// All SQL of institutions: the register, staff, quotas, delegated services. Tokens have their own file, token.ts.
import type { Role } from '../../base/actor.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { type Sql, sql } from '../../base/sql.ts';
import type { Ability, Institution, InstitutionKind, NewInstitution, Standing } from './institution.ts';

const columns = sql`
  i.id, i.kind, i.code, i.name, i.region, i.district, i.bank_code as "bankCode", i.parent_id as "parentId", i.standing,
  i.instant_since as "instantSince", i.partner_until as "partnerUntil", i.longitude, i.latitude, i.address, i.phone,
  i.opening_hours as "openingHours", i.abilities`;

export const findInstitution = (db: Db, id: string) =>
  db.maybe<Institution>(sql`select ${columns} from institutions.institution i where id = ${id}`);

export const lockInstitutionRow = (db: Db, id: string) =>
  db.maybe<Institution>(sql`select ${columns} from institutions.institution i where id = ${id} for update`);

/** The institutions among the ids that exist, in no particular order. */
export const listInstitutions = (db: Db, ids: readonly string[]): Promise<Institution[]> =>
  db.rows<Institution>(sql`select ${columns} from institutions.institution i where id = any(${[...ids]}::uuid[])`);

/** The head office of a bank in a region, where it is known, and an outlet, where one is named: both in one look. */
export const listForOrder = (
  db: Db,
  region: string,
  bankCode: string | null,
  outletId: string | null,
): Promise<Institution[]> =>
  db.rows<Institution>(sql`
    select ${columns} from institutions.institution i
    where id = ${outletId}::uuid or (kind = 'bank' and region = ${region} and bank_code = ${bankCode})`);

export const findInstitutionByCode = (db: Db, region: string, code: string): Promise<Institution | undefined> =>
  db.maybe<Institution>(
    sql`select ${columns} from institutions.institution i where region = ${region} and code = ${code}`,
  );

/** The head office of a bank in a region. */
export const findBank = (db: Db, region: string, bankCode: string): Promise<Institution | undefined> =>
  db.maybe<Institution>(sql`
    select ${columns} from institutions.institution i where kind = 'bank' and region = ${region} and bank_code = ${bankCode}`);

/** Institutions of a region, one kind or all, by code; the next page starts after the last code. */
export const pageInstitutions = (
  db: Db,
  page: { region: string; kind: InstitutionKind | null; after: string; limit: number },
) =>
  db.rows<Institution>(sql`
    select ${columns} from institutions.institution i
    where region = ${page.region} and (${page.kind}::text is null or kind = ${page.kind}) and code > ${page.after}
    order by code limit ${page.limit}::int`);

/** Whether one institution is the other, or stands above it. */
export async function standsAbove(db: Db, upper: string, lower: string): Promise<boolean> {
  const row = await db.maybe(sql`
    with recursive above as (
      select id, parent_id, 1 as height from institutions.institution where id = ${lower}
      union all
      select p.id, p.parent_id, height + 1 from institutions.institution p join above on p.id = above.parent_id where height < 8
    )
    select 1 from above where id = ${upper}`);
  return row !== undefined;
}

/** Good outlets of a region, by code. `instantOn` keeps those whose plate hangs on that day. */
export const outletsOf = (
  db: Db,
  filter: { region: string; bankCode?: string; instantOn?: Day },
): Promise<Institution[]> =>
  db.rows<Institution>(sql`
    select ${columns} from institutions.institution i
    where kind = 'outlet' and standing = 'admitted' and region = ${filter.region}
      and (${filter.bankCode}::text is null or bank_code = ${filter.bankCode})
      and (${filter.instantOn}::date is null or instant_since <= ${filter.instantOn}::date)
    order by code`);

export interface OutletSearch {
  readonly region: string;
  readonly day: Day;
  readonly bankCode: string | null;
  readonly district: string | null;
  /** True keeps outlets whose plate hangs on the day. */
  readonly plate: boolean;
  readonly ability: Ability | null;
  readonly near: { readonly longitude: number; readonly latitude: number } | null;
  readonly after: string;
  readonly limit: number;
}

/** Mean radius of the earth in metres (IUGG). */
const earth = 6_371_008.8;

/**
 * The directory: nearest first when a place is given, else by code. `takesOrders` is false once the bank has left.
 * A region has some thousand outlets, so the distance is worked out for each of them; no map extension is needed.
 */
export function searchOutlets(db: Db, search: OutletSearch): Promise<DirectoryRow[]> {
  const { near } = search;
  const distance: Sql = near
    ? sql`case when i.latitude is null then null else ${2 * earth}::float8 * asin(least(1, sqrt(
        sin(radians(i.latitude - ${near.latitude}::float8) / 2) ^ 2 +
        cos(radians(${near.latitude}::float8)) * cos(radians(i.latitude)) * sin(radians(i.longitude - ${near.longitude}::float8) / 2) ^ 2))) end`
    : sql`null::float8`;
  const order = near ? sql`distance nulls last, i.code` : sql`i.code`;
  return db.rows<DirectoryRow>(sql`
    select ${columns}, ${distance} as distance, b.name as "bankName",
      (b.standing = 'admitted' and (b.partner_until is null or b.partner_until >= ${search.day}::date)) as "takesOrders"
    from institutions.institution i join institutions.institution b on b.id = i.parent_id
    where i.kind = 'outlet' and i.standing = 'admitted' and i.region = ${search.region}
      and (${search.bankCode}::text is null or i.bank_code = ${search.bankCode})
      and (${search.district}::text is null or i.district = ${search.district})
      and (not ${search.plate}::boolean or i.instant_since <= ${search.day}::date)
      and (${search.ability}::text is null or ${search.ability}::text = any(i.abilities))
      and i.code > ${search.after}
    order by ${order} limit ${search.limit}::int`);
}

export interface DirectoryRow extends Institution {
  /** Metres; null without a place to measure from or to. */
  readonly distance: number | null;
  readonly bankName: string;
  readonly takesOrders: boolean;
}

/**
 * Inserts institutions or corrects those of the same region and code; ids come back aligned. A kind never changes: an item
 * whose code belongs to another kind comes back as null. What an item leaves out keeps its value, abilities included.
 */
export async function upsertInstitutions(
  db: Db,
  items: readonly (NewInstitution & { id: string; standing: Standing })[],
  now: Date,
): Promise<(string | null)[]> {
  const column = <T>(of: (item: (typeof items)[number]) => T) => items.map(of);
  const rows = await db.rows<{ id: string; region: string; code: string }>(sql`
    insert into institutions.institution as i (id, kind, region, code, name, district, bank_code, parent_id, standing, instant_since,
      longitude, latitude, address, phone, opening_hours, abilities, registered_at, changed_at)
    select n.id, n.kind, n.region, n.code, n.name, n.district, n.bank_code, coalesce(n.parent_id, bank.id), n.standing, n.instant_since,
      n.longitude, n.latitude, n.address, n.phone, n.opening_hours,
      coalesce(string_to_array(n.abilities, ','), '{}'), ${now}, ${now}
    from unnest(
      ${column((n) => n.id)}::uuid[], ${column((n) => n.kind)}::text[], ${column((n) => n.region)}::text[],
      ${column((n) => n.code)}::text[], ${column((n) => n.name)}::text[], ${column((n) => n.district ?? null)}::text[],
      ${column((n) => n.bankCode ?? null)}::text[], ${column((n) => n.parentId ?? null)}::uuid[],
      ${column((n) => n.standing)}::text[], ${column((n) => n.instantSince ?? null)}::date[],
      ${column((n) => n.longitude ?? null)}::float8[], ${column((n) => n.latitude ?? null)}::float8[],
      ${column((n) => n.address ?? null)}::text[], ${column((n) => n.phone ?? null)}::text[],
      ${column((n) => n.openingHours ?? null)}::text[], ${column((n) => n.abilities?.join(',') ?? null)}::text[]
    ) as n (id, kind, region, code, name, district, bank_code, parent_id, standing, instant_since, longitude, latitude, address,
      phone, opening_hours, abilities)
    left join institutions.institution bank
      on n.kind = 'outlet' and bank.kind = 'bank' and bank.region = n.region and bank.bank_code = n.bank_code
    -- Two calls with the same codes in another order would otherwise wait for each other.
    order by n.region, n.code
    on conflict (region, code) do update set
      name = excluded.name, district = coalesce(excluded.district, i.district), parent_id = coalesce(excluded.parent_id, i.parent_id),
      bank_code = excluded.bank_code, instant_since = coalesce(excluded.instant_since, i.instant_since),
      longitude = coalesce(excluded.longitude, i.longitude), latitude = coalesce(excluded.latitude, i.latitude),
      address = coalesce(excluded.address, i.address), phone = coalesce(excluded.phone, i.phone),
      opening_hours = coalesce(excluded.opening_hours, i.opening_hours),
      abilities = case when excluded.abilities = '{}' then i.abilities else excluded.abilities end, changed_at = excluded.changed_at
      where i.kind = excluded.kind
    returning i.id, i.region, i.code`);
  const ids = new Map(rows.map((row) => [`${row.region} ${row.code}`, row.id]));
  return items.map((item) => ids.get(`${item.region} ${item.code}`) ?? null);
}

/** Bank codes among the items' outlets for which no head office is registered. */
export async function banksMissing(db: Db, items: readonly NewInstitution[]): Promise<string[]> {
  const outlets = items.filter((item) => item.kind === 'outlet');
  if (outlets.length === 0) return [];
  const rows = await db.rows<{ bank_code: string }>(sql`
    select distinct n.bank_code
    from unnest(${outlets.map((n) => n.region)}::text[], ${outlets.map((n) => n.bankCode!)}::text[]) as n (region, bank_code)
    where not exists (
      select from institutions.institution b where b.kind = 'bank' and b.region = n.region and b.bank_code = n.bank_code)
    order by 1`);
  return rows.map((row) => row.bank_code);
}

/** Locks the limits of the kinds concerned, so that two registrations at once cannot both take the last place. */
export const lockLimits = (db: Db, kinds: readonly { region: string; kind: InstitutionKind }[]) =>
  db.rows<{ region: string; kind: InstitutionKind; most: number }>(sql`
    select l.region, l.kind, l.most from institutions.kind_limit l
    where (l.region, l.kind) in (select * from unnest(${kinds.map((k) => k.region)}::text[], ${kinds.map((k) => k.kind)}::text[]))
    order by 1, 2 for update`);

export const countKind = async (db: Db, region: string, kind: InstitutionKind) =>
  (
    await db.one<{ count: number }>(sql`
      select count(*)::int as count from institutions.institution
      where region = ${region} and kind = ${kind} and standing <> 'ended'`)
  ).count;

export const setLimit = (db: Db, region: string, kind: InstitutionKind, most: number | null) =>
  most === null
    ? db.run(sql`delete from institutions.kind_limit where region = ${region} and kind = ${kind}`)
    : db.run(sql`
        insert into institutions.kind_limit (region, kind, most) values (${region}, ${kind}, ${most})
        on conflict (region, kind) do update set most = excluded.most`);

export const setStanding = (db: Db, id: string, standing: Standing, now: Date) =>
  db.run(sql`update institutions.institution set standing = ${standing}, changed_at = ${now} where id = ${id}`);

export const setPlate = (db: Db, id: string, since: Day | null, now: Date) =>
  db.run(sql`update institutions.institution set instant_since = ${since}::date, changed_at = ${now} where id = ${id}`);

export const setPartnerUntil = (db: Db, id: string, until: Day | null, now: Date) =>
  db.run(sql`update institutions.institution set partner_until = ${until}::date, changed_at = ${now} where id = ${id}`);

/** Codes of the banks that take no new orders in a region on a day: they left, or are suspended. */
export async function banksThatLeft(db: Db, region: string, day: Day): Promise<string[]> {
  const rows = await db.rows<{ code: string }>(sql`
    select bank_code as code from institutions.institution
    where kind = 'bank' and region = ${region} and (standing <> 'admitted' or partner_until < ${day}::date)
    order by 1`);
  return rows.map((row) => row.code);
}

// Whether the region's list of outlets is known (BNK-16).

export interface OutletList {
  readonly supplied: boolean;
  readonly source: string | null;
}

export const outletList = async (db: Db, region: string): Promise<OutletList> =>
  (await db.maybe<OutletList>(sql`select supplied, source from institutions.outlet_list where region = ${region}`)) ?? {
    supplied: false,
    source: null,
  };

export const setOutletList = (db: Db, region: string, list: { supplied: boolean; source: string }, now: Date) =>
  db.run(sql`
    insert into institutions.outlet_list (region, supplied, source, changed_at) values (${region}, ${list.supplied}, ${list.source}, ${now})
    on conflict (region) do update set supplied = excluded.supplied, source = excluded.source, changed_at = excluded.changed_at`);

// Staff.

export interface StaffRow {
  readonly id: string;
  readonly institutionId: string;
  readonly role: Role;
  readonly nameSealed: Uint8Array;
  readonly addedAt: Date;
  readonly endedAt: Date | null;
}

const staffColumns = sql`
  s.id, s.institution_id as "institutionId", s.role, s.name_sealed as "nameSealed", s.added_at as "addedAt", s.ended_at as "endedAt"`;

export const insertStaff = (db: Db, staff: StaffRow & { nameIndex: Uint8Array; documentIndex: Uint8Array | null }) =>
  db.run(sql`
    insert into institutions.staff (id, institution_id, role, name_sealed, name_index, document_index, added_at)
    values (${staff.id}, ${staff.institutionId}, ${staff.role}, ${staff.nameSealed}, ${staff.nameIndex}, ${staff.documentIndex}, ${staff.addedAt})`);

export const lockStaff = (db: Db, id: string) =>
  db.maybe<StaffRow>(sql`select ${staffColumns} from institutions.staff s where id = ${id} for update`);

export const endStaffRow = (db: Db, id: string, now: Date) =>
  db.run(sql`update institutions.staff set ended_at = ${now} where id = ${id} and ended_at is null`);

export const pageStaff = (db: Db, page: { institutionId: string; after: string | null; limit: number }) =>
  db.rows<StaffRow>(sql`
    select ${staffColumns} from institutions.staff s
    where institution_id = ${page.institutionId} and (${page.after}::uuid is null or id > ${page.after}::uuid)
    order by id limit ${page.limit}::int`);

/** Visiting staff of these institutions who still work there. */
export const visitorsOf = (db: Db, institutionIds: readonly string[]) =>
  db.rows<StaffRow>(sql`
    select ${staffColumns} from institutions.staff s
    where institution_id = any(${[...institutionIds]}::uuid[]) and role = 'bank-visitor' and ended_at is null order by id limit 100`);

/** One of the given roles that the person holds now. Without a document number a namesake in the same institution counts. */
export async function roleHeld(
  db: Db,
  person: { institutionId: string; nameIndex: Uint8Array; documentIndex: Uint8Array | null },
  among: readonly Role[],
): Promise<Role | undefined> {
  const rows = await db.rows<{ role: Role }>(sql`
    select role from institutions.staff
    where ended_at is null and role = any(${[...among]}::text[]) and (
      document_index = ${person.documentIndex}::bytea
      or (institution_id = ${person.institutionId} and name_index = ${person.nameIndex}
          and (document_index is null or ${person.documentIndex}::bytea is null)))
    limit 1`);
  return rows[0]?.role;
}

/** Whether two staff rows are one person: the same document, or one name at one institution and no two documents to tell them apart. */
export async function isSamePerson(db: Db, staffId: string, otherId: string): Promise<boolean> {
  if (staffId === otherId) return true;
  const { same } = await db.one<{ same: boolean }>(sql`
    select exists (
      select 1 from institutions.staff a join institutions.staff b on a.id::text = ${staffId} and b.id::text = ${otherId}
      where a.document_index = b.document_index
        or (a.institution_id = b.institution_id and a.name_index = b.name_index
            and (a.document_index is null or b.document_index is null))) as same`);
  return same;
}

/** Keeps every other change of staff waiting until this transaction ends. */
export const lockAllStaff = (db: Db) => db.script('lock table institutions.staff in share row exclusive mode');

export const countStaff = (db: Db, institutionId: string) =>
  db.rows<{ role: Role; count: number }>(sql`
    select role, count(*)::int as count from institutions.staff
    where institution_id = ${institutionId} and ended_at is null group by role order by role`);

// Quotas.

/** The quota that holds on a day; null: no limit. */
export const quotaOn = async (db: Db, institutionId: string, work: string, day: Day): Promise<number | null> =>
  (
    await db.maybe<{ per_day: number | null }>(sql`
      select per_day from institutions.quota
      where institution_id = ${institutionId} and work = ${work} and from_day <= ${day}::date
      order by from_day desc limit 1`)
  )?.per_day ?? null;

export const setQuotaRow = (db: Db, quota: { institutionId: string; work: string; from: Day; perDay: number | null }) =>
  db.run(sql`
    insert into institutions.quota (institution_id, work, from_day, per_day)
    values (${quota.institutionId}, ${quota.work}, ${quota.from}::date, ${quota.perDay})
    on conflict (institution_id, work, from_day) do update set per_day = excluded.per_day`);

export const listQuotas = (db: Db, institutionId: string, day: Day) =>
  db.rows<{ work: string; perDay: number | null; used: number }>(sql`
    select distinct on (q.work) q.work, q.per_day as "perDay", coalesce(u.used, 0) as used
    from institutions.quota q
    left join institutions.quota_use u on u.institution_id = q.institution_id and u.work = q.work and u.day = ${day}::date
    where q.institution_id = ${institutionId} and q.from_day <= ${day}::date
    order by q.work, q.from_day desc`);

/** Counts work against a limit; false when that would pass it. Safe for many at once: the row is its own lock. */
export async function countUse(
  db: Db,
  use: { institutionId: string; work: string; day: Day; count: number; limit: number },
): Promise<boolean> {
  if (use.count > use.limit) return false;
  const changed = await db.run(sql`
    insert into institutions.quota_use as u (institution_id, work, day, used)
    values (${use.institutionId}, ${use.work}, ${use.day}::date, ${use.count})
    on conflict (institution_id, work, day) do update set used = u.used + excluded.used where u.used + excluded.used <= ${use.limit}`);
  return changed === 1;
}

// Delegated services (APP-14).

export interface Delegation {
  readonly id: string;
  readonly outletId: string;
  readonly service: string;
  readonly authorityId: string;
  readonly until: Day | null;
}

const delegationColumns = sql`
  d.id, d.outlet_id as "outletId", d.service, d.authority_id as "authorityId", d.until_day as until`;

/** The delegation that holds on a day. */
export const findDelegation = (db: Db, outletId: string, service: string, day: Day) =>
  db.maybe<Delegation>(sql`
    select ${delegationColumns} from institutions.delegation d
    where outlet_id = ${outletId} and service = ${service} and withdrawn_at is null and (until_day is null or until_day >= ${day}::date)`);

export const listDelegations = (db: Db, outletId: string, day: Day) =>
  db.rows<Delegation>(sql`
    select ${delegationColumns} from institutions.delegation d
    where outlet_id = ${outletId} and withdrawn_at is null and (until_day is null or until_day >= ${day}::date) order by service`);

export const insertDelegation = (db: Db, delegation: Delegation, now: Date) =>
  db.run(sql`
    insert into institutions.delegation (id, outlet_id, service, authority_id, granted_at, until_day)
    values (${delegation.id}, ${delegation.outletId}, ${delegation.service}, ${delegation.authorityId}, ${now}, ${delegation.until}::date)`);

/** Ends the delegation of a service; also one whose last day has passed, to make room for a new one. */
export const withdrawDelegationRow = (db: Db, outletId: string, service: string, now: Date) =>
  db.maybe<{ id: string }>(sql`
    update institutions.delegation set withdrawn_at = ${now}
    where outlet_id = ${outletId} and service = ${service} and withdrawn_at is null returning id`);
