// An independent client of the national medical interface: written from the published field tables alone, it shares no type and no
// code with the server. It knows which fields are mandatory, how long they may be and which come from code tables.
import { createHash, createHmac } from 'node:crypto';

/** name, greatest length (0: number or time), mandatory, code from a table. */
type Field = readonly [name: string, length: number, mandatory: boolean, coded: boolean];
export interface Table {
  readonly node: string;
  readonly list: boolean;
  readonly fields: readonly Field[];
}

const table = (node: string, text: string, list = false): Table => ({
  ...{ node, list },
  fields: text
    .trim()
    .split(/\s+/)
    .map((word): Field => {
      const [, name, length = '0', marks = ''] = /^(\w+)(?:\((\d+)\))?([!D]*)$/.exec(word)!;
      return [name!, Number(length), marks.includes('!'), marks.includes('D')];
    }),
});

/** The tables of the flows, as the standard prints them; certno and psn_name are left out, which practice does. */
export const tables: Readonly<Record<string, readonly Table[]>> = {
  '9001': [table('signIn', 'opter_no(20)! mac(20)! ip(20)!')],
  '9002': [table('signOut', 'sign_no(30)! opter_no(20)!')],
  '1101': [table('data', 'mdtrt_cert_type(3)!D mdtrt_cert_no(50)! card_sn(32) begntime psn_cert_type(6)D')],
  '2201': [
    table(
      'data',
      `psn_no(30)! insutype(6)!D begntime! mdtrt_cert_type(3)!D mdtrt_cert_no(50)! card_sn(32) psn_cert_type(6)D psn_type(6)D
       ipt_otp_no(30)! atddr_no(30) dr_name(50) dept_code(30)! dept_name(100)! caty(10)!`,
    ),
  ],
  '2203': [
    table(
      'mdtrtinfo',
      'mdtrt_id(30)! psn_no(30)! med_type(6)!D begntime! main_cond_dscr(1000) dise_codg(30) dise_name(500)',
    ),
    table(
      'diseinfo',
      `diag_type(3)!D diag_srt_no! diag_code(20)! diag_name(100)! diag_dept(50)! dise_dor_no(30)! dise_dor_name(50)! diag_time!
       vali_flag(3)!D`,
      true,
    ),
  ],
  '2204': [
    table(
      'feedetail',
      `feedetl_sn(30)! mdtrt_id(30)! psn_no(30)! chrg_bchno(30)! rx_circ_flag(3)!D fee_ocur_time! med_list_codg(50)!
       medins_list_codg(150)! det_item_fee_sumamt! cnt! pric! bilg_dept_codg(30)! bilg_dept_name(100)! bilg_dr_codg(30)!
       bilg_dr_name(50)! hosp_appr_flag(3)!D`,
      true,
    ),
  ],
  '2206': [
    table(
      'data',
      `psn_no(30)! mdtrt_cert_type(3)!D mdtrt_cert_no(50)! card_sn(32) med_type(6)!D medfee_sumamt! psn_setlway(6)!D mdtrt_id(30)!
       chrg_bchno(30)! acct_used_flag(3)!D insutype(6)!D`,
    ),
  ],
  '2207': [
    table(
      'data',
      `psn_no(30)! mdtrt_cert_type(3)!D mdtrt_cert_no(50)! card_sn(32) med_type(6)!D medfee_sumamt! psn_setlway(6)!D mdtrt_id(30)!
       chrg_bchno(30)! acct_used_flag(3)!D insutype(6)!D fulamt_ownpay_amt! overlmt_selfpay! preselfpay_amt! inscp_scp_amt!`,
    ),
  ],
  '3201': [
    table(
      'data',
      `insutype(6)!D clr_type(6)!D setl_optins(6)! stmt_begndate! stmt_enddate! medfee_sumamt! fund_pay_sumamt! acct_pay!
       fixmedins_setl_cnt! fixmedins_refd_setl_flag(3)!D`,
    ),
  ],
  '2208': [table('data', 'setl_id(30)! mdtrt_id(30)! psn_no(30)!')],
};

const ofVisit = 'mdtrt_id(30)! psn_no(30)!';
const ofSettlement = `setl_id(30)! ${ofVisit}`;
const shown = 'mdtrt_cert_type(3)!D mdtrt_cert_no(50)! card_sn(32)';
const split = 'fulamt_ownpay_amt! overlmt_selfpay! preselfpay_amt! inscp_scp_amt! invono(20)';
const stay = `psn_no(30)! ${shown} med_type(6)!D medfee_sumamt! psn_setlway(6)!D mdtrt_id(30)! acct_used_flag(3)!D insutype(6)!D
  mid_setl_flag(3)!D insuplc_admdvs(6)! mdtrtarea_admvs(6)! dscgTime`;
