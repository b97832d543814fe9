// The magnetic stripe of the oldest cards, as one row of the sources has it (K16: uncertain, another row says contact CPU card).
// It is plain text that anybody can copy; it proves nothing and opens nothing on a chip. Layout: simulation profile STRIPE-A.
import { isCardNumber } from './identifiers.ts';

export type StripeContent = { readonly cardNumber: string; readonly socialSecurityNumber: string };

/** Track 2 allows digits and `=` only: letters and X travel as two digits (10 to 35). */
const pair = (character: string): string => (/\d/.test(character) ? `0${character}` : String(character.charCodeAt(0) - 55));

const unpair = (digits: string): string => {
  const value = Number(digits);
  return value < 10 ? String(value) : value <= 35 ? String.fromCharCode(value + 55) : '?';
};

const encode = (text: string): string => [...text].map(pair).join('');
const decode = (digits: string): string => (digits.match(/\d\d/g) ?? []).map(unpair).join('');

/** Longitudinal check of ISO 7811: xor of all characters (4 bits), sentinels included, as one more character. */
function checkCharacter(text: string): string {
  const sum = [...text].reduce((value, character) => value ^ (character.charCodeAt(0) & 0x0f), 0);
  return String.fromCharCode(0x30 | sum);
}

/** What stands on the stripe: `;cardNumber=socialSecurityNumber?` and its check character. */
export function writeStripe({ cardNumber, socialSecurityNumber }: StripeContent): string {
  const text = `;${encode(cardNumber)}=${encode(socialSecurityNumber)}?`;
  return text + checkCharacter(text);
}

/** What a swipe reads; undefined when the stripe is damaged or is none of ours. */
export function readStripe(track: string): StripeContent | undefined {
  const match = /^;(\d{18})=(\d{36})\?(.)$/.exec(track);
  if (match === null || checkCharacter(track.slice(0, -1)) !== match[3]) return undefined;
  const content = { cardNumber: decode(match[1]!), socialSecurityNumber: decode(match[2]!) };
  if (!isCardNumber(content.cardNumber) || !/^\d{17}[\dX]$/.test(content.socialSecurityNumber)) return undefined;
  return content;
}
