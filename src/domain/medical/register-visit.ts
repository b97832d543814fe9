// Action: a person registers (挂号) with a card, a decoded e-card or an identity document.
import { action } from '../../base/action.ts';
import { Id, Instant, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { lockHolder } from '../holders/index.ts';
import { requireAlive, requireInstitution } from './guard.ts';
import { insurancesOf, pickInsurance } from './person.ts';
import { Credential, requirePresented } from './present.ts';
import { regionOfDivision } from './regions.ts';
import { Division, Message } from './shapes.ts';
import { insertVisit } from './store.ts';
import { moveByItself } from './visit-wallet.ts';

export const registerVisit = action({
  name: 'medical.register-visit',
  title: { zh: '门诊挂号', en: 'Register an outpatient visit' },
  by: ['scene-operator'],
  input: shape({
    holderId: Id,
    credential: Credential,
    insurance: Type.Optional(Text(3)),
    /** Division of the insured place, where the person is insured in several. */
    insuredIn: Type.Optional(Division),
    number: Text(30),
    department: Text(50),
    beganAt: Instant,
    message: Message,
  }),
  output: shape({ visitId: Id, holderId: Id, number: Type.String(), cardId: Maybe(Id), region: Type.String() }),
  async run(call, input) {
    const institution = await requireInstitution(call);
    const holder = await lockHolder(call, input.holderId);
    call.about(input.holderId);
    requireAlive(holder);
    const { card } = await requirePresented(call, institution.id, input.holderId, input.credential);
    if (card) await moveByItself(call, institution, card);
    const insured = pickInsurance(await insurancesOf(call.db, holder, call.today), {
      region: input.insuredIn && regionOfDivision(input.insuredIn),
      insurance: input.insurance,
      place: institution.region,
    });
    const visitId = call.newId();
    await insertVisit(
      call.db,
      {
        ...{ id: visitId, institutionId: institution.id, holderId: input.holderId, cardId: card?.id ?? null },
        ...{ kind: 'outpatient', state: 'registered', region: insured.region, insurance: insured.insurance },
        ...{ number: input.number, medType: null, department: input.department, beganAt: new Date(input.beganAt) },
        ...{ endedAt: null, dischargeWay: null, emergency: false, message: input.message },
      },
      call.now,
    );
    call.note({ visitId, cardId: card?.id ?? null });
    return {
      ...{ visitId, holderId: input.holderId, number: input.number, cardId: card?.id ?? null },
      region: insured.region,
    };
  },
});
