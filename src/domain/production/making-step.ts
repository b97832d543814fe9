// One step of a making: the row locked, the step allowed, the day not over; then the step's own work, then saved.
import type { Call } from '../../base/call.ts';
import { Id, OneOf, shape } from '../../base/shape.ts';
import { ownInstitution } from './own-institution.ts';
import { refuse } from './refuse.ts';
import { type MakingState, makingStates } from './states.ts';
import { type Step, steps } from './steps.ts';
import { findMaking, lockMakingRow, type Making, saveMaking } from './store.ts';

export const MakingAnswer = shape({ makingId: Id, state: OneOf(Object.keys(makingStates.moves) as MakingState[]) });

/** The making as it is seen before anything is locked, of the caller's own outlet. */
export async function getOwnMaking(call: Call, makingId: string): Promise<Making> {
  const outlet = await ownInstitution(call, 'outlet');
  const making = await findMaking(call.db, makingId);
  if (making?.outletId !== outlet.id) throw refuse('no-such-making');
  return making;
}

/** Locks the making; refuses one that has ended. */
export async function lockMaking(call: Call, makingId: string): Promise<Making> {
  const making = (await lockMakingRow(call.db, makingId))!;
  if (making.state === 'finished' || making.state === 'given-up') {
    throw refuse('wrong-step', { state: makingStates.words[making.state].zh, step: '—' });
  }
  return making;
}

/** Refuses a step that is not the next one, and any step after midnight (TIM-02). */
export function requireStep(call: Call, making: Making, step: Step): void {
  if (making.state !== steps[step].from) {
    throw refuse('wrong-step', { state: makingStates.words[making.state].zh, step: steps[step].zh });
  }
  if (making.day !== call.today) throw refuse('day-over', { day: making.day });
}

/** Saves a making with what changed, and its journal line. */
export async function saveStep(call: Call, making: Making, change: Partial<Making>) {
  const next: Making = { ...making, ...change };
  await saveMaking(call.db, next);
  call.about(next.holderId);
  call.note({
    makingId: next.id,
    orderId: next.orderId,
    cardId: next.cardId,
    outletId: next.outletId,
    state: next.state,
    failedStep: next.failedStep,
    failure: next.failure,
  });
  return { makingId: next.id, state: next.state };
}

/** Takes a step that touches nothing but the making. */
export async function takeStep(call: Call, makingId: string, step: Step, change: (making: Making) => Partial<Making>) {
  await getOwnMaking(call, makingId);
  const making = await lockMaking(call, makingId);
  requireStep(call, making, step);
  return saveStep(call, making, { ...change(making), state: steps[step].to, failedStep: null, failure: null });
}
