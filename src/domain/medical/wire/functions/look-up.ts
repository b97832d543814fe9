// 5201–5206 5301–5304 look-ups about a person treated here, 100001 why a settlement came out as it did.
import { explainSettlement } from '../../explain-settlement.ts';
import { filingsOf } from '../../file-elsewhere.ts';
import { idOfWireNumber, wireNumber } from '../../ids.ts';
import { chosenBy, countersOf, diagnosesOf, feesOf, settlementOf, stayOf, visitsOf } from '../../look-up.ts';
import { refuse } from '../../refuse.ts';
import { divisionOfRegion } from '../../regions.ts';
import { amount, ratio } from '../envelope.ts';
import { splitOf } from '../fees.ts';
import { node, type Row, WireFault, wireTime } from '../field-table.ts';
import { type Ask, idOf, type WireFunction } from '../function.ts';
import { setldetail, setlinfo } from '../settlement-answer.ts';

const key = node('psn_no(30)! setl_id(30)! mdtrt_id(30)!');
const holder = (row: Row) => idOf(row, 'psn_no');

/** cum_type_code is not published; the codes are our own: what is counted, then where. */
function counterCode(name: string): string {
  const [what, where] = name.split(':') as [string, string];
  const kinds: Record<string, string> = {
    scope: 'S',
    dedc: 'D',
    count: 'N',
    cap: 'P',
    beyond: 'B',
    self: 'O',
    top: 'T',
  };
  return `${kinds[what] ?? 'X'}${where.replaceAll('-', '').toUpperCase().slice(0, 9)}`;
}

type VisitAnswer = Awaited<ReturnType<typeof visits>>[number];
const visits = async (asked: Ask, holderId: string, from: string, until: string) =>
  (await asked.ask(visitsOf, { holderId, from: from.slice(0, 10) as never, until: until.slice(0, 10) as never }))
    .visits;

const visitLine = (row: Row) => (visit: VisitAnswer) => ({
  ...{
    mdtrt_id: wireNumber(visit.visitId),
    psn_no: row.psn_no,
    insutype: visit.insurance,
    med_type: visit.medType ?? '',
  },
  ...{ begntime: wireTime(new Date(visit.beganAt)), endtime: visit.endedAt ? wireTime(new Date(visit.endedAt)) : '' },
  ...{ ipt_otp_no: visit.number, adm_dept_codg: visit.department, vali_flag: visit.state === 'cancelled' ? '0' : '1' },
});

