// 9001 9002 sign in and out, 1101 person, 1201 institution, 2001 entitlement, 6101 code of the e-card.
import { decodeCode } from '../../decode-code.ts';
import { idFrom, wireNumber } from '../../ids.ts';
import { entitlementOf } from '../../look-up.ts';
import { personInfo } from '../../person-info.ts';
import { divisionOfRegion } from '../../regions.ts';
import { signIn, signOut } from '../../sign-in.ts';
import { findInstitutionByCode } from '../../store-register.ts';
import { amount } from '../envelope.ts';
import { node, wireTime } from '../field-table.ts';
import { credentialOf, idOf, type WireFunction } from '../function.ts';
import { certificateTypeOf, genderOf } from '../person-answer.ts';

export const people: readonly WireFunction[] = [
  {
    infno: '9001',
    input: { signIn: node('opter_no(20)! mac(20)! ip(20)!') },
    async run(asked) {
      const { opter_no, mac, ip } = asked.row('signIn');
      const { signNo, at } = await asked.perform(signIn, { operator: opter_no!, mac: mac!, ip: ip! });
      return { signinoutb: { sign_time: wireTime(new Date(at)), sign_no: signNo } };
    },
  },
  {
    infno: '9002',
    input: { signOut: node('sign_no(30)! opter_no(20)!') },
    async run(asked) {
      const { sign_no, opter_no } = asked.row('signOut');
      const { at } = await asked.perform(signOut, { signNo: sign_no!, operator: opter_no! });
      return { signinoutb: { sign_time: wireTime(new Date(at)) } };
    },
  },
  {
    infno: '1101',
    // certno and psn_name are mandatory in the text and empty in practice.
    input: {
      data: node(`mdtrt_cert_type(3)!=mdtrt_cert_type mdtrt_cert_no(50)! card_sn(32) begntime:dt psn_cert_type(6)=psn_cert_type
        certno(50) psn_name(50)`),
    },
    async run(asked) {
      const who = await asked.ask(personInfo, { credential: credentialOf(asked.row('data')) });
      if (who.oldVisitBalanceFen !== '0')
        asked.warn(`旧卡尚有就诊余额${amount(who.oldVisitBalanceFen)}元，请询问是否转移`);
      return {
        baseinfo: {
          psn_no: wireNumber(who.holderId),
          psn_cert_type: certificateTypeOf(who.documentKind),
          certno: who.documentNumber,
          psn_name: who.name,
          gend: genderOf(who.sex),
          naty: '',
          brdy: who.born,
          age: who.age.toString(),
          exp_content: '',
        },
        insuinfo: who.insurances.map(({ region, insurance, personType, since }) => ({
          balc: amount(who.balanceFen),
          insutype: insurance,
          psn_type: personType,
          psn_insu_stas: '1',
          psn_insu_date: since,
          paus_insu_date: '',
          cvlserv_flag: '0',
          insuplc_admdvs: divisionOfRegion(region),
          emp_name: '',
        })),
        idetinfo: [],
      };
    },
  },
  {
    infno: '1201',
    input: { medinsinfo: node('fixmedins_type(6)!=fixmedins_type fixmedins_name(200) fixmedins_code(12)') },
    async run(asked) {
      const { fixmedins_type, fixmedins_name, fixmedins_code } = asked.row('medinsinfo');
      const found = fixmedins_code
        ? await findInstitutionByCode(asked.house.database, fixmedins_code)
        : asked.institution;
      const fits =
        found &&
        (found.kind === 'pharmacy') === (fixmedins_type === '2') &&
        (!fixmedins_name || found.name.includes(fixmedins_name));
      return {
        medinsinfo: fits
          ? [
              {
                ...{ fixmedins_code: found.code, fixmedins_name: found.name, uscc: found.uscc },
                ...{ fixmedins_type, hosp_lv: found.grade.toString() },
              },
            ]
          : [],
      };
    },
  },
  {
    infno: '2001',
    input: {
      data: node(`psn_no(30)! insutype(6)!=insutype fixmedins_code(30)! med_type(6)!=med_type begntime:dt! endtime:dt dise_codg(30)
        dise_name(500) oprn_oprt_code(30) oprn_oprt_name(500) matn_type(6) birctrl_type(6)=birctrl_type`),
    },
    async run(asked) {
      const row = asked.row('data');
      const told = await asked.ask(entitlementOf, { holderId: idOf(row, 'psn_no'), insurance: row.insutype! });
      return {
        trtinfo: [
          {
            ...{ psn_no: row.psn_no, trt_chk_type: '1', fund_pay_type: row.insutype === '310' ? '310100' : '390100' },
            ...{ trt_enjymnt_flag: told.entitled ? '1' : '0', begndate: told.since ?? '', enddate: '' },
            trt_chk_rslt: told.why,
          },
        ],
      };
    },
  },
  {
    infno: '6101',
    input: {
      InData:
        node(`orgId(40)! businessType(10)! businessInfo(400)! operatorId(30)! operatorName(50)! officeId(30)! officeName(50)!
        deviceType(20)`),
    },
    async run(asked) {
      const { businessInfo, businessType } = asked.row('InData');
      const { holderId, token } = await asked.perform(decodeCode, { code: businessInfo!, scene: businessType! });
      const who = await asked.identity(holderId);
      return {
        OutData: {
          ...{ userName: who.name, idNo: who.documentNumber, idType: certificateTypeOf(who.documentKind) },
          ...{ ecToken: token, insuOrg: divisionOfRegion(asked.institution.region), authNo: '' },
          // The number of a person on this channel, not a person id that could be joined with another's.
          ecIndexNo: idFrom('e-card index', asked.institution.id, holderId).replaceAll('-', ''),
          ...{ gender: genderOf(who.sex), birthday: who.born, nationality: '', email: '' },
        },
      };
    },
  },
];
