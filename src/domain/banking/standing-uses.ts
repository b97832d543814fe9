// What is taken from an account on standing order (代收代扣): after a change of card it does not move by itself, and comes back unpaid once the old account is closed.
import type { Card } from '../cards/index.ts';
import { reasonTable } from './reasons.ts';

export const standingUses = {
  utilities: ['水电燃气代扣', 'utility bills'],
  telecom: ['通信费代扣', 'telephone bills'],
  insurance: ['保险费代扣', 'insurance premiums'],
  loan: ['贷款还款代扣', 'loan instalments'],
  contributions: ['社会保险费代扣', 'social insurance contributions'],
  other: ['其他代扣', 'other collections'],
} as const;
export type StandingUse = keyof typeof standingUses;
export const standingUseKinds = Object.keys(standingUses) as StandingUse[];

/** What the holder has to move from the old account to the new one; nothing before the new card has taken over. Pure. */
export function usesLeftBehind(
  card: Pick<Card, 'enabledAt' | 'bankCardLast4'>,
  old: Pick<Card, 'financialState' | 'bankCardLast4'>,
  uses: readonly StandingUse[],
): { readonly use: StandingUse; readonly zh: string; readonly en: string }[] {
  if (card.enabledAt === null) return [];
  const closed = old.financialState === 'closed';
  const [from, to] = [old.bankCardLast4 ?? '—', card.bankCardLast4 ?? '—'];
  return uses.map((use) => {
    const [zh, en] = standingUses[use];
    return {
      use,
      zh: `${zh}：请向收费单位改到尾号 ${to} 的新卡号。${closed ? `尾号 ${from} 的${reasonTable['account-closed'].zh.split('。')[0]}，扣款会被退回。` : `旧卡号尾号 ${from}，销户前请先办理。`}`,
      en: `${en}: have the collector take the new number ending ${to}. ${
        closed
          ? `The account ending ${from} is closed: collections come back unpaid.`
          : `The old one ends ${from}; do it before you close that account.`
      }`,
    };
  });
}
