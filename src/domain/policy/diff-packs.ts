// In what two packs differ, parameter by parameter; on a day, only what holds on that day (HUB-05).
import type { Day } from '../../base/day.ts';
import { type Pack, type Row, type RuleKey, ruleKeys } from './pack.ts';
import { phaseOn } from './turn-of.ts';

export interface PackDifference {
  /** A rule key, or `phase`, `batches`, `banks`, `channels`, `districts`. */
  readonly parameter: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** Compares conditions and values; citations and notes differ between regions by nature and are left out. */
export function diffPacks(a: Pack, b: Pack, { on }: { readonly on?: Day | undefined } = {}): PackDifference[] {
  const [left, right] = [outline(a, on), outline(b, on)];
  return Object.keys(left)
    .filter((parameter) => JSON.stringify(left[parameter]) !== JSON.stringify(right[parameter]))
    .map((parameter) => ({ parameter, a: left[parameter], b: right[parameter] }));
}

function outline(pack: Pack, on: Day | undefined): Record<string, unknown> {
  return {
    phase: on ? (phaseOn(pack, on)?.state ?? 'not-started') : pack.phases.map(({ cite, name, note, ...rest }) => rest),
    districts: pack.districts.map(({ code }) => code),
    batches: pack.batches.map(({ cite, name, note, ...rest }) => rest),
    banks: pack.banks === 'unknown' ? 'unknown' : pack.banks.map(({ cite, name, ...rest }) => rest),
    ...Object.fromEntries(ruleKeys.map((key) => [key, rowsOn(pack, key, on)])),
  };
}

function rowsOn(pack: Pack, key: RuleKey, on: Day | undefined): unknown[] {
  const phase = on && phaseOn(pack, on);
  const outlines: unknown[] = [];
  for (const row of pack.rules[key] as Row[]) {
    const { phase: phases, state: states, from, until, ...conditions } = row.when ?? {};
    if (on) {
      if ((from && on < from) || (until && on > until)) continue;
      if (phases && !(phase && phases.includes(phase.code))) continue;
      if (states && !states.includes(phase ? phase.state : 'not-started')) continue;
    }
    const when = on ? conditions : (row.when ?? {});
    const bare = Object.keys(when).length === 0;
    outlines.push(bare ? { value: row.value } : { when, value: row.value });
    // What stands below a row without conditions is never asked.
    if (bare) break;
  }
  return outlines;
}
