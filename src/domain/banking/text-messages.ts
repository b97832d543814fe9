// Text messages of a bank to its customers (PCK-05): the wish goes over the line, what became of it comes back.
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import { findLink, saveTextWishes, textsTaken } from './store.ts';
import { tellBank } from './tell-bank.ts';

/** A text that has passed the lint, for one telephone. */
export interface TextWish {
  readonly messageId: string;
  /** Mainland mobile number in clear. */
  readonly phone: string;
  readonly text: string;
  /** An instant after which the bank does not send it any more: somebody else does, or it is night. */
  readonly until: string;
}

export const textOutcomes = ['sent', 'delivered', 'failed'] as const;
export type TextOutcome = (typeof textOutcomes)[number];

/** Asks a connected bank to send these; false where it is not connected, and nothing is written. */
export async function askBankToText(
  call: Call,
  bank: { readonly region: string; readonly bankCode: string },
  wishes: readonly TextWish[],
): Promise<boolean> {
  const link = await findLink(call.db, bank);
  if (!link) return false;
  await saveTextWishes(
    call.db,
    link.bankId,
    wishes.map(({ messageId }) => messageId),
    call.now,
  );
  return tellBank(call, bank, { kind: 'send-text', items: wishes });
}

/** Of these messages, those that a bank was asked for, and whether it has taken them. */
export const bankTexts = async (db: Db, messageIds: readonly string[]): Promise<Map<string, boolean>> =>
  new Map((await textsTaken(db, messageIds)).map(({ messageId, taken }) => [messageId, taken]));
