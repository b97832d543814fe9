// An order 申领单: its states and moves, and the plain rules about them.
import type { Day } from '../../base/day.ts';
import { type States, states, statesBefore } from '../../base/states.ts';
import type { ChannelCode, FeeReason } from '../policy/index.ts';

export const orderStates = states(
  'orders.order',
  { zh: '申领单', en: 'Order' },
  {
    draft: { zh: '待选择', en: 'draft', to: ['submitted', 'withdrawn'] },
    submitted: { zh: '已提交', en: 'submitted', to: ['checked', 'returned', 'rejected', 'withdrawn'] },
    checked: { zh: '已核对', en: 'checked', to: ['accepted', 'returned', 'rejected', 'withdrawn'] },
    returned: { zh: '退回补正', en: 'returned for correction', to: ['submitted', 'rejected', 'withdrawn'] },
    accepted: { zh: '已受理', en: 'accepted', to: ['in-production', 'returned', 'withdrawn'] },
    // Back to accepted: the card spoiled in making and is made again. Returned: the bank opens no account for it.
    'in-production': { zh: '制卡中', en: 'in production', to: ['produced', 'accepted', 'returned', 'withdrawn'] },
    produced: { zh: '制卡完成', en: 'produced', to: ['on-the-way', 'ready', 'collected', 'accepted', 'withdrawn'] },
    'on-the-way': {
      zh: '寄送中',
      en: 'on the way',
      to: ['ready', 'collected', 'lost-in-mail', 'mail-returned', 'withdrawn'],
    },
    // Absent at the delivery to the unit, and back on the way: by a second delivery or by mail. Back to accepted: found damaged.
    ready: { zh: '待领取', en: 'ready to collect', to: ['collected', 'on-the-way', 'accepted', 'withdrawn'] },
    collected: { zh: '已领取', en: 'collected', to: ['closed'] },
    closed: { zh: '已办结', en: 'closed', to: [] },
    withdrawn: { zh: '已撤回', en: 'withdrawn', to: [] },
    rejected: { zh: '不予受理', en: 'rejected', to: [] },
    'lost-in-mail': { zh: '邮寄丢失', en: 'lost in the mail', to: ['accepted', 'withdrawn'] },
    // Back to accepted: the region makes such a card again instead of keeping it (open question 7).
    'mail-returned': { zh: '邮件退回', en: 'returned by mail', to: ['ready', 'on-the-way', 'accepted', 'withdrawn'] },
  },
);
export type OrderState = keyof typeof orderStates.moves;

export const stateWords = Object.keys(orderStates.moves) as OrderState[];

/** States in which an order is under way: a person has at most one such. */
export const openStates: readonly OrderState[] = stateWords.filter(
  (state) => !['collected', 'closed', 'withdrawn', 'rejected'].includes(state),
);

/** Until making begins the holder may take the order back without giving a reason. */
export const withdrawableStates: readonly OrderState[] = ['draft', 'submitted', 'checked', 'returned', 'accepted'];

export const beforeState = (to: OrderState): OrderState[] => statesBefore(orderStates as States<OrderState>, to);

export const orderKinds = [
  'unit',
  'school',
  'community',
  'individual',
  'assisted',
  'counter',
  'visit',
  'replacement',
] as const;
export type OrderKind = (typeof orderKinds)[number];

export const pickUps = ['outlet', 'mail', 'unit-delivery', 'counter', 'visit'] as const;
export type PickUp = (typeof pickUps)[number];

