// 2101 2102 2103: a purchase at a pharmacy, before, for good, and taken back. The A forms read the same fields.
import { prePurchase, purchase } from '../../purchase.ts';
import { reverseSettlement } from '../../reverse-settlement.ts';
import { lineOf, splitOf } from '../fees.ts';
import { list, node, unitsOf } from '../field-table.ts';
import { type Ask, credentialOf, idOf, isoOf, type WireFunction } from '../function.ts';
import { setldetail, setlinfo } from '../settlement-answer.ts';

const druginfo =
  node(`psn_no(30)! mdtrt_cert_type(3)!=mdtrt_cert_type mdtrt_cert_no(50)! card_sn(32) psn_cert_type(6)=psn_cert_type
  certno(50) psn_type(6)=psn_type psn_name(50) begntime:dt! medfee_sumamt:n16,2! invono(20) insutype(6)!=insutype dise_codg(30)
  dise_name(500) acct_used_flag(3)!=acct_used_flag med_type(6)!=med_type`);

const drugdetail =
  list(`feedetl_sn(30)! rxno(40) rx_circ_flag(3)!=flag fee_ocur_time:dt! med_list_codg(50)! medins_list_codg(150)!
  det_item_fee_sumamt:n16,2! cnt:n16,4! pric:n16,6! sin_dos_dscr(200) used_frqu_dscr(200) prd_days:n4,2 medc_way_dscr(200)
  bilg_dr_codg(30) bilg_dr_name(50) tcmdrug_used_way(6) hosp_appr_flag(3)=hosp_appr_flag`);

/** The key is spelled so in the standard. */
const traces = list('feedetl_sn(30) drug_trac_codg(100) trdn_flag(3)=flag', 'optional');

function inputOf(asked: Ask) {
  const row = asked.row('druginfo');
  const { insuredIn, msgid } = asked.envelope;
  return {
    ...{ holderId: idOf(row, 'psn_no'), credential: credentialOf(row), insurance: row.insutype! },
    ...(insuredIn ? { insuredIn } : {}),
    ...{ medType: row.med_type!, beganAt: isoOf(row.begntime!), accountUse: row.acct_used_flag as '0' | '1' | '2' },
    ...{ totalFen: unitsOf(row.medfee_sumamt!, 2).toString(), message: msgid },
    lines: asked.nodes.drugdetail!.map((line) => lineOf(line, msgid)),
  };
}

const pre = async (asked: Ask) => {
  const { settlement, lines } = await asked.ask(prePurchase, inputOf(asked));
  return {
    setlinfo: await setlinfo(asked, settlement),
    setldetail: setldetail(settlement),
    detlcutinfo: lines.map(splitOf),
  };
};

const settle = async (asked: Ask) => {
  const { settlement, lines } = await asked.perform(purchase, inputOf(asked));
  return {
    setlinfo: await setlinfo(asked, settlement),
    setldetail: setldetail(settlement),
    detlcutinfo: lines.map(splitOf),
  };
};

const reverse = async (asked: Ask) => {
  const row = asked.row('data');
  const settlement = await asked.perform(reverseSettlement, {
    ...{ settlementId: idOf(row, 'setl_id'), visitId: idOf(row, 'mdtrt_id'), holderId: idOf(row, 'psn_no') },
    ...{ kind: 'pharmacy', message: asked.envelope.msgid },
  });
  return { setlinfo: await setlinfo(asked, settlement), setldetail: setldetail(settlement) };
};

export const pharmacy: readonly WireFunction[] = ['', 'A'].flatMap((form) => [
  { infno: `2101${form}`, input: { druginfo, drugdetail }, run: pre },
  { infno: `2102${form}`, input: { druginfo, drugdetail, durg_trac_info: traces }, run: settle },
  { infno: `2103${form}`, input: { data: node('setl_id(30)! mdtrt_id(30)! psn_no(30)!') }, run: reverse },
]);
