// Action: the kind of visit and the diagnoses (就诊信息). A diagnosis is withdrawn by sending it again as not valid.
import { action } from '../../base/action.ts';
import { Id, Instant, shape, Type } from '../../base/shape.ts';
import { keepDiagnoses } from './diagnoses.ts';
import { lockVisit } from './guard.ts';
import { refuse } from './refuse.ts';
import { Diagnoses, MedType } from './shapes.ts';
import { saveVisit, standingSettlements } from './store.ts';

export const recordVisit = action({
  name: 'medical.record-visit',
  title: { zh: '上传就诊信息', en: 'Record a visit and its diagnoses' },
  by: ['scene-operator'],
  input: shape({
    visitId: Id,
    holderId: Id,
    medType: MedType,
    beganAt: Instant,
    emergency: Type.Optional(Type.Boolean()),
    diagnoses: Diagnoses,
  }),
  output: shape({ visitId: Id }),
  async run(call, { visitId, holderId, medType, beganAt, emergency = false, diagnoses }) {
    const { visit } = await lockVisit(call, visitId, holderId, ['registered']);
    // One kind of visit a visit; after settlement it stays.
    if (visit.medType !== null && visit.medType !== medType && (await standingSettlements(call.db, visitId)).length > 0)
      throw refuse('type-mismatch');
    if (medType.startsWith('2')) throw refuse('type-mismatch');
    await saveVisit(call.db, {
      ...visit,
      medType,
      beganAt: new Date(beganAt),
      emergency: emergency || medType.startsWith('13'),
    });
    await keepDiagnoses(
      call,
      visitId,
      diagnoses.map((d) => ({ ...d, at: new Date(d.at) })),
    );
    call.note({ visitId, medType });
    return { visitId };
  },
});
