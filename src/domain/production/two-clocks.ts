// The promise is about making; what the mail takes is another clock and never mixed with it (TIM-09).
import { type Day, dayOf } from '../../base/day.ts';

export interface Clocks {
  readonly making: {
    readonly since: string | null;
    readonly until: string | null;
    readonly promiseDay: Day | null;
    /** Made after the promised day, or not made while it has gone by. */
    readonly overdue: boolean;
  };
  /** Null where nothing was ever sent. */
  readonly delivery: { readonly since: string; readonly until: string | null } | null;
}

/** Both clocks of an order. The last parcel counts: one that was lost is followed by a new making. */
export function twoClocks(
  order: { readonly acceptedAt: Date | null; readonly producedAt: Date | null; readonly promiseDay: Day | null },
  parcels: readonly { readonly postedAt: Date; readonly endedAt: Date | null }[],
  today: Day,
): Clocks {
  const { acceptedAt, producedAt, promiseDay } = order;
  const madeBy = producedAt ? dayOf(producedAt) : today;
  const last = parcels.at(-1);
  return {
    making: {
      since: acceptedAt?.toISOString() ?? null,
      until: producedAt?.toISOString() ?? null,
      promiseDay,
      overdue: promiseDay !== null && madeBy > promiseDay,
    },
    delivery: last ? { since: last.postedAt.toISOString(), until: last.endedAt?.toISOString() ?? null } : null,
  };
}
