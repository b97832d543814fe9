// What a card can do, by generation: the six functions, and the two the third generation adds (GEN-14, GEN-22).
import type { Generation } from './card.ts';

export const cardFunctionCodes = [
  'identity',
  'record',
  'query',
  'benefits',
  'medical',
  'payment',
  'quick-payment',
  'contactless',
] as const;
export type CardFunctionCode = (typeof cardFunctionCodes)[number];

export interface CardFunction {
  readonly name: { readonly zh: string; readonly en: string };
  readonly generations: readonly Generation[];
}

/** Source: encyclopaedia, table of generations, row 主要功能; contactless after its text, not its table cell (K21). */
export const cardFunctions: Readonly<Record<CardFunctionCode, CardFunction>> = {
  identity: { name: { zh: '身份凭证', en: 'proof of identity' }, generations: [2, 3] },
  record: { name: { zh: '信息记录', en: 'record' }, generations: [2, 3] },
  query: { name: { zh: '自助查询', en: 'self-service query' }, generations: [2, 3] },
  benefits: { name: { zh: '缴费和待遇领取', en: 'paying in and drawing benefits' }, generations: [2, 3] },
  medical: { name: { zh: '就医结算', en: 'medical settlement' }, generations: [1, 2, 3] },
  payment: { name: { zh: '金融支付', en: 'payment' }, generations: [2, 3] },
  'quick-payment': { name: { zh: '小额快速支付', en: 'small quick payment' }, generations: [3] },
  contactless: { name: { zh: '非接触用卡', en: 'contactless use' }, generations: [3] },
};

export const offersFunction = (generation: Generation, code: CardFunctionCode): boolean =>
  cardFunctions[code].generations.includes(generation);
