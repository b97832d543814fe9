// Action: unsettled fee lines are taken back, a batch or all of them.
import { action } from '../../base/action.ts';
import { Id, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { lockVisit } from './guard.ts';
import { refuse } from './refuse.ts';
import { deleteOpenLines, listLines } from './store.ts';

export const revokeFees = action({
  name: 'medical.revoke-fees',
  title: { zh: '撤销费用明细', en: 'Take unsettled fee lines back' },
  by: ['scene-operator'],
  input: shape({ visitId: Id, holderId: Id, batch: Maybe(Text(30)) }),
  output: shape({ revoked: Type.Integer() }),
  async run(call, { visitId, holderId, batch }) {
    await lockVisit(call, visitId, holderId);
    if (batch !== null) {
      const lines = (await listLines(call.db, visitId)).filter((line) => line.batch === batch);
      if (lines.some(({ settlementId }) => settlementId !== null)) throw refuse('settled-lines');
    }
    const revoked = await deleteOpenLines(call.db, visitId, batch);
    call.note({ visitId, revoked });
    return { revoked };
  },
});
