// Every other number of the national medical interface answers what it should: catalogue, dictionary, filing, reversal, files,
// look-ups, mobile pay and the A forms. Played by the independent client.
import { unzipSync } from 'fflate';
import { afterAll, expect, test } from 'vitest';
import { systemActor } from '../../src/base/actor.ts';
import { openHttp } from '../../src/base/http.ts';
import { sql } from '../../src/base/sql.ts';
import { authoriseEcard } from '../../src/domain/ecard/authorise-ecard.ts';
import { issueEcard, makeCardCode } from '../../src/domain/ecard/index.ts';
import { setStanding } from '../../src/domain/institutions/set-standing.ts';
import { fsiDoors, wireNumber } from '../../src/domain/medical/index.ts';
import { citizen, medicalTown, type Place } from '../../src/domain/medical/medical.fixture.ts';
import { readyVisit } from '../../src/domain/medical/ready-visit.fixture.ts';
import { HisClient } from './medical-client.fixture.ts';

const town = await medicalTown();
const { house } = town;
const http = await openHttp(house, {
  ...{ operations: [], version: 'test', doors: fsiDoors, authenticate: async () => undefined },
});
await http.listen({ host: '127.0.0.1', port: 0 });
const base = `http://127.0.0.1:${(http.server.address() as { port: number }).port}`;
afterAll(() => http.close());

const clientOf = (place: Place) =>
  new HisClient({
    ...{ base, institution: place, accessKey: place.accessKey, secret: place.secret, now: () => house.clock.now() },
    insuredIn: '110000',
  });
