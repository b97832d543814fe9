// What a change of card does to money: financial account, benefit account, balances; pots never mix (FIN-07, BEN-03, MED-01..03, K7, K9, K11).
import type { Day } from '../../base/day.ts';
import { type Decision, decide } from './decide.ts';
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

/** How one pot follows a change of card. */
export function balanceMoves(
  pack: Pack,
  { pot, day }: { readonly pot: Pot; readonly day: Day },
): Decision<ValueOf<'balance'>> {
  return decide(pack, 'balance', { day, pot }, (value) => ({ value, code: `balance-${value}` }));
}
