// What people read for codes that modules answer with.
import type { Role } from '../../base/actor.ts';
import type { Words } from '../web/visit.ts';
import type { Tone } from './pieces.tsx';

const w = (zh: string, en: string): Words => ({ zh, en });

export const roleWords: Record<Role, Words> = {
  citizen: w('持卡人', 'holder'),
  'unit-clerk': w('单位经办人', 'clerk of a unit'),
  'school-clerk': w('学校经办人', 'clerk of a school'),
  'community-worker': w('社区工作者', 'community worker'),
  'bank-teller': w('银行柜员', 'bank teller'),
  'outlet-manager': w('网点主任', 'outlet manager'),
  'bank-office': w('银行社保卡中心', 'head office of a bank'),
  'bank-visitor': w('银行上门专员', 'visiting staff of a bank'),
  'card-maker': w('制卡商', 'card maker'),
  courier: w('快递员', 'courier'),
  'bureau-clerk': w('人社经办', 'bureau clerk'),
  'policy-officer': w('政策专员', 'policy officer'),
  'card-authority': w('卡管专员', 'card authority'),
  'publicity-officer': w('宣传专员', 'publicity officer'),
  'benefit-officer': w('待遇经办', 'benefit officer'),
  'benefit-approver': w('待遇复核', 'benefit approver'),
  'key-custodian': w('密钥保管员', 'key custodian'),
  'scene-operator': w('场景运营人员', 'scene operator'),
  auditor: w('审计员', 'auditor'),
  'system-administrator': w('系统管理员', 'system administrator'),
  'security-administrator': w('安全管理员', 'security administrator'),
  system: w('系统', 'the system'),
};

