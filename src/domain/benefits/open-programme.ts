// Action: a second person opens a programme; from now on it may pay.
import { action } from '../../base/action.ts';
import { Id, shape } from '../../base/shape.ts';
import { requireAgency, requireOther } from './get-programme.ts';
import { programmeStates } from './programme.ts';
import { refuse } from './refuse.ts';
import { lockProgramme, openProgramme as open } from './store.ts';

export const openProgramme = action({
  name: 'benefits.open-programme',
  title: { zh: '复核启用发放项目', en: 'Open a programme' },
  by: ['benefit-approver'],
  input: shape({ programmeId: Id }),
  output: shape({ programmeId: Id }),
  async run(call, { programmeId }) {
    const programme = await lockProgramme(call.db, programmeId);
    if (!programme) throw refuse('no-such-programme');
    await requireAgency(call, programme);
    requireOther(call, programme.draftedBy);
    if (programme.state !== 'draft')
      throw refuse('programme-not-open', { state: programmeStates.words[programme.state].zh });
    await open(call.db, programmeId, call.actor.id);
    call.note({ programmeId, code: programme.code });
    return { programmeId };
  },
});
