// The day a card is promised to be made; mail travels on its own clock (TIM-01..09, K2).
import type { Day } from '../../base/day.ts';
import { CalendarGap, type DayCount, dueAfterNaturalDays, dueAfterWorkingDays } from './calendar.ts';
import { type Decision, decide, findRow, reason, unknown } from './decide.ts';
import type { ChannelCode, OutletKind, Pack, ValueOf } from './pack.ts';
import { channelKinds } from './pack.ts';
import { phaseOn } from './turn-of.ts';

export interface PromiseOfMaking {
  readonly unit: 'instant' | 'natural-days' | 'working-days';
  readonly count: number;
  /** The last day of making; the applied day itself when made on the spot. */
  readonly due: Day;
  readonly mailExcluded: boolean | 'unknown';
}

export interface PromiseQuestion {
  readonly channel: ChannelCode;
  readonly outlet?: OutletKind | undefined;
  readonly appliedDay: Day;
  readonly openings?: Readonly<Record<string, Day>> | undefined;
}

/** Never throws: where the calendar does not reach, the answer is `unknown` and says which year is missing. */
export function promiseFor(
  pack: Pack,
  { channel, outlet, appliedDay, openings }: PromiseQuestion,
): Decision<PromiseOfMaking> {
  const phase = phaseOn(pack, appliedDay, openings);
  const situation = {
    day: appliedDay,
    channel,
    kind: channelKinds[channel],
    outlet,
    phase: phase?.code,
    state: phase?.state,
  };
  const how = findRow(pack, 'dayCount', { day: appliedDay });
  if (!how || how.value === 'unknown') return unknown('dayCount', how);
  const dayCount = how.value;
  try {
    return decide(pack, 'promise', situation, (promise) => {
      const value = promised(promise, appliedDay, dayCount);
      return { value, code: `promise-${promise.unit}`, facts: { count: value.count, due: value.due } };
    });
  } catch (error) {
    if (error instanceof CalendarGap)
      return { value: 'unknown', reasons: [reason('calendar-gap', { year: error.year }, how)] };
    throw error;
  }
}

function promised(promise: ValueOf<'promise'>, from: Day, how: DayCount): PromiseOfMaking {
  if (promise.unit === 'instant') return { unit: 'instant', count: 0, due: from, mailExcluded: true };
  const { unit, count, mailExcluded } = promise;
  const due = unit === 'natural-days' ? dueAfterNaturalDays(from, count, how) : dueAfterWorkingDays(from, count, how);
  return { unit, count, due, mailExcluded };
}
