// 2201–2208: an outpatient visit from registration to settlement and back. The A forms read the same fields.
import { cancelVisit } from '../../cancel-visit.ts';
import { wireNumber } from '../../ids.ts';
import { recordVisit } from '../../record-visit.ts';
import { registerVisit } from '../../register-visit.ts';
import { reverseSettlement } from '../../reverse-settlement.ts';
import { revokeFees } from '../../revoke-fees.ts';
import { preSettle, settleVisit } from '../../settle-visit.ts';
import { uploadFees } from '../../upload-fees.ts';
import { diagnosesTable, diagnosisOf } from '../diagnoses.ts';
import { lineOf, splitOf } from '../fees.ts';
import { list, node, type Row, unitsOf, WireFault } from '../field-table.ts';
import { type Ask, credentialOf, idOf, isoOf, type WireFunction } from '../function.ts';
import { setldetail, setlinfo } from '../settlement-answer.ts';

const credential =
  'mdtrt_cert_type(3)!=mdtrt_cert_type mdtrt_cert_no(50)! card_sn(32) psn_cert_type(6)=psn_cert_type certno(50)';
const person = `${credential} psn_type(6)=psn_type psn_name(50)`;

export const feedetail = `feedetl_sn(30)! mdtrt_id(30)! psn_no(30)! chrg_bchno(30)! dise_codg(30) rxno(40) rx_circ_flag(3)!=flag fee_ocur_time:dt!
  med_list_codg(50)! medins_list_codg(150)! det_item_fee_sumamt:n16,2! cnt:n16,4! pric:n16,6! sin_dos_dscr(200) used_frqu_dscr(200)
  prd_days:n4,2 medc_way_dscr(200) bilg_dept_codg(30)! bilg_dept_name(100)! bilg_dr_codg(30)! bilg_dr_name(50)! acord_dept_codg(30)
  acord_dept_name(100) orders_dr_code(30) orders_dr_name(50) hosp_appr_flag(3)!=hosp_appr_flag tcmdrug_used_way(6) etip_flag(3)=flag
  etip_hosp_code(30) dscg_tkdrug_flag(3)=flag matn_fee_flag(6)=flag memo(500) comb_no(20)`;

const settling = `psn_no(30)! ${credential} med_type(6)!=med_type medfee_sumamt:n16,2! psn_setlway(6)!=psn_setlway mdtrt_id(30)!
  chrg_bchno(30)! acct_used_flag(3)!=acct_used_flag insutype(6)!=insutype exp_content(4000) pub_hosp_rfom_flag(3)=flag`;
export const sums =
  'fulamt_ownpay_amt:n16,2! overlmt_selfpay:n16,2! preselfpay_amt:n16,2! inscp_scp_amt:n16,2! invono(20)';

/** One message holds lines of one visit; several batches of it may travel together. */
export async function upload(asked: Ask, node: string): Promise<object> {
  const rows = asked.nodes[node]!;
  const [first] = rows;
  if (rows.some((row) => row.mdtrt_id !== first!.mdtrt_id || row.psn_no !== first!.psn_no))
    throw new WireFault('一次上传只能包含同一就诊的明细');
  const { lines } = await asked.perform(uploadFees, {
    ...{ visitId: idOf(first!, 'mdtrt_id'), holderId: idOf(first!, 'psn_no') },
    lines: rows.map((row) => lineOf(row)),
  });
  return { result: lines.map(splitOf) };
}

/** "0000" means every unsettled line. */
const batchOf = (row: Row): string | null => (row.chrg_bchno === '0000' ? null : (row.chrg_bchno ?? null));

export async function revoke(asked: Ask): Promise<object> {
  const row = asked.row('data');
  await asked.perform(revokeFees, {
    ...{ visitId: idOf(row, 'mdtrt_id'), holderId: idOf(row, 'psn_no'), batch: batchOf(row) },
  });
  return {};
}

const settlementInput = (asked: Ask, row: Row, kind: 'outpatient' | 'inpatient') => ({
  visitId: idOf(row, 'mdtrt_id'),
  holderId: idOf(row, 'psn_no'),
  kind,
  credential: credentialOf(row),
  medType: row.med_type!,
  batch: kind === 'inpatient' ? null : batchOf(row),
  accountUse: row.acct_used_flag as '0' | '1' | '2',
  totalFen: unitsOf(row.medfee_sumamt!, 2).toString(),
  message: asked.envelope.msgid,
});

export const preSettling = (kind: 'outpatient' | 'inpatient') => async (asked: Ask) => {
  const input = settlementInput(asked, asked.row('data'), kind);
  const told = kind === 'outpatient' ? await asked.settle(preSettle, input) : undefined;
  const settlement = told?.settlement ?? (await longWay(asked, kind, () => asked.ask(preSettle, input)));
  return { setlinfo: await setlinfo(asked, settlement, told?.identity), setldetail: setldetail(settlement) };
};

