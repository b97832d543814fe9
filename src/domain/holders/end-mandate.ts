// A mandate ends before its day: the holder takes it back, or the helper gives it back.
import { action } from '../../base/action.ts';
import { addDays } from '../../base/day.ts';
import { Id, Nothing, shape } from '../../base/shape.ts';
import { lockHolder } from './find-people.ts';
import { holderOfCall } from './may-act.ts';
import { refuse } from './refuse.ts';
import { endMandates, findMandate } from './store.ts';

export const endMandate = action({
  name: 'holders.end-mandate',
  title: { zh: '终止代办授权', en: 'End a mandate' },
  by: ['citizen', 'community-worker', 'bureau-clerk'],
  input: shape({ mandateId: Id }),
  output: Nothing,
  async run(call, { mandateId }) {
    const mandate = await findMandate(call.db, mandateId);
    if (!mandate || (call.actor.role === 'community-worker' && mandate.helperId !== call.actor.id))
      throw refuse('no-such-mandate');
    await holderOfCall(call, mandate.holderId);
    await lockHolder(call, mandate.holderId);
    await endMandates(call.db, [mandateId], addDays(call.today, -1));
    call.note({ mandateId, helperId: mandate.helperId });
    return {};
  },
});
