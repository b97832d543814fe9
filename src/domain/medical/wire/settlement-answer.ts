// A settlement as the national interface answers it: setlinfo and setldetail.
import { ageOn } from '../../../base/day.ts';
import type { Identity } from '../../holders/index.ts';
import { wireNumber } from '../ids.ts';
import { divisionOfRegion } from '../regions.ts';
import type { SettlementAnswer } from '../shapes.ts';
import { amount, ratio } from './envelope.ts';
import { wireTime } from './field-table.ts';
import type { Ask } from './function.ts';
import { certificateTypeOf, genderOf } from './person-answer.ts';

const zero = '0.00';

export async function setlinfo(asked: Ask, s: SettlementAnswer, who?: Identity): Promise<Record<string, unknown>> {
  return infoOf(asked, s, who ?? (await asked.identity(s.holderId)));
}

function infoOf(asked: Ask, s: SettlementAnswer, who: Identity): Record<string, unknown> {
  const settledAt = new Date(s.settledAt);
  return {
    mdtrt_id: wireNumber(s.visitId),
    ...(s.settlementId ? { setl_id: wireNumber(s.settlementId) } : {}),
    psn_no: wireNumber(s.holderId),
    psn_name: who.name,
    psn_cert_type: certificateTypeOf(who.documentKind),
    certno: who.documentNumber,
    gend: genderOf(who.sex),
    naty: '',
    brdy: who.born,
    age: ageOn(who.born, wireTime(settledAt).slice(0, 10) as typeof who.born).toString(),
    insutype: s.insurance,
    psn_type: s.personType,
    cvlserv_flag: '0',
    setl_time: wireTime(settledAt),
    mdtrt_cert_type: s.certificateType,
    med_type: s.medType,
    medfee_sumamt: amount(s.totalFen),
    fulamt_ownpay_amt: amount(s.fullSelfFen),
    overlmt_selfpay: amount(s.overLimitFen),
    preselfpay_amt: amount(s.firstSelfFen),
    inscp_scp_amt: amount(s.inScopeFen),
    act_pay_dedc: amount(s.deductibleFen),
    hifp_pay: amount(s.hifpFen),
    pool_prop_selfpay: ratio(s.basicRate),
    cvlserv_pay: zero,
    hifes_pay: zero,
    hifmi_pay: amount(s.hifmiFen),
    hifob_pay: amount(s.hifobFen),
    hifdm_pay: zero,
    maf_pay: zero,
    oth_pay: zero,
    fund_pay_sumamt: amount(s.fundFen),
    psn_part_amt: amount(s.personFen),
    acct_pay: amount(s.accountFen),
    psn_cash_pay: amount(s.cashFen),
    hosp_part_amt: zero,
    balc: amount(s.balanceFen),
    acct_mulaid_pay: amount(s.familyFen),
    medins_setl_id: s.message,
    clr_optins: divisionOfRegion(s.region),
    clr_way: '1',
    clr_type: s.clearingType,
    refd_setl_flag: s.reverses ? '1' : '0',
    year: s.year.toString(),
    pay_loc: s.region === asked.institution.region ? '2' : '4',
    hosp_lv: asked.institution.grade.toString(),
  };
}

/** What each fund paid; a fund that paid nothing has no line. */
export function setldetail(s: SettlementAnswer): Record<string, unknown>[] {
  const outpatient = !s.medType.startsWith('2');
  const employees = s.insurance === '310';
  const basic = employees ? (outpatient ? '310102' : '310100') : outpatient ? '390102' : '390100';
  const fund = (type: string, name: string, paid: string): Record<string, unknown>[] =>
    paid === '0'
      ? []
      : [
          {
            fund_pay_type: type,
            inscp_scp_amt: amount(s.inScopeFen),
            crt_payb_lmt_amt: amount(paid),
            fund_payamt: amount(paid),
            fund_pay_type_name: name,
            setl_proc_info: s.items
              .filter((item) => item.paidFen !== '0')
              .map(
                (item) =>
                  `${amount(item.amountFen)}${item.rate === null ? '' : `×${item.rate / 100}%`}=${amount(item.paidFen)}`,
              )
              .join('；'),
          },
        ];
  const own = (BigInt(s.accountFen) - BigInt(s.familyFen)).toString();
  return [
    ...fund(basic, '基本医疗统筹基金', s.hifpFen),
    ...fund('330100', '大额医疗补助资金', s.hifobFen),
    ...fund('390200', '居民大病保险基金', s.hifmiFen),
    ...fund('310200', '个人账户', own),
    ...fund('390500', '家庭共济账户', s.familyFen),
  ];
}
