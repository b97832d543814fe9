// Splits one fee line by the catalogue of the place of treatment: over the price cap, outside the scope, first self-pay, inside.
import { divide, least, notBelowZero, share } from './share.ts';

/** What the catalogue says about an item, for one person and one level of institution. */
export interface CatalogueEntry {
  /** chrgitm_lv: 01 甲, 02 乙, 03 丙. */
  readonly grade: '01' | '02' | '03';
  /** First self-pay share per ten thousand. */
  readonly firstSelfPay: bigint;
  /** Highest unit price that is paid, in millionths of a yuan; null: none. */
  readonly priceCap: bigint | null;
  /** Covered only where the institution has approved the use (限定支付). */
  readonly limited: boolean;
}

export interface FeeLine {
  readonly amountFen: bigint;
  /** In ten-thousandths, as cnt(16,4). */
  readonly count: bigint;
  /** In millionths of a yuan, as pric(16,6). */
  readonly price: bigint;
  /** hosp_appr_flag: 0 not needed, 1 approved, 2 refused. */
  readonly approval: '0' | '1' | '2';
}

/** Every fen of the line in exactly one part. */
export interface SplitLine {
  readonly fullSelfFen: bigint;
  readonly overLimitFen: bigint;
  readonly firstSelfFen: bigint;
  readonly inScopeFen: bigint;
  /** Which rule decided, for the explanation. */
  readonly rule: 'not-in-catalogue' | 'grade-c' | 'not-approved' | 'first-self-pay' | 'in-scope';
}

// 6 decimals of the price and 4 of the count, against 2 of an amount.
const scale = 10n ** 8n;

export function splitFee(line: FeeLine, entry: CatalogueEntry | undefined): SplitLine {
  const whole = (rule: SplitLine['rule']): SplitLine => ({
    ...{ fullSelfFen: line.amountFen, overLimitFen: 0n, firstSelfFen: 0n, inScopeFen: 0n },
    rule,
  });
  if (!entry) return whole('not-in-catalogue');
  if (entry.grade === '03') return whole('grade-c');
  if (line.approval === '2' || (entry.limited && line.approval !== '1')) return whole('not-approved');
  const payable =
    entry.priceCap !== null && line.price > entry.priceCap
      ? least(line.amountFen, divide(entry.priceCap * line.count, scale))
      : line.amountFen;
  const firstSelfFen = share(payable, entry.firstSelfPay);
  return {
    fullSelfFen: 0n,
    overLimitFen: notBelowZero(line.amountFen - payable),
    firstSelfFen,
    inScopeFen: payable - firstSelfFen,
    rule: firstSelfFen > 0n ? 'first-self-pay' : 'in-scope',
  };
}