export const socialStateWords: Record<string, Words & { tone: Tone }> = {
  planned: { zh: '待制作', en: 'to be made', tone: 'wait' },
  made: { zh: '已制成，未领取', en: 'made, not collected', tone: 'wait' },
  collected: { zh: '已领取，待启用', en: 'collected, to be enabled', tone: 'wait' },
  enabled: { zh: '已启用', en: 'enabled', tone: 'good' },
  suspended: { zh: '已挂失', en: 'reported lost', tone: 'bad' },
  invalid: { zh: '已失效', en: 'no longer valid', tone: 'info' },
  sleeping: { zh: '逾期未领', en: 'not collected in time', tone: 'wait' },
  cancelled: { zh: '已注销', en: 'cancelled', tone: 'info' },
  destroyed: { zh: '已销毁', en: 'destroyed', tone: 'info' },
  scrapped: { zh: '已作废', en: 'scrapped', tone: 'info' },
};
export const financialStateWords: Record<string, Words> = {
  none: w('没有金融账户', 'no bank account'),
  open: w('账户已开立，未激活', 'account open, not activated'),
  active: w('已激活', 'active'),
  blocked: w('已冻结', 'blocked'),
  closed: w('已销户', 'closed'),
};
export const orderStateWords: Record<string, Words & { tone: Tone }> = {
  draft: { zh: '待本人选择', en: 'waits for your choice', tone: 'wait' },
  submitted: { zh: '已提交', en: 'submitted', tone: 'wait' },
  checked: { zh: '已核对', en: 'checked', tone: 'wait' },
  returned: { zh: '退回补正', en: 'returned for correction', tone: 'bad' },
  accepted: { zh: '已受理，待制卡', en: 'accepted, to be made', tone: 'info' },
  'in-production': { zh: '制卡中', en: 'being made', tone: 'info' },
  produced: { zh: '已制成', en: 'made', tone: 'info' },
  'on-the-way': { zh: '运送中', en: 'on its way', tone: 'info' },
  ready: { zh: '可领取', en: 'ready to collect', tone: 'good' },
  collected: { zh: '已领取', en: 'collected', tone: 'good' },
  closed: { zh: '已办结', en: 'done', tone: 'good' },
  withdrawn: { zh: '已撤回', en: 'withdrawn', tone: 'info' },
  rejected: { zh: '不予受理', en: 'rejected', tone: 'bad' },
  'lost-in-mail': { zh: '邮寄丢失', en: 'lost in the mail', tone: 'bad' },
  'mail-returned': { zh: '邮件退回', en: 'mail returned', tone: 'bad' },
};
export const orderKindWords: Record<string, Words> = {
  unit: w('单位集体', 'unit'),
  school: w('学校集体', 'school'),
  community: w('社区集体', 'community'),
  individual: w('个人线上', 'online'),
  assisted: w('帮办', 'assisted'),
  counter: w('柜面', 'counter'),
  visit: w('上门', 'home visit'),
  replacement: w('补换', 'replacement'),
};
export const pickUpWords: Record<string, Words & { about: Words }> = {
  outlet: {
    zh: '到网点领取',
    en: 'Collect at an outlet',
    about: w(
      '卡到网点后银行会发短信，可当场启用和激活',
      'the bank sends a text when it is there; enable and activate on the spot',
    ),
  },
  mail: {
    zh: '邮寄到家',
    en: 'By mail',
    about: w(
      '邮寄时间另计；收到后自行启用，金融功能到银行激活',
      'mail time comes on top; enable it yourself, activate the bank side at the bank',
    ),
  },
  'unit-delivery': {
    zh: '送到单位',
    en: 'Delivered to my unit',
    about: w('由单位经办人约定日期', 'on the day your clerk agrees'),
  },
  counter: { zh: '当场领取', en: 'At the counter', about: w('即时制卡，立等可取', 'made while you wait') },
  visit: { zh: '上门交付', en: 'At a visit', about: w('由上门人员交到手中', 'handed over at your home') },
};
export const reasonWords: Record<string, Words> = {
  first: w('首次申领', 'first card'),
  upgrade: w('换发第三代', 'change to the third generation'),
  loss: w('丢失', 'lost'),
  damage: w('损坏', 'damaged'),
  'bank-change': w('更换银行', 'change of bank'),
  'name-change': w('姓名变更', 'change of name'),
  'id-change': w('证件号码变更', 'change of number'),
  wear: w('磨损', 'worn'),
};
export const documentKindWords: Record<string, Words> = {
  'resident-id': w('居民身份证', 'resident identity card'),
  'hk-macao-residence': w('港澳居民居住证', 'residence permit for Hong Kong and Macao residents'),
  'taiwan-residence': w('台湾居民居住证', 'residence permit for Taiwan residents'),
  'hk-macao-travel': w('港澳居民来往内地通行证', 'travel permit for Hong Kong and Macao residents'),
  'taiwan-travel': w('台湾居民来往大陆通行证', 'travel permit for Taiwan residents'),
  'foreign-permanent-residence': w('外国人永久居留身份证', 'permanent residence card'),
  passport: w('护照', 'passport'),
};
export const purposeWords: Record<string, Words> = {
  'serve-holder': w('为您办理业务', 'to serve you'),
  'check-eligibility': w('核对资格', 'to check eligibility'),
  'make-card': w('制卡', 'to make the card'),
  'deliver-card': w('送卡', 'to deliver the card'),
  audit: w('审计', 'audit'),
  complaint: w('处理投诉', 'complaint'),
};
export const groupWords: Record<string, Words> = {
  staff: w('在职职工', 'employees'),
  retiree: w('离退休人员', 'retirees'),
  individual: w('个人参保', 'individually insured'),
  minor: w('未成年人', 'minors'),
  student: w('在校大学生', 'students'),
  flexible: w('灵活就业', 'flexible workers'),
  resident: w('城乡居民', 'residents'),
  other: w('其他', 'others'),
};
export const abilityWords: Record<string, Words> = {
  'counter-orders': w('申领', 'orders'),
  'hand-over': w('领卡', 'hand-over'),
  enabling: w('启用', 'enabling'),
  'account-opening': w('开户', 'accounts'),
  'loss-report': w('挂失', 'loss'),
  replacement: w('补换', 'replacement'),
  photo: w('拍照', 'photo'),
  'home-visit': w('上门', 'home visits'),
  'purse-top-up': w('充值', 'top-up'),
  'barrier-free': w('无障碍', 'barrier-free'),
};
export const materialWords: Record<string, Words> = {
  'id-original': w('身份证件原件', 'original of the identity document'),
  'id-copy': w('身份证件复印件', 'copy of the identity document'),
  photo: w('一寸白底照片', 'photo on white'),
  'application-form': w('申领表', 'application form'),
};
export const visitReasonWords: Record<string, Words> = {
  'no-full-capacity': w('无完全民事行为能力', 'without full capacity'),
  aged: w('高龄', 'aged'),
  frail: w('行动不便', 'cannot walk well'),
  ill: w('重病', 'seriously ill'),
  disabled: w('重度残疾', 'severely disabled'),
};
export const institutionWords: Record<string, Words> = {
  bureau: w('人社部门', 'bureau'),
  agency: w('经办机构', 'agency'),
  bank: w('银行', 'bank'),
  outlet: w('网点', 'outlet'),
  channel: w('线上渠道', 'channel'),
  'card-maker': w('制卡商', 'card maker'),
  courier: w('快递', 'courier'),
  employer: w('用人单位', 'employer'),
  school: w('学校', 'school'),
  community: w('社区', 'community'),
  'district-bureau': w('区人社局', 'district bureau'),
  'street-office': w('街道社保所', 'street office'),
  operator: w('运营单位', 'operator'),
  'it-provider': w('信息服务商', 'provider of software'),
  developer: w('开发者', 'developer'),
};
export const standingWords: Record<string, Words & { tone: Tone }> = {
  applied: { zh: '待准入', en: 'to be admitted', tone: 'wait' },
  admitted: { zh: '已准入', en: 'admitted', tone: 'good' },
  suspended: { zh: '已暂停', en: 'suspended', tone: 'bad' },
  ended: { zh: '已退出', en: 'ended', tone: 'info' },
};
export const verdictWords: Record<string, Words & { tone: Tone }> = {
  false: { zh: '不实', en: 'false', tone: 'bad' },
  'not-disproved': { zh: '无法否定', en: 'not disproved', tone: 'wait' },
  unknown: { zh: '规则未写明', en: 'the rules are silent', tone: 'wait' },
};
export const wordOf = (list: Record<string, Words>, code: string | null | undefined): Words =>
  code ? (list[code] ?? { zh: code, en: code }) : { zh: '—', en: '—' };
