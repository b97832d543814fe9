// SQL of what settlements look up: institutions, keys, sign-ins, catalogue, filings, family shares, files.
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { type Sql, sql } from '../../base/sql.ts';
import type { MedicalInstitution } from './institution.ts';

const institutionColumns = sql`
  i.id, i.code, i.name, i.kind, i.region, i.division, i.grade, i.community, i.uscc, i.infcode_as_text as "infcodeAsText",
  i.terminal`;

export const findMedicalInstitution = (db: Db, id: string) =>
  db.maybe<MedicalInstitution>(sql`select ${institutionColumns} from medical.institution i where id = ${id}`);
export const findInstitutionByCode = (db: Db, code: string) =>
  db.maybe<MedicalInstitution>(sql`select ${institutionColumns} from medical.institution i where code = ${code}`);
export const saveInstitution = (db: Db, i: MedicalInstitution, at: Date) =>
  db.run(sql`
    insert into medical.institution (id, code, name, kind, region, division, grade, community, uscc, infcode_as_text, terminal, designated_at)
    values (${i.id}, ${i.code}, ${i.name}, ${i.kind}, ${i.region}, ${i.division}, ${i.grade}, ${i.community}, ${i.uscc}, ${i.infcodeAsText}, ${i.terminal},
            ${at})
    on conflict (id) do update set name = excluded.name, grade = excluded.grade, community = excluded.community,
      infcode_as_text = excluded.infcode_as_text`);

export interface GatewayKeyRow {
  readonly accessKey: string;
  readonly institutionId: string;
  readonly family: 'a' | 'b' | 'c';
  readonly secret: Uint8Array;
}

export const insertKey = (db: Db, key: GatewayKeyRow, at: Date) =>
  db.run(sql`
    insert into medical.gateway_key (access_key, institution_id, family, secret, made_at)
    values (${key.accessKey}, ${key.institutionId}, ${key.family}, ${key.secret}, ${at})`);
export const findKey = (db: Db, accessKey: string) =>
  db.maybe<GatewayKeyRow>(sql`
    select access_key as "accessKey", institution_id as "institutionId", family, secret
    from medical.gateway_key where access_key = ${accessKey} and revoked_at is null`);
export const revokeKey = (db: Db, accessKey: string, at: Date) =>
  db.run(sql`update medical.gateway_key set revoked_at = ${at} where access_key = ${accessKey} and revoked_at is null`);

export const insertSignIn = (
  db: Db,
  s: { signNo: string; institutionId: string; operator: string; mac: string; ip: string; at: Date },
) =>
  db.run(sql`
    insert into medical.sign_in (sign_no, institution_id, operator, mac, ip, at)
    values (${s.signNo}, ${s.institutionId}, ${s.operator}, ${s.mac}, ${s.ip}, ${s.at})`);
export const endSignIn = (db: Db, institutionId: string, signNo: string, operator: string, at: Date) =>
  db.run(sql`
    update medical.sign_in set ended_at = ${at}
    where sign_no = ${signNo} and institution_id = ${institutionId} and operator = ${operator} and ended_at is null`);
export interface CatalogueRow {
  readonly region: string;
  readonly code: string;
  readonly kind: string;
  readonly name: string;
  readonly grade: '01' | '02' | '03';
  readonly listType: string;
  readonly chargeType: string;
  readonly firstSelfPay: number;
  readonly limited: boolean;
  readonly mark: string | null;
  readonly cap1: bigint | null;
  readonly cap2: bigint | null;
  readonly cap3: bigint | null;
  readonly validFrom: Day;
  readonly validTo: Day | null;
  readonly version: string;
}

const catalogueColumns = sql`
  c.region, c.code, c.kind, c.name, c.grade, c.list_type as "listType", c.charge_type as "chargeType", c.first_self_pay as "firstSelfPay",
  c.limited, c.mark, c.cap_level_1 as "cap1", c.cap_level_2 as "cap2", c.cap_level_3 as "cap3", c.valid_from as "validFrom",
  c.valid_to as "validTo", c.version`;

