// Action: a stopped making goes on at the step that failed; after a spoiled blank with a new one, before the chip is written.
import { action } from '../../base/action.ts';
import { Id, shape } from '../../base/shape.ts';
import { getOwnMaking, lockMaking, MakingAnswer, saveStep } from './making-step.ts';
import { ownInstitution } from './own-institution.ts';
import { refuse } from './refuse.ts';
import { makingStates } from './states.ts';
import { resumesAt } from './steps.ts';
import { takeBlank } from './take-blank.ts';

export const resumeMaking = action({
  name: 'production.resume-making',
  title: { zh: '恢复即时制卡', en: 'Resume a making' },
  by: ['bank-teller'],
  input: shape({ makingId: Id }),
  output: MakingAnswer,
  async run(call, { makingId }) {
    await getOwnMaking(call, makingId);
    const making = await lockMaking(call, makingId);
    if (making.state !== 'stopped') {
      throw refuse('wrong-step', { state: makingStates.words[making.state].zh, step: '恢复' });
    }
    if (making.day !== call.today) throw refuse('day-over', { day: making.day });
    if (!making.holdsBlank) await takeBlank(call, await ownInstitution(call, 'outlet'));
    const state = resumesAt(making.failedStep!, !making.holdsBlank);
    return saveStep(call, making, { state, holdsBlank: true, failedStep: null, failure: null });
  },
});
