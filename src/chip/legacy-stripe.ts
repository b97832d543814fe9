// The magnetic stripe of the oldest cards, as one row of the sources has it (K16: uncertain, another row says contact CPU card).
// It is plain text that anybody can copy; it proves nothing and opens nothing on a chip. Layout: simulation profile STRIPE-A.
import { isCardNumber } from './identifiers.ts';

export type StripeContent = { readonly cardNumber: string; readonly socialSecurityNumber: string };

/** Check character of track 1 (ISO 7811-2): exclusive or of the 6-bit characters, sentinels included. */
function checkCharacter(text: string): string {
  const sum = [...text].reduce((value, character) => value ^ ((character.charCodeAt(0) - 0x20) & 0x3f), 0);
  return String.fromCharCode(0x20 + sum);
}

/** What stands on track 1: `%Y`, card number, `^`, social security number, `?`, check character. */
export function writeStripe({ cardNumber, socialSecurityNumber }: StripeContent): string {
  const text = `%Y${cardNumber}^${socialSecurityNumber}?`;
  return text + checkCharacter(text);
}

/** What a swipe reads; undefined when the stripe is damaged or is none of ours. */
export function readStripe(track: string): StripeContent | undefined {
  const match = /^%Y([0-9A-Z]{9})\^(\d{17}[\dX])\?.$/s.exec(track);
  if (match === null || checkCharacter(track.slice(0, -1)) !== track.at(-1)) return undefined;
  const [, cardNumber, socialSecurityNumber] = match as unknown as [string, string, string];
  return isCardNumber(cardNumber) ? { cardNumber, socialSecurityNumber } : undefined;
}
