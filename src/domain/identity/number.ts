// The number a citizen signs in with: that of the document, or the social security number, which for residents are one.
import type { Call } from '../../base/call.ts';
import { findHoldersByDocument, guessDocumentKind } from '../holders/index.ts';

const tidy = (number: string) => number.normalize('NFKC').replace(/\s/g, '').toUpperCase();

/** The name under which failures are counted. */
export const numberKey = (call: Pick<Call, 'vault'>, number: string): Uint8Array =>
  call.vault.index(tidy(number), 'sign-in of a holder');

export async function findHolderByNumber(call: Call, number: string): Promise<string | undefined> {
  const kind = guessDocumentKind(tidy(number)) ?? 'resident-id';
  return (await findHoldersByDocument(call, [{ kind, number: tidy(number) }]))[0] ?? undefined;
}
