// 2501 2502 filing of a referral, 2601 reversal after a lost answer.
import { fileElsewhere, withdrawFiling } from '../../file-elsewhere.ts';
import { wireNumber } from '../../ids.ts';
import { reverseMessage, reversible } from '../../reverse-settlement.ts';
import { node, WireFault } from '../field-table.ts';
import { idOf, type WireFunction } from '../function.ts';

export const filing: readonly WireFunction[] = [
  {
    infno: '2501',
    input: {
      refmedin:
        node(`psn_no(30)! insutype(6)=insutype tel(50) addr(200) insu_optins(6) diag_code(20)! diag_name(100)! dise_cond_dscr(2000)
        reflin_medins_no(12)! reflin_medins_name(200)! mdtrtarea_admdvs(6)! hosp_agre_refl_flag(3)=flag refl_type(3)!=refl_type
        refl_date:date! refl_rea(200)! refl_opnn(200)! begndate:date enddate:date refl_old_mdtrt_id(30) refl_used_flag(3)=flag`),
    },
    async run(asked) {
      const row = asked.row('refmedin');
      if (!/^[A-Z]\d{11}$/.test(row.reflin_medins_no!)) throw new WireFault('reflin_medins_no：机构编号无效');
      const filed = await asked.perform(fileElsewhere, {
        ...{ holderId: idOf(row, 'psn_no'), kind: 'referral', division: row.mdtrtarea_admdvs! },
        institutionCode: row.reflin_medins_no!,
        ...(row.begndate ? { fromDay: row.begndate.slice(0, 10) as never } : {}),
        ...(row.enddate ? { untilDay: row.enddate.slice(0, 10) as never } : {}),
      });
      return { result: { trt_dcla_detl_sn: wireNumber(filed.filingId) } };
    },
  },
  {
    infno: '2502',
    input: { data: node('trt_dcla_detl_sn(30)! psn_no(30)! memo(500)') },
    async run(asked) {
      const row = asked.row('data');
      await asked.perform(withdrawFiling, { holderId: idOf(row, 'psn_no'), filingId: idOf(row, 'trt_dcla_detl_sn') });
      return {};
    },
  },
  {
    infno: '2601',
    input: { data: node('psn_no(30)! omsgid(30)! oinfno(5)!') },
    async run(asked) {
      const row = asked.row('data');
      const number = row.oinfno!.replace(/A$/, '') as (typeof reversible)[number];
      if (!reversible.includes(number)) throw new WireFault(`data.oinfno：${row.oinfno}不可冲正`);
      await asked.perform(reverseMessage, {
        ...{ holderId: idOf(row, 'psn_no'), original: row.omsgid!, function: number, message: asked.envelope.msgid },
      });
      return {};
    },
  },
];