const client = clientOf(town.hospital);
const time = () => new Date(house.clock.now().getTime() + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ');
const today = () => time().slice(0, 10);

async function person(accountFen = 50_000n) {
  const [patient] = await town.people(1, { accountFen });
  const shown = { mdtrt_cert_type: '03', mdtrt_cert_no: patient!.cardNumber, card_sn: patient!.identifier };
  const { psn_no } = (await client.must('1101', { data: shown })).baseinfo;
  return { patient: patient!, shown, psn_no: psn_no as string };
}

/** Registers and bills a visit of 100 yuan by the A forms. */
async function billed({ psn_no, shown }: Awaited<ReturnType<typeof person>>, batch = 'B1') {
  const { data } = await client.must('2201A', {
    data: {
      ...{
        psn_no,
        insutype: '310',
        begntime: time(),
        ...shown,
        ipt_otp_no: 'OTP',
        dept_code: 'D01',
        dept_name: '内科',
      },
      caty: 'A03',
    },
  });
  const { mdtrt_id } = data;
  const diseinfo = [
    {
      ...{
        diag_type: '1',
        diag_srt_no: 1,
        diag_code: 'I10.x00',
        diag_name: '高血压',
        diag_dept: 'D01',
        dise_dor_no: 'DR1',
      },
      ...{ dise_dor_name: '示例医师', diag_time: time(), vali_flag: '1' },
    },
  ];
  await client.must('2203A', { mdtrtinfo: { mdtrt_id, psn_no, med_type: '11', begntime: time() }, diseinfo });
  const upload = (serial: string, chrg_bchno: string) =>
    client.must('2204A', {
      feedetail: [
        {
          ...{ feedetl_sn: serial, mdtrt_id, psn_no, chrg_bchno, rx_circ_flag: '0', fee_ocur_time: time(), cnt: 1 },
          ...{
            med_list_codg: 'XA01',
            medins_list_codg: 'own',
            det_item_fee_sumamt: 100,
            pric: 100,
            hosp_appr_flag: '0',
          },
          ...{ bilg_dept_codg: 'D01', bilg_dept_name: '内科', bilg_dr_codg: 'DR1', bilg_dr_name: '示例医师' },
        },
      ],
    });
  await upload('1', batch);
  const settling = {
    ...{ psn_no, ...shown, med_type: '11', medfee_sumamt: '100.00', psn_setlway: '01', mdtrt_id, chrg_bchno: batch },
    ...{ acct_used_flag: '1', insutype: '310' },
  };
  const sums = { fulamt_ownpay_amt: '0.00', overlmt_selfpay: '0.00', preselfpay_amt: '0.00', inscp_scp_amt: '100.00' };
  return { mdtrt_id: mdtrt_id as string, upload, settling, sums };
}

test('1201 1901 and the catalogue: 1301 as a file by 9102, 1312 1316 1317 1318 1319 by page', async () => {
  const own = await client.must('1201', { medinsinfo: { fixmedins_type: '1', fixmedins_code: town.hospital.code } });
  expect(own.medinsinfo[0]).toMatchObject({ fixmedins_code: town.hospital.code, hosp_lv: '2' });
  const words = await client.must('1901', {
    data: { type: 'mdtrt_cert_type', parent_value: '', admdvs: '110000', date: today(), Vali_Flag: '1' },
  });
  expect(words.list.map(({ value }: { value: string }) => value)).toEqual(['01', '02', '03']);

  const file = await client.must('1301', { data: { ver: '0' } });
  expect(file.data_cnt).toBe('4');
  const ask = JSON.stringify(
    client.envelope('9102', {
      fsDownloadIn: { file_qury_no: file.file_qury_no, filename: file.filename, fixmedins_code: 'plc' },
    }),
  );
  const answer = await client.post('9102', ask, client.headers('9102', ask), '/fsi/api/fileupload/download');
  expect(answer.type).toBe('application/octet-stream');
  const text = new TextDecoder().decode(Object.values(unzipSync(answer.bytes))[0]);
  expect(text.split('\n')[0]!.split('\t').slice(0, 2)).toEqual(['XA01', '示例阿莫西林胶囊']);
  expect(text).toContain('\tnull\t');
  for (const kind of ['1302', '1303', '1304', '1305', '1306', '1307', '1308', '1309', '1306A'])
    expect((await client.must(kind, { data: { ver: '0' } })).file_qury_no).toMatch(/^\w{25}$/);

  const page = { page_num: '1', page_size: '100', updt_time: time() };
  const items = await client.must('1312', { data: page });
  expect(items.record_counts).toBe('7');
  expect(items.data.find((item: { hilist_code: string }) => item.hilist_code === 'XL01')).toMatchObject({
    lmt_used_flag: '1',
  });
  expect((await client.must('1316', { data: page })).data).toHaveLength(7);
  expect((await client.must('1317', { data: page })).data[0]).toMatchObject({ fixmedins_code: town.hospital.code });
  expect((await client.must('1318', { data: page })).data).toMatchObject([
    { hilist_code: 'XB01', hilist_lmtpric_type: '1', hilist_pric_uplmt_amt: '12.000000' },
    { hilist_lmtpric_type: '2' },
    { hilist_lmtpric_type: '3' },
  ]);
  const shares = (await client.must('1319', { data: { ...page, page_size: '2', page_num: '4' } })).data;
  expect(shares).toMatchObject([{ hilist_code: 'XL01', selfpay_prop: '0.2000' }]);
  expect((await client.ask('1312', { data: { ...page, page_size: '101' } })).err_msg).toContain('page_size');
});

test('2001, 2202 and 2205: entitlement, a registration taken back, unsettled lines taken back', async () => {
  const one = await person();
  const trt = { psn_no: one.psn_no, fixmedins_code: town.hospital.code, med_type: '11', begntime: time() };
  expect((await client.must('2001', { data: { ...trt, insutype: '310' } })).trtinfo[0].trt_enjymnt_flag).toBe('1');
  expect((await client.must('2001', { data: { ...trt, insutype: '390' } })).trtinfo[0].trt_enjymnt_flag).toBe('0');

  const visit = await billed(one);
  await visit.upload('2', 'B2');
  expect((await client.ask('2204A', { feedetail: [] })).infcode).toBe(-1);
  await client.must('2207A', { data: { ...visit.settling, ...visit.sums } });
  const key = { mdtrt_id: visit.mdtrt_id, psn_no: one.psn_no };
  expect((await client.ask('2205', { data: { ...key, chrg_bchno: 'B1' } })).err_msg).toContain('settled-lines');
  await client.must('2205', { data: { ...key, chrg_bchno: '0000' } });
  const fees = (await client.must('5204', { data: key })).feedetail;
  expect(fees.map((line: { feedetl_sn: string }) => line.feedetl_sn)).toEqual(['1']);
  expect((await client.ask('2202', { data: { ...key, ipt_otp_no: 'OTP' } })).err_msg).toContain('visit-settled');

  const other = await billed(one);
  await client.must('2202', { data: { mdtrt_id: other.mdtrt_id, psn_no: one.psn_no, ipt_otp_no: 'OTP' } });
  expect((await client.ask('2206', { data: other.settling })).err_msg).toContain('visit-state');
});

test('2601 takes back what a lost answer may have done, once; other numbers cannot be reversed', async () => {
  const one = await person();
  const visit = await billed(one);
  const message = client.envelope('2207', { data: { ...visit.settling, ...visit.sums } });
  await client.send(message);
  const back = { psn_no: one.psn_no, omsgid: message.msgid, oinfno: '2207' };
  await client.must('2601', { data: back });
  await client.must('2601', { data: back });
  expect((await client.must('1101', { data: one.shown })).insuinfo[0].balc).toBe('500.00');
  // What has not arrived is void from now on.
  const lost = client.envelope('2207', { data: { ...visit.settling, ...visit.sums } });
  await client.must('2601', { data: { ...back, omsgid: lost.msgid } });
  expect((await client.send(lost)).err_msg).toContain('request-void');
  expect((await client.ask('2601', { data: { ...back, oinfno: '2102' } })).err_msg).toContain('nothing-to-reverse');
  expect((await client.ask('2601', { data: { ...back, oinfno: '2204' } })).err_msg).toContain('不可冲正');
});

test('2501 2502 5304 5302 a referral is filed, seen and withdrawn; MED-07', async () => {
  const one = await person();
  const refmedin = {
    ...{ psn_no: one.psn_no, insutype: '310', diag_code: 'I10.x00', diag_name: '高血压', mdtrtarea_admdvs: '350100' },
    ...{ reflin_medins_no: town.elsewhere.code, reflin_medins_name: town.elsewhere.name, refl_type: '3' },
    ...{ refl_date: today(), refl_rea: '病情需要', refl_opnn: '同意', begndate: today() },
  };
  const { trt_dcla_detl_sn } = (await client.must('2501', { refmedin })).result;
  const filings = () => client.must('5304', { data: { psn_no: one.psn_no, begntime: time() } });
  expect((await filings()).refmedin).toMatchObject([{ trt_dcla_detl_sn, mdtrtarea_admdvs: '350100', refl_type: '3' }]);
  await client.must('2502', { data: { trt_dcla_detl_sn, psn_no: one.psn_no } });
  expect((await filings()).refmedin).toEqual([]);
  // A referral inside the own region opens the institution it names.
  await client.must('2501', {
    refmedin: { ...refmedin, mdtrtarea_admdvs: '110100', reflin_medins_no: town.community.code, refl_type: '1' },
  });
  expect((await client.must('5302', { data: { psn_no: one.psn_no, biz_appy_type: '03' } })).psnfixmedin).toMatchObject([
    { fixmedins_code: town.community.code, memo: '转诊' },
  ]);
});

test('5201 5202 5203 5205 5206 5301 5303 show what happened here, and to another institution nothing', async () => {
  const one = await person();
  const visit = await billed(one);
  const { setlinfo } = await client.must('2207', { data: { ...visit.settling, ...visit.sums } });
  const key = { psn_no: one.psn_no, mdtrt_id: visit.mdtrt_id, setl_id: setlinfo.setl_id };
  const range = { psn_no: one.psn_no, begntime: today(), endtime: today() };
  expect((await client.must('5201', { data: { ...range, med_type: '11' } })).mdtrtinfo).toMatchObject([
    { mdtrt_id: visit.mdtrt_id },
  ]);
  expect((await client.must('5202', { data: key })).diseinfo).toMatchObject([{ diag_code: 'I10.x00', vali_flag: '1' }]);
  expect((await client.must('5203', { data: key })).setlinfo).toMatchObject({
    ...{ setl_id: setlinfo.setl_id, psn_pay: '100.00', cash_payamt: '0.00', refd_setl_flag: '0', year: '2025' },
  });
  expect((await client.must('5206', { data: { psn_no: one.psn_no } })).cuminfo).toMatchObject([
    { cum_type_code: 'NOUTPATIEN', cum: '1.00' },
    { cum_type_code: 'DOUTPATIEN', cum: '100.00' },
    { cum_type_code: 'SOUTPATIEN', cum: '100.00' },
  ]);
  // An empty list would say that the person has no chronic disease, which nobody here knows.
  for (const [infno, data] of [
    ['5205', range],
    ['5301', { psn_no: one.psn_no }],
  ] as const)
    expect(await client.ask(infno, { data })).toMatchObject({
      infcode: -1,
      err_msg: expect.stringContaining('not-kept'),
    });
  expect((await client.must('5303', { data: { psn_no: one.psn_no } })).data).toEqual([]);
  // Nobody reads a diagnosis out of the table.
  const kept = await house.database.rows<Record<string, unknown>>(sql`select * from medical.diagnosis`);
  expect(JSON.stringify(kept)).not.toMatch(/I10|高血压|DR1/);
  const other = clientOf(town.community);
  expect((await other.must('5201', { data: range })).mdtrtinfo).toEqual([]);
  expect((await other.ask('5203', { data: key })).err_msg).toContain('settlement-unknown');
  expect((await other.ask('5202', { data: key })).err_msg).toContain('visit-unknown');
  expect((await other.ask('100001', { data: { psn_No: one.psn_no, setl_Id: setlinfo.setl_id } })).err_msg).toContain(
    'settlement-unknown',
  );
});

test('2401 2403 5303 2601 2404: a stay is changed, seen, and taken back by the number of its message', async () => {
  const one = await person();
  const mdtrtinfo = {
    ...{
      psn_no: one.psn_no,
      insutype: '310',
      begntime: time(),
      ...one.shown,
      med_type: '21',
      ipt_no: 'IPT',
      atddr_no: 'DR1',
    },
    ...{ chfpdr_name: '示例医师', adm_diag_dscr: '肺炎', adm_dept_codg: 'D02', adm_dept_name: '呼吸科', adm_bed: '1' },
  };
  const message = client.envelope('2401', { mdtrtinfo });
  const { mdtrt_id } = (await client.send(message)).output.result;
  const stay = async () => (await client.must('5303', { data: { psn_no: one.psn_no } })).data;
  const adminfo = { mdtrt_id, psn_no: one.psn_no, begntime: time(), med_type: '22', adm_dept_codg: 'D09' };
  await client.must('2403', { adminfo });
  expect(await stay()).toMatchObject([{ mdtrt_id, med_type: '22', adm_dept_codg: 'D09' }]);
  expect((await client.ask('2403', { adminfo: { ...adminfo, med_type: 'ZZ' } })).err_msg).toContain('adminfo.med_type');
  const back = { data: { psn_no: one.psn_no, omsgid: message.msgid, oinfno: '2401' } };
  await client.must('2601', back);
  await client.must('2601', back);
  expect(await stay()).toEqual([]);
  expect((await client.ask('2404', { data: { mdtrt_id, psn_no: one.psn_no } })).err_msg).toContain('visit-state');
});

test('9101 as a form; a file of one institution is not there for another', async () => {
  const message = JSON.stringify(
    client.envelope('9101', { fsUploadIn: { filename: 'a.zip', fixmedins_code: town.hospital.code } }),
  );
  const form = new FormData();
  form.set('jsonStr', message);
  form.set('file', new Blob(['the bytes']), 'a.zip');
  const answer = await fetch(`${base}/fsi/api/fileupload/upload`, {
    ...{ method: 'POST', body: form, headers: client.headers('9101', '') },
  });
  const told = (await answer.json()) as { infcode: number; output: { file_qury_no: string } };
  expect(told.infcode).toBe(0);
  const fetchBy = async (who: HisClient) => {
    const ask = JSON.stringify(
      who.envelope('9102', {
        fsDownloadIn: {
          file_qury_no: told.output.file_qury_no,
          filename: 'a.zip',
          fixmedins_code: who.options.institution.code,
        },
      }),
    );
    return who.post('9102', ask, who.headers('9102', ask), '/fsi/api/fileupload/download');
  };
  expect(new TextDecoder().decode((await fetchBy(client)).bytes)).toBe('the bytes');
  const stranger = await fetchBy(clientOf(town.community));
  expect(JSON.parse(new TextDecoder().decode(stranger.bytes))).toMatchObject({ infcode: -1 });
  house.clock.moveTo(new Date(house.clock.now().getTime() + 8 * 86_400_000));
  expect(JSON.parse(new TextDecoder().decode((await fetchBy(client)).bytes)).err_msg).toContain('file-unknown');
});

test('6201 6202 6203 6301 6302 6401: a visit paid from the phone, refunded; an order revoked', async () => {
  const one = await person();
  await town.inCall((call) => issueEcard(call, one.patient.holderId));
  await town.act(authoriseEcard, citizen(one.patient.holderId), {} as never);
  const code = makeCardCode(one.patient.cardNumber, house.clock.now(), house.vault, house.random);
  const { OutData } = await client.must('6101', {
    InData: {
      ...{ orgId: town.hospital.code, businessType: '01301', businessInfo: code, operatorId: 'o', operatorName: 'o' },
      ...{ officeId: 'o', officeName: 'o' },
    },
  });
  const order = async (batch: string) => {
    const visit = await billed(one, batch);
    return client.must('6201', {
      data: {
        ...{
          orgCodg: town.hospital.code,
          psnNo: one.psn_no,
          insutype: '310',
          medOrgOrd: 'M1',
          mdtrtId: visit.mdtrt_id,
        },
        ...{
          begntime: time(),
          feeType: '01',
          medfeeSumamt: '100.00',
          acctUsedFlag: '1',
          psnSetlway: '01',
          chrgBchno: batch,
        },
      },
    });
  };
  const { payOrdId, payToken } = await order('P1');
  const pay = { data: { payOrdId, payToken, ecToken: OutData.ecToken, orgCodg: town.hospital.code, medType: '11' } };
  expect(await client.must('6202', pay)).toMatchObject({ ordStas: '6', psnAcctPay: '100.00', ownPayAmt: '0.00' });
  expect((await client.ask('6202', pay)).err_msg).toContain('order-state');
  expect(await client.must('6301', { data: { payOrdId } })).toMatchObject({ ordStas: '6', feeSumamt: '100.00' });
  expect(await client.must('6302', { data: { payOrdId } })).toEqual({ success: 'true', message: '' });
  const refund = { data: { payOrdId, appRefdSn: 'R1', totlRefdAmt: '100.00', refdType: 'ALL' } };
  expect(await client.must('6203', refund)).toMatchObject({ refStatus: 'SUCC', psnAcctPay: '-100.00' });
  expect((await client.ask('6401', { data: { payOrdId, revsToken: payToken } })).err_msg).toContain('order-state');
  const second = await order('P2');
  expect(await client.must('6401', { data: { payOrdId: second.payOrdId, revsToken: second.payToken } })).toMatchObject({
    ordStas: '12',
  });
  expect((await clientOf(town.community).ask('6301', { data: { payOrdId } })).err_msg).toContain('order-unknown');
});

test('CHN-09 a suspended or ended institution is refused with the next message, the quick way of settlement included', async () => {
  const desk = clientOf(town.community);
  const { patient, shown, psn_no } = await person();
  const set = (standing: 'admitted' | 'suspended' | 'ended') => {
    const { institutionId } = town.community;
    return town.act(setStanding, systemActor('test'), { institutionId, standing, reason: '稽核' });
  };
  const who = () => desk.ask('1101', { data: shown });
  const { visitId } = await readyVisit(town, town.community, patient, 10_000n);
  const settling = {
    ...{ psn_no, ...shown, med_type: '11', medfee_sumamt: '100.00', psn_setlway: '01', mdtrt_id: wireNumber(visitId) },
    ...{ chrg_bchno: 'B', acct_used_flag: '1', insutype: '310' },
  };
  expect((await desk.ask('2206', { data: settling })).infcode).toBe(0);
  await set('suspended');
  for (const reply of [await desk.ask('2206', { data: settling }), await who()]) {
    expect(reply).toMatchObject({ infcode: -1, output: {} });
    expect(reply.err_msg).toContain('institution-standing');
  }
  // Others go on, and so does this one as soon as it may again.
  expect((await client.ask('1101', { data: shown })).infcode).toBe(0);
  await set('admitted');
  expect((await who()).infcode).toBe(0);
  await set('ended');
  expect((await who()).err_msg).toContain('institution-standing');
});
