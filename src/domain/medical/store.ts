// SQL of visits, fee lines, settlements and counters. Institutions, catalogue, filings and files stand in store-register.ts.
import type { Db } from '../../base/database/database.ts';
import { type Sql, sql } from '../../base/sql.ts';
import { recordsOf } from '../holders/index.ts';
import type { Counters } from './settlement/counters.ts';
import type { Visit } from './visit.ts';

const visitColumns = sql`
  v.id, v.institution_id as "institutionId", v.holder_id as "holderId", v.card_id as "cardId", v.kind, v.state, v.region, v.insurance,
  v.number, v.med_type as "medType", v.department, v.began_at as "beganAt", v.ended_at as "endedAt",
  v.discharge_way as "dischargeWay", v.emergency, v.message`;

const selectVisits = (where: Sql) => sql`select ${visitColumns} from medical.visit v where ${where}`;

export const findVisit = (db: Db, id: string) => db.maybe<Visit>(selectVisits(sql`v.id = ${id}`));
export const lockVisitRow = (db: Db, id: string) => db.maybe<Visit>(sql`${selectVisits(sql`v.id = ${id}`)} for update`);
export const findVisitByMessage = (db: Db, institutionId: string, message: string) =>
  db.maybe<Visit>(selectVisits(sql`v.institution_id = ${institutionId} and v.message = ${message}`));
export const listVisits = (db: Db, holderId: string, from: Date, until: Date) =>
  db.rows<Visit>(
    sql`${selectVisits(sql`v.holder_id = ${holderId} and v.began_at between ${from} and ${until}`)} order by v.began_at, v.id limit 500`,
  );
export const findStay = (db: Db, holderId: string) =>
  db.maybe<Visit>(selectVisits(sql`v.holder_id = ${holderId} and v.state = 'admitted'`));

export const insertVisit = (db: Db, v: Visit, at: Date) =>
  db.run(sql`
    insert into medical.visit (id, institution_id, holder_id, card_id, kind, state, region, insurance, number, med_type, department,
                               began_at, ended_at, discharge_way, emergency, message, made_at)
    values (${v.id}, ${v.institutionId}, ${v.holderId}, ${v.cardId}, ${v.kind}, ${v.state}, ${v.region}, ${v.insurance}, ${v.number},
            ${v.medType}, ${v.department}, ${v.beganAt}, ${v.endedAt}, ${v.dischargeWay}, ${v.emergency}, ${v.message}, ${at})`);

export const saveVisit = (db: Db, v: Visit) =>
  db.run(sql`
    update medical.visit set state = ${v.state}, med_type = ${v.medType}, department = ${v.department}, began_at = ${v.beganAt},
      ended_at = ${v.endedAt}, discharge_way = ${v.dischargeWay}, emergency = ${v.emergency} where id = ${v.id}`);

export interface Diagnosis {
  readonly code: string;
  readonly kind: string;
  readonly number: number;
  readonly name: string;
  readonly department: string;
  readonly doctor: string;
  readonly at: Date;
  readonly valid: boolean;
}

/** Rows as diagnoses.ts seals them. */
export const saveDiagnosisRows = (db: Db, visitId: string, list: readonly Diagnosis[]) =>
  db.run(sql`
    insert into medical.diagnosis (visit_id, code, kind, number, name, department, doctor, at, valid)
    select ${visitId}, * from unnest(${list.map((d) => d.code)}::text[], ${list.map((d) => d.kind)}::text[], ${list.map((d) => d.number)}::int[],
      ${list.map((d) => d.name)}::text[], ${list.map((d) => d.department)}::text[], ${list.map((d) => d.doctor)}::text[],
      ${list.map((d) => d.at)}::timestamptz[], ${list.map((d) => d.valid)}::boolean[])
    on conflict (visit_id, kind, code) do update set number = excluded.number, name = excluded.name, department = excluded.department,
      doctor = excluded.doctor, at = excluded.at, valid = excluded.valid`);

export const listDiagnosisRows = (db: Db, visitId: string) =>
  db.rows<Diagnosis>(sql`
    select code, kind, number, name, department, doctor, at, valid from medical.diagnosis where visit_id = ${visitId} order by number, code`);

