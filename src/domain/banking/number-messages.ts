// Makes numbered messages of what a bank is to be told: in order, and with small news of one kind together in one message.
import type { House } from '../../base/call.ts';
import { toJson } from '../../base/json.ts';
import { listIntentions, lockLink, removeIntentions, saveOutgoing } from './store.ts';
import { intentionPlace, mostItems } from './tell-bank.ts';

const atOnce = 1_000;

interface Message {
  readonly kind: string;
  readonly body: Record<string, unknown>;
}

export const outgoingPlace = (bankId: string, seq: bigint): string => `banking.outgoing.body:${bankId}:${seq}`;

/** One transaction: an intention is either still there or has become a message with a number, whenever the process dies. */
export async function numberMessages({ database, vault, clock }: House, bankId: string): Promise<void> {
  await database.transaction(async (db) => {
    const link = await lockLink(db, bankId);
    const intentions = await listIntentions(db, bankId, atOnce);
    const messages = together(
      intentions.map(({ id, kind, body }) => ({ kind, body: JSON.parse(vault.open(body, intentionPlace(id))) })),
    );
    let seq = link!.numbered;
    for (const { kind, body } of messages) {
      seq += 1n;
      const sealed = vault.seal(toJson(body), outgoingPlace(bankId, seq));
      await saveOutgoing(db, { bankId, seq, kind, body: sealed }, clock.now());
    }
    await removeIntentions(
      db,
      intentions.map(({ id }) => id),
    );
  });
}

/** Neighbours of one kind become one message as long as it does not grow too long. */
function together(news: readonly Message[]): Message[] {
  const messages: Message[] = [];
  for (const one of news) {
    const last = messages.at(-1);
    const [items, more] = [last?.body.items, one.body.items];
    const fits =
      last?.kind === one.kind && Array.isArray(items) && Array.isArray(more) && items.length + more.length <= mostItems;
    if (fits) messages[messages.length - 1] = { kind: one.kind, body: { items: [...items, ...more] } };
    else messages.push(one);
  }
  return messages;
}
