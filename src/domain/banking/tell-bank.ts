// What we tell banks: written down in the same transaction as what happened, carried by the errand, kept through outages.
import type { Call } from '../../base/call.ts';
import { toJson } from '../../base/json.ts';
import { lockLinkOf, saveOutgoing } from './store.ts';

/** Open an account, a card's state has changed, ask the holder to come, a file of cards is ready. No free text: no link can get in. */
export type BureauNews =
  | { readonly kind: 'open-account'; readonly items: readonly { cardNumber: string; orderId: string }[] }
  | { readonly kind: 'card-status'; readonly items: readonly { cardNumber: string; status: string }[] }
  | { readonly kind: 'send-sms'; readonly template: 'activate-in-person'; readonly cardNumbers: readonly string[] }
  | { readonly kind: 'card-file'; readonly batchNumber: string; readonly digest: string; readonly cards: number };

export const outgoingPlace = (bankId: string, seq: bigint): string => `banking.outgoing.body:${bankId}:${seq}`;

/** Queues a message to a bank; false when there is no channel with it, which is no reason to stop what happened. */
export async function tellBank(
  call: Call,
  bank: { readonly region: string; readonly bankCode: string },
  { kind, ...body }: BureauNews,
): Promise<boolean> {
  const link = await lockLinkOf(call.db, bank.region, bank.bankCode);
  if (!link) return false;
  const seq = link.numbered + 1n;
  const sealed = call.vault.seal(toJson(body), outgoingPlace(link.bankId, seq));
  await saveOutgoing(call.db, { bankId: link.bankId, seq, kind, body: sealed }, call.now);
  return true;
}
