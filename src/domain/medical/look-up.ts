// Queries of an institution about a person it treats: visits, diagnoses, settlements, fee lines, counters, who chose what.
import { query } from '../../base/action.ts';
import { addDays, startOfDay } from '../../base/day.ts';
import { DayText, Fen, Id, Instant, Maybe, shape, Type } from '../../base/shape.ts';
import { getHolder } from '../holders/index.ts';
import { readDiagnoses } from './diagnoses.ts';
import { requireInstitution } from './guard.ts';
import { insurancesOf, pickInsurance } from './person.ts';
import { refuse } from './refuse.ts';
import { Period, SettlementShape, settlementAnswer } from './shapes.ts';
import { findSettlement, findStay, findVisit, listLines, listVisits, readCounters } from './store.ts';
import { listChosen } from './store-register.ts';
import { SplitShape, splitAnswer } from './upload-fees.ts';

const by = ['scene-operator'] as const;

const VisitShape = shape({
  visitId: Id,
  kind: Type.String(),
  state: Type.String(),
  medType: Maybe(Type.String()),
  insurance: Type.String(),
  number: Type.String(),
  department: Type.String(),
  beganAt: Instant,
  endedAt: Maybe(Instant),
});

const visitAnswer = (visit: NonNullable<Awaited<ReturnType<typeof findVisit>>>) => ({
  ...{ visitId: visit.id, kind: visit.kind, state: visit.state, medType: visit.medType, insurance: visit.insurance },
  ...{ number: visit.number, department: visit.department, beganAt: visit.beganAt.toISOString() },
  endedAt: visit.endedAt?.toISOString() ?? null,
});

/** An institution sees its own visits; what the person did elsewhere is not its business. */
export const visitsOf = query({
  name: 'medical.visits-of',
  title: { zh: '就诊信息查询', en: 'Visits of a person here' },
  by,
  personal: true,
  input: shape({ holderId: Id, ...Period }),
  output: shape({ visits: Type.Array(VisitShape) }),
  async run(call, { holderId, from, until }) {
    const { id } = await requireInstitution(call);
    call.about(holderId);
    const visits = await listVisits(call.db, holderId, startOfDay(from), startOfDay(addDays(until, 1)));
    return { visits: visits.filter(({ institutionId }) => institutionId === id).map(visitAnswer) };
  },
});

export const stayOf = query({
  name: 'medical.stay-of',
  title: { zh: '在院信息查询', en: 'Whether a person is in hospital here' },
  by,
  personal: true,
  input: shape({ holderId: Id }),
  output: shape({ visits: Type.Array(VisitShape) }),
  async run(call, { holderId }) {
    const { id } = await requireInstitution(call);
    call.about(holderId);
    const stay = await findStay(call.db, holderId);
    return { visits: stay && stay.institutionId === id ? [visitAnswer(stay)] : [] };
  },
});

export const diagnosesOf = query({
  name: 'medical.diagnoses-of',
  title: { zh: '诊断信息查询', en: 'Diagnoses of a visit' },
  by,
  personal: true,
  input: shape({ holderId: Id, visitId: Id }),
  output: shape({
    diagnoses: Type.Array(
      shape({
        ...{ code: Type.String(), kind: Type.String(), number: Type.Integer(), name: Type.String() },
        ...{ department: Type.String(), doctor: Type.String(), at: Instant, valid: Type.Boolean() },
      }),
    ),
  }),
  async run(call, { holderId, visitId }) {
    const { id } = await requireInstitution(call);
    const visit = await findVisit(call.db, visitId);
    if (visit?.institutionId !== id || visit.holderId !== holderId) throw refuse('visit-unknown');
    call.about(holderId);
    return { diagnoses: (await readDiagnoses(call, visitId)).map((d) => ({ ...d, at: d.at.toISOString() })) };
  },
});

export const settlementOf = query({
  name: 'medical.settlement-of',
  title: { zh: '结算信息查询', en: 'A settlement of this institution' },
  by,
  personal: true,
  input: shape({ holderId: Id, visitId: Id, settlementId: Id }),
  output: SettlementShape,
  async run(call, { holderId, visitId, settlementId }) {
    const { id } = await requireInstitution(call);
    const row = await findSettlement(call.db, settlementId);
    if (row?.institutionId !== id || row.holderId !== holderId || row.visitId !== visitId)
      throw refuse('settlement-unknown');
    call.about(holderId);
    return settlementAnswer(row);
  },
});

export const feesOf = query({
  name: 'medical.fees-of',
  title: { zh: '费用明细查询', en: 'Fee lines of a visit or a settlement' },
  by,
  personal: true,
  input: shape({ holderId: Id, visitId: Id, settlementId: Type.Optional(Id) }),
  output: shape({ lines: Type.Array(SplitShape) }),
  async run(call, { holderId, visitId, settlementId }) {
    const { id } = await requireInstitution(call);
    const visit = await findVisit(call.db, visitId);
    if (visit?.institutionId !== id || visit.holderId !== holderId) throw refuse('visit-unknown');
    call.about(holderId);
    const lines = await listLines(call.db, visitId);
    return {
      lines: lines.filter((line) => !settlementId || line.settlementId === settlementId).map(splitAnswer),
    };
  },
});

export const countersOf = query({
  name: 'medical.counters-of',
  title: { zh: '年度累计查询', en: 'The counters of the year' },
  by,
  personal: true,
  input: shape({ holderId: Id, year: Type.Integer({ minimum: 2000, maximum: 2999 }) }),
  output: shape({
    insurance: Type.String(),
    counters: Type.Array(shape({ name: Type.String(), amountFen: Fen })),
  }),
  async run(call, { holderId, year }) {
    const institution = await requireInstitution(call);
    call.about(holderId);
    const holder = await getHolder(call.db, holderId);
    const insured = pickInsurance(await insurancesOf(call.db, holder, call.today), { place: institution.region });
    const counters = await readCounters(call.db, holderId, insured.insurance, year);
    return {
      insurance: insured.insurance,
      counters: [...counters].sort().map(([name, amount]) => ({ name, amountFen: amount.toString() })),
    };
  },
});

export const chosenBy = query({
  name: 'medical.chosen-by',
  title: { zh: '定点信息查询', en: 'Institutions a person chose' },
  by,
  personal: true,
  input: shape({ holderId: Id }),
  output: shape({
    chosen: Type.Array(shape({ code: Type.String(), how: Type.String(), fromDay: DayText, untilDay: Maybe(DayText) })),
  }),
  async run(call, { holderId }) {
    await requireInstitution(call);
    call.about(holderId);
    return { chosen: await listChosen(call.db, holderId, call.today) };
  },
});

export const entitlementOf = query({
  name: 'medical.entitlement-of',
  title: { zh: '待遇检查', en: 'Whether a person has benefits now' },
  by,
  personal: true,
  input: shape({ holderId: Id, insurance: Type.String({ maxLength: 3 }) }),
  output: shape({ entitled: Type.Boolean(), since: Maybe(DayText), why: Type.String() }),
  async run(call, { holderId, insurance }) {
    await requireInstitution(call);
    call.about(holderId);
    const holder = await getHolder(call.db, holderId);
    if (holder.deceasedOn) return { entitled: false, since: null, why: '参保人已身故' };
    const found = (await insurancesOf(call.db, holder, call.today)).find((one) => one.insurance === insurance);
    return { entitled: found !== undefined, since: found?.since ?? null, why: found ? '正常享受' : '未参加该险种' };
  },
});