const [, diagnoses] = tables['2203']!;
const lines = tables['2204']![0]!;
const sold = [
  table(
    'druginfo',
    `psn_no(30)! ${shown} begntime! medfee_sumamt! insutype(6)!D dise_codg(30) dise_name(500) acct_used_flag(3)!D med_type(6)!D`,
  ),
  table(
    'drugdetail',
    `feedetl_sn(30)! rxno(40) rx_circ_flag(3)!D fee_ocur_time! med_list_codg(50)! medins_list_codg(150)! det_item_fee_sumamt! cnt!
     pric!`,
    true,
  ),
];
const page = [table('data', 'page_num(6)! page_size(4)! updt_time!')];
const version = [table('data', 'ver(20)!')];

/** The other functions, likewise. What the standard calls mandatory and practice leaves empty stands here as it may be left out. */
export const otherTables: Readonly<Record<string, readonly Table[]>> = {
  '1201': [table('medinsinfo', 'fixmedins_type(6)!D fixmedins_name(200) fixmedins_code(12)')],
  ...Object.fromEntries(
    ['1301', '1302', '1303', '1304', '1305', '1306', '1307', '1308', '1309'].map((n) => [n, version]),
  ),
  ...Object.fromEntries(['1312', '1316', '1317', '1318', '1319'].map((n) => [n, page])),
  '1901': [table('data', 'type(30)! parent_value(50) admdvs(6)! date! Vali_Flag(3)D')],
  '2001': [
    table(
      'data',
      'psn_no(30)! insutype(6)!D fixmedins_code(30)! med_type(6)!D begntime! endtime dise_codg(30) dise_name(500)',
    ),
  ],
  '2101': sold,
  '2102': sold,
  '2103': [table('data', ofSettlement)],
  '2202': [table('data', `${ofVisit} ipt_otp_no(30)!`)],
  '2205': [table('data', `${ofVisit} chrg_bchno(30)!`)],
  '2301': [{ ...lines, fields: [...lines.fields, ['med_type', 6, true, true]] }],
  '2302': [table('data', ofVisit)],
  '2303': [table('data', stay)],
  '2304': [table('data', `${stay} ${split}`)],
  '2305': [table('data', ofSettlement)],
  '2401': [
    table(
      'mdtrtinfo',
      `psn_no(30)! insutype(6)!D coner_name(50) tel(50) begntime! ${shown} med_type(6)!D ipt_no(30)! atddr_no(30)! chfpdr_name(50)!
       adm_diag_dscr(200)! adm_dept_codg(30)! adm_dept_name(100)! adm_bed(30)!`,
    ),
    diagnoses!,
  ],
  '2402': [
    table(
      'dscginfo',
      `${ofVisit} insutype(6)!D endtime! dscg_dept_codg(30)! dscg_dept_name(100)! dscg_bed(30) dscg_way(3)!D die_date`,
    ),
    diagnoses!,
  ],
  '2403': [table('adminfo', `${ofVisit} begntime! med_type(6)!D`), diagnoses!],
  '2404': [table('data', ofVisit)],
  '2405': [table('data', ofVisit)],
  '2501': [
    table(
      'refmedin',
      `psn_no(30)! insutype(6)D tel(50) addr(200) diag_code(20)! diag_name(100)! reflin_medins_no(12)! reflin_medins_name(200)!
       mdtrtarea_admdvs(6)! hosp_agre_refl_flag(3)D refl_type(3)!D refl_date! refl_rea(200)! refl_opnn(200)! begndate enddate`,
    ),
  ],
  '2502': [table('data', 'trt_dcla_detl_sn(30)! psn_no(30)!')],
  '2601': [table('data', 'psn_no(30)! omsgid(30)! oinfno(5)!')],
  '3202': [
    table(
      'data',
      `setl_optins(6)! file_qury_no(40)! stmt_begndate! stmt_enddate! medfee_sumamt! fund_pay_sumamt! cash_payamt! fixmedins_setl_cnt!
       clr_type(6)!D refd_setl_flag(3)D fixmedins_refd_setl_flag(3)!D`,
    ),
  ],
  '5201': [table('data', 'psn_no(30)! begntime! endtime! med_type(6)D mdtrt_id(30)')],
  '5202': [table('data', 'psn_no(30)! mdtrt_id(30)!')],
  '5203': [table('data', ofSettlement)],
  '5204': [table('data', `${ofVisit} setl_id(30)`)],
  '5205': [table('data', 'psn_no(30)! begntime! endtime!')],
  '5206': [table('data', 'psn_no(30)! cum_ym(6)')],
  '5301': [table('data', 'psn_no(30)!')],
  '5302': [table('data', 'psn_no(30)! biz_appy_type(6)!D')],
  '5303': [table('data', 'psn_no(30)!')],
  '5304': [table('data', 'psn_no(30)! begntime! endtime')],
  '6101': [
    table(
      'InData',
      'orgId(40)! businessType(10)! businessInfo(400)! operatorId(30)! operatorName(50)! officeId(30)! officeName(50)!',
    ),
  ],
  '6201': [
    table(
      'data',
      'orgCodg(30)! psnNo(30)! insutype(6)!D medOrgOrd(40)! mdtrtId(30)! begntime! feeType(6)! medfeeSumamt! acctUsedFlag(3)!D chrgBchno(30)!',
    ),
  ],
  '6202': [table('data', 'payOrdId(40)! payToken(40)! ecToken(64)! orgCodg(30)! medType(6)!D')],
  '6203': [table('data', 'payOrdId(40)! appRefdSn(40)! totlRefdAmt! refdType(6)!')],
  '6301': [table('data', 'payOrdId(40)!')],
  '6302': [table('data', 'payOrdId(40)!')],
  '6401': [table('data', 'payOrdId(40)! revsToken(40)!')],
  '9101': [table('fsUploadIn', 'in(6000000)! filename(200)! fixmedins_code(12)!')],
  '9102': [table('fsDownloadIn', 'file_qury_no(40)! filename(200)! fixmedins_code(12)!')],
  '100001': [table('data', 'psn_No(30)! setl_Id(30)! mdtrt_Id(30)')],
};

