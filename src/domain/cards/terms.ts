// What the region's rules say about a card for as long as it lives: validity, and the last day to collect it.
import type { Call } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { expiryRule, uncollectedRule } from '../policy/index.ts';
import type { Card } from './card.ts';
import { rulesOf } from './region-rules.ts';

export interface Terms {
  /** Last day of validity; null where the region sets none (OLD-07) or has not said. */
  readonly expiresOn: Day | null;
  /** Last day to collect; null where uncollected cards are kept (SLP-02) or nobody has said. */
  readonly collectBy: Day | null;
}

/** The terms of cards that are made today, by the rules of their regions. */
export async function termsOf(call: Call, cards: readonly Card[]): Promise<(card: Card) => Terms> {
  const rules = await rulesOf(
    call,
    cards.map(({ region }) => region),
  );
  return ({ region, batchProxy }) => {
    const pack = rules(region);
    const expiry = expiryRule(pack, { madeDay: call.today }).value;
    const orderKind = batchProxy ? 'batch-proxy' : 'single';
    const uncollected = uncollectedRule(pack, { orderKind, readyDay: call.today }).value;
    return {
      expiresOn: expiry === 'unknown' ? null : expiry.lastDay,
      collectBy: uncollected === 'unknown' ? null : uncollected.collectBy,
    };
  };
}
