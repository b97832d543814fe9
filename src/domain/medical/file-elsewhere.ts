// Filing for treatment elsewhere (异地备案): online by the person, or by the hospital that refers; and who may go where.
import { action, query } from '../../base/action.ts';
import { addMonths, type Day } from '../../base/day.ts';
import { DayText, Id, Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import { getHolder, holderOfCall, lockHolder } from '../holders/index.ts';
import { requireInstitution } from './guard.ts';
import { insurancesOf, pickInsurance } from './person.ts';
import { refuse } from './refuse.ts';
import { regionOfDivision } from './regions.ts';
import { Division } from './shapes.ts';
import { findInstitutionByCode, insertFiling, listFilings, saveChosen, withdrawFilingRow } from './store-register.ts';

/** A passing filing holds half a year, the least the national guidance asks for; who lives elsewhere files without an end. */
const passingMonths = 6;

const FilingShape = shape({
  filingId: Id,
  kind: OneOf(['resettled', 'referral', 'emergency']),
  region: Type.String(),
  treatedIn: Type.String(),
  fromDay: DayText,
  untilDay: Maybe(DayText),
  withdrawn: Type.Boolean(),
});

export const fileElsewhere = action({
  name: 'medical.file-elsewhere',
  title: { zh: '异地就医备案', en: 'File for treatment elsewhere' },
  by: ['citizen', 'bureau-clerk', 'scene-operator'],
  input: shape({
    holderId: Type.Optional(Id),
    kind: OneOf(['resettled', 'referral', 'emergency']),
    division: Division,
    fromDay: Type.Optional(DayText),
    untilDay: Type.Optional(DayText),
    /** The institution somebody is referred to. */
    institutionCode: Type.Optional(Type.String({ pattern: '^[A-Z][0-9]{11}$' })),
  }),
  output: FilingShape,
  async run(call, input) {
    const holderId = await holderOfCall(call, input.holderId);
    const holder = await lockHolder(call, holderId);
    if (call.actor.role === 'scene-operator') await requireInstitution(call);
    const treatedIn = regionOfDivision(input.division);
    const insurances = await insurancesOf(call.db, holder, call.today);
    const insured = pickInsurance(insurances, { place: treatedIn ?? '' });
    if (!treatedIn) throw refuse('filing-place');
    const fromDay = (input.fromDay ?? call.today) as Day;
    const lasting = input.kind === 'resettled' ? null : addMonths(fromDay, passingMonths);
    if (insured.region === treatedIn) {
      // Inside the own region a referral opens the institution it names.
      if (input.kind !== 'referral' || !input.institutionCode) throw refuse('filing-place');
      if (!(await findInstitutionByCode(call.db, input.institutionCode))) throw refuse('not-designated');
      await saveChosen(call.db, holderId, input.institutionCode, 'referred', fromDay, input.untilDay ?? lasting);
    }
    const filing = {
      ...{ id: call.newId(), holderId, region: insured.region, kind: input.kind, treatedIn, fromDay },
      ...{ institutionCode: input.institutionCode ?? null, untilDay: input.untilDay ?? lasting },
      ...{ byRole: call.actor.role, filedAt: call.now, withdrawnAt: null },
    };
    await insertFiling(call.db, filing);
    call.note({ filingId: filing.id });
    return answer(filing);
  },
});

const answer = (f: Awaited<ReturnType<typeof listFilings>>[number]) => ({
  ...{ filingId: f.id, kind: f.kind, region: f.region, treatedIn: f.treatedIn },
  ...{ fromDay: f.fromDay, untilDay: f.untilDay, withdrawn: f.withdrawnAt !== null },
});

export const withdrawFiling = action({
  name: 'medical.withdraw-filing',
  title: { zh: '撤销异地备案', en: 'Withdraw a filing' },
  by: ['citizen', 'bureau-clerk', 'scene-operator'],
  input: shape({ holderId: Type.Optional(Id), filingId: Id }),
  output: shape({ filingId: Id }),
  async run(call, { holderId, filingId }) {
    const whose = await holderOfCall(call, holderId);
    await lockHolder(call, whose);
    if ((await withdrawFilingRow(call.db, filingId, whose, call.now)) === 0) throw refuse('filing-unknown');
    call.note({ filingId });
    return { filingId };
  },
});

export const filingsOf = query({
  name: 'medical.filings-of',
  title: { zh: '异地备案查询', en: 'Filings of a person' },
  by: ['citizen', 'bureau-clerk', 'scene-operator'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({ filings: Type.Array(FilingShape) }),
  async run(call, { holderId }) {
    const whose = await holderOfCall(call, holderId);
    await getHolder(call.db, whose);
    return { filings: (await listFilings(call.db, whose)).map(answer) };
  },
});

export const chooseInstitution = action({
  name: 'medical.choose-institution',
  title: { zh: '选定定点医疗机构', en: 'Choose an institution' },
  by: ['citizen', 'bureau-clerk'],
  input: shape({ holderId: Type.Optional(Id), institutionCode: Type.String({ pattern: '^[A-Z][0-9]{11}$' }) }),
  output: shape({ institutionCode: Type.String() }),
  async run(call, { holderId, institutionCode }) {
    const whose = await holderOfCall(call, holderId);
    await lockHolder(call, whose);
    if (!(await findInstitutionByCode(call.db, institutionCode))) throw refuse('not-designated');
    await saveChosen(call.db, whose, institutionCode, 'chosen', call.today, null);
    return { institutionCode };
  },
});
