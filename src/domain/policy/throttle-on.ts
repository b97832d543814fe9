// The emergency brake: a bureau slows outlets with a public notice, online goes on (CAL-15).
import type { Day } from '../../base/day.ts';
import { type Decision, decide } from './decide.ts';
import type { Pack, ValueOf } from './pack.ts';

/** What share of their usual quota outlets may serve on a day; online channels are never throttled. */
export function throttleOn(pack: Pack, { day }: { readonly day: Day }): Decision<ValueOf<'throttle'>> {
  return decide(pack, 'throttle', { day }, (value) =>
    value.outletQuotaPercent < 100
      ? { value, code: 'throttled', facts: { percent: value.outletQuotaPercent, notice: value.notice ?? '—' } }
      : { value, code: 'not-throttled' },
  );
}