export interface StoredLine {
  readonly serial: string;
  readonly batch: string;
  readonly listCode: string;
  readonly ownCode: string;
  readonly name: string | null;
  readonly amountFen: bigint;
  readonly count: bigint;
  readonly price: bigint;
  readonly occurredAt: Date;
  readonly approval: '0' | '1' | '2';
  readonly grade: string;
  readonly chargeType: string;
  readonly mark: string | null;
  readonly limited: boolean;
  readonly priceCap: bigint | null;
  readonly firstSelfRate: number;
  readonly fullSelfFen: bigint;
  readonly overLimitFen: bigint;
  readonly firstSelfFen: bigint;
  readonly inScopeFen: bigint;
  readonly rule: string;
  readonly settlementId: string | null;
}

/** Puts lines in; a serial that is there already is left out, and the count says so. */
export function insertLines(db: Db, visitId: string, lines: readonly StoredLine[], at: Date): Promise<number> {
  const of = <K extends keyof StoredLine>(key: K) => lines.map((line) => line[key]);
  return db.run(sql`
    insert into medical.fee_line (visit_id, serial, batch, list_code, own_code, name, amount, count, price, occurred_at, approval, grade,
      charge_type, mark, limited, price_cap, first_self_rate, full_self, over_limit, first_self, in_scope, rule, settlement_id, uploaded_at)
    select ${visitId}, t.*, ${at} from unnest(${of('serial')}::text[], ${of('batch')}::text[], ${of('listCode')}::text[], ${of('ownCode')}::text[],
      ${of('name')}::text[], ${of('amountFen')}::int8[], ${of('count')}::int8[], ${of('price')}::int8[], ${of('occurredAt')}::timestamptz[],
      ${of('approval')}::text[], ${of('grade')}::text[], ${of('chargeType')}::text[], ${of('mark')}::text[], ${of('limited')}::boolean[],
      ${of('priceCap')}::int8[], ${of('firstSelfRate')}::int[], ${of('fullSelfFen')}::int8[], ${of('overLimitFen')}::int8[],
      ${of('firstSelfFen')}::int8[], ${of('inScopeFen')}::int8[], ${of('rule')}::text[], ${of('settlementId')}::uuid[]) as t
    on conflict do nothing`);
}

const lineColumns = sql`
  serial, batch, list_code as "listCode", own_code as "ownCode", name, amount as "amountFen", count, price, occurred_at as "occurredAt",
  approval, grade, charge_type as "chargeType", mark, limited, price_cap as "priceCap", first_self_rate as "firstSelfRate",
  full_self as "fullSelfFen", over_limit as "overLimitFen", first_self as "firstSelfFen", in_scope as "inScopeFen", rule,
  settlement_id as "settlementId"`;

export const listLines = (db: Db, visitId: string) =>
  db.rows<StoredLine>(sql`select ${lineColumns} from medical.fee_line where visit_id = ${visitId} order by serial`);

/** Unsettled lines of a batch, or of all batches. */
export const listOpenLines = (db: Db, visitId: string, batch: string | null) =>
  db.rows<StoredLine>(sql`
    select ${lineColumns} from medical.fee_line
    where visit_id = ${visitId} and settlement_id is null and (${batch}::text is null or batch = ${batch}) order by serial`);

export const deleteOpenLines = (db: Db, visitId: string, batch: string | null) =>
  db.run(sql`
    delete from medical.fee_line where visit_id = ${visitId} and settlement_id is null and (${batch}::text is null or batch = ${batch})`);

export const settleLines = (db: Db, visitId: string, serials: readonly string[], settlementId: string) =>
  db.run(sql`
    update medical.fee_line set settlement_id = ${settlementId}
    where visit_id = ${visitId} and serial = any(${serials}::text[]) and settlement_id is null`);

export const freeLines = (db: Db, settlementId: string, visitId: string) =>
  db.run(
    sql`update medical.fee_line set settlement_id = null where visit_id = ${visitId} and settlement_id = ${settlementId}`,
  );

/** The counters of a year. */
export async function readCounters(db: Db, holderId: string, insurance: string, year: number): Promise<Counters> {
  const rows = await db.rows<{ name: string; amount: bigint }>(sql`
    select name, amount from medical.counter where holder_id = ${holderId} and insurance = ${insurance} and year = ${year}`);
  return new Map(rows.map(({ name, amount }) => [name, amount]));
}

