// A simulated pharmacy: one message sells and settles; otherwise its software is that of a hospital.
import { type BillLine, Hospital, type Outcome } from './hospital.ts';
import type { Receipt, Shown } from './hospital-desk.ts';

const fen = (yuan: number): bigint => BigInt(Math.round(yuan * 100));
const text = (amount: bigint): string => `${amount / 100n}.${(amount % 100n).toString().padStart(2, '0')}`;

export class Pharmacy extends Hospital {
  /** Sells over the counter, paid from the personal account as far as it goes. */
  async sell(shown: Shown, bill: readonly BillLine[]): Promise<Outcome> {
    const { time } = this.line;
    const person = await this.line.ask('1101', { data: { ...shown, begntime: time } });
    if (person.kind !== 'done')
      return person.kind === 'refused' ? { kind: 'refused', at: '1101', why: person.why } : { kind: 'unknown' };
    const { baseinfo, insuinfo } = person.output as unknown as {
      baseinfo: Record<string, string>;
      insuinfo: Record<string, string>[];
    };
    const [insured] = insuinfo;
    if (!insured) return { kind: 'refused', at: '1101', why: '未参保' };
    const total = bill.reduce((all, { price, count }) => all + fen(price * count), 0n);
    const druginfo = {
      ...{ psn_no: baseinfo.psn_no, ...shown, begntime: time, medfee_sumamt: text(total), insutype: insured.insutype },
      ...{ acct_used_flag: '1', med_type: '41' },
    };
    const drugdetail = bill.map(({ code, price, count }, i) => ({
      ...{ feedetl_sn: String(i + 1), rx_circ_flag: '0', fee_ocur_time: time, med_list_codg: code },
      ...{ medins_list_codg: code, det_item_fee_sumamt: text(fen(price * count)), cnt: count, pric: price },
    }));
    return this.settle('2102', { druginfo, drugdetail }, baseinfo.psn_no!, insured.insuplc_admdvs!);
  }

  takeBack = (receipt: Receipt): Promise<Outcome> => this.refund(receipt, '2103');
}
