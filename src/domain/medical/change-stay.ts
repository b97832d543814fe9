// Actions: discharge, taking a discharge back, and changing what was said at admission.
import { action } from '../../base/action.ts';
import { Id, Instant, shape, Text, Type } from '../../base/shape.ts';
import { keepDiagnoses } from './diagnoses.ts';
import { lockVisit } from './guard.ts';
import { refuse } from './refuse.ts';
import { Diagnoses, MedType } from './shapes.ts';
import { findStay, saveVisit, standingSettlements } from './store.ts';

export const discharge = action({
  name: 'medical.discharge',
  title: { zh: '出院办理', en: 'Discharge a person' },
  by: ['scene-operator'],
  input: shape({
    visitId: Id,
    holderId: Id,
    endedAt: Instant,
    way: Text(3),
    department: Text(50),
    diagnoses: Diagnoses,
  }),
  output: shape({ visitId: Id }),
  async run(call, input) {
    const { visit } = await lockVisit(call, input.visitId, input.holderId, ['admitted']);
    const endedAt = new Date(input.endedAt);
    if (endedAt < visit.beganAt) throw refuse('visit-state', { state: 'admitted later' });
    await saveVisit(call.db, {
      ...visit,
      state: 'discharged',
      endedAt,
      dischargeWay: input.way,
      department: input.department,
    });
    await keepDiagnoses(
      call,
      visit.id,
      input.diagnoses.map((d) => ({ ...d, at: new Date(d.at) })),
    );
    call.note({ visitId: visit.id });
    return { visitId: visit.id };
  },
});

export const cancelDischarge = action({
  name: 'medical.cancel-discharge',
  title: { zh: '出院撤销', en: 'Take a discharge back' },
  by: ['scene-operator'],
  input: shape({ visitId: Id, holderId: Id }),
  output: shape({ visitId: Id }),
  async run(call, { visitId, holderId }) {
    const { visit } = await lockVisit(call, visitId, holderId, ['discharged']);
    if ((await standingSettlements(call.db, visitId)).length > 0) throw refuse('visit-settled');
    if (await findStay(call.db, holderId)) throw refuse('in-hospital');
    await saveVisit(call.db, { ...visit, state: 'admitted', endedAt: null, dischargeWay: null });
    call.note({ visitId });
    return { visitId };
  },
});

export const changeAdmission = action({
  name: 'medical.change-admission',
  title: { zh: '住院信息变更', en: 'Change an admission' },
  by: ['scene-operator'],
  input: shape({
    visitId: Id,
    holderId: Id,
    medType: MedType,
    department: Type.Optional(Text(50)),
    beganAt: Instant,
    diagnoses: Diagnoses,
  }),
  output: shape({ visitId: Id }),
  async run(call, input) {
    const { visit } = await lockVisit(call, input.visitId, input.holderId, ['admitted']);
    const { medType, department = visit.department } = input;
    if (medType !== visit.medType && (await standingSettlements(call.db, visit.id)).length > 0)
      throw refuse('type-mismatch');
    await saveVisit(call.db, { ...visit, medType, department, beganAt: new Date(input.beganAt) });
    await keepDiagnoses(
      call,
      visit.id,
      input.diagnoses.map((d) => ({ ...d, at: new Date(d.at) })),
    );
    call.note({ visitId: visit.id });
    return { visitId: visit.id };
  },
});
