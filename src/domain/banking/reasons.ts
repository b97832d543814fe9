// The one table of reasons: why money did not arrive, in our word, in ISO 20022's code, in the bank's number, and in plain advice.

interface ReasonRow {
  /** First code is written; all are understood. */
  readonly iso: readonly string[];
  /** Numbers that bank back offices commonly use; a profile may have its own. */
  readonly bank: readonly string[];
  /** Who has to do something now. */
  readonly acts: 'holder' | 'bureau' | 'bank' | 'nobody';
  /** A new line may be paid to the same account without anybody changing anything. */
  readonly retry: boolean;
  readonly zh: string;
  readonly en: string;
}

const ownBank = '请本人持身份证和社保卡到发卡银行网点';

export const reasonTable = {
  'account-unknown': {
    iso: ['AC01', 'AC03', 'AC02'],
    bank: ['04'],
    acts: 'bureau',
    retry: false,
    zh: '没有这个账户。请核对银行账号；换过卡的，请到经办机构登记新账号。',
    en: 'There is no such account. Check the number; after a change of card, register the new one.',
  },
  'account-closed': {
    iso: ['AC04', 'AC07'],
    bank: ['09'],
    acts: 'holder',
    retry: false,
    zh: '账户已销户。请登记新社保卡的银行账号。',
    en: 'The account is closed. Register the account of the new card.',
  },
  'account-frozen': {
    iso: ['AC06'],
    bank: ['10', '12'],
    acts: 'holder',
    retry: false,
    zh: `账户被冻结或止付。${ownBank}查明原因。`,
    en: 'The account is frozen. The holder asks at an outlet of the bank.',
  },
  'reported-lost': {
    iso: ['AC05'],
    bank: ['13'],
    acts: 'holder',
    retry: false,
    zh: `银行卡已挂失。${ownBank}解挂或换卡。`,
    en: 'The bank card is reported lost. Withdraw the report or replace the card at the bank.',
  },
  dormant: {
    iso: ['AC13'],
    bank: ['17'],
    acts: 'holder',
    retry: false,
    zh: `账户长期未用，已转为睡眠户。${ownBank}恢复。`,
    en: 'The account sleeps after long disuse. The holder wakes it at the bank.',
  },
  'kind-not-allowed': {
    iso: ['AG01', 'AC14'],
    bank: ['07'],
    acts: 'bureau',
    retry: false,
    zh: '该账户不是可以收款的结算账户。请改登记社保卡银行账号。',
    en: 'This kind of account cannot receive. Register the account of the social security card.',
  },
  'state-abnormal': {
    iso: ['AG03'],
    bank: ['08', '20'],
    acts: 'holder',
    retry: false,
    zh: `账户或卡片状态异常。${ownBank}处理。`,
    en: 'Account or card is in an abnormal state. The holder asks at the bank.',
  },
  'not-activated': {
    iso: ['AG07', 'AG10'],
    bank: ['25'],
    acts: 'holder',
    retry: false,
    zh: `金融功能尚未激活。${ownBank}当面激活。`,
    en: 'The financial function is not activated. The holder activates it in person at the issuing bank.',
  },
  'name-mismatch': {
    iso: ['BE01', 'BE22'],
    bank: ['37'],
    acts: 'bureau',
    retry: false,
    zh: '户名与账号不符。请核对姓名用字和账号是否为本人。',
    en: 'Name and account do not belong together. Check the characters of the name and whose account it is.',
  },
  'holder-deceased': {
    iso: ['MD07'],
    bank: ['71'],
    acts: 'bureau',
    retry: false,
    zh: '银行登记账户持有人已身故。请核实，停发待遇。',
    en: 'The bank knows the owner as deceased. Verify and stop the benefit.',
  },
  'bank-code-wrong': {
    iso: ['RC01', 'RC04'],
    bank: ['31'],
    acts: 'bureau',
    retry: false,
    zh: '开户行行号有误。请核对联行号。',
    en: 'The bank branch code is wrong. Check the CNAPS code.',
  },
  'over-limit': {
    iso: ['AM14', 'AM02'],
    bank: ['61'],
    acts: 'bureau',
    retry: false,
    zh: '超过账户限额。请改登记社保卡银行账号，该账户不设限额。',
    en: 'Above the limit of the account. Register the account of the social security card, which has none.',
  },
  duplicate: {
    iso: ['AM05', 'DUPL', 'DU01', 'DU02', 'DU03', 'DU04', 'DU05'],
    bank: ['65'],
    acts: 'bureau',
    retry: false,
    zh: '银行已收到过同一笔。请对账确认是否已入账，不要重发。',
    en: 'The bank has this payment already. Reconcile first; do not send it again.',
  },
  'unknown-original': {
    iso: ['NOOR'],
    bank: ['47'],
    acts: 'bureau',
    retry: false,
    zh: '银行找不到原交易。请核对原流水号。',
    en: 'The bank does not know the original payment. Check its reference.',
  },
  'funds-short': {
    iso: ['AM04'],
    bank: ['51'],
    acts: 'bureau',
    retry: true,
    zh: '付款账户余额不足。请先拨款再发放。',
    en: 'The paying account lacks funds. Fund it, then pay.',
  },
  'sum-differs': {
    iso: ['AM10', 'AM09'],
    bank: ['55'],
    acts: 'bureau',
    retry: true,
    zh: '明细合计与总额不符，整批退回。请重新生成文件。',
    en: 'Lines and total differ; the whole file came back. Make the file anew.',
  },
  'file-unreadable': {
    iso: ['FF01', 'FF03'],
    bank: ['90'],
    acts: 'bureau',
    retry: true,
    zh: '银行读不出文件，整批退回。请检查格式和编码。',
    en: 'The bank cannot read the file; all of it came back. Check layout and encoding.',
  },
  'after-hours': {
    iso: ['TM01', 'DT01'],
    bank: ['91'],
    acts: 'nobody',
    retry: true,
    zh: '超过银行当日截止时间，下一工作日处理。',
    en: 'After the bank’s cut-off; done on the next working day.',
  },
  'by-rule': {
    iso: ['RR04'],
    bank: ['95'],
    acts: 'bank',
    retry: false,
    zh: '银行因监管要求暂不入账。请联系银行查明。',
    en: 'Held for regulatory reasons. Ask the bank.',
  },
  'asked-back': {
    iso: ['CUST', 'FOCR'],
    bank: ['96'],
    acts: 'nobody',
    retry: false,
    zh: '应付款方要求撤回。',
    en: 'Called back by the payer.',
  },
  other: {
    iso: ['MS03', 'NARR', 'MS02'],
    bank: ['99'],
    acts: 'bank',
    retry: false,
    zh: '银行未说明原因。请联系银行查明。',
    en: 'The bank gives no reason. Ask the bank.',
  },
} as const satisfies Record<string, ReasonRow>;

export type Reason = keyof typeof reasonTable;

export const reasons = Object.keys(reasonTable) as Reason[];
const rows = Object.entries(reasonTable) as [Reason, ReasonRow][];
const byIso = new Map(rows.flatMap(([reason, { iso }]) => iso.map((code): [string, Reason] => [code, reason])));

export const reasonOfIso = (code: string): Reason => byIso.get(code) ?? 'other';
export const isoOf = (reason: Reason): string => reasonTable[reason].iso[0]!;

/** What people read about a failed payment. */
export const adviceFor = (reason: Reason): ReasonRow => reasonTable[reason];
