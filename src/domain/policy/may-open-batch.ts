// The gate before a batch opens: everything ready, and the notice out by then (GOV-02, GOV-04).
import type { Day } from '../../base/day.ts';
import { type Decision, type Reason, reason } from './decide.ts';

export const readinessItems = ['terminals', 'banks', 'staff', 'systems', 'safeguards'] as const;
export type Readiness = Readonly<Record<(typeof readinessItems)[number], boolean>>;

export interface OpeningPlan {
  readonly readiness: Readiness;
  readonly opens: Day;
  /** The day the notice to the public was published. */
  readonly noticePublished?: Day | undefined;
}

export function mayOpenBatch({ readiness, opens, noticePublished }: OpeningPlan): Decision<boolean> {
  const red = readinessItems.filter((item) => readiness[item] !== true);
  const duties = (clause: string) => ({ cite: [{ document: 'moh-2020-101', clause, grade: 'C' as const }] });
  const reasons: Reason[] = [];
  if (red.length > 0) reasons.push(reason('gate-red', { items: red }, duties('建立协调机制')));
  if (noticePublished === undefined) reasons.push(reason('notice-missing', {}, duties('加强宣传引导')));
  else if (noticePublished > opens) {
    reasons.push(reason('notice-late', { published: noticePublished, opens }, duties('加强宣传引导')));
  }
  if (reasons.length > 0) return { value: false, reasons };
  return { value: true, reasons: [reason('gate-open', {}, duties('建立协调机制'))] };
}
