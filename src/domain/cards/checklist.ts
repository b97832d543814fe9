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
