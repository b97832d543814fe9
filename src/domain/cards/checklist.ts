// What the holder still has to do after receiving a card, and what changed with its numbers (ENB-05, RPL-04).
import type { Card } from './card.ts';

export interface ChecklistItem {
  readonly code: string;
  readonly done: boolean;
  readonly zh: string;
  readonly en: string;
}

/** Steps with the new card itself, and the choices left about the old one. */
export function checklistFor(card: Card, old: Card | undefined): ChecklistItem[] {
  const items: ChecklistItem[] = [
    { code: 'collect', done: card.collectedAt !== null, zh: '领取新卡', en: 'Collect the new card' },
    {
      code: 'enable',
      done: card.enabledAt !== null,
      zh: '启用社会保障功能（启用后旧卡社会保障功能失效）',
      en: 'Enable the social security function; the old card’s then ends',
    },
  ];
  if (card.bankCode !== null) {
    items.push({
      code: 'activate',
      done: card.financialState !== 'none' && card.financialState !== 'open',
      zh: '本人到发卡银行任一网点激活金融功能',
      en: 'Activate the financial function in person at any outlet of the issuing bank',
    });
  }
  if (old && old.financialState !== 'none') {
    items.push({
      code: 'old-account',
      done: old.financialState === 'closed',
      zh: '旧卡银行账户仍可使用，是否注销由您决定；如需注销请到原发卡银行',
      en: 'The old bank account still works; whether to close it is your choice, at the old bank',
    });
  }
  return items;
}

/** What the agencies pay into the account of the card (BEN-01); whether a holder gets one of them only the agencies know. */
const benefits = {
  pension: ['养老待遇', 'pension'],
  unemployment: ['失业待遇', 'unemployment benefit'],
  'work-injury': ['工伤待遇', 'work-injury benefit'],
  'flexible-employment': ['灵活就业补贴', 'flexible-employment subsidy'],
} as const;

export interface OnOldNumber {
  readonly benefit: keyof typeof benefits;
  readonly zh: string;
  readonly en: string;
}

/**
 * What may still be paid to the old bank card number after the new card has taken over: no agency learns of a new number by
 * itself (RPL-04). Nothing while the old card still serves, where the number stayed, or once the old account is closed.
 * @param isSameNumber whether the bank kept the number
 * @param where the place of change, as policy words it
 */
export function leftOnOldNumber(
  card: Card,
  old: Card | undefined,
  isSameNumber: boolean,
  where: { readonly zh: string; readonly en: string },
): OnOldNumber[] {
  if (!old || old.financialState === 'closed' || card.enabledAt === null || isSameNumber) return [];
  const [from, to] = [old.bankCardLast4, card.bankCardLast4];
  if (!from || !to) return [];
  return Object.entries(benefits).map(([benefit, [zh, en]]) => ({
    benefit: benefit as keyof typeof benefits,
    zh: `${zh}：如正在领取，请从尾号 ${from} 的旧卡号改到尾号 ${to} 的新卡号。${where.zh}`,
    en: `${en}: if you receive it, have it moved from the old number ending ${from} to the new one ending ${to}; ${where.en}`,
  }));
}
