// Standing job: reads in the journal what became of cards and tells their banks.
import type { Job } from '../../base/jobs.ts';
import { type Entry, readNews } from '../../base/journal.ts';
import { type Card, listCards } from '../cards/index.ts';
import { lockPlace, savePlace } from './store.ts';
import { type CardStanding, tellBank } from './tell-bank.ts';

const pauseMs = 5_000;

/** Actions after which a bank has to know how a card and its account stand, and the facts that name the cards. */
const followed: Readonly<Record<string, readonly string[]>> = {
  'cards.report-loss': ['cardId'],
  'cards.withdraw-loss': ['cardId'],
  'cards.enable-card': ['cardId', 'replacedCardId'],
  'cards.bulk-enable': ['cardIds'],
  'cards.activate-account': ['cardId'],
  'cards.close-account': ['cardId'],
  'orders.replace-card': ['frozenCardId'],
  'production.hand-over-card': ['cardId', 'replacedCardId'],
  'production.hand-over-at-visit': ['cardId', 'replacedCardId'],
  'production.finish-making': ['cardId', 'replacedCardId'],
  'production.cancel-sleeping-cards': ['cardIds'],
  'production.stop-cards': ['cardIds'],
  'production.report-damaged': ['cardId'],
  'production.report-lost': ['cardId'],
};

export const followCards: Job<Record<string, never>> = {
  name: 'banking.follow-cards',
  async run(call) {
    const news = await readNews(call.db, await lockPlace(call.db));
    const last = news.at(-1);
    if (!last) return { again: new Date(call.now.getTime() + pauseMs) };
    const cards = await listCards(call.db, [...new Set(news.flatMap(cardsNamed))]);
    const byBank = new Map<string, Card[]>();
    for (const card of cards) {
      if (!card.bankCode) continue;
      const key = `${card.region} ${card.bankCode}`;
      byBank.set(key, [...(byBank.get(key) ?? []), card]);
    }
    // In one order, so that two jobs never wait for each other.
    for (const [, own] of [...byBank].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const { region, bankCode } = own[0]!;
      await tellBank(call, { region, bankCode: bankCode! }, { kind: 'card-status', items: own.map(standingOf) });
    }
    await savePlace(call.db, last);
    return { again: call.now };
  },
};

/** As a bank is told it. */
export const standingOf = ({ cardNumber, socialState, financialState }: Card): CardStanding => ({
  cardNumber,
  status: socialState,
  account: financialState,
});

function cardsNamed({ action, facts }: Entry): string[] {
  const named = facts as Record<string, unknown>;
  return (followed[action] ?? []).flatMap((fact) => named[fact]).filter((id) => typeof id === 'string');
}
