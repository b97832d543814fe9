// The national medical interface over HTTP, played by an independent client: whole flows, and every way to be wrong.
import { afterAll, describe, expect, test } from 'vitest';
import { systemActor } from '../../src/base/actor.ts';
import { openHttp } from '../../src/base/http.ts';
import { authoriseEcard } from '../../src/domain/ecard/authorise-ecard.ts';
import { issueEcard, makeCardCode } from '../../src/domain/ecard/index.ts';
import { issueGatewayKey } from '../../src/domain/medical/designate-institution.ts';
import { fsiDoors } from '../../src/domain/medical/index.ts';
import { medicalTown, type Patient, type Place } from '../../src/domain/medical/medical.fixture.ts';
import { brokenIdentities, envelopeTable, HisClient, tables } from './medical-client.fixture.ts';

const town = await medicalTown();
const { house } = town;
const http = await openHttp(house, {
  ...{ operations: [], version: 'test', doors: fsiDoors, authenticate: async () => undefined },
});
await http.listen({ host: '127.0.0.1', port: 0 });
const address = http.server.address() as { port: number };
const base = `http://127.0.0.1:${address.port}`;
afterAll(() => http.close());

const clientOf = (place: Place, more: Partial<ConstructorParameters<typeof HisClient>[0]> = {}) =>
  new HisClient({
    ...{ base, institution: place, accessKey: place.accessKey, secret: place.secret, now: () => house.clock.now() },
    ...more,
  });

interface Shown {
  readonly mdtrt_cert_type: string;
  readonly mdtrt_cert_no: string;
  readonly card_sn?: string;
}
const physical = (patient: Patient): Shown => ({
  ...{ mdtrt_cert_type: '03', mdtrt_cert_no: patient.cardNumber, card_sn: patient.identifier },
});

async function tokenOf(client: HisClient, patient: Patient): Promise<Shown> {
  const code = makeCardCode(patient.cardNumber, house.clock.now(), house.vault, house.random);
  const { OutData } = await client.must('6101', {
    InData: {
      ...{ orgId: client.options.institution.code, businessType: '01301', businessInfo: code, operatorId: 'op-01' },
      ...{ operatorName: '示例操作员', officeId: 'D01', officeName: '示例科' },
    },
  });
  expect(OutData.ecToken.length).toBeLessThanOrEqual(40);
  return { mdtrt_cert_type: '01', mdtrt_cert_no: OutData.ecToken };
}

async function withEcard(patient: Patient): Promise<Patient> {
  await town.inCall((call) => issueEcard(call, patient.holderId));
  await town.act(authoriseEcard, { role: 'citizen', id: patient.holderId, channel: 'bureau-site' }, {} as never);
  return patient;
}

