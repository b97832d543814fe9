// Why this module says no.
import { refusals } from '../../base/refusal.ts';

export const refuse = refusals('identity', {
  'weak-password': {
    status: 422,
    zh: '这个密码不能用：{problem}',
    en: 'This password cannot be taken: {problem_en}',
    remedy: {
      zh: '请用至少 8 位、含两类字符、不含证件号码片段的密码。',
      en: 'Use at least 8 characters of two kinds, without parts of your number.',
    },
  },
  'invitation-not-good': {
    status: 403,
    zh: '开通码无效、已用过或已过期',
    en: 'The invitation is wrong, used or expired',
    remedy: { zh: '请向本单位系统管理员重新索取。', en: 'Ask your system administrator for a new one.' },
  },
  'code-not-right': {
    status: 403,
    zh: '验证码不正确或已失效',
    en: 'The code is wrong or no longer good',
    remedy: { zh: '请核对后重新输入，或重新获取。', en: 'Check it and type it again, or ask for a new one.' },
  },
  'login-taken': {
    status: 409,
    zh: '这个登录名已被使用',
    en: 'This sign-in name is taken',
    remedy: { zh: '请换一个登录名。', en: 'Choose another.' },
  },
  'no-such-staff': {
    status: 404,
    zh: '没有这名在岗工作人员',
    en: 'There is no such member of staff at work',
    remedy: { zh: '请核对人员编号。', en: 'Check the id.' },
  },
  'not-your-region': {
    status: 403,
    zh: '此人不属于您所在的地区',
    en: 'This person does not belong to your region',
    remedy: { zh: '请由其所在地区办理。', en: 'Let the own region do it.' },
  },
  'session-over': {
    status: 401,
    zh: '登录已结束',
    en: 'The session is over',
    remedy: { zh: '请重新登录。', en: 'Sign in again.' },
  },
  'card-not-proven': {
    status: 403,
    zh: '卡片未通过验证',
    en: 'The card was not proven',
    remedy: {
      zh: '请重新刷卡并输入卡片密码，或改用其他登录方式。',
      en: 'Present the card and its PIN again, or sign in another way.',
    },
  },
  'own-export': {
    status: 403,
    zh: '自己申请的导出不能自己批准',
    en: 'Nobody approves an export of their own',
    remedy: {
      zh: '请另一名审计员或安全管理员批准。',
      en: 'Let another auditor or the security administrator approve it.',
    },
  },
  'export-not-approved': {
    status: 403,
    zh: '导出尚未批准，或批准已超过 {days} 天',
    en: 'The export is not approved, or was approved more than {days} days ago',
    remedy: { zh: '请先取得批准。', en: 'Get it approved first.' },
  },
  'no-such-export': {
    status: 404,
    zh: '没有这个导出申请',
    en: 'There is no such export',
    remedy: { zh: '请核对编号。', en: 'Check the id.' },
  },
});