const valid = (day: Day): Sql => sql`c.valid_from <= ${day} and (c.valid_to is null or c.valid_to >= ${day})`;

/** Entries of the catalogue in force on a day, by code. */
export async function findEntries(db: Db, region: string, codes: readonly string[], day: Day) {
  const rows = await db.rows<CatalogueRow>(sql`
    select distinct on (c.code) ${catalogueColumns} from medical.catalogue_item c
    where c.region = ${region} and c.code = any(${codes}::text[]) and ${valid(day)} order by c.code, c.valid_from desc`);
  return new Map(rows.map((row) => [row.code, row]));
}

export const listCatalogue = (
  db: Db,
  region: string,
  kinds: readonly string[],
  day: Day,
  offset: number,
  limit: number,
) =>
  db.rows<CatalogueRow>(sql`
    select ${catalogueColumns} from medical.catalogue_item c
    where c.region = ${region} and c.kind = any(${kinds}::text[]) and ${valid(day)} order by c.code, c.valid_from offset ${offset}::int limit ${limit}::int`);

export const countCatalogue = async (db: Db, region: string, kinds: readonly string[], day: Day): Promise<number> =>
  (
    await db.one<{ n: number }>(sql`
      select count(*)::int as n from medical.catalogue_item c where c.region = ${region} and c.kind = any(${kinds}::text[]) and ${valid(day)}`)
  ).n;

export function saveCatalogue(db: Db, rows: readonly CatalogueRow[]): Promise<number> {
  const of = <K extends keyof CatalogueRow>(key: K) => rows.map((row) => row[key]);
  return db.run(sql`
    insert into medical.catalogue_item (region, code, kind, name, grade, list_type, charge_type, first_self_pay, limited, mark,
                                        cap_level_1, cap_level_2, cap_level_3, valid_from, valid_to, version)
    select * from unnest(${of('region')}::text[], ${of('code')}::text[], ${of('kind')}::text[], ${of('name')}::text[], ${of('grade')}::text[],
      ${of('listType')}::text[], ${of('chargeType')}::text[], ${of('firstSelfPay')}::int[], ${of('limited')}::boolean[], ${of('mark')}::text[],
      ${of('cap1')}::int8[], ${of('cap2')}::int8[], ${of('cap3')}::int8[], ${of('validFrom')}::date[], ${of('validTo')}::date[], ${of('version')}::text[])
    on conflict (region, code, valid_from) do update set kind = excluded.kind, name = excluded.name, grade = excluded.grade,
      list_type = excluded.list_type, charge_type = excluded.charge_type, first_self_pay = excluded.first_self_pay,
      limited = excluded.limited, mark = excluded.mark, cap_level_1 = excluded.cap_level_1, cap_level_2 = excluded.cap_level_2,
      cap_level_3 = excluded.cap_level_3, valid_to = excluded.valid_to, version = excluded.version`);
}

export interface Filing {
  readonly id: string;
  readonly holderId: string;
  readonly region: string;
  readonly kind: 'resettled' | 'referral' | 'emergency';
  readonly treatedIn: string;
  readonly institutionCode: string | null;
  readonly fromDay: Day;
  readonly untilDay: Day | null;
  readonly byRole: string;
  readonly filedAt: Date;
  readonly withdrawnAt: Date | null;
}

const filingColumns = sql`
  f.id, f.holder_id as "holderId", f.region, f.kind, f.treated_in as "treatedIn", f.institution_code as "institutionCode",
  f.from_day as "fromDay", f.until_day as "untilDay", f.by_role as "byRole", f.filed_at as "filedAt", f.withdrawn_at as "withdrawnAt"`;

export const insertFiling = (db: Db, f: Filing) =>
  db.run(sql`
    insert into medical.filing (id, holder_id, region, kind, treated_in, institution_code, from_day, until_day, by_role, filed_at)
    values (${f.id}, ${f.holderId}, ${f.region}, ${f.kind}, ${f.treatedIn}, ${f.institutionCode}, ${f.fromDay}, ${f.untilDay}, ${f.byRole}, ${f.filedAt})`);
