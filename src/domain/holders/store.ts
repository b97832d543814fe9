// All SQL of holders: people, documents, insurances, guardians and helpers, papers, photos.
import { Database, type Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import type { GuardianLink, HelperAct, HelperMandate } from './guardianship.ts';
import type { Holder, Insurance } from './holder.ts';

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
  /** The record that stays, when this one gave way to it. */
  readonly mergedInto: string | null;
}

const columns = sql`
  id, document_kind as "documentKind", sex, born, nationality, resides_in as "residesIn", employed_in as "employedIn", capacity,
  deceased_on as "deceasedOn", document_number as "documentNumber", assigned_number as "assignedNumber",
  social_security_index as "socialSecurityIndex", name, phone, address, contact_is_own as "contactIsOwn", school_id as "schoolId",
  school_organised as "schoolOrganised", school_special as "schoolSpecial", pension_bank as "pensionBank",
  merged_into as "mergedInto"`;

const publicColumns = sql`
  id, document_kind as "documentKind", sex, born, nationality, resides_in as "residesIn", employed_in as "employedIn", capacity,
  deceased_on as "deceasedOn"`;

// What a transaction has locked nobody else can change: it is not read again before this transaction writes it itself.
const lockedRows = new WeakMap<Db, Map<string, HolderRow>>();

/** After a write that went past `saveHolders`. */
export function forgetLocked(db: Db, ...ids: string[]): void {
  for (const id of ids) lockedRows.get(db)?.delete(id);
}

/** All these people as this transaction locked them; undefined when one of them is not locked by it. */
function recall(db: Db, ids: readonly string[]): HolderRow[] | undefined {
  const locked = lockedRows.get(db);
  const rows = locked ? ids.flatMap((id) => locked.get(id) ?? []) : [];
  return rows.length === ids.length ? rows : undefined;
}

export async function findHolder(db: Db, id: string): Promise<Holder | undefined> {
  const [locked] = recall(db, [id]) ?? [];
  return locked ?? db.maybe<Holder>(sql`select ${publicColumns} from holders.holder where id = ${id}::uuid`);
}

export const listHolderRows = async (db: Db, ids: readonly string[]): Promise<HolderRow[]> =>
  recall(db, ids) ?? db.rows<HolderRow>(sql`select ${columns} from holders.holder where id = any(${ids}::uuid[])`);

/** Sealed names alone: a payment file asks for a million. */
export const listNames = (db: Db, ids: readonly string[]) =>
  db.rows<{ id: string; sealed: Uint8Array }>(
    sql`select id, name as sealed from holders.holder where id = any(${ids}::uuid[])`,
  );

