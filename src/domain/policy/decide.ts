// The one mechanism of all rules: the first row that holds in a situation answers, and says why. No row, or `unknown`: nobody has said.
import type { Day } from '../../base/day.ts';
import type { Citation, Pack, Row, RuleKey, ValueOf, When } from './pack.ts';
import { type Facts, type ReasonCode, reasonText } from './reasons.ts';

export interface Reason {
  readonly code: ReasonCode;
  readonly zh: string;
  readonly en: string;
  readonly facts: Facts;
  readonly citations: readonly Citation[];
  /** What the pack's author wants to be known about this value, e.g. that a year was inferred. */
  readonly note?: string;
}

/** An answer that carries its grounds. `unknown` is an answer: the sources are silent and the bureau has to decide. */
export interface Decision<T> {
  readonly value: T | 'unknown';
  readonly reasons: readonly Reason[];
}

/** What is known about a case; group may hold the group and its sub-group together. */
export type Situation = {
  readonly [K in Exclude<keyof When, 'from' | 'until'>]?: Element<When[K]> | readonly Element<When[K]>[] | undefined;
} & { readonly day: Day };
type Element<A> = A extends readonly (infer E)[] ? E : never;

/** The first row of a table that holds in the situation. */
export function findRow<K extends RuleKey>(pack: Pack, key: K, situation: Situation): Row<K> | undefined {
  return (pack.rules[key] as Row<K>[]).find((row) => holds(row.when, situation));
}

function holds(when: When | undefined, situation: Situation): boolean {
  if (!when) return true;
  // A plain loop: rosters ask this a million times.
  for (const key in when) {
    const allowed = when[key as keyof When];
    if (key === 'from' || key === 'until') {
      if (key === 'from' ? situation.day < (allowed as string) : situation.day > (allowed as string)) return false;
      continue;
    }
    const actual = situation[key as keyof Situation];
    const list = allowed as readonly unknown[];
    if (Array.isArray(actual) ? !actual.some((one) => list.includes(one)) : !list.includes(actual)) return false;
  }
  return true;
}

/**
 * Answers from one table. `say` turns the value into the reason people read; without a known value the answer is
 * `unknown` with the reason that the sources do not say.
 */
export function decide<K extends RuleKey, T = ValueOf<K>>(
  pack: Pack,
  key: K,
  situation: Situation,
  say: (value: ValueOf<K>) => { value: T | 'unknown'; code: ReasonCode; facts?: Facts },
): Decision<T> {
  const row = findRow(pack, key, situation);
  if (!row || row.value === 'unknown') return unknown(key, row);
  const { value, code, facts } = say(row.value as ValueOf<K>);
  return { value, reasons: [reason(code, facts ?? {}, row)] };
}

/** Any parameter of a pack as it stands, for rules that need no computing (e.g. reconfirmAt, onDeath, mishap, eCard). */
export function ruleFor<K extends RuleKey>(pack: Pack, key: K, situation: Situation): Decision<ValueOf<K>> {
  return decide(pack, key, situation, (value) => ({ value, code: 'by-rule', facts: { what: key } }));
}

export function unknown(
  what: RuleKey | 'banks' | 'start',
  row?: { cite: readonly Citation[]; note?: string },
): Decision<never> {
  return { value: 'unknown', reasons: [reason('source-silent', { what }, row)] };
}

export function reason(
  code: ReasonCode,
  facts: Facts = {},
  from?: { cite: readonly Citation[]; note?: string },
): Reason {
  return {
    code,
    // Written out only when somebody reads it: a roster decides ten thousand times and shows few.
    get zh() {
      return reasonText(code, facts, 'zh');
    },
    get en() {
      return reasonText(code, facts, 'en');
    },
    facts,
    citations: from?.cite ?? [],
    ...(from?.note === undefined ? {} : { note: from.note }),
  };
}
