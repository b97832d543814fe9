// Quotas: how much an institution takes on in one day, and the emergency throttle that lowers it (CAL-15).
import type { Call } from '../../base/call.ts';
import { findPackInForce, throttleOn } from '../policy/index.ts';
import { getInstitution } from './get-institution.ts';
import { refuse } from './refuse.ts';
import { countUse, quotaOn } from './store.ts';

/** Work that a quota may limit. */
export const quotaWorks = ['counter-orders', 'instant-cards', 'home-visits', 'unit-deliveries'] as const;
export type QuotaWork = (typeof quotaWorks)[number];

export const quotaTexts: Readonly<Record<QuotaWork, string>> = {
  'counter-orders': '柜面申领',
  'instant-cards': '即时制卡',
  'home-visits': '上门服务',
  'unit-deliveries': '单位送卡',
};

/** What is left of a quota under a throttle of so many percent; null: no limit. */
export function throttledQuota(perDay: number | null, percent: number): number | null {
  if (percent === 0) return 0;
  return perDay === null ? null : Math.floor((perDay * percent) / 100);
}

/**
 * Takes so much of today's quota of an institution, or refuses: used up, or lowered by a throttle of the region. Work without
 * a quota is not counted.
 */
export async function takeQuota(
  call: Call,
  take: { institutionId: string; work: QuotaWork; count?: number },
): Promise<void> {
  const { institutionId, work, count = 1 } = take;
  const { name, region } = await getInstitution(call.db, institutionId);
  const current = await findPackInForce(call.db, region, call.today);
  const throttle = current ? throttleOn(current.pack, { day: call.today }).value : 'unknown';
  const percent = throttle === 'unknown' ? 100 : throttle.outletQuotaPercent;
  const limit = throttledQuota(await quotaOn(call.db, institutionId, work, call.today), percent);
  if (limit === null) return;
  if (await countUse(call.db, { institutionId, work, day: call.today, count, limit })) return;
  if (percent === 0) throw refuse('throttled', { name, work: quotaTexts[work] });
  throw refuse('quota-used-up', { name, work: quotaTexts[work], limit });
}
