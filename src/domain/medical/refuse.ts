// The closed list of refusals of medical settlement.
import { refusals } from '../../base/refusal.ts';

const check = { zh: '请核对后重新提交。', en: 'Check it and send it again.' };
const askOffice = { zh: '请联系参保地医保经办机构。', en: 'Ask the medical insurance office of the insured region.' };
const askDesk = { zh: '请联系医院医保窗口。', en: 'Ask the insurance desk of the hospital.' };

export const refuse = refusals('medical', {
  'not-designated': {
    status: 403,
    zh: '该机构不是定点医药机构',
    en: 'This institution is not a designated medical institution',
    remedy: { zh: '请先由医保经办机构登记定点信息。', en: 'The insurance office must designate it first.' },
  },
  'institution-standing': {
    status: 403,
    zh: '该机构未准入或已暂停、终止（{standing}），不能办理',
    en: 'This institution is not admitted, suspended or ended ({standing})',
    remedy: {
      zh: '请联系机构所在地医保经办机构；患者可先自费，再回参保地报销。',
      en: 'Ask the insurance office of the place; patients may pay and claim at home.',
    },
  },
  'code-taken': {
    status: 409,
    zh: '定点医药机构编号已被使用',
    en: 'The code of the designated institution is taken',
    remedy: check,
  },
  'key-unknown': { status: 404, zh: '没有这个接入密钥', en: 'There is no such gateway key', remedy: check },
  'not-signed-in': {
    status: 403,
    zh: '签到编号无效或已签退',
    en: 'The sign-in number is not good',
    remedy: { zh: '请重新签到（9001）。', en: 'Sign in again (9001).' },
  },
  'card-unknown': {
    status: 404,
    zh: '没有找到该卡',
    en: 'There is no such card',
    remedy: { zh: '请重新读卡。', en: 'Read the card again.' },
  },
  'card-mismatch': {
    status: 422,
    zh: '卡识别码与卡号不符',
    en: 'The card identifier does not belong to the card number',
    remedy: { zh: '请重新读卡；勿手工录入。', en: 'Read the card again; do not type its numbers.' },
  },
  'card-not-usable': {
    status: 409,
    zh: '该卡当前不可用（状态：{state}）',
    en: 'The card cannot be used now ({state})',
    remedy: { zh: '请使用新卡或凭身份证就医。', en: 'Use the new card, or the identity document.' },
  },
  'card-replaced': {
    status: 409,
    zh: '该卡已换发，由末四位为{last4}的新卡替换',
    en: 'This card was replaced by the one whose number ends with {last4}',
    remedy: { zh: '请使用新卡或凭身份证就医。', en: 'Use the new card, or the identity document.' },
  },
  'not-kept': {
    status: 404,
    zh: '本平台未建立{what}登记，无法查询',
    en: 'No register of {whatEn} is kept here',
    remedy: { zh: '请向参保地医保经办机构查询。', en: 'Ask the medical insurance office of the insured region.' },
  },
  'use-refused': {
    status: 409,
    zh: '不能用卡：{why}',
    en: 'The card cannot be used: {whyEn}',
    remedy: { zh: '请按提示处理，或凭身份证就医。', en: 'Do as it says, or use the identity document.' },
  },
  'code-not-good': {
    status: 422,
    zh: '电子凭证无效或已过期',
    en: 'The code of the e-card is not good or has expired',
    remedy: { zh: '请重新展码后再扫。', en: 'Show a fresh code and scan it again.' },
  },
  'person-unknown': {
    status: 404,
    zh: '没有找到该人员',
    en: 'There is no such person',
    remedy: check,
  },
  'person-mismatch': {
    status: 422,
    zh: '就诊凭证与人员编号不是同一人',
    en: 'The credential belongs to somebody else',
    remedy: { zh: '请由本人出示凭证。', en: 'The person must show the own credential.' },
  },
  deceased: { status: 409, zh: '参保人已身故', en: 'The person has died', remedy: askOffice },
  'not-insured': {
    status: 409,
    zh: '该人员在所选险种或参保地没有有效参保',
    en: 'The person has no valid insurance of this kind or region',
    remedy: askOffice,
  },
  'visit-unknown': { status: 404, zh: '没有这次就诊', en: 'There is no such visit here', remedy: check },
  'visit-state': {
    status: 409,
    zh: '就诊当前状态（{state}）不能办理',
    en: 'The visit is {state}; this cannot be done now',
    remedy: askDesk,
  },
  'visit-settled': {
    status: 409,
    zh: '已有有效结算，请先退费',
    en: 'There is a settlement; take it back first',
    remedy: askDesk,
  },
  'in-hospital': {
    status: 409,
    zh: '该人员正在住院',
    en: 'The person is in hospital',
    remedy: { zh: '请先办理出院。', en: 'Discharge the person first.' },
  },
  'no-visit-type': {
    status: 409,
    zh: '尚未上传就诊信息（2203）',
    en: 'The visit has no kind yet (2203)',
    remedy: { zh: '请先上传就诊及诊断信息。', en: 'Send visit and diagnoses first.' },
  },
  'type-mismatch': {
    status: 422,
    zh: '医疗类别与就诊登记不一致',
    en: 'The kind of visit differs from the registered one',
    remedy: check,
  },
  'line-twice': {
    status: 409,
    zh: '费用明细流水号重复：{serial}',
    en: 'The fee line {serial} was sent before',
    remedy: check,
  },
  'line-amount': {
    status: 422,
    zh: '明细金额与单价、数量不符：{serial}',
    en: 'Amount, price and count of line {serial} do not fit',
    remedy: check,
  },
  'no-lines': {
    status: 409,
    zh: '没有待结算的费用明细',
    en: 'There are no fee lines to settle',
    remedy: { zh: '请先上传费用明细。', en: 'Upload the fee lines first.' },
  },
  'sums-differ': {
    status: 409,
    zh: '{what}与中心计算不一致（中心：{centre}）',
    en: '{what} differs from what the centre computes ({centre})',
    remedy: { zh: '请重新预结算后再结算。', en: 'Pre-settle again, then settle.' },
  },
  'settled-lines': {
    status: 409,
    zh: '已结算的明细不能撤销',
    en: 'Settled lines cannot be revoked',
    remedy: { zh: '请先退费。', en: 'Take the settlement back first.' },
  },
  'no-policy': {
    status: 422,
    zh: '参保地（{region}）没有现行的待遇政策',
    en: 'No policy set is in force for {region}',
    remedy: askOffice,
  },
  'policy-gap': {
    status: 422,
    zh: '参保地政策未规定此情形（{what}），不予估算',
    en: 'The policy of the insured region says nothing about this case ({what})',
    remedy: askOffice,
  },
  'not-filed': {
    status: 409,
    zh: '参保地要求先办理异地就医备案',
    en: 'The insured region asks for filing before treatment elsewhere',
    remedy: { zh: '请先线上备案，或全额自费后回参保地报销。', en: 'File online first, or pay and claim at home.' },
  },
  'settlement-unknown': { status: 404, zh: '没有这笔结算', en: 'There is no such settlement here', remedy: check },
  'already-reversed': {
    status: 409,
    zh: '该结算已退费',
    en: 'This settlement was taken back already',
    remedy: { zh: '无需再次退费。', en: 'Nothing is left to take back.' },
  },
  'nothing-to-reverse': {
    status: 404,
    zh: '没有报文编号为该值的可冲正交易',
    en: 'There is nothing under this message number that could be reversed',
    remedy: { zh: '原交易未成功，无需冲正。', en: 'The original did not succeed; no reversal is needed.' },
  },
  'account-changed': {
    status: 409,
    zh: '个人账户余额刚刚变化',
    en: 'The balance of the account has just changed',
    remedy: { zh: '请重新结算。', en: 'Settle again.' },
  },
  'filing-unknown': { status: 404, zh: '没有这条备案', en: 'There is no such filing', remedy: check },
  'filing-place': {
    status: 422,
    zh: '就医地与参保地相同或未接入',
    en: 'The place of treatment is the insured region or is not connected',
    remedy: check,
  },
  'file-unknown': { status: 404, zh: '文件不存在或已过期', en: 'The file is not there or has expired', remedy: check },
  'not-family': {
    status: 422,
    zh: '共济对象有误',
    en: 'The account cannot be shared with this person',
    remedy: check,
  },
  'order-unknown': { status: 404, zh: '没有这笔支付订单', en: 'There is no such pay order', remedy: check },
  'order-state': {
    status: 409,
    zh: '支付订单当前状态（{state}）不能办理',
    en: 'The pay order is in state {state}; this cannot be done',
    remedy: check,
  },
  'wallet-empty': {
    status: 409,
    zh: '就诊余额不足',
    en: 'The visit balance is not enough',
    remedy: { zh: '请充值或选择其他支付方式。', en: 'Pay in, or pay another way.' },
  },
  'no-wallet': {
    status: 404,
    zh: '旧卡在该院没有就诊余额',
    en: 'The old card has no visit balance at this institution',
    remedy: { zh: '无需转移。', en: 'Nothing has to be moved.' },
  },
  'not-your-old-card': {
    status: 403,
    zh: '两张卡不是同一持卡人，或旧卡尚未失效',
    en: 'The two cards are not of one holder, or the old one is still in use',
    remedy: {
      zh: '请启用新卡后，携新旧两卡到缴费窗口核对。',
      en: 'Enable the new card, then bring both cards to the pay window.',
    },
  },
  'already-cleared': {
    status: 409,
    zh: '该期间已清算',
    en: 'This period, or a part of it, has been cleared',
    remedy: { zh: '请核对清算期间。', en: 'Check the days of the period.' },
  },
  'nothing-elsewhere': {
    status: 422,
    zh: '清算期间或地区有误，或期间内没有异地结算',
    en: 'The period or the regions are wrong, or nothing was settled between them',
    remedy: {
      zh: '请核对期间和地区；只能清算已结束的日子。',
      en: 'Check both; only days that are over can be cleared.',
    },
  },
  'catalogue-wrong': {
    status: 422,
    zh: '目录条目有误：{code}',
    en: 'The catalogue entry {code} is wrong',
    remedy: check,
  },
});
