// What forms and addresses bring, read the same way on every page: nothing is believed, what has not the right form is left out.
import type { Day } from '../../base/day.ts';
import type { Visit, Words } from './visit.ts';

export const w = (zh: string, en: string): Words => ({ zh, en });

export const text = (visit: Visit, name: string): string => visit.form.fields[name]?.trim() ?? '';

export const isId = (value: string | undefined): value is string =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value ?? '');

/** A day of the calendar, or nothing. */
export function dayIn(value: string | undefined): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value ?? '')) return undefined;
  const at = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || !at.toISOString().startsWith(value!) ? undefined : (value as Day);
}

/** A whole number within bounds, or the usual one. */
export const numberIn = (value: string | undefined, least: number, most: number, usual: number): number =>
  /^\d{1,9}$/.test(value ?? '') ? Math.min(most, Math.max(least, Number(value))) : usual;
