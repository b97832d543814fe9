// The explanation of a settlement: items that together are the whole fee, each with who pays how much of it and the rule behind.
import type { Fund } from './policy-set.ts';

export interface Piece {
  readonly amountFen: bigint;
  readonly rate: bigint;
  readonly cite: string;
}

export type ItemKind =
  | 'full-self'
  | 'over-limit'
  | 'first-self'
  | 'deductible'
  | 'band'
  | 'beyond'
  | 'above-cap'
  | 'top-up';

/** One policy item. The amounts of all items but `top-up` add up to the fee; a `top-up` pays on what others left with the person. */
export interface Item {
  readonly kind: ItemKind;
  readonly amountFen: bigint;
  readonly fund?: Fund;
  readonly paidFen: bigint;
  /** Per ten thousand, where one rate applies. */
  readonly rate?: bigint;
  /** Source of the policy set, after `#` the clause; null: the catalogue of the place of treatment. */
  readonly cite: string | null;
}

export const itemTitles: Readonly<Record<ItemKind, { readonly zh: string; readonly en: string }>> = {
  'full-self': { zh: '全自费：目录外、丙类或未经审批', en: 'outside the catalogue, class C or not approved' },
  'over-limit': { zh: '超限价部分', en: 'above the price cap' },
  'first-self': { zh: '先行自付（乙类等）', en: 'first self-pay share (class B)' },
  deductible: { zh: '起付标准', en: 'deductible' },
  band: { zh: '统筹基金按比例支付', en: 'basic fund, by rate' },
  beyond: { zh: '超过统筹封顶线，大额资金按比例支付', en: 'above the cap of the basic fund, large-amount fund' },
  'above-cap': { zh: '超过封顶线', en: 'above the cap' },
  'top-up': { zh: '大病保险', en: 'serious-illness insurance' },
};

export type GapReason = 'no-scheme' | 'no-rule' | 'not-filed';

/** The policy set says nothing about this case: it is refused, never guessed. */
export class PolicyGap extends Error {
  readonly reason: GapReason;
  readonly facts: Readonly<Record<string, string>>;
  constructor(reason: GapReason, facts: Readonly<Record<string, string>>) {
    super(`${reason}: ${JSON.stringify(facts)}`);
    this.reason = reason;
    this.facts = facts;
  }
}
