// Why this module says no.
import { refusals } from '../../base/refusal.ts';

export const refuse = refusals('policy', {
  'unknown-region': {
    status: 404,
    zh: '没有“{region}”的政策包',
    en: 'There is no policy pack for “{region}”',
    remedy: {
      zh: '请核对地区代码，或先起草该地区的政策包。',
      en: 'Check the region code, or draft a pack for the region.',
    },
  },
  'not-your-region': {
    status: 403,
    zh: '您不是“{region}”的政策专员',
    en: 'You are no policy officer of “{region}”',
    remedy: { zh: '请由该地区的政策专员办理。', en: 'An officer of that region has to do this.' },
  },
  'not-in-force': {
    status: 409,
    zh: '“{region}”在 {day} 没有生效的政策包',
    en: 'No policy pack of “{region}” is in force on {day}',
    remedy: { zh: '请换一个日期，或先使政策包生效。', en: 'Ask for another day, or put a pack in force.' },
  },
  'no-such-version': {
    status: 404,
    zh: '“{region}”没有第 {version} 版政策包',
    en: '“{region}” has no pack version {version}',
    remedy: { zh: '请核对版本号。', en: 'Check the version number.' },
  },
  'other-region': {
    status: 422,
    zh: '文件属于“{file}”，不是“{region}”',
    en: 'The file belongs to “{file}”, not to “{region}”',
    remedy: { zh: '请核对文件中的地区代码。', en: 'Check the region in the file.' },
  },
  'not-a-draft': {
    status: 409,
    zh: '第 {version} 版已是“{state}”，不能再修改',
    en: 'Version {version} is “{state}” and can no longer be edited',
    remedy: { zh: '请起草新版本。', en: 'Draft a new version.' },
  },
  'wrong-state': {
    status: 409,
    zh: '第 {version} 版处于“{state}”状态，不能这样办理',
    en: 'Version {version} is “{state}”; this step does not fit',
    remedy: {
      zh: '顺序为：起草、模拟、两人批准、生效。',
      en: 'The order is: draft, simulate, approve by two people, put in force.',
    },
  },
  lint: {
    status: 422,
    zh: '政策包有 {count} 处错误：{faults}',
    en: 'The pack has {count} faults: {faults}',
    remedy: { zh: '请逐条改正后再模拟。', en: 'Mend them, then simulate.' },
  },
  'author-approves': {
    status: 403,
    zh: '起草人不能批准自己的政策包',
    en: 'Whoever wrote on a pack may not approve it',
    remedy: { zh: '请由另外两人批准。', en: 'Two other people have to approve.' },
  },
  'approves-twice': {
    status: 409,
    zh: '您已经批准过这一版',
    en: 'You have already approved this version',
    remedy: { zh: '第二次批准须由另一人作出。', en: 'The second approval must come from somebody else.' },
  },
  'starts-in-the-past': {
    status: 422,
    zh: '生效日 {from} 已过',
    en: '{from} has passed',
    remedy: { zh: '生效日须为今天或以后。', en: 'A version takes effect today or later.' },
  },
  'day-taken': {
    status: 409,
    zh: '已有另一版在 {from} 生效',
    en: 'Another version already begins on {from}',
    remedy: { zh: '请选择其他生效日。', en: 'Choose another day.' },
  },
  'gate-closed': {
    status: 409,
    zh: '“{what}”还不能开放：{reasons}',
    en: '“{what}” may not open yet: {reasonsEn}',
    remedy: { zh: '请先完成准备事项并发布公告。', en: 'Get everything ready and publish the notice first.' },
  },
  'no-such-batch': {
    status: 404,
    zh: '“{region}”的政策包中没有批次“{batch}”',
    en: 'The pack of “{region}” has no batch “{batch}”',
    remedy: { zh: '请核对批次代码：{batches}。', en: 'Batches: {batches}.' },
  },
  'day-announced': {
    status: 409,
    zh: '公告已写明“{batch}”自 {opens} 开放',
    en: 'The notice itself opens “{batch}” on {opens}',
    remedy: { zh: '如需改期，请发布新版政策包。', en: 'To change it, release a new version of the pack.' },
  },
  'before-announced': {
    status: 422,
    zh: '“{batch}”公告为 {opens}，不能提前到 {day}',
    en: '“{batch}” was announced for {opens}; it cannot open on {day}',
    remedy: { zh: '请选择公告月份内或以后的日期。', en: 'Choose a day in the announced month or later.' },
  },
  'day-passed': {
    status: 422,
    zh: '日期 {day} 已过',
    en: '{day} has passed',
    remedy: { zh: '请填写今天或以后的日期。', en: 'Give today or a later day.' },
  },
  'already-open': {
    status: 409,
    zh: '“{batch}”已于 {opens} 开放',
    en: '“{batch}” has been open since {opens}',
    remedy: { zh: '已开放的批次不能改期。', en: 'A batch that is open keeps its day.' },
  },
  'days-in-wrong-order': {
    status: 422,
    zh: '截止日 {until} 早于开始日 {from}',
    en: 'The last day {until} lies before the first {from}',
    remedy: { zh: '请核对起止日期。', en: 'Check the two days.' },
  },
  'unknown-channel': {
    status: 422,
    zh: '没有渠道“{channel}”',
    en: 'There is no channel “{channel}”',
    remedy: {
      zh: '请使用渠道代码，或 online、counter、group、assisted、home。',
      en: 'Use a channel code, or online, counter, group, assisted, home.',
    },
  },
});