/** Why an order stands where it stands, where the state alone does not say it. */
export const stateReasons = {
  'choose-bank': { zh: '等待本人选择银行和领卡方式', en: 'waiting for the person to choose bank and pick-up' },
  'confirm-help': { zh: '帮办人员已填好，等待本人确认', en: 'prepared by a helper; waiting for the person to confirm' },
  'visit-first': { zh: '等待上门办理', en: 'waiting for the visit at home' },
  'needs-review': { zh: '等待工作人员核实', en: 'waiting for a clerk to look at the case' },
  'needs-correction': { zh: '需要补正', en: 'needs a correction' },
  'photo-needed': { zh: '需要一张合格的照片', en: 'needs a photo that passes' },
  'address-needed': { zh: '收件地址需要补正', en: 'the mail address needs a correction' },
  'phone-needed': { zh: '手机号需要补正', en: 'the telephone number needs a correction' },
  'account-awaited': { zh: '等待银行开立账户', en: 'waiting for the bank to open the account' },
  'account-refused': { zh: '银行未能开立账户', en: 'the bank opens no account' },
  'fee-due': { zh: '等待缴纳工本费', en: 'waiting for the fee to be paid' },
  'not-eligible': { zh: '不符合申领条件', en: 'not entitled under the rules in force' },
  'bank-left': { zh: '所选银行不再合作', en: 'the bank chosen is no partner any more' },
  'left-organiser': {
    zh: '提交时已不在该单位、学校或社区',
    en: 'did not belong to the unit, school or community any more on the day of submission',
  },
  'by-holder': { zh: '本人撤回', en: 'taken back by the person' },
  'holder-deceased': { zh: '持卡人已身故', en: 'the holder has died' },
  'card-asleep': { zh: '逾期未领，卡已注销', en: 'not collected in time; the card was cancelled' },
  'making-failed': { zh: '制卡失败，重新制作', en: 'making failed; made again' },
  'card-damaged': { zh: '成品卡损坏，重新制作', en: 'the finished card is damaged; made again' },
  'lost-in-mail': { zh: '邮寄丢失，重新制作', en: 'lost in the mail; made again' },
  'came-back': { zh: '邮件退回，重新制作', en: 'came back by mail; made again' },
  'group-changed': {
    zh: '领卡当天人群已变更，须按新人群重新申领',
    en: 'came into another group before collection; ordered anew',
  },
} as const;
export type StateReason = keyof typeof stateReasons;

/** One order. */
export interface Order {
  readonly id: string;
  readonly holderId: string;
  readonly region: string;
  readonly kind: OrderKind;
  readonly reason: FeeReason;
  readonly channel: ChannelCode;
  readonly groupOrderId: string | null;
  readonly organiserId: string | null;
  readonly bankCode: string | null;
  readonly pickUp: PickUp | null;
  readonly outletId: string | null;
  readonly generation: 1 | 2 | 3;
  readonly state: OrderState;
  readonly stateReason: string | null;
  readonly placedOn: Day;
  readonly groupCode: string | null;
  readonly batchCode: string | null;
  readonly promiseDay: Day | null;
  readonly promiseUnit: 'instant' | 'natural-days' | 'working-days' | null;
  /** Null: no standard, so nothing may be charged. */
  readonly feeFen: bigint | null;
  readonly feePaidAt: Date | null;
  readonly accountRule: 'required-with-order' | 'optional' | 'automatic' | null;
  readonly cardId: string | null;
  readonly replacesCardId: string | null;
  readonly preparedBy: string | null;
  readonly confirmedBy: string | null;
  /** The guardian who ordered for the holder; hand-over asks again when the holder has come of age (open question 5). */
  readonly guardianId: string | null;
  readonly acceptedAt: Date | null;
  readonly producedAt: Date | null;
  readonly collectedAt: Date | null;
  readonly closedAt: Date | null;
  readonly overdueSince: Day | null;
}

/** A card is made only when nothing is left to pay. */
export const isPaid = ({ feeFen, feePaidAt }: Pick<Order, 'feeFen' | 'feePaidAt'>): boolean =>
  !feeFen || feePaidAt !== null;

/** Ordered by proxy in a batch: such cards may fall asleep where a region says so (SLP-01). */
export const isBatchProxy = ({ groupOrderId }: Pick<Order, 'groupOrderId'>): boolean => groupOrderId !== null;
