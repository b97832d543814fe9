// What we tell banks: the intention is written in the same transaction as what happened; the errand numbers and carries it.
import type { Call } from '../../base/call.ts';
import { toJson } from '../../base/json.ts';
import { saveIntention } from './store.ts';
import type { TextWish } from './text-messages.ts';

/** An account for a card; a bank opens none without knowing whose. With a number when a counter of the bank opened it already. */
export interface AccountWish {
  readonly cardNumber: string;
  readonly orderId: string;
  readonly name: string;
  readonly documentKind: string;
  readonly documentNumber: string;
  readonly bankCardNumber?: string;
}

/** How a card and the account behind it stand here. */
export interface CardStanding {
  readonly cardNumber: string;
  readonly status: string;
  readonly account: string;
}

/** What the account of a minor may move out in a day (open question 10). */
export interface AccountLimit {
  readonly cardNumber: string;
  readonly dailyLimitFen: string;
}

/**
 * Open an account, a card's state has changed, an account has a limit, ask the holder to come, send a text to one, a file of cards is ready. Free text is in
 * `send-text` only, which notices alone writes, linted: no link can get in.
 */
export type BureauNews =
  | { readonly kind: 'open-account'; readonly items: readonly AccountWish[] }
  | { readonly kind: 'card-status'; readonly items: readonly CardStanding[] }
  | { readonly kind: 'account-limit'; readonly items: readonly AccountLimit[] }
  | { readonly kind: 'send-sms'; readonly template: 'activate-in-person'; readonly cardNumbers: readonly string[] }
  | { readonly kind: 'send-text'; readonly items: readonly TextWish[] }
  | { readonly kind: 'card-file'; readonly batchNumber: string; readonly digest: string; readonly cards: number };

/** Items in one message, at most. */
export const mostItems = 1_000;

export const intentionPlace = (id: string): string => `banking.intention.body:${id}`;

/** Writes down what a bank is to be told; false when there is no channel with it, which is no reason to stop what happened. */
export async function tellBank(
  call: Call,
  { region, bankCode }: { readonly region: string; readonly bankCode: string },
  news: BureauNews,
): Promise<boolean> {
  let told = true;
  for (const { kind, ...body } of inLoads(news)) {
    const id = call.newId();
    const sealed = call.vault.seal(toJson(body), intentionPlace(id));
    told = (await saveIntention(call.db, { id, region, bankCode, kind, body: sealed }, call.now)) && told;
  }
  return told;
}

function inLoads(news: BureauNews): BureauNews[] {
  if (!('items' in news)) return [news];
  const loads = Math.ceil(news.items.length / mostItems);
  return Array.from(
    { length: loads },
    (_, i) => ({ ...news, items: news.items.slice(i * mostItems, (i + 1) * mostItems) }) as BureauNews,
  );
}
