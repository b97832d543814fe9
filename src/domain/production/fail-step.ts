// Action: the step at hand failed. A spoiled blank is counted and laid aside; the making waits to go on.
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Id, OneOf, shape, Type } from '../../base/shape.ts';
import { getOwnMaking, lockMaking, MakingAnswer, saveStep } from './making-step.ts';
import { refuse } from './refuse.ts';
import { makingStates } from './states.ts';
import { nextStep } from './steps.ts';
import { insertSpoiled, type Making, settleBlank } from './store.ts';

export const stepFailures = {
  'account-refused': { zh: '银行未能开户', en: 'the bank could not open the account' },
  'chip-fault': { zh: '芯片故障', en: 'faulty chip' },
  'printer-fault': { zh: '打印机故障', en: 'printer fault' },
  'bad-print': { zh: '打印不良', en: 'bad print' },
  'reader-fault': { zh: '读卡器故障', en: 'reader fault' },
  'read-back-differs': { zh: '回读不符', en: 'the card holds something else' },
  'line-down': { zh: '网络中断', en: 'the line is down' },
  other: { zh: '其他', en: 'other' },
} as const;
type StepFailure = keyof typeof stepFailures;

export const failStep = action({
  name: 'production.fail-step',
  title: { zh: '即时制卡：登记失败', en: 'Making on the spot: a step failed' },
  by: ['bank-teller'],
  input: shape({
    makingId: Id,
    reason: OneOf(Object.keys(stepFailures) as StepFailure[]),
    blankSpoiled: Type.Boolean(),
  }),
  output: MakingAnswer,
  async run(call, { makingId, reason, blankSpoiled }) {
    await getOwnMaking(call, makingId);
    return stopMaking(call, await lockMaking(call, makingId), reason, blankSpoiled);
  },
});

/** Stops a locked making at its next step; with a spoiled blank what was on the chip is forgotten. */
export async function stopMaking(call: Call, making: Making, reason: StepFailure, blankSpoiled: boolean) {
  const step = nextStep(making.state);
  if (!step) throw refuse('wrong-step', { state: makingStates.words[making.state].zh, step: '—' });
  if (blankSpoiled) {
    await settleBlank(call.db, making.outletId, 'scrapped');
    const { id: makingId, cardIdentifier } = making;
    await insertSpoiled(call.db, { id: call.newId(), makingId, step, reason, cardIdentifier }, call.now);
  }
  return saveStep(call, making, {
    state: 'stopped',
    failedStep: step,
    failure: reason,
    ...(blankSpoiled ? { holdsBlank: false, cardIdentifier: null, atr: null } : {}),
  });
}