/** Moves counters; the check of the table refuses one that would fall below zero. */
export const moveCounters = (db: Db, holderId: string, insurance: string, year: number, moves: Counters) =>
  db.run(sql`
    insert into medical.counter as c (holder_id, insurance, year, name, amount)
    select ${holderId}, ${insurance}, ${year}, name, amount
    from unnest(${[...moves.keys()]}::text[], ${[...moves.values()]}::int8[]) as t(name, amount)
    on conflict (holder_id, insurance, year, name) do update set amount = c.amount + excluded.amount`);

/** Takes moves back. An insert would be checked before it meets the row it changes. */
export const moveCountersBack = (db: Db, holderId: string, insurance: string, year: number, moves: Counters) =>
  db.run(sql`
    update medical.counter c set amount = c.amount - t.amount
    from unnest(${[...moves.keys()]}::text[], ${[...moves.values()]}::int8[]) as t(name, amount)
    where c.holder_id = ${holderId} and c.insurance = ${insurance} and c.year = ${year} and c.name = t.name`);

export interface SettlementRow {
  readonly id: string;
  readonly visitId: string;
  readonly institutionId: string;
  readonly holderId: string;
  readonly cardId: string | null;
  readonly reverses: string | null;
  readonly message: string;
  readonly region: string;
  readonly treatedIn: string;
  readonly insurance: string;
  readonly medType: string;
  readonly clearingType: string;
  readonly policySet: string;
  readonly filing: string;
  readonly year: number;
  readonly personType: string;
  readonly certificateType: string;
  readonly totalFen: bigint;
  readonly fullSelfFen: bigint;
  readonly overLimitFen: bigint;
  readonly firstSelfFen: bigint;
  readonly inScopeFen: bigint;
  readonly deductibleFen: bigint;
  readonly hifpFen: bigint;
  readonly hifobFen: bigint;
  readonly hifmiFen: bigint;
  readonly fundFen: bigint;
  readonly personFen: bigint;
  readonly accountFen: bigint;
  readonly familyFen: bigint;
  readonly cashFen: bigint;
  readonly basicRate: number;
  readonly balanceFen: bigint;
  /** Counter moves: name → fen as text. */
  readonly moves: Record<string, string>;
  readonly items: readonly StoredItem[];
  readonly payers: readonly { holderId: string; fen: string }[];
  readonly settledAt: Date;
}

export interface StoredItem {
  readonly kind: string;
  readonly amountFen: string;
  readonly paidFen: string;
  readonly fund: string | null;
  readonly rate: number | null;
  readonly cite: string | null;
}

const settlementColumns = sql`
  s.id, s.visit_id as "visitId", s.institution_id as "institutionId", s.holder_id as "holderId", s.card_id as "cardId", s.reverses, s.message,
  s.region, s.treated_in as "treatedIn", s.insurance, s.med_type as "medType", s.clearing_type as "clearingType",
  s.policy_set as "policySet", s.filing, s.year, s.person_type as "personType", s.certificate_type as "certificateType",
  s.total as "totalFen", s.full_self as "fullSelfFen", s.over_limit as "overLimitFen", s.first_self as "firstSelfFen",
  s.in_scope as "inScopeFen", s.deductible as "deductibleFen", s.hifp_pay as "hifpFen", s.hifob_pay as "hifobFen",
  s.hifmi_pay as "hifmiFen", s.fund as "fundFen", s.person as "personFen", s.account as "accountFen", s.family as "familyFen",
  s.cash as "cashFen", s.basic_rate as "basicRate", s.balance as "balanceFen", s.moves, s.items, s.payers, s.settled_at as "settledAt"`;

export const selectSettlements = (where: Sql) =>
  sql`select ${settlementColumns} from medical.settlement s where ${where}`;

export const findSettlement = (db: Db, id: string) => db.maybe<SettlementRow>(selectSettlements(sql`s.id = ${id}`));
export const findReversalOf = (db: Db, id: string) =>
  db.maybe<SettlementRow>(selectSettlements(sql`s.reverses = ${id}`));
