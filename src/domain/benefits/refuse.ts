// Every refusal of benefits, with cause and remedy.
import { refusals } from '../../base/refusal.ts';

const nothingSaved = { zh: '没有保存任何内容。', en: 'Nothing was saved.' };

export const refuse = refusals('benefits', {
  'no-such-programme': {
    status: 404,
    zh: '没有这个发放项目',
    en: 'There is no such programme',
    remedy: { zh: '请核对项目编号。', en: 'Check the id of the programme.' },
  },
  'programme-exists': {
    status: 409,
    zh: '本地区已有代码为 {code} 的项目',
    en: 'The region has a programme with the code {code} already',
    remedy: { zh: '请使用已有项目，或换一个代码。', en: 'Use that programme or choose another code.' },
  },
  'programme-not-open': {
    status: 409,
    zh: '项目状态为“{state}”，不能办理',
    en: 'The programme is “{state}”; this cannot be done',
    remedy: { zh: '新项目须由另一人复核后启用。', en: 'A new programme has to be opened by a second person first.' },
  },
  'not-your-programme': {
    status: 403,
    zh: '该项目由{agency}负责',
    en: 'This programme belongs to {agency}',
    remedy: { zh: '请由负责机构的人员办理。', en: 'Ask the staff of that agency.' },
  },
  'second-person-needed': {
    status: 403,
    zh: '须由另一人办理',
    en: 'A second person has to do this',
    remedy: { zh: '经办与复核不能是同一人。', en: 'Whoever prepared it cannot approve it.' },
  },
  'unknown-exclusion': {
    status: 422,
    zh: '互斥项目 {code} 不存在',
    en: 'The excluded programme {code} does not exist',
    remedy: { zh: '请先建立该项目，或改正代码。', en: 'Set it up first or correct the code.' },
  },
  'appropriation-exists': {
    status: 409,
    zh: '该预算科目的这份文件已入账',
    en: 'This document of the budget line has been entered already',
    remedy: { zh: '追加拨款请使用新的文件号。', en: 'A further appropriation has a document of its own.' },
  },
  'list-unreadable': {
    status: 422,
    zh: '名单文件无法识别：{problem}',
    en: 'The list cannot be read: {problem_en}',
    remedy: {
      zh: '请使用UTF-8或GB18030编码的CSV，列名为 社会保障号码、姓名、金额。没有保存任何内容。',
      en: 'Send CSV in UTF-8 or GB18030 with the columns 社会保障号码, 姓名, 金额. Nothing was saved.',
    },
  },
  'bad-period': {
    status: 422,
    zh: '期间有误：{period}',
    en: 'The period is wrong: {period}',
    remedy: { zh: '请使用 YYYY-MM，且止期不早于起期。', en: 'Use YYYY-MM, and let the end not come before the start.' },
  },
  'no-such-list': {
    status: 404,
    zh: '没有这份名单',
    en: 'There is no such list',
    remedy: { zh: '请先提交名单检查。', en: 'Have the list checked first.' },
  },
  'list-settled': {
    status: 409,
    zh: '名单已{state}',
    en: 'The list is {state}',
    remedy: {
      zh: '同一文件只办理一次；变更请提交新的名单。',
      en: 'A file is taken once; hand in a new list for changes.',
    },
  },
  'list-changed': {
    status: 409,
    zh: '检查之后情况已变：{rows}人在该期间已有名单',
    en: 'Things changed since the check: {rows} people are entitled in that period by now',
    remedy: { zh: '请重新检查名单。', en: 'Have the list checked again.' },
  },
  'certified-dead': {
    status: 409,
    zh: '此人已登记身故，不能认证',
    en: 'This person is recorded as dead and cannot be certified',
    remedy: {
      zh: '如登记有误，请先到社保经办机构更正。',
      en: 'If the record is wrong, have the agency correct it first.',
    },
  },
  'not-a-tap': {
    status: 422,
    zh: '须读取社保卡芯片',
    en: 'The chip of the card has to be read',
    remedy: {
      zh: '请插卡或闪卡；没有卡时请走入户或帮办认证。',
      en: 'Insert or tap the card; without one, certify on a visit or through a helper.',
    },
  },
  'other-card': {
    status: 409,
    zh: '所刷的卡不是本人的卡',
    en: 'The card that was tapped belongs to somebody else',
    remedy: { zh: '请使用本人的社保卡。', en: 'Use the person’s own card.' },
  },
  'tap-spent': {
    status: 409,
    zh: '该终端流水号已用于其他业务',
    en: 'This number of the terminal was used for another act',
    remedy: { zh: '请重新刷卡。', en: 'Tap the card again.' },
  },
  'no-pay-card': {
    status: 409,
    zh: '该卡不能作为待遇账户：{why}',
    en: 'This card cannot be a pay account: {why_en}',
    remedy: { zh: '请使用本人金融功能已激活的社保卡。', en: 'Use a card of one’s own whose account is active.' },
  },
  'wrong-place': {
    status: 403,
    zh: '本地区待遇账户须在{place}变更',
    en: 'In this region pay accounts are changed at {place_en}',
    remedy: { zh: '请持社保卡到{place}办理。', en: 'Take the card to {place_en}.' },
  },
  'nothing-to-draft': {
    status: 409,
    zh: '{period}没有应发人员',
    en: 'Nobody is entitled in {period}',
    remedy: { zh: '请先提交名单。', en: 'Hand in a list first.' },
  },
  'no-such-run': {
    status: 404,
    zh: '没有这个发放批次',
    en: 'There is no such run',
    remedy: { zh: '请核对批次编号。', en: 'Check the id of the run.' },
  },
  'run-in-state': {
    status: 409,
    zh: '发放批次状态为“{state}”，不能办理',
    en: 'The run is “{state}”; this cannot be done',
    remedy: { zh: '请刷新后查看批次的当前状态。', en: 'Look at the present state of the run.' },
  },
  'run-differs': {
    status: 409,
    zh: '批次现为{lines}笔、合计{total}分，与所确认的不符',
    en: 'The run now has {lines} lines and {total} fen in all, not what was confirmed',
    remedy: { zh: '请重新核对后再复核。', en: 'Look at it again and confirm what it is now.' },
  },
  'funds-short': {
    status: 409,
    zh: '资金不足：需{needed}分，可用{available}分',
    en: 'The fund is short: {needed} fen are needed, {available} are there',
    remedy: { zh: '请先登记拨款，或作废后分批发放。', en: 'Enter an appropriation first, or cancel and pay in parts.' },
  },
  'no-such-line': {
    status: 404,
    zh: '没有这笔明细',
    en: 'There is no such line',
    remedy: { zh: '请核对批次与明细编号。', en: 'Check the run and the number of the line.' },
  },
  'line-in-state': {
    status: 409,
    zh: '明细状态为“{state}”，不能办理',
    en: 'The line is “{state}”; this cannot be done',
    remedy: { zh: '已发放的走追回，未发放的走暂缓。', en: 'Recall what was paid, hold what was not.' },
  },
  'no-such-envelope': {
    status: 404,
    zh: '没有这个银行批',
    en: 'There is no such envelope',
    remedy: { zh: '请核对批号。', en: 'Check its id.' },
  },
  'envelope-not-sent': {
    status: 409,
    zh: '该银行批尚未送出',
    en: 'The envelope has not been sent yet',
    remedy: { zh: '送出之后才有回盘。', en: 'An answer can only follow the sending.' },
  },
  'other-bank': {
    status: 403,
    zh: '该银行批属于{bank}',
    en: 'The envelope belongs to bank {bank}',
    remedy: { zh: '请由该银行提交。', en: 'That bank has to hand it in.' },
  },
  'no-paying-account': {
    status: 409,
    zh: '本机构在{bank}没有登记发放账户',
    en: 'The agency has no paying account at {bank}',
    remedy: {
      zh: '请先登记该行的发放账户和文件格式。',
      en: 'Set the paying account and file profile of that bank first.',
    },
  },
  'wrong-signature': {
    status: 422,
    zh: '文件签名不符',
    en: 'The signature of the file is wrong',
    remedy: {
      zh: '请由银行重新签名后提交。没有保存任何内容。',
      en: 'Have the bank sign and send it again. Nothing was saved.',
    },
  },
  'answer-wrong': {
    status: 422,
    zh: '回盘有误：{problem}',
    en: 'The answer is wrong: {problem_en}',
    remedy: { zh: `请核对后重新提交。${nothingSaved.zh}`, en: `Correct it and send it again. ${nothingSaved.en}` },
  },
  'statement-changed': {
    status: 409,
    zh: '编号 {number} 的对账单已收过，内容不同',
    en: 'The statement {number} was taken before with other content',
    remedy: { zh: '更正的对账单请使用新的编号。', en: 'A corrected statement needs a number of its own.' },
  },
  'not-clean': {
    status: 409,
    zh: '尚有{open}笔未回盘、{differences}项差异未签核，不能结清',
    en: '{open} lines are unanswered and {differences} differences are not signed off; the run cannot be closed',
    remedy: { zh: '请逐项查明、说明并由另一人签核。', en: 'Explain each and have a second person sign it off.' },
  },
  'no-such-difference': {
    status: 404,
    zh: '没有这项差异',
    en: 'There is no such difference',
    remedy: { zh: '请查看批次的对账结果。', en: 'Look at the reconciliation of the run.' },
  },
  'no-such-finding': {
    status: 404,
    zh: '没有这条核查线索',
    en: 'There is no such finding',
    remedy: { zh: '请核对编号。', en: 'Check its id.' },
  },
  'finding-decided': {
    status: 409,
    zh: '该线索已有结论',
    en: 'The finding has been decided',
    remedy: { zh: '如有新情况，核查会重新提示。', en: 'If things change, the check will raise it again.' },
  },
});
