// All SQL about holders themselves: people, their documents and insurances.
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import type { Capacity } from './guardianship.ts';
import type { Holder, Insurance } from './holder.ts';
import type { DocumentKind, Sex } from './identity-document.ts';

/** Everything one row says; sealed fields stay sealed. */
export interface HolderRow extends Holder {
  readonly documentNumber: Uint8Array;
  readonly assignedNumber: Uint8Array | null;
  readonly socialSecurityIndex: Uint8Array | null;
  readonly name: Uint8Array;
  readonly phone: Uint8Array | null;
  readonly address: Uint8Array | null;
  readonly contactIsOwn: boolean;
  readonly schoolId: string | null;
  readonly schoolOrganised: boolean | null;
  readonly schoolSpecial: string | null;
  readonly pensionBank: string | null;
}

const columns = sql`
  id, document_kind as "documentKind", sex, born, nationality, resides_in as "residesIn", employed_in as "employedIn", capacity,
  deceased_on as "deceasedOn", document_number as "documentNumber", assigned_number as "assignedNumber",
  social_security_index as "socialSecurityIndex", name, phone, address, contact_is_own as "contactIsOwn", school_id as "schoolId",
  school_organised as "schoolOrganised", school_special as "schoolSpecial", pension_bank as "pensionBank"`;

const publicColumns = sql`
  id, document_kind as "documentKind", sex, born, nationality, resides_in as "residesIn", employed_in as "employedIn", capacity,
  deceased_on as "deceasedOn"`;

export const findHolder = (db: Db, id: string) =>
  db.maybe<Holder>(sql`select ${publicColumns} from holders.holder where id = ${id}::uuid`);

export const listHolderRows = (db: Db, ids: readonly string[]) =>
  db.rows<HolderRow>(sql`select ${columns} from holders.holder where id = any(${ids}::uuid[])`);

/** Locks in id order, so that two calls about the same people never wait for each other in a circle. */
export const lockRows = (db: Db, ids: readonly string[]) =>
  db.rows<HolderRow>(sql`select ${columns} from holders.holder where id = any(${ids}::uuid[]) order by id for update`);

export interface DocumentKey {
  readonly kind: string;
  readonly index: Uint8Array;
}

/** Aligned with the keys: the holder and whether it is the document of today. */
export async function findByDocuments(
  db: Db,
  keys: readonly DocumentKey[],
): Promise<({ holderId: string; current: boolean } | undefined)[]> {
  const found: ({ holderId: string; current: boolean } | undefined)[] = keys.map(() => undefined);
  if (keys.length === 0) return found;
  const rows = await db.rows<{ at: number; holderId: string; current: boolean }>(sql`
    select asked.at::int4 as at, d.holder_id as "holderId", d.replaced_at is null as current
    from unnest(${keys.map(({ kind }) => kind)}::text[], ${keys.map(({ index }) => index)}::bytea[]) with ordinality as asked(kind, number_index, at)
    join holders.document d on d.kind = asked.kind and d.number_index = asked.number_index`);
  for (const { at, ...hit } of rows) found[at - 1] = hit;
  return found;
}

export const findBySocialSecurityNumber = (db: Db, indexes: readonly Uint8Array[]) =>
  db.rows<{ id: string; index: Uint8Array }>(sql`
    select id, social_security_index as index from holders.holder where social_security_index = any(${indexes}::bytea[])`);

/** Claims documents for new people; gives the ids that won. A claim made meanwhile elsewhere is waited for and wins. */
export async function claimDocuments(
  db: Db,
  claims: readonly (DocumentKey & { holderId: string })[],
  now: Date,
): Promise<Set<string>> {
  const rows = await db.rows<{ holderId: string }>(sql`
    insert into holders.document (kind, number_index, holder_id, since)
    select kind, number_index, holder_id, ${now}
    from unnest(${claims.map(({ kind }) => kind)}::text[], ${claims.map(({ index }) => index)}::bytea[],
                ${claims.map(({ holderId }) => holderId)}::uuid[]) as t(kind, number_index, holder_id)
    order by kind, number_index
    on conflict (kind, number_index) do nothing
    returning holder_id as "holderId"`);
  return new Set(rows.map(({ holderId }) => holderId));
}

/** Gives up claims of this transaction for people who turned out not to be registrable. */
export async function releaseDocuments(db: Db, holderIds: readonly string[]): Promise<void> {
  if (holderIds.length > 0) await db.run(sql`delete from holders.document where holder_id = any(${holderIds}::uuid[])`);
}

/** Retires the present document of a holder; the old number keeps leading to the person. */
export const retireDocument = (db: Db, holderId: string, now: Date) =>
  db.run(
    sql`update holders.document set replaced_at = ${now} where holder_id = ${holderId}::uuid and replaced_at is null`,
  );

/** Takes a document up again that the holder had before. */
export const resumeDocument = (db: Db, key: DocumentKey) =>
  db.run(sql`update holders.document set replaced_at = null where kind = ${key.kind} and number_index = ${key.index}`);

