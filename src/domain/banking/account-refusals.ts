// Why a bank opens no account for a card: its word, what that means, and what the person can do about it.
import type { Db } from '../../base/database/database.ts';
import { refusalsOfCards } from './store.ts';

interface RefusalRow {
  /** What the person can put right here so that the same bank says yes. */
  readonly correct: 'phone' | 'document' | null;
  readonly zh: string;
  readonly en: string;
  readonly advice: { readonly zh: string; readonly en: string };
}

const elsewhere = {
  zh: '请向该行查询，或改选其他银行。',
  en: 'Ask the bank, or choose another.',
};

export const accountRefusalTable = {
  'identity-mismatch': {
    correct: 'document',
    zh: '登记的身份信息与公安机关不一致',
    en: 'name or number differ from the register',
    advice: {
      zh: '请持身份证到服务网点核对更正，再重新提交。',
      en: 'Have them put right at a service outlet with your identity card, then send again.',
    },
  },
  'document-expired': {
    correct: 'document',
    zh: '身份证件已过有效期',
    en: 'the identity document has expired',
    advice: {
      zh: '请换领身份证后到服务网点登记，再重新提交。',
      en: 'Renew it and have it recorded at a service outlet, then send again.',
    },
  },
  'phone-mismatch': {
    correct: 'phone',
    zh: '手机号未通过实名核验',
    en: 'the mobile number is not in your name',
    advice: {
      zh: '请改登记本人实名的手机号，再重新提交。',
      en: 'Record a number of your own, then send again.',
    },
  },
  'too-many-accounts': {
    correct: null,
    zh: '在该行的账户数已达上限',
    en: 'you have too many accounts there',
    advice: {
      zh: '请到该行注销不用的账户后重新提交，或改选其他银行。',
      en: 'Close one you do not use and send again, or choose another bank.',
    },
  },
  // A bank may not be allowed to say more.
  'by-rule': {
    correct: null,
    zh: '银行按其规定暂不能开户',
    en: 'not possible under the rules of the bank',
    advice: elsewhere,
  },
  other: { correct: null, zh: '银行未说明原因', en: 'the bank gives no reason', advice: elsewhere },
} as const satisfies Record<string, RefusalRow>;

export type AccountRefusal = keyof typeof accountRefusalTable;
export const accountRefusals = Object.keys(accountRefusalTable) as AccountRefusal[];

/** A bank's word of its own is taken and reads as "no reason given". */
export const accountRefusalOf = (word: string): AccountRefusal =>
  Object.hasOwn(accountRefusalTable, word) ? (word as AccountRefusal) : 'other';

/** Of cards that got no account, by card, why not. */
export async function accountRefusalsOf(db: Db, cardIds: readonly string[]): Promise<Map<string, AccountRefusal>> {
  return new Map((await refusalsOfCards(db, cardIds)).map(({ cardId, reason }) => [cardId, accountRefusalOf(reason)]));
}