export const lookUps: readonly WireFunction[] = [
  {
    infno: '5201',
    input: { data: node('psn_no(30)! begntime:dt! endtime:dt! med_type(6)=med_type mdtrt_id(30)') },
    async run(asked) {
      const row = asked.row('data');
      const found = await visits(asked, holder(row), row.begntime!, row.endtime!);
      const fits = ({ visitId, medType }: VisitAnswer) =>
        (!row.mdtrt_id || visitId === idOfWireNumber(row.mdtrt_id)) && (!row.med_type || medType === row.med_type);
      return { mdtrtinfo: found.filter(fits).map(visitLine(row)) };
    },
  },
  {
    infno: '5202',
    input: { data: node('psn_no(30)! mdtrt_id(30)!') },
    async run(asked) {
      const row = asked.row('data');
      const { diagnoses } = await asked.ask(diagnosesOf, { holderId: holder(row), visitId: idOf(row, 'mdtrt_id') });
      return {
        diseinfo: diagnoses.map((d) => ({
          ...{ mdtrt_id: row.mdtrt_id, psn_no: row.psn_no, diag_type: d.kind, diag_srt_no: d.number.toString() },
          ...{
            diag_code: d.code,
            diag_name: d.name,
            diag_dept: d.department,
            dise_dor_no: d.doctor,
            dise_dor_name: '',
          },
          ...{ diag_time: wireTime(new Date(d.at)), vali_flag: d.valid ? '1' : '0' },
        })),
      };
    },
  },
  {
    infno: '5203',
    input: { data: key },
    async run(asked) {
      const row = asked.row('data');
      const settlement = await asked.ask(settlementOf, {
        ...{ holderId: holder(row), visitId: idOf(row, 'mdtrt_id'), settlementId: idOf(row, 'setl_id') },
      });
      const info = await setlinfo(asked, settlement);
      const paid = { psn_pay: info.psn_part_amt, cash_payamt: info.psn_cash_pay, dedc_hosp_lv: '9' };
      return { setlinfo: { ...info, ...paid }, setldetail: setldetail(settlement) };
    },
  },
  {
    infno: '5204',
    input: { data: node('psn_no(30)! setl_id(30) mdtrt_id(30)!') },
    async run(asked) {
      const row = asked.row('data');
      const { lines } = await asked.ask(feesOf, {
        ...{ holderId: holder(row), visitId: idOf(row, 'mdtrt_id') },
        ...(row.setl_id ? { settlementId: idOf(row, 'setl_id') } : {}),
      });
      return { feedetail: lines.map((line) => ({ mdtrt_id: row.mdtrt_id, psn_no: row.psn_no, ...splitOf(line) })) };
    },
  },
  {
    // Nobody files chronic diseases here (2503 is not spoken) and the answer's fields are not published: no empty list, which would
    // say that the person has none.
    infno: '5205',
    input: { data: node('psn_no(30)! begntime:dt! endtime:dt!') },
    run: async () => {
      throw refuse('not-kept', { what: '慢特病用药', whatEn: 'drugs for chronic diseases' });
    },
  },
  {
    infno: '5206',
    input: { data: node('psn_no(30)! cum_ym(6)') },
    async run(asked) {
      const row = asked.row('data');
      const month = row.cum_ym ?? wireTime(asked.house.clock.now()).slice(0, 7).replace('-', '');
      if (!/^20\d\d(0[1-9]|1[0-2])$/.test(month)) throw new WireFault('data.cum_ym：应为yyyyMM');
      const year = Number(month.slice(0, 4));
      const told = await asked.ask(countersOf, { holderId: holder(row), year });
      return {
        cuminfo: told.counters.map(({ name, amountFen }) => ({
          ...{ insutype: told.insurance, year: year.toString(), cum_ym: month, cum_type_code: counterCode(name) },
          // Admissions are a number, everything else money.
          cum: name.startsWith('count:') ? `${amountFen}.00` : amount(amountFen),
        })),
      };
    },
  },
  {
    infno: '5301',
    input: { data: node('psn_no(30)!') },
    run: async () => {
      throw refuse('not-kept', { what: '慢特病备案', whatEn: 'chronic diseases' });
    },
  },
  {
    infno: '5302',
    input: { data: node('psn_no(30)! biz_appy_type(6)!=biz_appy_type') },
    async run(asked) {
      const row = asked.row('data');
      const { chosen } = await asked.ask(chosenBy, { holderId: holder(row) });
      return {
        psnfixmedin: chosen.map(({ code, how, fromDay, untilDay }) => ({
          ...{ psn_no: row.psn_no, insutype: '310', fixmedins_code: code, begndate: fromDay, enddate: untilDay ?? '' },
          memo: how === 'chosen' ? '选定' : '转诊',
        })),
      };
    },
  },
  {
    infno: '5303',
    input: { data: node('psn_no(30)! begntime:dt endtime:dt') },
    async run(asked) {
      const row = asked.row('data');
      const { visits: found } = await asked.ask(stayOf, { holderId: holder(row) });
      return { data: found.map(visitLine(row)) };
    },
  },
  {
    infno: '5304',
    input: { data: node('psn_no(30)! begntime:dt! endtime:dt') },
    async run(asked) {
      const row = asked.row('data');
      const { filings } = await asked.ask(filingsOf, { holderId: holder(row) });
      return {
        refmedin: filings
          .filter(({ withdrawn }) => !withdrawn)
          .map((filed) => ({
            ...{ trt_dcla_detl_sn: wireNumber(filed.filingId), psn_no: row.psn_no, begndate: filed.fromDay },
            ...{ enddate: filed.untilDay ?? '', mdtrtarea_admdvs: divisionOfRegion(filed.treatedIn) },
            refl_type: filed.kind === 'referral' ? '3' : '',
          })),
      };
    },
  },
  {
    infno: '100001',
    input: { data: node('psn_No(30)! setl_Id(30)! mdtrt_Id(30)') },
    async run(asked) {
      const told = await asked.ask(explainSettlement, { settlementId: idOf(asked.row('data'), 'setl_Id') });
      const rate = (paid: string, whole: string) =>
        whole === '0' ? 0 : Number((BigInt(paid) * 10_000n) / BigInt(whole));
      return {
        result: told.items.map((item) => ({
          ...{ polItemCode: item.kind, polItemName: item.zh, selfPayAmt: amount(item.selfFen) },
          ...{ selfPayProp: ratio(item.rate === null ? rate(item.selfFen, item.amountFen) : 10_000 - item.rate) },
          ...{ fundPayAmt: amount(item.fundFen), fundPayProp: ratio(item.rate ?? rate(item.fundFen, item.amountFen)) },
          polItemPaySum: amount(item.amountFen),
          basis: item.citation ? `${item.citation.document} ${item.citation.clause ?? ''}`.trim() : '就医地目录',
        })),
      };
    },
  },
];
