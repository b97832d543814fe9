// The steps of making a card on the spot, in one table: where each begins, where it leads, where a stopped one goes on.
import type { MakingState } from './states.ts';

interface StepRules {
  readonly zh: string;
  readonly en: string;
  readonly from: MakingState;
  readonly to: MakingState;
}

export const steps = {
  account: { zh: '开立账户', en: 'record the account', from: 'started', to: 'account-recorded' },
  personalise: { zh: '写入芯片', en: 'write the chip', from: 'account-recorded', to: 'personalised' },
  print: { zh: '打印卡面', en: 'print the face', from: 'personalised', to: 'printed' },
  'read-back': { zh: '回读核对', en: 'read the card back', from: 'printed', to: 'read-back' },
  finish: { zh: '登记发卡', en: 'register and hand over', from: 'read-back', to: 'finished' },
} as const satisfies Record<string, StepRules>;

export type Step = keyof typeof steps;
export const stepNames = Object.keys(steps) as Step[];

/** The step that comes next in a state; undefined in a stopped or ended making. */
export const nextStep = (state: MakingState): Step | undefined => stepNames.find((step) => steps[step].from === state);

/**
 * Where a stopped making goes on. With a whole blank the failed step is done again; with a new blank everything on the
 * plastic begins again, while an account that was opened stays opened.
 */
export function resumesAt(failedStep: Step, blankSpoiled: boolean): MakingState {
  if (!blankSpoiled || failedStep === 'account') return steps[failedStep].from;
  return steps.personalise.from;
}

/** Whether a blank is still blank: nothing was tried on its chip yet. A tried one never goes to another person. */
export function isStillBlank(state: MakingState, failedStep: Step | null): boolean {
  if (state === 'stopped') return failedStep === 'account';
  return state === 'started' || state === 'account-recorded';
}