export const findSettlementByMessage = (db: Db, institutionId: string, message: string) =>
  db.maybe<SettlementRow>(selectSettlements(sql`s.institution_id = ${institutionId} and s.message = ${message}`));

/** Settlements of a visit that stand: neither reversals nor reversed. */
export const standingSettlements = (db: Db, visitId: string) =>
  db.rows<SettlementRow>(
    selectSettlements(sql`s.visit_id = ${visitId} and s.reverses is null
      and not exists (select 1 from medical.settlement r where r.reverses = s.id)`),
  );

export const settlementsOfHolder = (db: Db, holderId: string, limit: number) =>
  db.rows<SettlementRow>(
    sql`${selectSettlements(sql`s.holder_id = any(${recordsOf(holderId)})`)} order by s.settled_at desc, s.id desc limit ${limit}::int`,
  );

export const settlementsBetween = (db: Db, institutionId: string, from: Date, until: Date) =>
  db.rows<SettlementRow>(
    sql`${selectSettlements(sql`s.institution_id = ${institutionId} and s.settled_at >= ${from} and s.settled_at < ${until}`)}
    order by s.settled_at, s.id`,
  );

/** A settlement as its row, column by column, for `json_populate_record`. */
export const settlementJson = (s: SettlementRow): string =>
  JSON.stringify({
    id: s.id,
    visit_id: s.visitId,
    institution_id: s.institutionId,
    holder_id: s.holderId,
    card_id: s.cardId,
    reverses: s.reverses,
    message: s.message,
    region: s.region,
    treated_in: s.treatedIn,
    insurance: s.insurance,
    med_type: s.medType,
    clearing_type: s.clearingType,
    policy_set: s.policySet,
    filing: s.filing,
    year: s.year,
    person_type: s.personType,
    certificate_type: s.certificateType,
    total: s.totalFen.toString(),
    full_self: s.fullSelfFen.toString(),
    over_limit: s.overLimitFen.toString(),
    first_self: s.firstSelfFen.toString(),
    in_scope: s.inScopeFen.toString(),
    deductible: s.deductibleFen.toString(),
    hifp_pay: s.hifpFen.toString(),
    hifob_pay: s.hifobFen.toString(),
    hifmi_pay: s.hifmiFen.toString(),
    fund: s.fundFen.toString(),
    person: s.personFen.toString(),
    account: s.accountFen.toString(),
    family: s.familyFen.toString(),
    cash: s.cashFen.toString(),
    basic_rate: s.basicRate,
    balance: s.balanceFen.toString(),
    moves: s.moves,
    items: s.items,
    payers: s.payers,
    settled_at: s.settledAt,
  });

export const insertSettlement = (db: Db, s: SettlementRow) =>
  db.run(sql`
    insert into medical.settlement select g.* from json_populate_record(null::medical.settlement, ${settlementJson(s)}::json) as g`);

/** Moves the turn of people on, in id order; their rows stay locked until the transaction ends. */
export const moveTurns = (db: Db, holderIds: readonly string[]) =>
  db.run(sql`
    insert into medical.turn as t (holder_id, number) select id, 1 from unnest(${[...holderIds].sort()}::uuid[]) as id order by id
    on conflict (holder_id) do update set number = t.number + 1`);

export interface Totals {
  readonly total: bigint;
  readonly fund: bigint;
  readonly account: bigint;
  readonly cash: bigint;
  readonly count: number;
}

/** What an institution settled in a period, by the time that settlement returned. */
export const totalsOf = (
  db: Db,
  q: {
    institutionId: string;
    insurance: string | null;
    clearingType: string | null;
    region: string | null;
    from: Date;
    until: Date;
  },
) =>
  db.one<Totals>(sql`
    select coalesce(sum(total), 0)::int8 as total, coalesce(sum(fund), 0)::int8 as fund, coalesce(sum(account), 0)::int8 as account,
           coalesce(sum(cash), 0)::int8 as cash, count(*)::int as count
    from medical.settlement
    where institution_id = ${q.institutionId} and settled_at >= ${q.from} and settled_at < ${q.until}
      and (${q.insurance}::text is null or insurance = ${q.insurance}) and (${q.region}::text is null or region = ${q.region})
      and (${q.clearingType}::text is null or clearing_type = ${q.clearingType})`);
