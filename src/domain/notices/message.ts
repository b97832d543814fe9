// A message to a holder: its states, how it is sealed, how it is found by its code.
import { states } from '../../base/states.ts';
import type { Vault } from '../../base/vault.ts';
import type { SenderKind } from './lint-message.ts';
import { makeMessageCode } from './message-code.ts';
import type { TemplateCode } from './templates.ts';

export const messageStates = states(
  'notices.message',
  { zh: '消息', en: 'Message' },
  {
    composed: { zh: '待发送', en: 'composed', to: ['sent', 'delivered', 'failed', 'refused'] },
    sent: { zh: '已发送', en: 'sent', to: ['delivered', 'failed'] },
    delivered: { zh: '已送达', en: 'delivered', to: [] },
    // A receipt may come late: what was given up may turn out to have arrived.
    failed: { zh: '发送失败', en: 'failed', to: ['delivered'] },
    refused: { zh: '不予发送', en: 'refused', to: [] },
    'centre-only': { zh: '仅站内', en: 'in the message centre only', to: [] },
  },
);
export type MessageState = keyof typeof messageStates.moves;

/** One message as it is stored. */
export interface Message {
  readonly id: string;
  readonly journalSeq: bigint;
  readonly holderId: string | null;
  /** The order, card or notice it speaks of. */
  readonly subjectId: string | null;
  readonly template: string;
  readonly sender: SenderKind;
  readonly region: string | null;
  readonly bankCode: string | null;
  readonly signature: string;
  /** The number of the bank that the text may name. */
  readonly hotline: string | null;
  readonly code: string;
  readonly text: Uint8Array | null;
  readonly phone: Uint8Array | null;
  readonly lastFourIndex: Uint8Array | null;
  readonly state: MessageState;
  readonly pressing: boolean;
  readonly findings: readonly MessageFinding[] | null;
  readonly composedAt: Date;
  readonly due: Date;
  readonly attempts: number;
  readonly sentAt: Date | null;
  readonly settledAt: Date | null;
  readonly readAt: Date | null;
}

/** Why a message was refused: a code and where, never the words found, for those may name a person. */
export interface MessageFinding {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly variable?: string;
}

const templateTitles: Record<TemplateCode, readonly [zh: string, en: string]> = {
  'choose-bank': ['请选择制卡银行', 'Choose a bank'],
  'choose-bank-reminder': ['选择制卡银行提醒', 'Reminder to choose a bank'],
  'confirm-assisted': ['请确认代办的申领', 'Confirm the prepared order'],
  'batch-opened': ['开放申领', 'Orders open'],
  'batch-planned': ['开放申领计划', 'Planned opening'],
  'notice-published': ['订阅的通知', 'Notice you subscribed to'],
  'order-accepted': ['申领已受理', 'Order accepted'],
  'order-returned': ['申领需要补正', 'Order needs a correction'],
  'account-refused': ['银行未能开户', 'The bank opens no account'],
  'order-rejected': ['申领不予受理', 'Order rejected'],
  'order-withdrawn': ['申领已撤回', 'Order taken back'],
  'promise-missed': ['制卡延期致歉', 'Apology for delay'],
  'card-at-outlet': ['卡片到达网点', 'Card at the outlet'],
  'card-mailed': ['卡片已寄出', 'Card in the mail'],
  'mail-came-back': ['寄送退回', 'Mail came back'],
  'mail-made-again': ['寄送退回，重新制作', 'Came back, made again'],
  'fee-due-again': ['重新制作待缴费', 'Fee due for a new card'],
  'mail-lost': ['寄送丢失', 'Lost in the mail'],
  'delivery-visit': ['上门发卡', 'Cards handed out at your unit'],
  'benefit-held-account': ['待遇暂存，请登记待遇账户', 'Your benefit is kept for you: bind a pay account'],
  'benefit-held-certification': ['待遇暂存，请办理资格认证', 'Your benefit is kept for you: get certified'],
  'benefit-returned': ['待遇退回，已暂存', 'A payment came back and is kept for you'],
  'certification-due': ['待遇资格认证即将到期', 'Your certification is running out'],
  'card-enabled': ['新卡已启用', 'New card enabled'],
  'first-card-enabled': ['社保卡已启用', 'Card enabled'],
  checklist: ['新卡待办', 'Steps left for your new card'],
  'reconfirm-at-18': ['成年本人确认', 'Confirm in person at 18'],
  'guardian-changed': ['监护关系变化', 'Guardianship changed'],
  'uncollected-first': ['领卡提醒', 'Card waits for you'],
  'uncollected-second': ['领卡提醒', 'Card waits for you'],
  'uncollected-third': ['领卡最后提醒', 'Card is kept a little longer'],
  'uncollected-cancelled': ['逾期未领卡已注销', 'Uncollected card cancelled'],
  'loss-reported': ['已挂失', 'Loss reported'],
  'loss-withdrawn': ['已解挂', 'Loss report withdrawn'],
  'replacement-done': ['已补换', 'Card replaced'],
  'home-visit-scheduled': ['上门服务预约', 'Home visit arranged'],
  'home-visit-failed': ['上门服务未完成', 'Home visit not completed'],
  'sign-in-code': ['登录验证码', 'Sign-in code'],
  'beware-of-fraud': ['防诈骗提醒', 'Beware of fraud'],
};

/** The title of a message of this template, also of one that has since been taken out. */
export function titleOf(template: string): { zh: string; en: string } {
  const [zh, en] = Object.hasOwn(templateTitles, template)
    ? templateTitles[template as TemplateCode]
    : ['通知', 'Notice'];
  return { zh, en };
}

export const textPlace = (messageId: string) => `notices.message.text:${messageId}`;
export const phonePlace = (messageId: string) => `notices.message.phone:${messageId}`;

/** Bound to the message, so that equal digits of two people cannot be told from the table. */
export const lastFourIndex = (vault: Vault, messageId: string, lastFour: string): Uint8Array =>
  vault.index(`${messageId} ${lastFour}`, 'notices message last four');

export const codeOf = (vault: Vault, messageId: string): string =>
  makeMessageCode(vault.keyFor('notices message code'), messageId);