/** Locks in id order, so that two calls about the same people never wait for each other in a circle. */
export async function lockRows(db: Db, ids: readonly string[]): Promise<HolderRow[]> {
  const before = recall(db, ids);
  if (before) return before;
  const rows = await db.rows<HolderRow>(
    sql`select ${columns} from holders.holder where id = any(${ids}::uuid[]) order by id for update`,
  );
  // Outside a transaction a lock is over with its statement.
  if (db instanceof Database) return rows;
  const locked = lockedRows.get(db) ?? new Map<string, HolderRow>();
  for (const row of rows) locked.set(row.id, row);
  lockedRows.set(db, locked);
  return rows;
}

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
    select coalesce(merged_into, id) as id, social_security_index as index from holders.holder where social_security_index = any(${indexes}::bytea[])`);

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
export function saveHolders(db: Db, rows: readonly HolderRow[], now: Date): Promise<number> {
  for (const { id } of rows) lockedRows.get(db)?.delete(id);
  return db.run(sql`
    update holders.holder h set document_kind = n.document_kind, document_number = n.document_number,
      assigned_number = n.assigned_number, social_security_index = n.social_security_index, name = n.name, phone = n.phone,
      address = n.address, contact_is_own = n.contact_is_own, sex = n.sex, born = n.born, nationality = n.nationality,
      resides_in = n.resides_in, employed_in = n.employed_in, capacity = n.capacity, deceased_on = n.deceased_on,
      school_id = n.school_id, school_organised = n.school_organised, school_special = n.school_special,
      pension_bank = n.pension_bank, changed_at = ${now}
    from ${asRows(rows)} where h.id = n.id`);
}

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

/** The facts that policy asks about, of many people at once; nothing sealed among them. */
export const listFactRows = async (db: Db, ids: readonly string[]): Promise<FactRow[]> =>
  recall(db, ids) ??
  db.rows<FactRow>(sql`
    select ${publicColumns}, school_id as "schoolId", school_organised as "schoolOrganised", school_special as "schoolSpecial",
      pension_bank as "pensionBank"
    from holders.holder where id = any(${ids}::uuid[])`);

export type FactRow = Holder & Pick<HolderRow, 'schoolId' | 'schoolOrganised' | 'schoolSpecial' | 'pensionBank'>;

// Guardians and helpers

export interface GuardianshipRow {
  readonly id: string;
  readonly guardianId: string;
  readonly wardId: string;
  readonly proofKind: NonNullable<GuardianLink['proof']>['kind'];
  readonly proofSeenOn: Day | null;
  readonly from: Day;
  readonly until: Day | null;
}

const guardianshipColumns = sql`
  id, guardian_id as "guardianId", ward_id as "wardId", proof_kind as "proofKind", proof_seen_on as "proofSeenOn",
  from_day as "from", until_day as "until"`;

export const listGuardiansOf = (db: Db, wardId: string) =>
  db.rows<GuardianshipRow>(sql`
    select ${guardianshipColumns} from holders.guardianship where ward_id = ${wardId}::uuid order by claimed_at, id`);

export const listWardsOf = (db: Db, guardianId: string) =>
  db.rows<GuardianshipRow>(sql`
    select ${guardianshipColumns} from holders.guardianship where guardian_id = ${guardianId}::uuid order by claimed_at, id`);

export const findGuardianship = (db: Db, id: string) =>
  db.maybe<GuardianshipRow>(sql`select ${guardianshipColumns} from holders.guardianship where id = ${id}::uuid`);

/** Claims that wait for somebody to see the proof, oldest first; `after` is the id of the last one seen. */
export const listClaims = (db: Db, after: string | null, limit: number) =>
  db.rows<GuardianshipRow & { proofNumber: Uint8Array }>(sql`
    select ${guardianshipColumns}, proof_number as "proofNumber" from holders.guardianship
    where proof_seen_on is null and until_day is null
      and (${after}::uuid is null or (claimed_at, id) > (select claimed_at, id from holders.guardianship where id = ${after}::uuid))
    order by claimed_at, id limit ${limit}::int`);

/** A new link, or the proof of the open one replaced. Gives its id. */
export async function saveGuardianship(
  db: Db,
  link: GuardianshipRow & { proofNumber: Uint8Array },
  now: Date,
): Promise<void> {
  await db.run(sql`
    insert into holders.guardianship (id, guardian_id, ward_id, proof_kind, proof_number, proof_seen_on, from_day, until_day, claimed_at)
    values (${link.id}::uuid, ${link.guardianId}::uuid, ${link.wardId}::uuid, ${link.proofKind}, ${link.proofNumber},
            ${link.proofSeenOn}::date, ${link.from}::date, ${link.until}::date, ${now})
    on conflict (id) do update set proof_kind = excluded.proof_kind, proof_number = excluded.proof_number,
      proof_seen_on = excluded.proof_seen_on, from_day = excluded.from_day, until_day = excluded.until_day`);
}

/** Ends a link on its last day. A link that never began leaves its first day as its last: it is kept, but in nobody's way. */
export const endGuardianships = (db: Db, ids: readonly string[], lastDay: Day) =>
  db.run(sql`
    update holders.guardianship set until_day = ${lastDay}::date where id = any(${ids}::uuid[])
      and (until_day is null or until_day > ${lastDay}::date)`);

export const proveGuardianship = (db: Db, id: string, seenOn: Day) =>
  db.run(sql`update holders.guardianship set proof_seen_on = ${seenOn}::date where id = ${id}::uuid`);

export const addReconfirmation = (
  db: Db,
  one: { id: string; holderId: string; confirmedBy: string; witnessedBy: string; on: Day },
) =>
  db.run(sql`
    insert into holders.reconfirmation (id, holder_id, confirmed_by, witnessed_by, confirmed_on)
    values (${one.id}::uuid, ${one.holderId}::uuid, ${one.confirmedBy}::uuid, ${one.witnessedBy}, ${one.on}::date)`);

export const listReconfirmations = (db: Db, holderId: string, since: Day) =>
  db.rows<{ confirmedBy: string; on: Day }>(sql`
    select confirmed_by as "confirmedBy", confirmed_on as "on" from holders.reconfirmation
    where holder_id = ${holderId}::uuid and confirmed_on >= ${since}::date`);

export interface MandateRow extends Omit<HelperMandate, 'acts'> {
  readonly id: string;
  readonly acts: HelperAct[];
}

const mandateColumns = sql`
  id, holder_id as "holderId", helper_id as "helperId", acts, from_day as "from", until_day as "until"`;

export const addMandate = (db: Db, one: MandateRow & { paperNumber: Uint8Array | null }, now: Date) =>
  db.run(sql`
    insert into holders.mandate (id, holder_id, helper_id, acts, from_day, until_day, paper_number, given_at)
    values (${one.id}::uuid, ${one.holderId}::uuid, ${one.helperId}, ${one.acts}::text[], ${one.from}::date, ${one.until}::date,
            ${one.paperNumber}, ${now})`);

export const listMandates = (db: Db, holderId: string) =>
  db.rows<MandateRow>(
    sql`select ${mandateColumns} from holders.mandate where holder_id = ${holderId}::uuid order by given_at, id`,
  );

/** What is in force today for a helper; the newest mandate of a person counts. */
export const listMandatesOfHelper = (db: Db, helperId: string, today: Day) =>
  db.rows<MandateRow>(sql`
    select * from (
      select distinct on (holder_id) ${mandateColumns}, given_at from holders.mandate
      where helper_id = ${helperId} and from_day <= ${today}::date and until_day >= ${today}::date
      order by holder_id, given_at desc, id desc) m
    order by given_at desc limit 200`);

export const findMandate = (db: Db, id: string) =>
  db.maybe<MandateRow>(sql`select ${mandateColumns} from holders.mandate where id = ${id}::uuid`);

/** Takes mandates out of force from this day on. */
export const endMandates = (db: Db, ids: readonly string[], lastDay: Day) =>
  db.run(sql`
    update holders.mandate set until_day = ${lastDay}::date where id = any(${ids}::uuid[]) and until_day > ${lastDay}::date`);

// Papers and looks

export const addProvenChange = (
  db: Db,
  one: {
    id: string;
    holderId: string;
    changed: string[];
    proofKind: string;
    proofNumber: Uint8Array;
    formerName: Uint8Array | null;
    staffId: string;
  },
  now: Date,
) =>
  db.run(sql`
    insert into holders.proven_change (id, holder_id, changed, proof_kind, proof_number, former_name, by_staff, at)
    values (${one.id}::uuid, ${one.holderId}::uuid, ${one.changed}::text[], ${one.proofKind}, ${one.proofNumber}, ${one.formerName},
            ${one.staffId}, ${now})`);

export const addReveal = (
  db: Db,
  one: { id: string; holderId: string; staffId: string; purpose: string; reason: Uint8Array },
  now: Date,
) =>
  db.run(sql`
    insert into holders.reveal (id, holder_id, staff_id, purpose, reason, at)
    values (${one.id}::uuid, ${one.holderId}::uuid, ${one.staffId}, ${one.purpose}, ${one.reason}, ${now})`);

export async function countReveals(db: Db, staffId: string, since: Date): Promise<number> {
  const { count } = await db.one<{ count: number }>(
    sql`select count(*)::int4 as count from holders.reveal where staff_id = ${staffId} and at > ${since}`,
  );
  return count;
}

export interface JournalLook {
  readonly seq: bigint;
  readonly at: Date;
  readonly action: string;
  readonly role: string;
  readonly actorId: string;
  readonly institutionId: string | null;
  readonly channel: string | null;
  readonly purpose: string | null;
}

/** Journal lines about a holder that somebody else caused, newest first; under every id the person had. */
export const listJournalAbout = (db: Db, holderIds: readonly string[], before: bigint | null, limit: number) =>
  // First the person's lines, then the newest of them: the other way round the whole journal is read for somebody with few.
  db.rows<JournalLook>(sql`
    with mine as materialized (select * from base.journal where about && ${holderIds}::uuid[])
    select seq, at, action, actor_role as role, actor_id as "actorId", institution_id as "institutionId", channel, purpose
    from mine
    where actor_id <> all(${holderIds}::text[]) and (${before}::int8 is null or seq < ${before}::int8)
    order by seq desc limit ${limit}::int`);

// Photos

export interface PhotoRow {
  readonly id: string;
  readonly holderId: string;
  readonly state: 'offered' | 'accepted' | 'rejected' | 'replaced';
  readonly source: string;
  readonly takenOn: Day | null;
  readonly findings: string[];
  readonly offeredAt: Date;
}

const photoColumns = sql`
  id, holder_id as "holderId", state, source, taken_on as "takenOn", findings, offered_at as "offeredAt"`;

export const addPhoto = (db: Db, one: Omit<PhotoRow, 'offeredAt'> & { picture: Uint8Array | null }, now: Date) =>
  db.run(sql`
    insert into holders.photo (id, holder_id, state, source, taken_on, findings, picture, offered_at, judged_at)
    values (${one.id}::uuid, ${one.holderId}::uuid, ${one.state}, ${one.source}, ${one.takenOn}::date, ${one.findings}::text[],
            ${one.picture}, ${now}, ${one.state === 'offered' ? null : now})`);

/** The photo a holder had in this state makes room for a newer one. */
export const replacePhotos = (db: Db, holderId: string, states: readonly PhotoRow['state'][]) =>
  db.run(
    sql`update holders.photo set state = 'replaced' where holder_id = ${holderId}::uuid and state = any(${states}::text[])`,
  );

/** A refused picture is forgotten; the reasons stay. */
export const judgePhoto = (
  db: Db,
  id: string,
  state: 'accepted' | 'rejected',
  findings: readonly string[],
  now: Date,
) =>
  db.run(sql`
    update holders.photo set state = ${state}, findings = ${findings}::text[], judged_at = ${now},
      picture = case when ${state} = 'rejected' then null else picture end
    where id = ${id}::uuid`);

export const findPhoto = (db: Db, id: string) =>
  db.maybe<PhotoRow & { picture: Uint8Array | null }>(
    sql`select ${photoColumns}, picture from holders.photo where id = ${id}::uuid`,
  );

export const findNewestPhoto = (db: Db, holderId: string) =>
  db.maybe<PhotoRow>(sql`
    select ${photoColumns} from holders.photo where holder_id = ${holderId}::uuid and state <> 'replaced'
    order by offered_at desc, id desc limit 1`);

export const listAcceptedPhotos = (db: Db, ids: readonly string[]) =>
  db.rows<{ holderId: string; photoId: string; takenOn: Day | null }>(sql`
    select holder_id as "holderId", id as "photoId", taken_on as "takenOn" from holders.photo
    where state = 'accepted' and holder_id = any(${ids}::uuid[])`);

/** Ids grow with time, so their order is that of the offers. */
export const listOfferedPhotoRows = (db: Db, after: string | null, most: number) =>
  db.rows<PhotoRow>(sql`
    select ${photoColumns} from holders.photo
    where state = 'offered' and (${after}::uuid is null or id > ${after}::uuid) order by id limit ${most}`);
