// The two numbers a card is born with: 卡号 (9 characters, check character) and 卡识别码 (16 bytes).

const weights = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/** Check character over 8 characters [0-9A-Z]: weighted sum mod 11, as in GB 11714 (10 is X, 11 is 0). */
export function checkCharacter(body: string): string {
  if (!/^[0-9A-Z]{8}$/.test(body)) throw new RangeError(`not the body of a card number: ${JSON.stringify(body)}`);
  const sum = weights.reduce((total, weight, i) => total + weight * Number.parseInt(body[i]!, 36), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

export function isCardNumber(text: string): boolean {
  return /^[0-9A-Z]{8}[0-9X]$/.test(text) && checkCharacter(text.slice(0, 8)) === text[8];
}

// Without I and O: people read card numbers out to a clerk.
const alphabet = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const bodies = BigInt(alphabet.length) ** 7n;
// Odd and no multiple of 17, so it shares no factor with 34^7: the walk meets every body once before any comes again.
const stride = 31_415_926_535n;

/**
 * The card number for one serial (1 ... 2^32-1) in a region with this first character. Neighbouring serials give
 * numbers far apart, so that one card's number tells nothing about the next one's.
 */
export function cardNumberOf(prefix: string, serial: number): string {
  let rest = (BigInt(serial) * stride) % bodies;
  let body = '';
  for (let i = 0; i < 7; i += 1) {
    body = alphabet[Number(rest % 34n)]! + body;
    rest /= 34n;
  }
  return `${prefix}${body}${checkCharacter(prefix + body)}`;
}

const registeredProvider = 'D156000005';
/** Stands where the MAC will be until the chip gets its keys. */
const notYetMade = 'FFFFFFFF';

/** 卡识别码 as 32 hex characters: region (GB/T 2260, 3 bytes BCD) | D156000005 | serial (4) | MAC (4, FFFFFFFF until personalised). */
export function cardIdentifierOf(division: string, serial: number): string {
  if (!/^\d{6}$/.test(division)) throw new RangeError(`not a GB/T 2260 division: ${division}`);
  return `${division}${registeredProvider}${serial.toString(16).toUpperCase().padStart(8, '0')}${notYetMade}`;
}

/** The parts of a card identifier, or undefined when it is none. */
export function readCardIdentifier(text: string): { division: string; serial: string; mac: string | null } | undefined {
  const parts = /^(\d{6})D156000005([0-9A-F]{8})([0-9A-F]{8})$/.exec(text);
  if (!parts) return undefined;
  const [, division, serial, mac] = parts;
  return { division: division!, serial: serial!, mac: mac === notYetMade ? null : mac! };
}

/** Whether a text is a bank card number: 12 to 19 digits with the check digit of ISO/IEC 7812-1. */
export function isBankCardNumber(text: string): boolean {
  return /^\d{12,19}$/.test(text) && text.endsWith(luhnDigit(text.slice(0, -1)));
}

/** A bank card number from a bank's leading digits and a running number, filled to 19 digits with its check digit. */
export function bankCardNumberOf(issuerDigits: string, running: number): string {
  const body = issuerDigits + String(running).padStart(18 - issuerDigits.length, '0');
  if (!/^\d{18}$/.test(body)) throw new RangeError(`no bank card number fits ${issuerDigits} and ${running}`);
  return body + luhnDigit(body);
}

function luhnDigit(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i += 1) {
    const digit = Number(body[body.length - 1 - i]);
    const part = i % 2 === 0 ? digit * 2 : digit;
    sum += part > 9 ? part - 9 : part;
  }
  return String((10 - (sum % 10)) % 10);
}
