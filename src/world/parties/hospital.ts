// A simulated hospital whose software speaks the national interface over HTTP: it registers, bills, settles, takes back, repeats what
// got no answer, reverses what stays unknown, prints receipts and reconciles its books with the centre.
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { printed, type Receipt, receiptOf, type Shown } from './hospital-desk.ts';
import type { Answer, HospitalLine } from './hospital-line.ts';

export interface BillLine {
  /** Code of the national catalogue. */
  readonly code: string;
  /** Yuan, at most two decimals, and pieces. */
  readonly price: number;
  readonly count: number;
  readonly approved?: boolean;
}

export type Outcome =
  | {
      readonly kind: 'settled';
      readonly receipt: Receipt;
      readonly paper: string;
      readonly warning: string | undefined;
    }
  | { readonly kind: 'refused'; readonly at: string; readonly why: string }
  /** No answer came and none was got by asking again; what may have happened was taken back. */
  | { readonly kind: 'reversed' }
  | { readonly kind: 'unknown' };

type Info = Readonly<Record<string, string>>;

/** Ends a visit early, with what is to be told. */
class Stopped extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

const fen = (yuan: number): bigint => BigInt(Math.round(yuan * 100));
const text = (amount: bigint): string => `${amount / 100n}.${(amount % 100n).toString().padStart(2, '0')}`;
const patience = 12;

export class Hospital {
  readonly name: string;
  readonly line: HospitalLine;
  /** Its own books: what it believes to have settled and taken back. */
  readonly books: Receipt[] = [];
  #visits = 0;

  constructor(name: string, line: HospitalLine) {
    this.name = name;
    this.line = line;
  }

  async open(): Promise<void> {
    const out = await this.must('9001', { signIn: { opter_no: 'his-01', mac: '00-00-5E-00-53-01', ip: '192.0.2.1' } });
    this.line.signNo = (out as { signinoutb: Info }).signinoutb.sign_no!;
  }

  async close(): Promise<void> {
    await this.must('9002', { signOut: { sign_no: this.line.signNo, opter_no: 'his-01' } });
    this.line.signNo = '';
  }

  /** One outpatient visit from the first look at the card to the receipt. */
  async see(shown: Shown, bill: readonly BillLine[], accountUse: '0' | '1' | '2' = '1'): Promise<Outcome> {
    try {
      return await this.#see(shown, bill, accountUse);
    } catch (error) {
      if (error instanceof Stopped) return error.outcome;
      throw error;
    }
  }

