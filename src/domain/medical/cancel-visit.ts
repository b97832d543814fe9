// Action: a registration or an admission is taken back while nothing is settled.
import { action } from '../../base/action.ts';
import { Id, OneOf, shape } from '../../base/shape.ts';
import { lockVisit } from './guard.ts';
import { refuse } from './refuse.ts';
import { saveVisit, standingSettlements } from './store.ts';

export const cancelVisit = action({
  name: 'medical.cancel-visit',
  title: { zh: '撤销挂号或入院登记', en: 'Take a registration or admission back' },
  by: ['scene-operator'],
  input: shape({ visitId: Id, holderId: Id, kind: OneOf(['outpatient', 'inpatient']) }),
  output: shape({ visitId: Id }),
  async run(call, { visitId, holderId, kind }) {
    const { visit } = await lockVisit(call, visitId, holderId, ['registered', 'admitted']);
    if (visit.kind !== kind) throw refuse('visit-unknown');
    if ((await standingSettlements(call.db, visitId)).length > 0) throw refuse('visit-settled');
    await saveVisit(call.db, { ...visit, state: 'cancelled' });
    call.note({ visitId });
    return { visitId };
  },
});