const time = () => new Date(house.clock.now().getTime() + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ');

const line = (serial: string, code: string, pric: number, cnt: number, more: object = {}) => ({
  ...{ feedetl_sn: serial, chrg_bchno: 'B1', rx_circ_flag: '0', fee_ocur_time: time(), med_list_codg: code },
  ...{ medins_list_codg: `own-${code}`, det_item_fee_sumamt: Number((pric * cnt).toFixed(2)), cnt, pric },
  ...{
    bilg_dept_codg: 'D01',
    bilg_dept_name: '内科',
    bilg_dr_codg: 'DR1',
    bilg_dr_name: '示例医师',
    hosp_appr_flag: '0',
  },
  ...more,
});

const diagnosis = () => ({
  ...{ diag_type: '1', diag_srt_no: 1, diag_code: 'J06.900', diag_name: '急性上呼吸道感染', diag_dept: 'D01' },
  ...{ dise_dor_no: 'DR1', dise_dor_name: '示例医师', diag_time: time(), vali_flag: '1' },
});

async function register(client: HisClient, psn_no: string, shown: Shown): Promise<string> {
  const { data } = await client.must('2201', {
    data: {
      ...{
        psn_no,
        insutype: '310',
        begntime: time(),
        ...shown,
        psn_type: '1101',
        ipt_otp_no: `OTP${Math.random()}`.slice(0, 20),
      },
      ...{ atddr_no: 'DR1', dr_name: '示例医师', dept_code: 'D01', dept_name: '内科', caty: 'A03' },
    },
  });
  await client.must('2203', {
    mdtrtinfo: { mdtrt_id: data.mdtrt_id, psn_no, med_type: '11', begntime: time(), dise_codg: 'J06.900' },
    diseinfo: [diagnosis()],
  });
  return data.mdtrt_id;
}

const settling = (psn_no: string, mdtrt_id: string, shown: Shown, medfee_sumamt: number | string) => ({
  ...{ psn_no, ...shown, med_type: '11', medfee_sumamt, psn_setlway: '01', mdtrt_id, chrg_bchno: 'B1' },
  ...{ acct_used_flag: '1', insutype: '310' },
});

const fourSums = (info: Record<string, string>) => ({
  ...{ fulamt_ownpay_amt: info.fulamt_ownpay_amt, overlmt_selfpay: info.overlmt_selfpay },
  ...{ preselfpay_amt: info.preselfpay_amt, inscp_scp_amt: info.inscp_scp_amt },
});

describe.each(['physical card (03)', 'e-card token (01)'])('outpatient flow with %s', (kind) => {
  test('MED-05 9001 → 1101 → 2201 → 2203 → 2204 → 2206 → 2207 → 3201 → 2208 → 9002', async () => {
    const client = clientOf(town.hospital);
    const [patient] = await town.people(1, { accountFen: 50_000n });
    const shown = kind.startsWith('physical') ? physical(patient!) : await tokenOf(client, await withEcard(patient!));
    const { signinoutb } = await client.must('9001', { signIn: { opter_no: 'op-01', mac: '00-01', ip: '10.0.0.1' } });
    client.signNo = signinoutb.sign_no;

    const person = await client.must('1101', { data: { ...shown, begntime: time(), psn_cert_type: '01' } });
    expect(person.baseinfo.psn_name).toBe(patient!.name);
    expect(person.baseinfo.certno).toBe(patient!.residentId);
    expect(person.insuinfo[0]).toMatchObject({
      insutype: '310',
      balc: '500.00',
      insuplc_admdvs: '110000',
      psn_insu_stas: '1',
    });
    const { psn_no } = person.baseinfo;

    const mdtrt_id = await register(client, psn_no, shown);
    const fees = [
      line('F1', 'XA01', 1000, 2),
      line('F2', 'XB01', 15, 100, { hosp_appr_flag: '0' }),
      line('F3', 'XC01', 88.5, 1),
    ].map((one) => ({ ...one, mdtrt_id, psn_no }));
    const { result } = await client.must('2204', { feedetail: fees });
    // F2: 100 × (15 − 12) over the cap, 10 % of 1,200 first, 1,080 in scope.
    expect(result[1]).toMatchObject({
      overlmt_amt: '300.00',
      preselfpay_amt: '120.00',
      inscp_scp_amt: '1080.00',
      chrgitm_lv: '02',
    });
    expect(result[2]).toMatchObject({ fulamt_ownpay_amt: '88.50', chrgitm_lv: '03' });

    const pre = await client.must('2206', {
      data: { ...settling(psn_no, mdtrt_id, shown, '3588.50'), psn_type: '1101' },
    });
    expect(brokenIdentities(pre)).toEqual([]);
    // In scope 3,080, deductible 1,800, 70 % of 1,280 = 896.
    expect(pre.setlinfo).toMatchObject({
      act_pay_dedc: '1800.00',
      hifp_pay: '896.00',
      acct_pay: '500.00',
      balc: '0.00',
    });
    expect(pre.setlinfo.setl_id).toBeUndefined();

    const message = client.envelope('2207', {
      data: { ...settling(psn_no, mdtrt_id, shown, 3588.5), ...fourSums(pre.setlinfo), invono: 'INV1' },
    });
    const reply = await client.send(message);
    expect(reply.infcode).toBe(0);
    expect(reply.inf_refmsgid).toMatch(/^110101\d{24}$/);
    expect(brokenIdentities(reply.output)).toEqual([]);
    const { setl_id, ...settled } = reply.output.setlinfo;
    const { setl_time: _, medins_setl_id, ...same } = settled;
    expect(same).toEqual(
      Object.fromEntries(Object.entries(pre.setlinfo).filter(([k]) => !['setl_time', 'medins_setl_id'].includes(k))),
    );
    expect(medins_setl_id).toBe(message.msgid);

    // The answer was lost: the same message again is the same settlement.
    const again = await client.send(message);
    expect(again.output.setlinfo.setl_id).toBe(setl_id);
    // The same number with another content is refused.
    const other = await client.send({
      ...message,
      input: { data: { ...settling(psn_no, mdtrt_id, shown, 1), ...fourSums(pre.setlinfo) } },
    });
    expect(other).toMatchObject({ infcode: -1, err_msg: expect.stringContaining('request-reused') });

    const why = await client.must('100001', { data: { psn_No: psn_no, setl_Id: setl_id, mdtrt_Id: mdtrt_id } });
    const total = why.result.reduce(
      (all: bigint, item: Record<string, string>) => all + BigInt(item.polItemPaySum!.replace('.', '')),
      0n,
    );
    expect(total).toBe(358_850n);
    expect(why.result.find((item: Record<string, string>) => item.polItemCode === 'band')).toMatchObject({
      ...{ fundPayAmt: '896.00', fundPayProp: '0.7000', selfPayProp: '0.3000' },
    });

    const books = (medfee_sumamt: string, fund_pay_sumamt: string, acct_pay: string, cnt: number) =>
      client.must('3201', {
        data: {
          ...{ insutype: '310', clr_type: '11', setl_optins: '110000', stmt_begndate: time().slice(0, 10) },
          ...{ stmt_enddate: time().slice(0, 10), medfee_sumamt, fund_pay_sumamt, acct_pay, fixmedins_setl_cnt: cnt },
          fixmedins_refd_setl_flag: '0',
        },
      });
    const first = kind.startsWith('physical');
    // The first flow of the day left a settlement and its reversal, which cancel out but count.
    expect((await books('3588.50', '896.00', '500.00', first ? 1 : 3)).stmtinfo).toMatchObject({ stmt_rslt: '0' });
    expect((await books('3588.50', '896.01', '500.00', first ? 1 : 3)).stmtinfo).toMatchObject({
      ...{ stmt_rslt: '1', stmt_rslt_dscr: expect.stringContaining('基金支付') },
    });

    const back = await client.must('2208', { data: { setl_id, mdtrt_id, psn_no } });
    expect(brokenIdentities(back)).toEqual([]);
    expect(back.setlinfo).toMatchObject({
      medfee_sumamt: '-3588.50',
      hifp_pay: '-896.00',
      acct_pay: '-500.00',
      balc: '500.00',
    });
    expect(back.setlinfo.pdn_cash_pay).toBe(back.setlinfo.psn_cash_pay);
    expect(back.setlinfo.setl_id).not.toBe(setl_id);
    expect(await client.ask('2208', { data: { setl_id, mdtrt_id, psn_no } })).toMatchObject({
      ...{ infcode: -1, err_msg: expect.stringContaining('已退费') },
    });
    const after = await client.must('5206', { data: { psn_no } });
    expect(after.cuminfo.filter(({ cum }: { cum: string }) => cum !== '0.00')).toEqual([]);

    await client.must('9002', { signOut: { sign_no: client.signNo, opter_no: 'op-01' } });
    expect(await client.ask('1101', { data: shown })).toMatchObject({
      infcode: -1,
      err_msg: expect.stringContaining('sign_no'),
    });
  });
});

describe('pharmacy and hospital stay', () => {
  const drug = (serial: string, price: number) => ({
    ...{ feedetl_sn: serial, rx_circ_flag: '0', fee_ocur_time: time(), med_list_codg: 'XA01', medins_list_codg: 'own' },
    ...{ det_item_fee_sumamt: price, cnt: 1, pric: price },
  });

  test.each(['03', '01'])('MED-05 a purchase at a pharmacy with type %s is paid from the account', async (type) => {
    const client = clientOf(town.pharmacy);
    const [patient] = await town.people(1, { accountFen: 10_000n });
    const shown = type === '03' ? physical(patient!) : await tokenOf(client, await withEcard(patient!));
    const { psn_no } = (await client.must('1101', { data: shown })).baseinfo;
    const druginfo = (sum: string) => ({
      ...{
        psn_no,
        ...shown,
        begntime: time(),
        medfee_sumamt: sum,
        insutype: '310',
        acct_used_flag: '1',
        med_type: '41',
      },
    });
    const pre = await client.must('2101', {
      druginfo: druginfo('120.50'),
      drugdetail: [drug('1', 100), drug('2', 20.5)],
    });
    expect(pre.setlinfo).toMatchObject({ acct_pay: '100.00', psn_cash_pay: '20.50', fund_pay_sumamt: '0.00' });
    const done = await client.must('2102', {
      ...{ druginfo: druginfo('120.50'), drugdetail: [drug('1', 100), drug('2', 20.5)] },
      durg_trac_info: [{ feedetl_sn: '1', drug_trac_codg: '81234567890123456789', trdn_flag: '0' }],
    });
    expect(brokenIdentities(done)).toEqual([]);
    expect(done.detlcutinfo).toHaveLength(2);
    const { setl_id, mdtrt_id } = done.setlinfo;
    const back = await client.must('2103', { data: { setl_id, mdtrt_id, psn_no } });
    expect(back.setlinfo).toMatchObject({ acct_pay: '-100.00', balc: '100.00' });
  });

  const stay = 'MED-05 a stay with type %s: 2401 → 2301 → 2402 → 2303 → 2304 → 2305, first admission deductible';
  test.each(['03', '01'])(stay, async (type) => {
    const client = clientOf(town.hospital);
    const [patient] = await town.people(1);
    const shown = type === '03' ? physical(patient!) : await tokenOf(client, await withEcard(patient!));
    const { psn_no } = (await client.must('1101', { data: shown })).baseinfo;
    const admission = {
      ...{ psn_no, insutype: '310', begntime: time(), ...shown, med_type: '21', ipt_no: 'IPT1', atddr_no: 'DR1' },
      ...{
        chfpdr_name: '示例医师',
        adm_diag_dscr: '肺炎',
        adm_dept_codg: 'D02',
        adm_dept_name: '呼吸科',
        adm_bed: '12',
      },
    };
    const { result } = await client.must('2401', { mdtrtinfo: admission, diseinfo: [diagnosis()] });
    const { mdtrt_id } = result;
    expect(await client.ask('2401', { mdtrtinfo: admission })).toMatchObject({
      infcode: -1,
      err_msg: expect.stringContaining('住院'),
    });
    await client.must('2301', { feedetail: [{ ...line('S1', 'XA01', 5000, 2), mdtrt_id, psn_no, med_type: '21' }] });
    await client.must('2402', {
      dscginfo: {
        ...{
          mdtrt_id,
          psn_no,
          insutype: '310',
          endtime: time(),
          dscg_dept_codg: 'D02',
          dscg_dept_name: '呼吸科',
          dscg_way: '1',
        },
      },
    });
    const data = {
      ...{
        psn_no,
        ...shown,
        med_type: '21',
        medfee_sumamt: '10000.00',
        psn_setlway: '01',
        mdtrt_id,
        acct_used_flag: '0',
      },
      ...{ insutype: '310', mid_setl_flag: '0', insuplc_admdvs: '110000', mdtrtarea_admvs: '110101' },
    };
    const pre = await client.must('2303', { data });
    // (10,000 − 1,300) × 85 %
    expect(pre.setlinfo).toMatchObject({ act_pay_dedc: '1300.00', hifp_pay: '7395.00', clr_type: '21' });
    const done = await client.must('2304', { data: { ...data, ...fourSums(pre.setlinfo) } });
    expect(brokenIdentities(done)).toEqual([]);
    expect(await client.ask('2405', { data: { mdtrt_id, psn_no } })).toMatchObject({
      infcode: -1,
      err_msg: expect.stringContaining('请先退费'),
    });
    const { setl_id } = done.setlinfo;
    const back = await client.must('2305', { data: { setl_id, mdtrt_id, psn_no } });
    expect(brokenIdentities(back)).toEqual([]);
    await client.must('2405', { data: { mdtrt_id, psn_no } });
    await client.must('2302', { data: { mdtrt_id, psn_no, chrg_bchno: '0000' } });
    await client.must('2404', { data: { mdtrt_id, psn_no } });
  });
});

describe('every way to be wrong', async () => {
  const client = clientOf(town.hospital);
  const [patient] = await town.people(1, { accountFen: 99_999n });
  const shown = physical(patient!);
  const { psn_no } = (await client.must('1101', { data: shown })).baseinfo;
  const mdtrt_id = await register(client, psn_no, shown);
  const fee = { ...line('W1', 'XA01', 10, 1), mdtrt_id, psn_no };
  const sign = { sign_no: 'X', opter_no: 'op-01' };
  /** A right message of each function; each is made wrong in one place at a time. */
  const right: Record<string, Record<string, Record<string, unknown>>> = {
    '9001': { signIn: { opter_no: 'op-01', mac: '00-01', ip: '10.0.0.1' } },
    '9002': { signOut: sign },
    '1101': { data: { ...shown, psn_cert_type: '01' } },
    '2201': {
      data: {
        ...{
          psn_no,
          insutype: '310',
          begntime: time(),
          ...shown,
          psn_type: '1101',
          ipt_otp_no: 'O',
          psn_cert_type: '01',
        },
        ...{ dept_code: 'D01', dept_name: '内科', caty: 'A03' },
      },
    },
    '2203': { mdtrtinfo: { mdtrt_id, psn_no, med_type: '11', begntime: time() }, diseinfo: diagnosis() },
    '2204': { feedetail: fee },
    '2206': { data: settling(psn_no, mdtrt_id, shown, '10.00') },
    '2207': {
      data: {
        ...settling(psn_no, mdtrt_id, shown, '10.00'),
        ...{ fulamt_ownpay_amt: '0.00', overlmt_selfpay: '0.00', preselfpay_amt: '0.00', inscp_scp_amt: '10.00' },
      },
    },
    '3201': {
      data: {
        ...{
          insutype: '310',
          clr_type: '11',
          setl_optins: '110000',
          stmt_begndate: '2025-03-03',
          stmt_enddate: '2025-03-03',
        },
        ...{
          medfee_sumamt: '0',
          fund_pay_sumamt: '0',
          acct_pay: '0',
          fixmedins_setl_cnt: 0,
          fixmedins_refd_setl_flag: '0',
        },
      },
    },
    '2208': { data: { setl_id: 'S', mdtrt_id, psn_no } },
  };

  for (const [infno, list] of Object.entries(tables)) {
    test(`${infno}: every mandatory field missing or a null word, every field too long, every code unknown`, async () => {
      for (const { node, list: many, fields } of list) {
        const wrong = async (name: string, value: unknown) => {
          const changed = { ...right[infno]![node], [name]: value };
          const reply = await client.ask(infno, { ...right[infno], [node]: many ? [changed] : changed });
          expect(reply.infcode, `${infno} ${node}.${name}`).toBe(-1);
          expect(reply.err_msg).toMatch(new RegExp(`${node}(\\[0\\])?\\.${name}：`));
          expect(reply.output).toEqual({});
        };
        for (const [name, length, mandatory, coded] of fields) {
          if (mandatory) for (const nothing of [undefined, null, '', 'null', 'NULL']) await wrong(name, nothing);
          if (length > 0 && !coded) await wrong(name, '长'.repeat(length + 1));
          if (coded) await wrong(name, 'ZZ');
          if (length === 0) await wrong(name, 'not a number nor a time');
          await wrong(name, { not: 'a text' });
        }
        const { [node]: _, ...without } = right[infno]!;
        expect((await client.ask(infno, without)).err_msg).toContain(node);
      }
    });
  }

  test('the envelope: every mandatory field missing, too long or wrong', async () => {
    for (const [name, length, mandatory, coded] of envelopeTable.fields) {
      const wrong = async (value: unknown) => {
        const reply = await client.send({ ...client.envelope('1101', right['1101']!), [name]: value });
        expect(reply.infcode, name).toBe(-1);
        expect(reply.err_msg).not.toBe('');
      };
      if (mandatory) await wrong(undefined);
      if (length > 0) await wrong('9'.repeat(length + 7));
      if (coded) await wrong('7');
    }
    expect((await client.ask('1101', right['1101']!, { infno: '0000' })).err_msg).toContain('不支持');
    expect((await client.ask('1101', right['1101']!, { fixmedins_code: town.pharmacy.code })).err_msg).toContain(
      'fixmedins_code',
    );
    expect((await client.ask('1101', right['1101']!, { mdtrtarea_admvs: '350100' })).err_msg).toContain(
      'mdtrtarea_admvs',
    );
    expect((await client.ask('2201', right['2201']!, { insuplc_admdvs: 'null' })).err_msg).toContain('insuplc_admdvs');
    expect((await client.ask('1101', right['1101']!, { input: 'text' })).err_msg).toContain('input');
    expect((await client.ask('1101', right['1101']!, { sign_no: 'never-signed-in' })).err_msg).toContain('sign_no');
  });

  test('the signature: missing, unknown key, wrong, stale to both sides; families b and c; a swapped body under c', async () => {
    const body = JSON.stringify(client.envelope('1101', right['1101']!));
    const told = async (headers: Record<string, string>, of = client) => {
      const { status, bytes } = await of.post('1101', body, headers);
      return [status, JSON.parse(new TextDecoder().decode(bytes))] as const;
    };
    const headers = client.headers('1101', body);
    for (const name of Object.keys(headers)) {
      const { [name]: _, ...without } = headers;
      expect(await told(without), name).toEqual([401, { code: 401, message: '缺少签名头信息' }]);
    }
    expect(await told({})).toEqual([401, { code: 401, message: '缺少签名头信息' }]);
    const at = house.clock.now().getTime();
    for (const off of [-1_800_001, 1_800_001])
      expect(await told(client.headers('1101', body, at + off))).toEqual([
        401,
        { code: 401, message: '时间戳超出有效范围' },
      ]);
    for (const off of [-1_800_000, 1_800_000])
      expect((await told(client.headers('1101', body, at + off)))[0]).toBe(200);
    expect(await told({ ...headers, _api_access_key: 'NOBODY' })).toEqual([
      401,
      { code: 401, message: '访问标识无效' },
    ]);
    expect(await told({ ...headers, _api_name: 'other' })).toEqual([401, { code: 401, message: '签名不一致' }]);
    expect(await told({ ...headers, _api_signature: 'AAAA' })).toEqual([401, { code: 401, message: '签名不一致' }]);

    for (const family of ['b', 'c'] as const) {
      const key = await town.act(issueGatewayKey, systemActor('test'), {
        institutionId: town.hospital.institutionId,
        family,
      });
      const other = clientOf(town.hospital, { ...key, family });
      expect((await other.ask('1101', right['1101']!)).infcode).toBe(0);
      const wrong = clientOf(town.hospital, { ...key, secret: 'wrong', family });
      expect((await told(wrong.headers('1101', body), wrong))[1]).toEqual({ code: 401, message: '签名不一致' });
      // A key of one family opens nothing in another.
      expect((await told(clientOf(town.hospital, { ...key, family: 'a' }).headers('1101', body)))[1].message).toBe(
        '访问标识无效',
      );
      if (family === 'c') {
        const swapped = await other.post('1101', body.replace('op-01', 'op-02'), other.headers('1101', body));
        expect(swapped.status).toBe(401);
      }
    }
  });

  test('not JSON, not UTF-8, too long, an array, a number: answers, never 5xx', async () => {
    for (const body of ['', '{', '[]', '7', 'null', '"text"']) {
      const { status, bytes } = await client.post('1101', body);
      expect([status, JSON.parse(new TextDecoder().decode(bytes)).infcode]).toEqual([200, -1]);
    }
    const long = await client.ask('1101', { data: shown, more: 'x'.repeat(40_001) });
    expect(long.err_msg).toContain('40000');
  });

  test('replays: the same registration again is the same visit; nothing is done twice', async () => {
    const message = client.envelope('2201', right['2201']!);
    const [first, ...more] = await Promise.all([1, 2, 3, 4].map(() => client.send(message)));
    expect(first!.infcode).toBe(0);
    for (const reply of more) expect(reply.output).toEqual(first!.output);
  });

  test('a person of another credential, a visit of another institution, a card with another chip', async () => {
    const [stranger] = await town.people(1);
    const data = { ...right['2201']!.data!, ...physical(stranger!) };
    expect((await client.ask('2201', { data })).err_msg).toContain('person-mismatch');
    const swapped = { ...shown, card_sn: stranger!.identifier };
    expect((await client.ask('1101', { data: swapped })).err_msg).toContain('card-mismatch');
    expect((await client.ask('1101', { data: { ...shown, card_sn: 'null' } })).err_msg).toContain('card_sn');
    const other = clientOf(town.community);
    expect((await other.ask('2206', right['2206']!)).err_msg).toContain('visit-unknown');
  });

  test('an institution may have infcode as text', async () => {
    await house.database.script(
      `update medical.institution set infcode_as_text = true where code = '${town.community.code}'`,
    );
    expect((await clientOf(town.community).ask('1101', right['1101']!)).infcode).toBe('0');
  });
});
