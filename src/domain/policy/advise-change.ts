// Should I change now? Advice with grounds, never a duty (APP-13, GOAL-01..03).
import { type Decision, findRow, type Reason, reason } from './decide.ts';
import { mayApply } from './may-apply.ts';
import type { Pack } from './pack.ts';
import type { Question } from './situation-of.ts';
import { turnOf } from './turn-of.ts';

export interface Circumstances {
  readonly worn?: boolean;
  readonly livesElsewhere?: boolean;
  readonly wantsFunctions?: boolean;
}

/** `later`: it is not the person's turn; the old card stays good in every case. */
export function adviseChange(
  pack: Pack,
  question: Question,
  why: Circumstances = {},
): Decision<'change' | 'no-hurry' | 'later' | 'has-new-card'> {
  const duty = findRow(pack, 'duty', { day: question.day });
  const stays = reason('voluntary', {}, duty);
  if (question.person.currentCard?.generation === 3 && !why.worn) {
    return { value: 'has-new-card', reasons: [reason('has-new-card')] };
  }
  const turn = turnOf(pack, question);
  const apply = mayApply(pack, { ...question, channel: undefined }).value;
  if (turn.open === false || (apply !== 'unknown' && !apply.may)) {
    return { value: 'later', reasons: [...turn.reasons, reason('advise-no-hurry'), stays] };
  }
  const grounds: Reason[] = [
    ...(turn.open === true && turn.phase?.state === 'regular' ? [reason('advise-started', {}, turn.phase)] : []),
    ...(why.worn ? [reason('advise-worn')] : []),
    ...(why.livesElsewhere ? [reason('advise-elsewhere')] : []),
    ...(why.wantsFunctions ? [reason('advise-functions')] : []),
  ];
  return grounds.length > 0
    ? { value: 'change', reasons: [...grounds, stays] }
    : { value: 'no-hurry', reasons: [...turn.reasons, reason('advise-no-hurry'), stays] };
}
