// What a card costs, by reason; without a standard nothing may be charged (FEE-01..05, K1).
import type { Day } from '../../base/day.ts';
import { type Decision, findRow, reason, ruleFor, unknown } from './decide.ts';
import type { FeeReason, Pack } from './pack.ts';

export interface Fee {
  readonly cardFen: bigint | 'unknown';
  readonly courierFen: bigint | 'unknown';
  /** What may be charged at most: unknown parts count as nothing. */
  readonly chargeableFen: bigint;
  readonly currency: 'CNY';
}

/** `unknown`: the region has no standard for this reason, so nothing may be charged. */
export function feeFor(
  pack: Pack,
  { reason: why, day }: { readonly reason: FeeReason; readonly day: Day },
): Decision<Fee> {
  const row = findRow(pack, 'fee', { day, reason: why });
  if (!row || row.value === 'unknown') {
    const silent = unknown('fee', row);
    return { ...silent, reasons: [...silent.reasons, reason('fee-no-standard', {}, row)] };
  }
  const cardFen = fen(row.value.cardFen);
  const courierFen = fen(row.value.courierFen);
  const chargeableFen = known(cardFen) + known(courierFen);
  const main =
    chargeableFen === 0n ? reason('fee-free', {}, row) : reason('fee-charged', { yuan: yuan(chargeableFen) }, row);
  const reasons = courierFen === 'unknown' ? [main, reason('courier-unknown', {}, row)] : [main];
  return { value: { cardFen, courierFen, chargeableFen, currency: row.value.currency }, reasons };
}

/**
 * What a new order costs whose last card was cancelled uncollected (open question 8). While the bureau has not said, nothing
 * may be charged, and the reasons say so (SLP-03).
 */
export function reapplyFeeFor(
  pack: Pack,
  { reason: why, day }: { readonly reason: FeeReason; readonly day: Day },
): Decision<Fee> {
  const rule = ruleFor(pack, 'reapplyFee', { day });
  if (rule.value === 'unknown')
    return {
      value: 'unknown',
      reasons: [...rule.reasons, reason('reapply-undecided', {}, findRow(pack, 'reapplyFee', { day }))],
    };
  const fee = feeFor(pack, { reason: rule.value === 'as-loss' ? 'loss' : why, day });
  return {
    ...fee,
    reasons: [reason(`reapply-${rule.value}`, {}, findRow(pack, 'reapplyFee', { day })), ...fee.reasons],
  };
}

const fen = (text: string) => (text === 'unknown' ? 'unknown' : BigInt(text));
const known = (amount: bigint | 'unknown') => (amount === 'unknown' ? 0n : amount);
const yuan = (amount: bigint) => `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`;
