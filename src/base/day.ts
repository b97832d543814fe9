// A calendar day in Asia/Shanghai, and the arithmetic on it; never a moment in time.

/** 'YYYY-MM-DD', Beijing time. */
export type Day = string & { readonly __day: true };

const beijing = 8 * 3600_000;

/** The Beijing day an instant falls on. */
export function dayOf(instant: Date): Day {
  return new Date(instant.getTime() + beijing).toISOString().slice(0, 10) as Day;
}