export const settlingVisit = (kind: 'outpatient' | 'inpatient') => async (asked: Ask) => {
  const row = asked.row('data');
  const fen = (name: string) => unitsOf(row[name]!, 2).toString();
  const input = {
    ...settlementInput(asked, row, kind),
    sums: {
      fullSelfFen: fen('fulamt_ownpay_amt'),
      overLimitFen: fen('overlmt_selfpay'),
      firstSelfFen: fen('preselfpay_amt'),
      inScopeFen: fen('inscp_scp_amt'),
    },
  };
  const told = kind === 'outpatient' ? await asked.settle(settleVisit, input) : undefined;
  const settlement = told?.settlement ?? (await longWay(asked, kind, () => asked.perform(settleVisit, input)));
  return { setlinfo: await setlinfo(asked, settlement, told?.identity), setldetail: setldetail(settlement) };
};

/** Outpatient settlements check key and sign-in themselves (`checksItself`): here, where they do not go the quick way. */
async function longWay<T>(asked: Ask, kind: 'outpatient' | 'inpatient', work: () => Promise<T>): Promise<T> {
  if (kind === 'outpatient') await asked.check();
  return work();
}

export const reversing = (kind: 'outpatient' | 'inpatient') => async (asked: Ask) => {
  const row = asked.row('data');
  const settlement = await asked.perform(reverseSettlement, {
    ...{ settlementId: idOf(row, 'setl_id'), visitId: idOf(row, 'mdtrt_id'), holderId: idOf(row, 'psn_no') },
    ...{ kind, message: asked.envelope.msgid },
  });
  const info = await setlinfo(asked, settlement);
  // The standard spells the cash key so here; the right spelling is beside it.
  return { setlinfo: { ...info, pdn_cash_pay: info.psn_cash_pay }, setldetail: setldetail(settlement) };
};

const both = (
  infno: string,
  input: WireFunction['input'],
  run: WireFunction['run'],
  more: Pick<WireFunction, 'checksItself'> = {},
): WireFunction[] => [
  { infno, input, run, ...more },
  { infno: `${infno}A`, input, run, ...more },
];

export const outpatient: readonly WireFunction[] = [
  ...both(
    '2201',
    {
      data: node(`psn_no(30)! insutype(6)!=insutype begntime:dt! ${person} ipt_otp_no(30)! atddr_no(30) dr_name(50) dept_code(30)!
        dept_name(100)! caty(10)!`),
    },
    async (asked) => {
      const row = asked.row('data');
      const { insuredIn, msgid } = asked.envelope;
      const visit = await asked.perform(registerVisit, {
        ...{ holderId: idOf(row, 'psn_no'), credential: credentialOf(row), insurance: row.insutype! },
        ...(insuredIn ? { insuredIn } : {}),
        ...{ number: row.ipt_otp_no!, department: row.dept_code!, beganAt: isoOf(row.begntime!), message: msgid },
      });
      return { data: { mdtrt_id: wireNumber(visit.visitId), psn_no: row.psn_no, ipt_otp_no: visit.number } };
    },
  ),
  ...both('2202', { data: node('psn_no(30)! mdtrt_id(30)! ipt_otp_no(30)!') }, async (asked) => {
    const row = asked.row('data');
    await asked.perform(cancelVisit, {
      ...{ visitId: idOf(row, 'mdtrt_id'), holderId: idOf(row, 'psn_no'), kind: 'outpatient' },
    });
    return {};
  }),
  ...both(
    '2203',
    {
      mdtrtinfo:
        node(`mdtrt_id(30)! psn_no(30)! med_type(6)!=med_type begntime:dt! main_cond_dscr(1000) dise_type_code(30) dise_codg(30)
        dise_name(500) birctrl_type(6)=birctrl_type birctrl_matn_date:date`),
      diseinfo: diagnosesTable('mandatory'),
    },
    async (asked) => {
      const row = asked.row('mdtrtinfo');
      await asked.perform(recordVisit, {
        ...{ visitId: idOf(row, 'mdtrt_id'), holderId: idOf(row, 'psn_no'), medType: row.med_type! },
        ...{ beganAt: isoOf(row.begntime!), diagnoses: asked.nodes.diseinfo!.map(diagnosisOf) },
      });
      return {};
    },
  ),
  ...both('2204', { feedetail: list(feedetail) }, (asked) => upload(asked, 'feedetail')),
  ...both('2205', { data: node('mdtrt_id(30)! chrg_bchno(30)! psn_no(30)!') }, revoke),
  ...both('2206', { data: node(`${settling} psn_type(6)=psn_type psn_name(50)`) }, preSettling('outpatient'), {
    checksItself: true,
  }),
  ...both('2207', { data: node(`${settling} ${sums}`) }, settlingVisit('outpatient'), { checksItself: true }),
  ...both('2208', { data: node('setl_id(30)! mdtrt_id(30)! psn_no(30)!') }, reversing('outpatient')),
];
