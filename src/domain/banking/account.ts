// What the account behind a card is: product rules as the policy has them. Pure.
import type { Day } from '../../base/day.ts';
import { type Pack, ruleFor } from '../policy/index.ts';

/** Ways to pay with the card, as banks tell them apart. */
export const payWays = ['atm', 'pos', 'online', 'contactless', 'scan'] as const;
export type PayWay = (typeof payWays)[number];

export interface AccountProduct {
  /** Of the other class (其他类账户): bound to the card, kept apart by the bank, used like a class I account (FIN-01). */
  readonly accountClass: 'other';
  /** No limit of amount; null, not a large number. */
  readonly limitFen: null;
  readonly payWays: readonly PayWay[];
  /** Fees the bank does not take (FEE-04); null where the region says nothing. */
  readonly waivedFees: readonly string[] | null;
  /** Up to this a contactless payment needs no PIN; null: always a PIN. */
  readonly smallPaymentFen: bigint | null;
  readonly activation: 'in-person-at-issuing-bank';
  readonly onReplacement: 'new-number-old-account-stays';
}

export function accountProduct(pack: Pack, day: Day): AccountProduct {
  const fees = ruleFor(pack, 'accountFees', { day }).value;
  const small = ruleFor(pack, 'smallPayment', { day }).value;
  return {
    accountClass: 'other',
    limitFen: null,
    payWays,
    waivedFees: fees === 'unknown' || fees === undefined ? null : fees,
    smallPaymentFen: small === 'unknown' || small === undefined ? null : BigInt(small.limitFen),
    activation: 'in-person-at-issuing-bank',
    onReplacement: 'new-number-old-account-stays',
  };
}

/** Small and quick goes without a PIN only by contactless and only up to the limit of the region; where none is set, never (FIN-04). */
export const needsPin = (product: Pick<AccountProduct, 'smallPaymentFen'>, way: PayWay, amountFen: bigint): boolean =>
  !(way === 'contactless' && product.smallPaymentFen !== null && amountFen <= product.smallPaymentFen);
