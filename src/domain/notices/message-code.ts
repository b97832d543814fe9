// The short code on every message, by which a citizen can ask "is this really from you?" (SEC-05).
import { createHmac, timingSafeEqual } from 'node:crypto';

// 31 letters without 0 O 1 I L. 31 is prime, so the weighted check letter finds every wrong letter and every swapped pair.
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const base = BigInt(alphabet.length);
const bodyLength = 7;

export const messageCodeLength = bodyLength + 1;

/** What a check finds: `mistyped` means that no message at all can carry this code. */
export type MessageCodeVerdict = 'genuine' | 'not-this-message' | 'mistyped';

function checkLetter(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum += (i + 2) * alphabet.indexOf(body[i]!);
  return alphabet[sum % alphabet.length]!;
}

/**
 * The code of message `messageId` under the secret `key` (16 bytes or more): 7 letters of HMAC-SM3 and a check letter.
 * About 34 bits: enough against guessing only with a limit on tries, and never to be looked up without the recipient.
 */
export function makeMessageCode(key: Uint8Array, messageId: string): string {
  if (key.length < 16) throw new RangeError('消息码密钥至少 16 字节 / message code key needs at least 16 bytes');
  if (messageId === '') throw new RangeError('消息编号不能为空 / message id must not be empty');
  // The prefix keeps this use of the key apart from any other.
  const mac = createHmac('sm3', key).update('yikatong message code 1\0').update(messageId).digest();
  let rest = mac.readBigUInt64BE(0);
  let body = '';
  for (let i = 0; i < bodyLength; i++) {
    body += alphabet[Number(rest % base)]!;
    rest /= base;
  }
  return body + checkLetter(body);
}

/** The code in `typed` as a person typed it (small letters, full width, blanks, hyphens), or undefined if it cannot be one. */
export function readMessageCode(typed: string): string | undefined {
  if (typed.length > 64) return undefined;
  const code = typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '');
  if (code.length !== messageCodeLength || [...code].some((letter) => !alphabet.includes(letter))) return undefined;
  return checkLetter(code.slice(0, bodyLength)) === code[bodyLength] ? code : undefined;
}

/** Checks the code a citizen typed against one message, in constant time. Limits on tries are the caller's. */
export function checkMessageCode(key: Uint8Array, messageId: string, typed: string): MessageCodeVerdict {
  const code = readMessageCode(typed);
  if (code === undefined) return 'mistyped';
  return timingSafeEqual(Buffer.from(code), Buffer.from(makeMessageCode(key, messageId)))
    ? 'genuine'
    : 'not-this-message';
}