export const listFilings = (db: Db, holderId: string) =>
  db.rows<Filing>(
    sql`select ${filingColumns} from medical.filing f where holder_id = ${holderId} order by filed_at, id`,
  );
export const withdrawFilingRow = (db: Db, id: string, holderId: string, at: Date) =>
  db.run(
    sql`update medical.filing set withdrawn_at = ${at} where id = ${id} and holder_id = ${holderId} and withdrawn_at is null`,
  );

/** The filing that covers treatment in a region on a day; a lasting one before a passing one. */
export const findFiling = (db: Db, holderId: string, region: string, treatedIn: string, day: Day) =>
  db.maybe<Filing>(sql`
    select ${filingColumns} from medical.filing f
    where holder_id = ${holderId} and region = ${region} and treated_in = ${treatedIn} and withdrawn_at is null
      and from_day <= ${day} and (until_day is null or until_day >= ${day})
    order by case kind when 'resettled' then 0 else 1 end, filed_at, id limit 1`);

export const listChosen = (db: Db, holderId: string, day: Day) =>
  db.rows<{ code: string; how: 'chosen' | 'referred'; fromDay: Day; untilDay: Day | null }>(sql`
    select institution_code as code, how, from_day as "fromDay", until_day as "untilDay" from medical.chosen_institution
    where holder_id = ${holderId} and from_day <= ${day} and (until_day is null or until_day >= ${day}) order by institution_code`);
export const saveChosen = (
  db: Db,
  holderId: string,
  code: string,
  how: 'chosen' | 'referred',
  from: Day,
  until: Day | null,
) =>
  db.run(sql`
    insert into medical.chosen_institution (holder_id, institution_code, how, from_day, until_day)
    values (${holderId}, ${code}, ${how}, ${from}, ${until})
    on conflict (holder_id, institution_code, from_day) do update set how = excluded.how, until_day = excluded.until_day`);

export const insertFamilyShare = (db: Db, ownerId: string, memberId: string, at: Date) =>
  db.run(sql`
    insert into medical.family_share (owner_id, member_id, since) values (${ownerId}, ${memberId}, ${at}) on conflict do nothing`);
export const endFamilyShare = (db: Db, ownerId: string, memberId: string, at: Date) =>
  db.run(sql`
    update medical.family_share set ended_at = ${at} where owner_id = ${ownerId} and member_id = ${memberId} and ended_at is null`);
/** Whose accounts a person may use, in the order in which they were opened to them. */
export const ownersSharingWith = async (db: Db, memberId: string): Promise<string[]> =>
  (
    await db.rows<{ id: string }>(sql`
      select owner_id as id from medical.family_share where member_id = ${memberId} and ended_at is null order by since, owner_id`)
  ).map(({ id }) => id);

export interface StoredFile {
  readonly number: string;
  readonly institutionId: string | null;
  readonly name: string;
  readonly content: Uint8Array;
  readonly until: Date;
}

export const insertFile = (db: Db, f: StoredFile, at: Date) =>
  db.run(sql`
    insert into medical.file (number, institution_id, name, content, made_at, until)
    values (${f.number}, ${f.institutionId}, ${f.name}, ${f.content}, ${at}, ${f.until}) on conflict do nothing`);
export const findFile = (db: Db, number: string, at: Date) =>
  db.maybe<StoredFile>(sql`
    select number, institution_id as "institutionId", name, content, until from medical.file where number = ${number} and until > ${at}`);

/** False when the code was decoded before. */
export const burnCode = async (db: Db, codeId: bigint, institutionId: string, at: Date): Promise<boolean> =>
  (await db.run(sql`
    insert into medical.decoded_code (code_id, institution_id, at) values (${codeId}, ${institutionId}, ${at}) on conflict do nothing`)) ===
  1;
