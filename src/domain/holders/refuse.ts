// Every reason for which holders says no to a whole call.
import { refusals } from '../../base/refusal.ts';

const askStaff = { zh: '请到社保窗口或银行网点办理。', en: 'Go to a social security counter or a bank outlet.' };

export const refuse = refusals('holders', {
  'no-such-holder': {
    status: 404,
    zh: '没有这位持卡人',
    en: 'There is no such holder',
    remedy: { zh: '请核对后重试。', en: 'Check the number and try again.' },
  },
  'not-found-by-these': {
    status: 404,
    zh: '姓名与证件号码没有对应的登记人员',
    en: 'Nobody is registered under this name and document number together',
    remedy: {
      zh: '请对照证件原件核对姓名和号码；仍不符的到窗口办理。',
      en: 'Compare name and number with the document; if they are right, go to a counter.',
    },
  },
  merged: {
    status: 409,
    zh: '此档案已与同一人的另一份档案合并',
    en: 'This record was merged into another one of the same person',
    remedy: {
      zh: '请用现行证件重新查找此人；名册请重新核对。',
      en: 'Look the person up again by the present document; check a roster again.',
    },
  },
  'merge-same': {
    status: 400,
    zh: '两份档案相同',
    en: 'Both records are the same one',
    remedy: { zh: '请填写两份不同的档案。', en: 'Name two records.' },
  },
  'merge-proposed': {
    status: 409,
    zh: '此档案已有待批准的合并提议',
    en: 'A merge of this record waits for approval already',
    remedy: { zh: '请先批准或撤回该提议。', en: 'Approve or withdraw that one first.' },
  },
  'merge-second-person': {
    status: 403,
    zh: '合并须由提议人以外的另一人批准',
    en: 'Somebody other than the proposer has to approve a merge',
    remedy: { zh: '请由另一名工作人员批准。', en: 'Ask a colleague to approve it.' },
  },
  'merge-final': {
    status: 409,
    zh: '档案已合并，不能撤销：号码、卡和申领单此后已在同一份档案下办理',
    en: 'The records are merged and cannot be parted: numbers, cards and orders have gone on under one record since',
    remedy: {
      zh: '如确系两人，请由登记机构用其本人证件另行登记，并逐项更正。',
      en: 'If they were two people after all, have the other one registered with the own document and each fact corrected.',
    },
  },
  'merge-withdrawn': {
    status: 409,
    zh: '此合并提议已撤回',
    en: 'This proposal was withdrawn',
    remedy: { zh: '需要时请重新提议。', en: 'Propose it anew if needed.' },
  },
  'no-such-merge': {
    status: 404,
    zh: '没有这个合并提议',
    en: 'There is no such proposal',
    remedy: { zh: '请核对编号。', en: 'Check its number.' },
  },
  'bad-people': {
    status: 422,
    zh: '第 {row} 人不能登记：{problem}',
    en: 'Person {row} cannot be registered: {problem_en}',
    remedy: { zh: '请改正后重新提交；没有保存任何内容。', en: 'Correct it and send it again; nothing was saved.' },
  },
  'bad-field': {
    status: 422,
    zh: '{problem}',
    en: '{problem_en}',
    remedy: { zh: '{remedy}', en: '{remedy_en}' },
  },
  'not-yours': {
    status: 403,
    zh: '您不能替此人办理：{problem}',
    en: 'You may not act for this person: {problem_en}',
    remedy: { zh: '{remedy}', en: '{remedy_en}' },
  },
  'citizens-only': {
    status: 403,
    zh: '这件事只能由本人或监护人办理',
    en: 'Only the person or a guardian may do this',
    remedy: { zh: '请由本人或监护人登录办理。', en: 'Let the person or a guardian sign in.' },
  },
  'name-the-holder': {
    status: 400,
    zh: '没有说明为哪位持卡人办理',
    en: 'It is not said which holder this is for',
    remedy: { zh: '请填写 holderId。', en: 'Give holderId.' },
  },
  'lacks-capacity': {
    status: 403,
    zh: '登记为无民事行为能力，应由监护人办理',
    en: 'Registered as without legal capacity; a guardian has to act',
    remedy: { zh: '请由监护人办理。', en: 'Let the guardian act.' },
  },
  deceased: {
    status: 409,
    zh: '此人已登记死亡',
    en: 'This person is recorded as deceased',
    remedy: { zh: '登记有误的，请到社保窗口更正。', en: 'If the record is wrong, have the bureau correct it.' },
  },
  'helper-may-not': {
    status: 403,
    zh: '协助人不能办理：{problem}',
    en: 'The helper may not do this: {problem_en}',
    remedy: { zh: '{remedy}', en: '{remedy_en}' },
  },
  'document-of-somebody-else': {
    status: 409,
    zh: '这个证件号码已登记在另一人名下',
    en: 'This document number is registered to another person',
    remedy: {
      zh: '请核对证件原件；确属同一人的，须由主管部门合并记录。',
      en: 'Compare with the document; if both are one person, the bureau has to join the records.',
    },
  },
  'differs-from-document': {
    status: 422,
    zh: '出生日期或性别与证件号码不符',
    en: 'Day of birth or sex differ from the document number',
    remedy: { zh: '请对照证件原件核对。', en: 'Compare with the document.' },
  },
  'number-not-assigned': {
    status: 422,
    zh: '只有持护照的外国人才有另行编制的社会保障号码',
    en: 'Only foreigners with a passport have an assigned social security number',
    remedy: {
      zh: '其他人员的社会保障号码就是证件号码，请不要填写。',
      en: 'Leave it out; it follows from the document.',
    },
  },
  'nothing-changes': {
    status: 422,
    zh: '没有要变更的内容',
    en: 'Nothing would change',
    remedy: { zh: '请填写新的内容。', en: 'Give what is new.' },
  },
  'no-guardian-needed': {
    status: 409,
    zh: '此人已成年且有完全民事行为能力，不需要监护人',
    en: 'This person is of age and has full capacity; no guardian is needed',
    remedy: { zh: '请由本人办理。', en: 'Let the person act.' },
  },
  'needs-guardian': {
    status: 403,
    zh: '此人尚未成年或没有完全民事行为能力，须由监护人确认',
    en: 'This person is a minor or lacks full capacity; a guardian has to confirm',
    remedy: { zh: '请监护人到场确认。', en: 'Let the guardian confirm.' },
  },
  'guardian-unfit': {
    status: 409,
    zh: '监护人必须是成年、有完全民事行为能力的在世人员，且不能是本人',
    en: 'A guardian must be of age, of full capacity, alive, and not the person itself',
    remedy: { zh: '请登记其他监护人。', en: 'Register another guardian.' },
  },
  'enough-guardians': {
    status: 409,
    zh: '此人已有 {limit} 位监护人',
    en: 'This person has {limit} guardians already',
    remedy: { zh: '监护人变更的，请先终止原监护关系。', en: 'End one guardianship first.' },
  },
  'too-many-claims': {
    status: 429,
    zh: '您有 {limit} 项监护关系还在等待核验',
    en: 'You have {limit} guardianship claims waiting to be verified',
    remedy: askStaff,
  },
  'no-such-guardianship': {
    status: 404,
    zh: '没有这项监护关系',
    en: 'There is no such guardianship',
    remedy: { zh: '请先登记监护关系。', en: 'Register the guardianship first.' },
  },
  'no-such-mandate': {
    status: 404,
    zh: '没有这项代办授权',
    en: 'There is no such mandate',
    remedy: { zh: '请核对授权编号。', en: 'Check the id of the mandate.' },
  },
  'paper-missing': {
    status: 422,
    zh: '窗口登记代办授权须填写授权书编号',
    en: 'A mandate recorded at a counter needs the number of the signed paper',
    remedy: { zh: '请填写 paperNumber。', en: 'Give paperNumber.' },
  },
  'mandate-too-long': {
    status: 422,
    zh: '代办授权须从今天起算，最长 {days} 天',
    en: 'A mandate ends between today and {days} days from now',
    remedy: { zh: '请缩短期限，到期后可以再次授权。', en: 'Choose an earlier end; it can be given again.' },
  },
  'no-such-photo': {
    status: 404,
    zh: '没有这张照片',
    en: 'There is no such photo',
    remedy: { zh: '请重新提交照片。', en: 'Offer a photo again.' },
  },
  'photo-already-judged': {
    status: 409,
    zh: '这张照片已经审核过',
    en: 'This photo has been judged already',
    remedy: { zh: '需要更换的，请提交新照片。', en: 'Offer a new photo if it has to change.' },
  },
  'wrong-photo-source': {
    status: 422,
    zh: '这种照片来源只能在窗口使用',
    en: 'This photo source is for counters only',
    remedy: { zh: '网上请使用 upload。', en: 'Use upload online.' },
  },
  'death-day-impossible': {
    status: 422,
    zh: '死亡日期早于出生或在将来',
    en: 'The day of death lies before birth or in the future',
    remedy: { zh: '请对照证明核对日期。', en: 'Compare with the certificate.' },
  },
  'too-many-reveals': {
    status: 429,
    zh: '一小时内查看明文已达 {limit} 次',
    en: 'The limit of {limit} reveals an hour is reached',
    remedy: { zh: '请稍后再试，或使用脱敏信息办理。', en: 'Wait, or work with the masked record.' },
  },
});
