// Why this module says no.
import { refusals } from '../../base/refusal.ts';

export const refuse = refusals('institutions', {
  'not-found': {
    status: 404,
    zh: '没有这个机构',
    en: 'There is no such institution',
    remedy: { zh: '请核对机构编号。', en: 'Check the id of the institution.' },
  },
  'unknown-region': {
    status: 422,
    zh: '“{region}”没有政策包，不能登记机构',
    en: 'The region “{region}” has no policy pack, so no institution can be registered there',
    remedy: { zh: '请先发布该地区的政策包。', en: 'Put a policy pack of the region in force first.' },
  },
  'code-of-other-kind': {
    status: 409,
    zh: '编码 {codes} 已由另一类机构使用',
    en: 'The code {codes} belongs to an institution of another kind',
    remedy: { zh: '请换用其他编码。', en: 'Use another code.' },
  },
  'bank-twice': {
    status: 409,
    zh: '该地区已登记这家银行',
    en: 'This bank is already registered in the region under another code',
    remedy: { zh: '请使用已登记的总行机构。', en: 'Use the head office that is already registered.' },
  },
  'code-twice': {
    status: 422,
    zh: '同一批中编码 {codes} 重复',
    en: 'The code {codes} appears twice in one call',
    remedy: { zh: '请去重后再提交。', en: 'Remove the duplicates and send it again.' },
  },
  'bank-code-missing': {
    status: 422,
    zh: '{code}：银行和网点必须写明银行代码',
    en: '{code}: a bank or outlet needs its bank code',
    remedy: { zh: '请补充银行代码。', en: 'Add the bank code.' },
  },
  'bank-code-not-for-kind': {
    status: 422,
    zh: '{code}：只有银行和网点才有银行代码',
    en: '{code}: only banks and outlets have a bank code',
    remedy: { zh: '请去掉银行代码。', en: 'Leave the bank code out.' },
  },
  'plate-not-for-kind': {
    status: 422,
    zh: '{code}：只有银行网点可以挂即时制卡牌',
    en: '{code}: only a bank outlet can hang the instant-making plate',
    remedy: { zh: '请去掉挂牌日期。', en: 'Leave the plate date out.' },
  },
  'place-incomplete': {
    status: 422,
    zh: '{code}：经度和纬度必须同时填写',
    en: '{code}: longitude and latitude go together',
    remedy: { zh: '请补齐坐标，或都不填写。', en: 'Give both or none.' },
  },
  'bank-not-registered': {
    status: 422,
    zh: '银行 {banks} 尚未在该地区登记',
    en: 'The bank {banks} is not registered in this region',
    remedy: { zh: '请先登记银行，再登记其网点。', en: 'Register the bank first, then its outlets.' },
  },
  'bank-not-partner': {
    status: 422,
    zh: '{bank} 不在该地区政策包的合作银行名单中',
    en: '{bank} is not on the list of partner banks in the policy pack of this region',
    remedy: {
      zh: '合作银行以政策包为准；请先修订政策包。',
      en: 'Partner banks come from the policy pack; change the pack first.',
    },
  },
  'wrong-parent': {
    status: 422,
    zh: '{code}：上级机构不存在、类型不符或不在同一地区',
    en: '{code}: the parent is missing, of the wrong kind, or in another region',
    remedy: { zh: '请核对上级机构。', en: 'Check the parent institution.' },
  },
  'kind-full': {
    status: 409,
    zh: '该地区“{kind}”最多 {most} 家，已达上限',
    en: 'This region admits at most {most} institutions of kind “{kind}”',
    remedy: {
      zh: '请先由主管部门调整上限，或终止不再合作的机构。',
      en: 'The bureau has to raise the limit, or end an institution that no longer takes part.',
    },
  },
  'wrong-standing': {
    status: 409,
    zh: '机构状态为“{from}”，不能变为“{to}”',
    en: 'The institution stands at “{from}” and cannot become “{to}”',
    remedy: { zh: '请核对机构当前状态。', en: 'Check how the institution stands now.' },
  },
  'not-admitted': {
    status: 409,
    zh: '机构尚未获准或已暂停（{standing}）',
    en: 'The institution is not admitted ({standing})',
    remedy: { zh: '请先由主管部门准入。', en: 'The bureau has to admit it first.' },
  },
  'not-your-institution': {
    status: 403,
    zh: '您只能办理本机构及下属机构的事项',
    en: 'You may act only for your own institution and those under it',
    remedy: { zh: '请由该机构或其上级办理。', en: 'Ask staff of that institution or of its parent.' },
  },
  'not-your-region': {
    status: 403,
    zh: '您只能办理本地区（{region}）的事项',
    en: 'You may act only in your own region ({region})',
    remedy: { zh: '请由该地区主管部门办理。', en: 'Ask the bureau of that region.' },
  },
  'not-a-bureau': {
    status: 403,
    zh: '该事项须由本地区人社局办理',
    en: 'Only the bureau of the region may do this',
    remedy: { zh: '请报上级人社局办理。', en: 'Ask the bureau above you.' },
  },
  'role-not-for-kind': {
    status: 422,
    zh: '“{kind}”没有“{role}”这一岗位',
    en: 'An institution of kind “{kind}” has no staff of role “{role}”',
    remedy: { zh: '可用岗位：{roles}。', en: 'Possible roles: {roles}.' },
  },
  'role-not-yours-to-give': {
    status: 403,
    zh: '您不能授予“{role}”岗位',
    en: 'You may not give the role “{role}”',
    remedy: { zh: '请由系统管理员办理。', en: 'Ask the system administrator.' },
  },
  'duties-apart': {
    status: 409,
    zh: '同一人不得兼任“{held}”和“{wanted}”',
    en: 'One person may not be both “{held}” and “{wanted}”',
    remedy: {
      zh: '系统管理、业务办理、安全审计须由不同人员担任；若为同名的另一人，请登记证件号码。',
      en: 'Running, business and audit need different people; if this is a namesake, give both document numbers.',
    },
  },
  'no-such-staff': {
    status: 404,
    zh: '没有这名工作人员',
    en: 'There is no such member of staff',
    remedy: { zh: '请核对人员编号。', en: 'Check the staff id.' },
  },
  'staff-ended': {
    status: 409,
    zh: '该人员已离岗',
    en: 'This member of staff has left',
    remedy: { zh: '请重新登记后再发放凭证。', en: 'Add the person again first.' },
  },
  'not-a-channel': {
    status: 422,
    zh: '该机构不是服务渠道',
    en: 'This institution is not a channel',
    remedy: { zh: '其他机构请为其工作人员发放凭证。', en: 'For other institutions issue tokens to their staff.' },
  },
  'no-such-token': {
    status: 404,
    zh: '没有这个凭证',
    en: 'There is no such token',
    remedy: { zh: '请核对凭证编号。', en: 'Check the token id.' },
  },
  'not-an-outlet': {
    status: 422,
    zh: '该机构不是银行网点',
    en: 'This institution is not a bank outlet',
    remedy: { zh: '请选择网点。', en: 'Choose an outlet.' },
  },
  'not-a-bank': {
    status: 422,
    zh: '该机构不是银行',
    en: 'This institution is not a bank',
    remedy: { zh: '请选择合作银行。', en: 'Choose the head office of a bank.' },
  },
  'day-passed': {
    status: 422,
    zh: '日期 {day} 已过',
    en: '{day} has passed',
    remedy: { zh: '请填写今天或以后的日期。', en: 'Give today or a later day.' },
  },
  'delegated-already': {
    status: 409,
    zh: '该网点已获授权办理“{service}”',
    en: 'This outlet is already allowed to handle “{service}”',
    remedy: { zh: '如需变更，请先收回。', en: 'Withdraw it first to change it.' },
  },
  'not-delegated': {
    status: 403,
    zh: '本网点未获授权办理“{service}”',
    en: 'This institution is not authorised to handle “{service}”',
    remedy: { zh: '请到人社部门办理，或申请下放授权。', en: 'Go to the bureau, or ask it to delegate the service.' },
  },
  'quota-used-up': {
    status: 409,
    zh: '{name}今日“{work}”名额已满（{limit}）',
    en: '{name} has used up today’s quota of “{work}” ({limit})',
    remedy: {
      zh: '请改日、改到其他网点或使用线上渠道。',
      en: 'Come another day, go to another outlet, or use an online channel.',
    },
  },
  throttled: {
    status: 409,
    zh: '{name}按公告暂停线下“{work}”',
    en: '{name} has stopped “{work}” on site by public notice',
    remedy: {
      zh: '请使用线上渠道，或等待公告恢复。',
      en: 'Use an online channel, or wait until the notice is lifted.',
    },
  },
});
