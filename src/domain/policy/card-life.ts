// What happens to cards over time: the old card, uncollected cards, expiry, replacement (OLD, SLP, RPL, K4, K12, K19, K20).
import { addMonths, type Day } from '../../base/day.ts';
import { type Decision, decide } from './decide.ts';
import type { OrderKind, Pack, ValueOf } from './pack.ts';
import { type Question, situationOf } from './situation-of.ts';

/** The old card never ends before the new one is enabled; a region may only add conditions. */
export function oldCardRule(pack: Pack, { day }: { readonly day: Day }): Decision<ValueOf<'oldCard'>> {
  return decide(pack, 'oldCard', { day }, (value) => ({ value, code: 'old-card-dies' }));
}

export interface Uncollected {
  readonly action: 'keep' | 'cancel-and-destroy';
  /** The last day the card may be collected; null when it is kept. */
  readonly collectBy: Day | null;
}

/** `unknown` must be treated as keep: nothing is destroyed without a rule (SLP-02). */
export function uncollectedRule(
  pack: Pack,
  { orderKind, readyDay }: { readonly orderKind: OrderKind; readonly readyDay: Day },
): Decision<Uncollected> {
  return decide<'uncollected', Uncollected>(pack, 'uncollected', { day: readyDay, orderKind }, (rule) =>
    rule === 'keep'
      ? { value: { action: 'keep', collectBy: null }, code: 'uncollected-keep' }
      : {
          value: { action: rule.action, collectBy: addMonths(readyDay, rule.months) },
          code: 'uncollected',
          facts: { months: rule.months },
        },
  );
}

/** The last day a card made on a day is good, or null where no validity period is set. */
export function expiryRule(
  pack: Pack,
  { madeDay }: { readonly madeDay: Day },
): Decision<{ readonly lastDay: Day | null }> {
  return decide<'expiry', { lastDay: Day | null }>(pack, 'expiry', { day: madeDay }, (rule) =>
    rule === 'none'
      ? { value: { lastDay: null }, code: 'expiry-none' }
      : { value: { lastDay: addMonths(madeDay, rule.years * 12) }, code: 'expiry-years', facts: { years: rule.years } },
  );
}

/** Where a lost or damaged card is replaced, and whether the bank stays. */
export function replacementRule(pack: Pack, question: Question): Decision<ValueOf<'replacement'>> {
  return decide(pack, 'replacement', situationOf(pack, { ...question, purpose: 'replace' }), (value) => ({
    value,
    code: 'replace-at',
    facts: { outlets: value.outlets },
  }));
}
