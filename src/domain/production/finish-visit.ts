// Action: the visit is over. Cards of absent people go to the outlet, not enabled; there they are scanned in (PCK-03).
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { getOpenVisit } from './open-visit.ts';
import { closeVisit } from './store.ts';

export const finishVisit = action({
  name: 'production.finish-visit',
  title: { zh: '结束上门送卡', en: 'Finish a visit' },
  by: ['bank-visitor'],
  input: shape({ visitId: Id }),
  output: shape({ absent: Type.Integer(), outletId: Id }),
  async run(call, { visitId }) {
    const { outletId, groupOrderId } = await getOpenVisit(call, visitId, true);
    const absent = await closeVisit(call.db, visitId, call.now);
    call.about(...absent.map(({ holderId }) => holderId));
    call.note({ visitId, groupOrderId, outletId, absent: absent.map(({ orderId }) => orderId) });
    return { absent: absent.length, outletId };
  },
});
