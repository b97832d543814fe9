// The closed list of refusals of notices.
import { refusals } from '../../base/refusal.ts';

export const refuse = refusals('notices', {
  'too-many-checks': {
    status: 429,
    zh: '一小时内核对次数已达 {most} 次',
    en: 'You have checked {most} times within this hour',
    remedy: {
      zh: '请稍后再试；疑似诈骗请拨打 96110，政策咨询请拨打 12333。',
      en: 'Try again later. Suspicious? Call 96110; questions: 12333.',
    },
  },
  'no-such-message': {
    status: 404,
    zh: '没有这条消息',
    en: 'There is no such message',
    remedy: { zh: '请核对消息编号。', en: 'Check the id of the message.' },
  },
  'other-bank': {
    status: 403,
    zh: '这条消息不是贵行发送的',
    en: 'This message was not sent by your bank',
    remedy: { zh: '只能回报本行发送的短信。', en: 'Report only on messages of your own bank.' },
  },
  'no-such-notice': {
    status: 404,
    zh: '没有这份公告',
    en: 'There is no such notice',
    remedy: { zh: '请从公告列表中选择。', en: 'Choose one from the list of notices.' },
  },
  'notice-cannot-move': {
    status: 409,
    zh: '公告当前为“{state}”，不能变为“{to}”',
    en: 'The notice is “{state_en}” and cannot become “{to_en}”',
    remedy: { zh: '已撤回或有新版的公告不能再改，请另行起草。', en: 'Draft another one instead.' },
  },
  'new-version-exists': {
    status: 409,
    zh: '这份公告已有新版本在起草或已发布',
    en: 'A new version of this notice is already drafted or published',
    remedy: { zh: '请在新版本上修改，或先撤回它。', en: 'Work on that version, or withdraw it first.' },
  },
  'same-person': {
    status: 403,
    zh: '公告须由起草人以外的人发布',
    en: 'A notice is published by somebody other than its author',
    remedy: { zh: '请由另一位工作人员审阅并发布。', en: 'Let a colleague read and publish it.' },
  },
  'text-refused': {
    status: 422,
    zh: '公告内容不能发布：{findings}',
    en: 'The text cannot be published: {findings_en}',
    remedy: {
      zh: '公告不得含有链接，也不得索要密码、账号等信息，请修改后再提交。',
      en: 'A notice holds no link and asks for no secret; change the text.',
    },
  },
  'unknown-district': {
    status: 422,
    zh: '本地区没有这些区县：{districts}',
    en: 'The region has no such districts: {districts}',
    remedy: { zh: '请使用政策包中的区县代码。', en: 'Use the district codes of the policy pack.' },
  },
  'unknown-batch': {
    status: 422,
    zh: '现行政策包没有批次“{batch}”',
    en: 'The policy pack in force has no batch “{batch}”',
    remedy: { zh: '请使用政策包中的批次代码：{batches}。', en: 'Use one of: {batches}.' },
  },
  'limit-out-of-range': {
    status: 422,
    zh: '“{name}”只能在 {least} 到 {most} 之间',
    en: '“{name}” must lie between {least} and {most}',
    remedy: { zh: '请重新填写。', en: 'Give another value.' },
  },
  'rumour-exists': {
    status: 409,
    zh: '已有编号为“{code}”的谣言条目',
    en: 'There is already a rumour “{code}”',
    remedy: { zh: '请换一个编号。', en: 'Choose another code.' },
  },
  'rumour-without-rule': {
    status: 422,
    zh: '政策包中没有规则“{rule}”',
    en: 'The policy packs have no rule “{rule}”',
    remedy: {
      zh: '辟谣必须引用现行规则，例如 duty、oldCard.diesWhen。',
      en: 'Name a rule such as duty or oldCard.diesWhen.',
    },
  },
  'too-many-rumours': {
    status: 409,
    zh: '谣言条目已满 500 条',
    en: 'The desk holds 500 rumours already',
    remedy: { zh: '请合并相近条目。', en: 'Merge similar ones.' },
  },
});
