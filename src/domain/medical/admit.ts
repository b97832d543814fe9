// Action: admission to hospital (入院登记). Nobody lies in two hospitals.
import { action } from '../../base/action.ts';
import { isDuplicate } from '../../base/database/database.ts';
import { Id, Instant, shape, Text, Type } from '../../base/shape.ts';
import { lockHolder } from '../holders/index.ts';
import { keepDiagnoses } from './diagnoses.ts';
import { requireAlive, requireInstitution } from './guard.ts';
import { insurancesOf, pickInsurance } from './person.ts';
import { Credential, requirePresented } from './present.ts';
import { refuse } from './refuse.ts';
import { regionOfDivision } from './regions.ts';
import { Diagnoses, Division, MedType, Message } from './shapes.ts';
import { findStay, insertVisit } from './store.ts';

export const admit = action({
  name: 'medical.admit',
  title: { zh: '入院登记', en: 'Admit a person to hospital' },
  by: ['scene-operator'],
  input: shape({
    holderId: Id,
    credential: Credential,
    insurance: Type.Optional(Text(3)),
    insuredIn: Type.Optional(Division),
    medType: MedType,
    number: Text(30),
    department: Text(50),
    beganAt: Instant,
    emergency: Type.Optional(Type.Boolean()),
    diagnoses: Diagnoses,
    message: Message,
  }),
  output: shape({ visitId: Id }),
  async run(call, input) {
    const institution = await requireInstitution(call);
    const holder = await lockHolder(call, input.holderId);
    call.about(holder.id);
    requireAlive(holder);
    if (!input.medType.startsWith('2') && !input.medType.startsWith('5')) throw refuse('type-mismatch');
    const { card } = await requirePresented(call, institution.id, holder.id, input.credential);
    if (await findStay(call.db, holder.id)) throw refuse('in-hospital');
    const insured = pickInsurance(await insurancesOf(call.db, holder, call.today), {
      region: input.insuredIn && regionOfDivision(input.insuredIn),
      insurance: input.insurance,
      place: institution.region,
    });
    const visitId = call.newId();
    try {
      await insertVisit(
        call.db,
        {
          ...{ id: visitId, institutionId: institution.id, holderId: holder.id, cardId: card?.id ?? null },
          ...{ kind: 'inpatient', state: 'admitted', region: insured.region, insurance: insured.insurance },
          ...{ number: input.number, medType: input.medType, department: input.department },
          ...{ beganAt: new Date(input.beganAt), endedAt: null, dischargeWay: null },
          ...{ emergency: input.emergency ?? false, message: input.message },
        },
        call.now,
      );
    } catch (error) {
      if (isDuplicate(error, 'one_stay')) throw refuse('in-hospital');
      throw error;
    }
    await keepDiagnoses(
      call,
      visitId,
      input.diagnoses.map((d) => ({ ...d, at: new Date(d.at) })),
    );
    call.note({ visitId, cardId: card?.id ?? null });
    return { visitId };
  },
});