export const envelopeTable = table(
  'envelope',
  `infno(4)! msgid(30)! mdtrtarea_admvs(6)! recer_sys_code(10)! infver(6)! opter_type(3)!D opter(30)! opter_name(50)! inf_time!
   fixmedins_code(12)!`,
);

export interface Reply {
  readonly infcode: number | string;
  readonly inf_refmsgid: string;
  readonly refmsg_time: string;
  readonly respond_time: string;
  readonly err_msg: string;
  readonly warn_msg?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the client knows no types of the server
  readonly output: any;
}

export interface ClientOptions {
  readonly base: string;
  readonly institution: { readonly code: string; readonly name: string; readonly division: string };
  readonly accessKey: string;
  readonly secret: string;
  readonly insuredIn?: string;
  readonly family?: 'a' | 'b' | 'c';
  now(): Date;
}

const beijing = (at: Date) => new Date(at.getTime() + 8 * 3600_000).toISOString();

export class HisClient {
  readonly options: ClientOptions;
  signNo = 'null';
  /** One serial for all desks of all institutions of a test: their clock may stand still. */
  static #serial = 0;

  constructor(options: ClientOptions) {
    this.options = options;
  }

  time = (): string => beijing(this.options.now()).slice(0, 19).replace('T', ' ');

  nextMessage(): string {
    HisClient.#serial += 1;
    const at = beijing(this.options.now()).replace(/\D/g, '').slice(0, 14);
    return `${this.options.institution.code}${at}${String(HisClient.#serial).padStart(4, '0')}`;
  }

  envelope(infno: string, input: object, changed: Record<string, unknown> = {}): Record<string, unknown> {
    const { institution, insuredIn = institution.division } = this.options;
    return {
      ...{ infno, msgid: this.nextMessage(), mdtrtarea_admvs: institution.division, insuplc_admdvs: insuredIn },
      ...{ recer_sys_code: 'FSI', dev_no: 'null', dev_safe_info: '', cainfo: 'NULL', signtype: '', infver: 'V1.0' },
      ...{ opter_type: '1', opter: 'op-01', opter_name: '示例操作员', inf_time: this.time() },
      ...{ fixmedins_code: institution.code, fixmedins_name: institution.name, sign_no: this.signNo, input },
      ...changed,
    };
  }