  async #see(shown: Shown, bill: readonly BillLine[], accountUse: string): Promise<Outcome> {
    const { time } = this.line;
    this.#visits += 1;
    // Its own number: other visits begin while this one waits for answers.
    const number = this.#visits;
    const person = await this.must('1101', { data: { ...shown, begntime: time } });
    const { psn_no } = (person as { baseinfo: Info }).baseinfo;
    const [insured] = (person as { insuinfo: Info[] }).insuinfo;
    if (!insured) throw new Stopped({ kind: 'refused', at: '1101', why: '未参保' });
    const { insutype, insuplc_admdvs: place } = insured;
    const registered = await this.must(
      '2201',
      {
        data: {
          ...{ psn_no, insutype, begntime: time, ...shown, ipt_otp_no: `MZ${number}`, dept_code: 'A03' },
          ...{ dept_name: '内科', caty: 'A03' },
        },
      },
      place,
    );
    const { mdtrt_id } = (registered as { data: Info }).data;
    const diagnosis = {
      ...{ diag_type: '1', diag_srt_no: 1, diag_code: 'J06.900', diag_name: '急性上呼吸道感染', diag_dept: 'A03' },
      ...{ dise_dor_no: 'DR01', dise_dor_name: '值班医师', diag_time: time, vali_flag: '1' },
    };
    const visit = { mdtrtinfo: { mdtrt_id, psn_no, med_type: '11', begntime: time }, diseinfo: [diagnosis] };
    await this.must('2203', visit, place);
    const feedetail = bill.map(({ code, price, count, approved }, i) => ({
      ...{
        feedetl_sn: `${number}-${i + 1}`,
        mdtrt_id,
        psn_no,
        chrg_bchno: `P${number}`,
        rx_circ_flag: '0',
      },
      ...{
        fee_ocur_time: time,
        med_list_codg: code,
        medins_list_codg: code,
        det_item_fee_sumamt: text(fen(price * count)),
      },
      ...{ cnt: count, pric: price, bilg_dept_codg: 'A03', bilg_dept_name: '内科', bilg_dr_codg: 'DR01' },
      ...{ bilg_dr_name: '值班医师', hosp_appr_flag: approved ? '1' : '0' },
    }));
    await this.must('2204', { feedetail }, place);
    const total = bill.reduce((all, { price, count }) => all + fen(price * count), 0n);
    const data = {
      ...{ psn_no, ...shown, med_type: '11', medfee_sumamt: text(total), psn_setlway: '01', mdtrt_id },
      ...{ chrg_bchno: `P${number}`, acct_used_flag: accountUse, insutype },
    };
    const pre = (await this.must('2206', { data }, place)) as { setlinfo: Info };
    const { fulamt_ownpay_amt, overlmt_selfpay, preselfpay_amt, inscp_scp_amt } = pre.setlinfo;
    const sums = { fulamt_ownpay_amt, overlmt_selfpay, preselfpay_amt, inscp_scp_amt };
    return this.settle('2207', { data: { ...data, ...sums } }, psn_no!, place!);
  }

  /** The message that moves money: where it stays without answer, what it may have done is taken back. */
  protected async settle(infno: string, input: object, psn_no: string, place: string): Promise<Outcome> {
    const message = this.line.nextMessage();
    const answer = await this.line.ask(infno, input, place, message);
    if (answer.kind === 'refused') return { kind: 'refused', at: infno, why: answer.why };
    if (answer.kind === 'done') {
      const receipt = receiptOf((answer.output as unknown as { setlinfo: Info }).setlinfo);
      this.books.push(receipt);
      return { kind: 'settled', receipt, paper: printed(this.name, receipt), warning: answer.warning };
    }
    for (let attempt = 1; attempt <= patience; attempt += 1) {
      const back = await this.line.ask('2601', { data: { psn_no, omsgid: message, oinfno: infno } }, place);
      // Done means taken back, or void for ever where it had not arrived; refused, that there is nothing left to take back.
      if (back.kind !== 'silent') return { kind: 'reversed' };
    }
    return { kind: 'unknown' };
  }

  /** Takes a settlement back and notes the refund. */
  async refund(receipt: Receipt, infno = '2208'): Promise<Outcome> {
    const data = { setl_id: receipt.settlement, mdtrt_id: receipt.visit, psn_no: receipt.person };
    const answer = await this.line.ask(infno, { data }, receipt.insuredIn);
    if (answer.kind === 'silent') return { kind: 'unknown' };
    if (answer.kind === 'refused') return { kind: 'refused', at: infno, why: answer.why };
    const back = receiptOf((answer.output as unknown as { setlinfo: Info }).setlinfo);
    this.books.push(back);
    return { kind: 'settled', receipt: back, paper: printed(this.name, back), warning: undefined };
  }

  /**
   * Compares the day with the centre: totals first, then line by line where they differ. What only the centre has, such as a
   * settlement that was reversed after a lost answer, comes back by message number. Gives the differing lines.
   */
  async reconcile(day: string, office: string, insurance = '310', clearing = '11'): Promise<string[][]> {
    const own = this.books.filter(
      (line) =>
        line.at.startsWith(day) &&
        line.insuredIn === office &&
        line.insurance === insurance &&
        line.clearing === clearing,
    );
    const sum = (of: (line: Receipt) => bigint) => own.reduce((all, line) => all + of(line), 0n);
    const signed = (amount: bigint) => (amount < 0n ? `-${text(-amount)}` : text(amount));
    const data = {
      ...{ clr_type: clearing, setl_optins: office, stmt_begndate: day, stmt_enddate: day },
      ...{ medfee_sumamt: signed(sum((l) => l.totalFen)), fund_pay_sumamt: signed(sum((l) => l.fundFen)) },
      ...{ fixmedins_setl_cnt: own.length, fixmedins_refd_setl_flag: '0' },
    };
    const acct_pay = signed(sum((l) => l.accountFen));
    const totals = (await this.must('3201', { data: { ...data, insutype: insurance, acct_pay } })) as {
      stmtinfo: Info;
    };
    if (totals.stmtinfo.stmt_rslt === '0') return [];
    const rows = own.map((line) => [
      ...[line.settlement, line.visit, line.person, signed(line.totalFen), signed(line.fundFen)],
      ...[signed(line.accountFen), line.refund ? '1' : '0'],
    ]);
    const table = rows.map((row) => `${row.join('\t')}\n`).join('');
    const file_qury_no = await this.line.upload('books.zip', zipSync({ 'books.txt': strToU8(table) }));
    const cash_payamt = signed(sum((l) => l.cashFen));
    const told = (await this.must('3202', { data: { ...data, file_qury_no, cash_payamt } })) as { fileinfo: Info };
    const file = await this.line.download(told.fileinfo.file_qury_no!, told.fileinfo.filename!);
    const [content] = Object.values(unzipSync(file!));
    const lines = strFromU8(content!).trim().split('\n');
    return lines.map((line) => line.split('\t')).filter((row) => row[4] === '1');
  }

  /** An answer that must come and be good; asked again and again, as people at a desk do. */
  protected async must(infno: string, input: object, place?: string): Promise<unknown> {
    let answer: Answer = { kind: 'silent' };
    const message = this.line.nextMessage();
    for (let attempt = 1; attempt <= patience && answer.kind === 'silent'; attempt += 1)
      answer = await this.line.ask(infno, input, place, message);
    if (answer.kind === 'silent') throw new Stopped({ kind: 'unknown' });
    if (answer.kind === 'refused') throw new Stopped({ kind: 'refused', at: infno, why: answer.why });
    return answer.output;
  }
}
