// Action: the clerk chases those of the group who have not chosen yet; nobody is reminded twice within a day (APP-01).
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { getGroup, groupClerks } from './get-group.ts';
import { saveReminders } from './group-store.ts';

const restMs = 24 * 3600_000;

export const remindUndecided = action({
  name: 'orders.remind-undecided',
  title: { zh: '提醒未选择人员', en: 'Remind the undecided' },
  by: groupClerks,
  input: shape({ groupOrderId: Id }),
  output: shape({ reminded: Type.Integer() }),
  async run(call, { groupOrderId }) {
    await getGroup(call, groupOrderId);
    const reminded = await saveReminders(call, new Date(call.now.getTime() - restMs), groupOrderId);
    call.about(...reminded.map(({ holderId }) => holderId));
    call.note({ groupOrderId, orderIds: reminded.map(({ id }) => id) });
    return { reminded: reminded.length };
  },
});