const asRows = (rows: readonly HolderRow[]) => sql`
  unnest(${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.documentKind)}::text[], ${rows.map((r) => r.documentNumber)}::bytea[],
    ${rows.map((r) => r.assignedNumber)}::bytea[], ${rows.map((r) => r.socialSecurityIndex)}::bytea[], ${rows.map((r) => r.name)}::bytea[],
    ${rows.map((r) => r.phone)}::bytea[], ${rows.map((r) => r.address)}::bytea[], ${rows.map((r) => r.contactIsOwn)}::boolean[],
    ${rows.map((r) => r.sex)}::text[], ${rows.map((r) => r.born)}::date[], ${rows.map((r) => r.nationality)}::text[],
    ${rows.map((r) => r.residesIn)}::text[], ${rows.map((r) => r.employedIn)}::text[], ${rows.map((r) => r.capacity)}::text[],
    ${rows.map((r) => r.deceasedOn)}::date[], ${rows.map((r) => r.schoolId)}::text[], ${rows.map((r) => r.schoolOrganised)}::boolean[],
    ${rows.map((r) => r.schoolSpecial)}::text[], ${rows.map((r) => r.pensionBank)}::text[])
  as n (id, document_kind, document_number, assigned_number, social_security_index, name, phone, address, contact_is_own, sex, born,
    nationality, resides_in, employed_in, capacity, deceased_on, school_id, school_organised, school_special, pension_bank)`;

export const insertHolders = (db: Db, rows: readonly HolderRow[], now: Date) =>
  db.run(sql`
    insert into holders.holder (id, document_kind, document_number, assigned_number, social_security_index, name, phone, address,
      contact_is_own, sex, born, nationality, resides_in, employed_in, capacity, deceased_on, school_id, school_organised,
      school_special, pension_bank, registered_at, changed_at)
    select n.*, ${now}, ${now} from ${asRows(rows)}`);

/** Writes whole rows back; the caller holds their locks. */
export const saveHolders = (db: Db, rows: readonly HolderRow[], now: Date) =>
  db.run(sql`
    update holders.holder h set document_kind = n.document_kind, document_number = n.document_number,
      assigned_number = n.assigned_number, social_security_index = n.social_security_index, name = n.name, phone = n.phone,
      address = n.address, contact_is_own = n.contact_is_own, sex = n.sex, born = n.born, nationality = n.nationality,
      resides_in = n.resides_in, employed_in = n.employed_in, capacity = n.capacity, deceased_on = n.deceased_on,
      school_id = n.school_id, school_organised = n.school_organised, school_special = n.school_special,
      pension_bank = n.pension_bank, changed_at = ${now}
    from ${asRows(rows)} where h.id = n.id`);

export interface InsuranceRow extends Omit<Insurance, 'until'> {
  readonly holderId: string;
  readonly until: Day | null;
}

/**
 * Replaces what is known from the first day on that is named for a holder and region; what lay before ends the day before.
 * Rows of one holder and region do not overlap.
 */
export async function replaceInsurances(db: Db, rows: readonly InsuranceRow[]): Promise<void> {
  if (rows.length === 0) return;
  const first = new Map<string, InsuranceRow>();
  for (const row of rows) {
    const key = `${row.holderId} ${row.region}`;
    const before = first.get(key);
    if (!before || row.since < before.since) first.set(key, row);
  }
  const starts = [...first.values()];
  const startRows = sql`
    unnest(${starts.map((r) => r.holderId)}::uuid[], ${starts.map((r) => r.region)}::text[], ${starts.map((r) => r.since)}::date[])
    as n (holder_id, region, since)`;
  await db.run(sql`
    delete from holders.insurance i using ${startRows}
    where i.holder_id = n.holder_id and i.region = n.region and i.since >= n.since`);
  await db.run(sql`
    update holders.insurance i set until = n.since - 1 from ${startRows}
    where i.holder_id = n.holder_id and i.region = n.region and (i.until is null or i.until >= n.since)`);
  await db.run(sql`
    insert into holders.insurance (holder_id, region, since, until, district, kind, organiser_id)
    select * from unnest(${rows.map((r) => r.holderId)}::uuid[], ${rows.map((r) => r.region)}::text[],
      ${rows.map((r) => r.since)}::date[], ${rows.map((r) => r.until)}::date[], ${rows.map((r) => r.district)}::text[],
      ${rows.map((r) => r.kind)}::text[], ${rows.map((r) => r.organiserId)}::uuid[])`);
}

export const listInsurances = (db: Db, ids: readonly string[]) =>
  db.rows<InsuranceRow>(sql`
    select holder_id as "holderId", region, since, until, district, kind, organiser_id as "organiserId"
    from holders.insurance where holder_id = any(${ids}::uuid[]) order by holder_id, region, since`);

/** The facts that policy asks about, of many people at once. */
export const listFactRows = (db: Db, ids: readonly string[]) =>
  db.rows<
    Pick<
      HolderRow,
      | 'id'
      | 'documentKind'
      | 'born'
      | 'nationality'
      | 'residesIn'
      | 'employedIn'
      | 'schoolId'
      | 'schoolOrganised'
      | 'schoolSpecial'
      | 'pensionBank'
    > & { sex: Sex; capacity: Capacity; documentKind: DocumentKind }
  >(sql`
    select ${publicColumns}, school_id as "schoolId", school_organised as "schoolOrganised", school_special as "schoolSpecial",
      pension_bank as "pensionBank"
    from holders.holder where id = any(${ids}::uuid[])`);
