// Yearly certification (待遇资格认证): when it runs out, and the chain of notices before anything is suspended (BEN-09); taken by stepOverdue.
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

/**
 * Days from the day a certification runs out to each step; and the least days between one step and the next: whoever was
 * never told, because a job stood still, is told first and suspended last.
 */
export const stepDays: Readonly<Record<OverdueStep, number>> = {
  'first-notice': -60,
  'second-notice': -30,
  'final-notice': 0,
  suspended: 30,
};
export const leastBetween = 14;
