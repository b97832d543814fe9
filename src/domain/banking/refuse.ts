// Why this module says no: the closed list of its refusals.
import { refusals } from '../../base/refusal.ts';

const askBank = {
  zh: '请联系银行科技部门核对后重发。',
  en: 'Check with the technical desk of the bank and send again.',
};

export const refuse = refusals('banking', {
  'no-link': {
    status: 409,
    zh: '该银行尚未登记社银接口',
    en: 'No channel with this bank is registered',
    remedy: {
      zh: '请先由系统管理员登记银行公钥。',
      en: 'The system administrator registers the key of the bank first.',
    },
  },
  'not-a-bank': {
    status: 403,
    zh: '只有合作银行可以使用社银接口',
    en: 'Only a partner bank may use the channel',
    remedy: { zh: '请使用银行总部的机构身份。', en: 'Use the identity of the head office of the bank.' },
  },
  'bad-key': {
    status: 422,
    zh: '公钥不是有效的SM2公钥',
    en: 'This is not a valid SM2 public key',
    remedy: { zh: '请提供65字节未压缩公钥。', en: 'Give the uncompressed key of 65 bytes.' },
  },
  'wrong-frame': {
    status: 422,
    zh: '报文格式有误：{problem}',
    en: 'The message is malformed: {problem}',
    remedy: askBank,
  },
  'wrong-signature': {
    status: 403,
    zh: '报文签名不符，或不是发给本局的',
    en: 'The signature is wrong, or the message is not for us',
    remedy: askBank,
  },
  'sequence-gap': {
    status: 409,
    zh: '报文序号不连续，请从第 {expected} 号起重发',
    en: 'Messages are missing; send again from number {expected}',
    remedy: { zh: '请按序补发中断期间的报文。', en: 'Replay the queue of the outage in order.' },
  },
  'sequence-reused': {
    status: 409,
    zh: '第 {seq} 号报文此前内容不同',
    en: 'Message {seq} came before with other content',
    remedy: askBank,
  },
  'other-bank': {
    status: 403,
    zh: '该卡不是贵行在本地区发行的',
    en: 'This card was not issued with your bank in this region',
    remedy: { zh: '请由发卡银行办理。', en: 'The issuing bank must do it.' },
  },
  'no-account-awaited': {
    status: 409,
    zh: '该卡不在等待开户：账户已开立，或该卡已不再制作',
    en: 'The card waits for no account: it has one, or is not made any more',
    remedy: {
      zh: '已开立的账户请以账户状态报文更新。',
      en: 'Tell a change of an account that exists by an account-status message.',
    },
  },
  'no-such-text': {
    status: 404,
    zh: '没有请贵行发送过这条短信',
    en: 'Your bank was not asked to send this message',
    remedy: askBank,
  },
  'not-in-person': {
    status: 403,
    zh: '金融功能须由本人到发卡银行网点当面激活',
    en: 'The financial function is activated in person at an outlet of the issuing bank',
    remedy: { zh: '请持卡人携带身份证和社保卡到网点办理。', en: 'The holder goes to an outlet with ID and card.' },
  },
  'no-account': {
    status: 409,
    zh: '没有可用于付款的社保卡银行账户',
    en: 'There is no active account behind the card',
    remedy: {
      zh: '请先到发卡银行网点激活金融功能。',
      en: 'Activate the financial function at an outlet of the issuing bank first.',
    },
  },
  'code-invalid': {
    status: 409,
    zh: '付款码无效、已使用或已过期',
    en: 'The pay code is unknown, used or expired',
    remedy: { zh: '请付款人刷新付款码后重试。', en: 'The payer refreshes the code and tries again.' },
  },
});
