// Why this module refuses a whole call. Why a use is not allowed is an answer, not a refusal: see reasons.ts.
import { refusals } from '../../base/refusal.ts';

export const refuse = refusals('uses', {
  'no-such-terminal': {
    status: 404,
    zh: '没有这个终端',
    en: 'There is no such terminal',
    remedy: { zh: '请核对终端号，或先登记终端。', en: 'Check the number, or register the terminal first.' },
  },
  'not-your-terminal': {
    status: 403,
    zh: '该终端不属于您的机构',
    en: 'The terminal belongs to another institution',
    remedy: { zh: '请使用本机构登记的终端。', en: 'Use a terminal of your own institution.' },
  },
  'no-such-service': {
    status: 422,
    zh: '没有“{service}”这项用卡服务',
    en: 'There is no service “{service}”',
    remedy: { zh: '请查询用卡服务目录。', en: 'See the list of services.' },
  },
  'purpose-not-allowed': {
    status: 422,
    zh: '该服务不能用于“{purpose}”',
    en: 'This service may not be used for “{purpose}”',
    remedy: { zh: '可用用途：{purposes}。', en: 'Use one of: {purposes}.' },
  },
  'number-reused': {
    status: 409,
    zh: '终端流水号已用于另一次用卡',
    en: 'The terminal used this number for another use',
    remedy: {
      zh: '重试时内容必须相同；新的用卡请换新的流水号。',
      en: 'A retry must be the same use; take a new number for a new one.',
    },
  },
  'does-not-pay': {
    status: 422,
    zh: '该服务或终端不能从个人账户扣款',
    en: 'Nothing can be paid from the personal account here',
    remedy: {
      zh: '请改用其他支付方式，或为终端登记收款账户。',
      en: 'Pay another way, or register an account for the terminal.',
    },
  },
  'code-taken': {
    status: 409,
    zh: '本机构已有同一编码的终端',
    en: 'The institution has a terminal of this code',
    remedy: { zh: '请换一个编码。', en: 'Choose another code.' },
  },
  'place-incomplete': {
    status: 422,
    zh: '经度和纬度必须同时填写',
    en: 'Longitude and latitude go together',
    remedy: { zh: '请补全位置。', en: 'Give both or neither.' },
  },
  'line-needed': {
    status: 422,
    zh: '终端至少要支持联机或脱机',
    en: 'A terminal works with a line, without one, or both',
    remedy: { zh: '请至少选择一种。', en: 'Choose at least one.' },
  },
  'dates-wrong': {
    status: 422,
    zh: '结束日期早于开始日期',
    en: 'The last day is before the first',
    remedy: { zh: '请改正日期。', en: 'Correct the days.' },
  },
  'not-in-alliance': {
    status: 403,
    zh: '您所在地区不在该联盟内',
    en: 'Your region is not part of the alliance',
    remedy: { zh: '只能登记包含本地区的联盟。', en: 'Register only alliances of your own region.' },
  },
  'no-such-use': {
    status: 404,
    zh: '没有这次用卡记录',
    en: 'There is no such use of your card',
    remedy: { zh: '请从用卡记录中选择。', en: 'Choose one from the list of uses.' },
  },
  'no-such-complaint': {
    status: 404,
    zh: '没有这条投诉',
    en: 'There is no such complaint',
    remedy: { zh: '请从投诉列表中选择。', en: 'Choose one from the list.' },
  },
  'already-answered': {
    status: 409,
    zh: '该投诉已答复',
    en: 'The complaint has been answered',
    remedy: { zh: '无需重复办理。', en: 'Nothing is left to do.' },
  },
  'no-consent': {
    status: 404,
    zh: '没有有效的同意记录',
    en: 'There is no consent to withdraw',
    remedy: { zh: '请从同意列表中选择。', en: 'Choose one from the list.' },
  },
  'no-consent-needed': {
    status: 422,
    zh: '该服务无需事先同意',
    en: 'This service needs no lasting consent',
    remedy: { zh: '无需办理。', en: 'Nothing has to be done.' },
  },
  'no-card-in-use': {
    status: 409,
    zh: '没有正在使用的社保卡',
    en: 'There is no card in use',
    remedy: { zh: '请先启用社保卡。', en: 'Enable a card first.' },
  },
  'pin-too-simple': {
    status: 422,
    zh: '密码过于简单',
    en: 'The PIN is too simple',
    remedy: { zh: '请勿使用相同或连续的数字。', en: 'Do not use equal or consecutive digits.' },
  },
  'no-such-list': {
    status: 422,
    zh: '没有这个版本的黑名单',
    en: 'There is no block list of that version',
    remedy: { zh: '请重新下载完整名单。', en: 'Fetch the full list again.' },
  },
  'use-changed': {
    status: 503,
    zh: '卡状态正在变更',
    en: 'The card is changing at this moment',
    remedy: { zh: '请立即用同一流水号重试。', en: 'Try again at once with the same number.' },
  },
});
