// The states of everything production keeps: batches and their lines, makings on the spot, parcels, visits, destructions.
import { type States, states } from '../../base/states.ts';

export const batchStates = states(
  'production.batch',
  { zh: '制卡批次', en: 'Production batch' },
  {
    planned: { zh: '待导出', en: 'planned', to: ['sent', 'dissolved'] },
    sent: { zh: '已发制卡商', en: 'with the maker', to: ['partly-returned', 'returned'] },
    'partly-returned': { zh: '部分回盘', en: 'partly returned', to: ['partly-returned', 'returned'] },
    returned: { zh: '已回盘', en: 'returned', to: [] },
    // The bank opened an account for none of its cards.
    dissolved: { zh: '已撤销', en: 'dissolved', to: [] },
  },
);
export type BatchState = keyof typeof batchStates.moves;

export const itemStates = states(
  'production.item',
  { zh: '批次内的卡', en: 'Card of a batch' },
  {
    'in-making': { zh: '制作中', en: 'in making', to: ['made', 'failed', 'scrapped', 'no-account'] },
    made: { zh: '已制成', en: 'made', to: [] },
    failed: { zh: '制卡失败', en: 'failed', to: [] },
    scrapped: { zh: '已报废', en: 'scrapped', to: [] },
    'no-account': { zh: '银行未开户，已移出批次', en: 'no account; taken out of the batch', to: [] },
  },
);

export const parcelStates = states(
  'production.parcel',
  { zh: '邮件', en: 'Parcel' },
  {
    posted: { zh: '寄送中', en: 'posted', to: ['delivered', 'returned', 'lost'] },
    delivered: { zh: '已妥投', en: 'delivered', to: [] },
    returned: { zh: '已退回', en: 'returned', to: [] },
    lost: { zh: '已丢失', en: 'lost', to: [] },
  },
);
export type ParcelEnd = 'delivered' | 'returned' | 'lost';

export const visitStates = states(
  'production.visit',
  { zh: '上门送卡', en: 'Delivery to a unit' },
  {
    planned: { zh: '已安排', en: 'planned', to: ['done'] },
    done: { zh: '已完成', en: 'done', to: [] },
  },
);

export const destructionStates = states(
  'production.destruction',
  { zh: '销毁清单', en: 'Destruction' },
  {
    'drawn-up': { zh: '已列单', en: 'drawn up', to: ['signed-once'] },
    'signed-once': { zh: '一人已签', en: 'signed once', to: ['destroyed'] },
    destroyed: { zh: '已销毁', en: 'destroyed', to: [] },
  },
);

export const makingStates = states(
  'production.making',
  { zh: '即时制卡', en: 'Making on the spot' },
  {
    started: { zh: '已领空白卡', en: 'blank reserved', to: ['account-recorded', 'stopped', 'given-up'] },
    'account-recorded': { zh: '账户已登记', en: 'account recorded', to: ['personalised', 'stopped', 'given-up'] },
    personalised: { zh: '已写芯片', en: 'chip written', to: ['printed', 'stopped', 'given-up'] },
    printed: { zh: '已打印', en: 'printed', to: ['read-back', 'stopped', 'given-up'] },
    'read-back': { zh: '已回读核对', en: 'read back', to: ['finished', 'stopped', 'given-up'] },
    finished: { zh: '已制成并发卡', en: 'made and handed over', to: [] },
    // Comes back to where it can go on: with a spoiled blank behind it, to before the chip was written.
    stopped: {
      zh: '中断待续',
      en: 'stopped',
      to: ['started', 'account-recorded', 'personalised', 'printed', 'read-back', 'given-up'],
    },
    'given-up': { zh: '已放弃', en: 'given up', to: [] },
  },
);
export type MakingState = keyof typeof makingStates.moves;

export const stateTables = [
  batchStates,
  itemStates,
  makingStates,
  parcelStates,
  visitStates,
  destructionStates,
] as unknown as States[];