  headers(infno: string, body: string, at = this.options.now().getTime()): Record<string, string> {
    const { accessKey, secret, family = 'a' } = this.options;
    if (family === 'b') {
      const [time, nonce] = [String(Math.floor(at / 1000)), `n${at}`];
      const signature = createHash('sha256')
        .update(time + secret + nonce + time)
        .digest('hex');
      return { 'x-tif-paasid': accessKey, 'x-tif-timestamp': time, 'x-tif-nonce': nonce, 'x-tif-signature': signature };
    }
    if (family === 'c') {
      const digest = createHmac('sm3', secret).update(`${at}\n${body}`).digest('hex').toUpperCase();
      return { 'x-ca-key': accessKey, 'x-ca-signature': `${at}:${digest}` };
    }
    // The name is not always the bare number.
    const signed: Record<string, string> = {
      ...{ _api_name: `api_${infno}`, _api_version: '1.0.0', _api_timestamp: String(at), _api_access_key: accessKey },
    };
    const text = Object.keys(signed)
      .sort()
      .map((name) => `${name}=${signed[name]}`)
      .join('&');
    return { ...signed, _api_signature: createHmac('sha1', secret).update(text).digest('base64') };
  }

  /** Sends a message as it is and gives status and text. */
  async post(
    infno: string,
    body: string,
    headers = this.headers(infno, body),
    path = `/fsi/api/rsfComIfsService/callService/${infno}`,
  ): Promise<{ status: number; type: string; bytes: Uint8Array }> {
    const answer = await fetch(this.options.base + path, {
      ...{ method: 'POST', body, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } },
    });
    return {
      status: answer.status,
      type: answer.headers.get('content-type') ?? '',
      bytes: new Uint8Array(await answer.arrayBuffer()),
    };
  }

  async send(message: Record<string, unknown>): Promise<Reply> {
    const { status, bytes } = await this.post(String(message.infno), JSON.stringify(message));
    if (status !== 200) throw new Error(`HTTP ${status}: ${new TextDecoder().decode(bytes)}`);
    return JSON.parse(new TextDecoder().decode(bytes)) as Reply;
  }

  ask = (infno: string, input: object, changed: Record<string, unknown> = {}): Promise<Reply> =>
    this.send(this.envelope(infno, input, changed));

  /** The same, and it must succeed. */
  // biome-ignore lint/suspicious/noExplicitAny: the client knows no types of the server
  async must(infno: string, input: object, changed: Record<string, unknown> = {}): Promise<any> {
    const reply = await this.ask(infno, input, changed);
    if (String(reply.infcode) !== '0') throw new Error(`${infno}: ${reply.err_msg}`);
    return reply.output;
  }
}

const yuan = (text: string): bigint => {
  if (!/^-?\d+\.\d\d$/.test(text)) throw new Error(`not an amount with two decimals: ${text}`);
  return BigInt(text.replace('.', ''));
};

/** The identities of §2.5 on an answer; gives back what does not hold. */
export function brokenIdentities(answer: {
  setlinfo: Record<string, string>;
  setldetail: Record<string, string>[];
}): string[] {
  const of = (name: string) => yuan(answer.setlinfo[name]!);
  const sum = (...names: string[]) => names.reduce((all, name) => all + of(name), 0n);
  const details = answer.setldetail.reduce(
    (all, line) => (['310200', '390500'].includes(line.fund_pay_type!) ? all : all + yuan(line.fund_payamt!)),
    0n,
  );
  const magnitude = (fen: bigint) => (fen < 0n ? -fen : fen);
  const checks: [string, boolean][] = [
    [
      'total = funds + person + hospital',
      of('medfee_sumamt') === sum('fund_pay_sumamt', 'psn_part_amt', 'hosp_part_amt'),
    ],
    ['person = account + cash', of('psn_part_amt') === sum('acct_pay', 'psn_cash_pay')],
    ['account holds family aid', magnitude(of('acct_pay')) >= magnitude(of('acct_mulaid_pay'))],
    [
      'funds',
      of('fund_pay_sumamt') ===
        sum('hifp_pay', 'cvlserv_pay', 'hifes_pay', 'hifmi_pay', 'hifob_pay', 'hifdm_pay', 'maf_pay', 'oth_pay'),
    ],
    [
      'total = four parts',
      of('medfee_sumamt') === sum('fulamt_ownpay_amt', 'overlmt_selfpay', 'preselfpay_amt', 'inscp_scp_amt'),
    ],
    ['details = funds', details === of('fund_pay_sumamt')],
  ];
  return checks.filter(([, holds]) => !holds).map(([name]) => name);
}
