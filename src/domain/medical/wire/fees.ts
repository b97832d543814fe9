// Fee lines between the national interface and the actions: 2204, 2301 and the details of 2101/2102.
import type { Static } from '../../../base/shape.ts';
import type { LineInput } from '../shapes.ts';
import type { SplitShape } from '../upload-fees.ts';
import { amount, ratio } from './envelope.ts';
import { decimalText, type Row, unitsOf, WireFault } from './field-table.ts';
import { isoOf } from './function.ts';

/** A line as an action takes it. `batch` where the message has none of its own. */
export function lineOf(row: Row, batch?: string): Static<typeof LineInput> {
  const positive = (name: string) => {
    if (row[name]!.startsWith('-')) throw new WireFault(`${name}：不支持负数明细，请撤销后重传`);
    return row[name]!;
  };
  return {
    ...{ serial: row.feedetl_sn!, batch: row.chrg_bchno ?? batch!, listCode: row.med_list_codg! },
    ...{ ownCode: row.medins_list_codg!, amountFen: unitsOf(positive('det_item_fee_sumamt'), 2).toString() },
    ...{ count: unitsOf(positive('cnt'), 4).toString(), price: unitsOf(positive('pric'), 6).toString() },
    ...{ occurredAt: isoOf(row.fee_ocur_time!), approval: (row.hosp_appr_flag ?? '0') as '0' | '1' | '2' },
  };
}

/** What the catalogue makes of a line, in the order of the standard. */
export const splitOf = (line: Static<typeof SplitShape>) => ({
  feedetl_sn: line.serial,
  det_item_fee_sumamt: amount(line.amountFen),
  cnt: decimalText(BigInt(line.count), 4),
  pric: decimalText(BigInt(line.price), 6),
  pric_uplmt_amt: decimalText(BigInt(line.priceCap ?? '0'), 6),
  selfpay_prop: ratio(line.firstSelfRate),
  fulamt_ownpay_amt: amount(line.fullSelfFen),
  overlmt_amt: amount(line.overLimitFen),
  preselfpay_amt: amount(line.firstSelfFen),
  inscp_scp_amt: amount(line.inScopeFen),
  chrgitm_lv: line.grade,
  med_chrgitm_type: line.chargeType,
  bas_medn_flag: '0',
  hi_nego_drug_flag: '0',
  chld_medc_flag: '0',
  list_sp_item_flag: '0',
  lmt_used_flag: line.limited ? '1' : '0',
  drt_reim_flag: '0',
  memo: '',
});
