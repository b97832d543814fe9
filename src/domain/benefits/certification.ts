// Yearly certification (待遇资格认证): when it runs out, and the chain of notices before anything is suspended (BEN-09). Pure.
import { addDays, addMonths, type Day } from '../../base/day.ts';
import { states } from '../../base/states.ts';

export const certificationWays = ['card-tap', 'visit', 'helper', 'self-service'] as const;
export type CertificationWay = (typeof certificationWays)[number];

export const overdueSteps = states(
  'benefits.certification',
  { zh: '待遇资格认证', en: 'Certification that runs out' },
  {
    'first-notice': { zh: '到期前60天提醒', en: 'told 60 days before', to: ['second-notice'] },
    'second-notice': { zh: '到期前30天提醒', en: 'told 30 days before', to: ['final-notice'] },
    'final-notice': { zh: '到期日提醒', en: 'told on the day', to: ['suspended'] },
    suspended: { zh: '暂停发放，认证后补发', en: 'suspended until certified', to: [] },
  },
);
export type OverdueStep = keyof typeof overdueSteps.moves;

/** Days from the day a certification runs out to each step; and the least days between one step and the next. */
export const stepDays: Readonly<Record<OverdueStep, number>> = {
  'first-notice': -60,
  'second-notice': -30,
  'final-notice': 0,
  suspended: 30,
};
export const leastBetween = 14;

/** The last day a certification of a day covers. */
export const certifiedUntil = (certifiedOn: Day, months: number): Day => addMonths(certifiedOn, months);

/**
 * The step that follows today, or null. Each step comes only after the one before, and not sooner than two weeks after it:
 * whoever was never told, because a job stood still, is told first and suspended last.
 */
export function nextStep(
  dueOn: Day,
  last: { readonly step: OverdueStep; readonly on: Day } | null,
  today: Day,
): OverdueStep | null {
  const next = last === null ? 'first-notice' : (overdueSteps.moves[last.step][0] ?? null);
  if (next === null || today < addDays(dueOn, stepDays[next])) return null;
  return last !== null && today < addDays(last.on, leastBetween) ? null : next;
}
