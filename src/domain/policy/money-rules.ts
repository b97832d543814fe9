// What a change of card does to money: financial account, benefit account, balances; pots never mix (FIN-07, BEN-03, MED-01..03, K7, K9, K11).
import { ageOn, type Day } from '../../base/day.ts';
import { type Decision, decide, findRow, ruleFor } from './decide.ts';
import type { Pack, Pot, ValueOf } from './pack.ts';

export function financialAccountRule(
  pack: Pack,
  { day }: { readonly day: Day },
): Decision<ValueOf<'financialAccount'>> {
  return decide(pack, 'financialAccount', { day }, (value) => ({ value, code: `account-${value}` }));
}

export function benefitAccountPlace(
  pack: Pack,
  { day }: { readonly day: Day },
): Decision<ValueOf<'benefitAccountPlace'>> {
  return decide(pack, 'benefitAccountPlace', { day }, (places) => ({
    value: places,
    code: 'benefit-place',
    facts: { places },
  }));
}

/**
 * What a minor's account may move in a day at most (open question 10); null: the region sets no limit, or the holder is of age.
 * It ends by itself on the birthday on which a minor comes of age.
 */
export function minorAccountLimit(pack: Pack, { born, day }: { readonly born: Day; readonly day: Day }): bigint | null {
  const grouping = findRow(pack, 'grouping', { day })?.value;
  const adultAge = grouping === undefined || grouping === 'unknown' ? 18 : grouping.adultAge;
  const { value } = ruleFor(pack, 'minorAccount', { day });
  return value === 'unknown' || ageOn(born, day) >= adultAge ? null : BigInt(value.dailyLimitFen);
}

/** How one pot follows a change of card. */
export function balanceMoves(
  pack: Pack,
  { pot, day }: { readonly pot: Pot; readonly day: Day },
): Decision<ValueOf<'balance'>> {
  return decide(pack, 'balance', { day, pot }, (value) => ({ value, code: `balance-${value}` }));
}
