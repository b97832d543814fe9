// A run: one programme, one period, its lines and its envelopes; names, states, and why a line is held. Pure.
import type { Uuid } from '../../base/ids.ts';
import { states } from '../../base/states.ts';

export const runStates = states(
  'benefits.run',
  { zh: '发放批次', en: 'Run' },
  {
    drafted: { zh: '待复核', en: 'drafted', to: ['approved', 'cancelled'] },
    approved: { zh: '发放中', en: 'approved', to: ['closed'] },
    closed: { zh: '已结清', en: 'closed', to: [] },
    cancelled: { zh: '已作废', en: 'cancelled', to: [] },
  },
);
export type RunState = keyof typeof runStates.moves;

export const lineStates = states(
  'benefits.line',
  { zh: '发放明细', en: 'Line' },
  {
    ready: { zh: '待发放', en: 'ready', to: ['held', 'paid', 'failed'] },
    held: { zh: '暂缓', en: 'held', to: [] },
    paid: { zh: '已发放', en: 'paid', to: ['failed', 'recalled'] },
    failed: { zh: '退票', en: 'failed', to: ['paid'] },
    recalled: { zh: '已追回', en: 'recalled', to: [] },
  },
);
export type LineState = keyof typeof lineStates.moves;

export const envelopeStates = states(
  'benefits.envelope',
  { zh: '银行批', en: 'Envelope' },
  {
    approved: { zh: '待发送', en: 'approved', to: ['sent'] },
    sent: { zh: '已送银行', en: 'with the bank', to: ['answered'] },
    answered: { zh: '已回盘', en: 'answered', to: [] },
  },
);

/** Why a line is held, and what the holder or the agency does about it. */
export const holdReasons = {
  deceased: { zh: '持卡人已身故，停止发放', en: 'the holder has died; payment stops' },
  'no-account': {
    zh: '没有登记待遇账户，请到规定地点登记',
    en: 'no pay account is bound; bind one at the place of change',
  },
  'account-stale': {
    zh: '已换新卡，待遇账户尚未变更',
    en: 'the card was replaced and the pay account still names the old one',
  },
  'account-closed': { zh: '银行账户已注销，请变更待遇账户', en: 'the bank account is closed; change the pay account' },
  'account-not-active': {
    zh: '银行账户尚未激活，请本人到发卡银行激活',
    en: 'the bank account was never activated; activate it in person at the bank',
  },
  'account-blocked': {
    zh: '银行账户冻结、休眠或状态异常，请到发卡银行处理',
    en: 'the bank account is frozen, dormant or otherwise unable to receive; see the bank',
  },
  certification: {
    zh: '待遇资格认证已逾期，认证后补发',
    en: 'the yearly certification is overdue; what is held is paid after it',
  },
  'in-question': { zh: '待核查', en: 'a check raised a question that is being looked into' },
  'by-officer': { zh: '经办人暂缓', en: 'held by the officer' },
} as const;
export type HoldReason = keyof typeof holdReasons;

/** Holds that the holder puts right at the bank or by a change of the pay account. */
export const accountTroubles = [
  'no-account',
  'account-stale',
  'account-closed',
  'account-blocked',
  'account-not-active',
] as const satisfies readonly HoldReason[];

/** A line by its run and its entitlement. */
export interface LineName {
  readonly runNumber: number;
  readonly entitlement: bigint;
}

/** What a bank sees of a line and answers with, at most 35 characters as ISO 20022 allows: 'R12-345'. */
export const endToEndId = (runNumber: number, entitlement: bigint): string => `R${runNumber}-${entitlement}`;

/** The line an end-to-end id names; null for an id that is none of ours. */
export function readEndToEndId(text: string): LineName | null {
  const match = /^R([1-9]\d{0,8})-([1-9]\d{0,17})$/.exec(text);
  return match && { runNumber: Number(match[1]), entitlement: BigInt(match[2]!) };
}

/** Where an entry of a bank's statement falls; `missing` has no entry: a paid line no statement knows. */
export const buckets = ['matched', 'missing', 'unknown', 'duplicate', 'differs', 'invalid-reversal'] as const;
export type Bucket = (typeof buckets)[number];

/**
 * The id of a line in a bank's file, where ids are UUIDs: run number and entitlement in a UUID of our own making (RFC 9562,
 * version 8). Two ways of writing one name; nothing is looked up.
 */
export function wireIdOf(runNumber: number, entitlement: bigint): Uuid {
  const run = runNumber.toString(16).padStart(8, '0');
  const tail = entitlement.toString(16).padStart(15, '0');
  return `${run}-0000-8000-8${tail.slice(0, 3)}-${tail.slice(3)}`;
}

/** The line a wire id names; null for an id that is none of ours. */
export function readWireId(id: string): LineName | null {
  const match = /^([0-9a-f]{8})-0000-8000-8([0-9a-f]{3})-([0-9a-f]{12})$/.exec(id);
  if (!match) return null;
  const runNumber = Number.parseInt(match[1]!, 16);
  const entitlement = BigInt(`0x${match[2]}${match[3]}`);
  return runNumber > 0 && runNumber < 2 ** 31 && entitlement > 0n ? { runNumber, entitlement } : null;
}
