// What a bureau may set about sending and checking, with the values that hold until it does.
import type { Db } from '../../base/database/database.ts';
import type { SendingRules } from './quiet-hours.ts';
import { listLimits } from './store.ts';

/** Name, value, and how far it may be set. */
export const limits = {
  'quiet-from': { value: 22, least: 0, most: 23, zh: '夜间免打扰开始（时）', en: 'quiet from, hour' },
  'quiet-until': { value: 8, least: 0, most: 23, zh: '夜间免打扰结束（时）', en: 'quiet until, hour' },
  'daily-cap': { value: 3, least: 1, most: 20, zh: '每人每日短信条数', en: 'messages per person and day' },
  'checks-per-hour': { value: 10, least: 1, most: 1000, zh: '每人每小时核对次数', en: 'checks per caller and hour' },
  'bank-wait-hours': {
    value: 4,
    least: 1,
    most: 72,
    zh: '银行短信等待线路恢复（小时）',
    en: 'hours a text waits for the bank’s line',
  },
  'send-tries': { value: 8, least: 1, most: 50, zh: '短信发送次数上限', en: 'tries of sending one message' },
} as const;
export type LimitName = keyof typeof limits;
export const limitNames = Object.keys(limits) as LimitName[];

/** All limits as they stand. */
export async function limitsNow(db: Db): Promise<Record<LimitName, number>> {
  const set = new Map((await listLimits(db)).map(({ name, value }) => [name, value]));
  return Object.fromEntries(limitNames.map((name) => [name, set.get(name) ?? limits[name].value])) as Record<
    LimitName,
    number
  >;
}

export const sendingRules = (now: Record<LimitName, number>): SendingRules => ({
  quietFrom: now['quiet-from'],
  quietUntil: now['quiet-until'],
  dailyCap: now['daily-cap'],
});
