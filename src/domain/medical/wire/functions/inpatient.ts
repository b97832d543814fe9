// 2301–2305 fees and settlement of a stay, 2401–2405 admission, discharge and their changes. The A forms read the same fields.
import { admit } from '../../admit.ts';
import { cancelVisit } from '../../cancel-visit.ts';
import { cancelDischarge, changeAdmission, discharge } from '../../change-stay.ts';
import { wireNumber } from '../../ids.ts';
import { diagnosesTable, diagnosisOf } from '../diagnoses.ts';
import { list, node } from '../field-table.ts';
import { credentialOf, idOf, isoOf, type WireFunction } from '../function.ts';
import { feedetail, preSettling, reversing, revoke, settlingVisit, sums, upload } from './outpatient.ts';

const settling = `psn_no(30)! mdtrt_cert_type(3)!=mdtrt_cert_type mdtrt_cert_no(50)! card_sn(32) psn_cert_type(6)=psn_cert_type certno(50)
  med_type(6)!=med_type medfee_sumamt:n16,2! psn_setlway(6)!=psn_setlway mdtrt_id(30)! acct_used_flag(3)!=acct_used_flag
  insutype(6)!=insutype mid_setl_flag(3)!=flag insuplc_admdvs(6)! mdtrtarea_admvs(6)! dscgTime:dt exp_content(4000)`;

const both = (infno: string, input: WireFunction['input'], run: WireFunction['run']): WireFunction[] => [
  { infno, input, run },
  { infno: `${infno}A`, input, run },
];

/** exp_content is a JSON text with upper-case keys; an emergency admission counts as filed. */
function isEmergency(expContent: string | undefined): boolean {
  try {
    const content = JSON.parse(expContent ?? '{}') as Record<string, unknown>;
    return content.IPT_TYPE === '2' || content.OTP_ER_REFL_FLAG === '1' || content.OTP_ER_REFL_FLAG === '3';
  } catch {
    return false;
  }
}

export const inpatient: readonly WireFunction[] = [
  ...both('2301', { feedetail: list(`${feedetail} init_feedetl_sn(30) drord_no(30) med_type(6)!=med_type`) }, (asked) =>
    upload(asked, 'feedetail'),
  ),
  ...both('2302', { data: node('mdtrt_id(30)! psn_no(30)! feedetl_sn(30) chrg_bchno(30)') }, revoke),
  ...both('2303', { data: node(`${settling} psn_type(6)=psn_type psn_name(50)`) }, preSettling('inpatient')),
  ...both('2304', { data: node(`${settling} ${sums}`) }, settlingVisit('inpatient')),
  ...both('2305', { data: node('setl_id(30)! mdtrt_id(30)! psn_no(30)!') }, reversing('inpatient')),
  ...both(
    '2401',
    {
      mdtrtinfo:
        node(`psn_no(30)! insutype(6)!=insutype coner_name(50) tel(50) begntime:dt! mdtrt_cert_type(3)!=mdtrt_cert_type
        mdtrt_cert_no(50)! card_sn(32) cert_type(6)=psn_cert_type certno(50) med_type(6)!=med_type ipt_no(30)! medrcdno(30) atddr_no(30)!
        chfpdr_name(50)! adm_diag_dscr(200)! adm_dept_codg(30)! adm_dept_name(100)! adm_bed(30)! dscg_maindiag_code(20)
        dscg_maindiag_name(300) exp_content(4000)`),
      diseinfo: diagnosesTable('optional'),
    },
    async (asked) => {
      const row = asked.row('mdtrtinfo');
      const { insuredIn, msgid } = asked.envelope;
      const { visitId } = await asked.perform(admit, {
        ...{ holderId: idOf(row, 'psn_no'), credential: credentialOf(row), insurance: row.insutype! },
        ...(insuredIn ? { insuredIn } : {}),
        ...{ medType: row.med_type!, number: row.ipt_no!, department: row.adm_dept_codg! },
        ...{ beganAt: isoOf(row.begntime!), emergency: isEmergency(row.exp_content), message: msgid },
        diagnoses: asked.nodes.diseinfo!.map(diagnosisOf),
      });
      return { result: { mdtrt_id: wireNumber(visitId) } };
    },
  ),
  ...both(
    '2402',
    {
      dscginfo:
        node(`mdtrt_id(30)! psn_no(30)! insutype(6)!=insutype endtime:dt! dise_codg(30) dise_name(500) oprn_oprt_code(30)
        oprn_oprt_name(500) dscg_dept_codg(30)! dscg_dept_name(100)! dscg_bed(30) dscg_way(3)!=dscg_way die_date:date`),
      diseinfo: diagnosesTable('optional'),
    },
    async (asked) => {
      const row = asked.row('dscginfo');
      await asked.perform(discharge, {
        ...{ visitId: idOf(row, 'mdtrt_id'), holderId: idOf(row, 'psn_no'), endedAt: isoOf(row.endtime!) },
        ...{ way: row.dscg_way!, department: row.dscg_dept_codg!, diagnoses: asked.nodes.diseinfo!.map(diagnosisOf) },
      });
      return {};
    },
  ),
  ...both(
    '2403',
    {
      adminfo: node(
        `mdtrt_id(30)! psn_no(30)! begntime:dt! med_type(6)!=med_type adm_dept_codg(30) adm_dept_name(100) adm_bed(30)`,
      ),
      diseinfo: diagnosesTable('optional'),
    },
    async (asked) => {
      const row = asked.row('adminfo');
      await asked.perform(changeAdmission, {
        ...{ visitId: idOf(row, 'mdtrt_id'), holderId: idOf(row, 'psn_no'), medType: row.med_type! },
        ...{ beganAt: isoOf(row.begntime!), ...(row.adm_dept_codg ? { department: row.adm_dept_codg } : {}) },
        diagnoses: asked.nodes.diseinfo!.map(diagnosisOf),
      });
      return {};
    },
  ),
  ...both('2404', { data: node('mdtrt_id(30)! psn_no(30)!') }, async (asked) => {
    const row = asked.row('data');
    await asked.perform(cancelVisit, {
      ...{ visitId: idOf(row, 'mdtrt_id'), holderId: idOf(row, 'psn_no'), kind: 'inpatient' },
    });
    return {};
  }),
  ...both('2405', { data: node('mdtrt_id(30)! psn_no(30)!') }, async (asked) => {
    const row = asked.row('data');
    await asked.perform(cancelDischarge, { visitId: idOf(row, 'mdtrt_id'), holderId: idOf(row, 'psn_no') });
    return {};
  }),
];
