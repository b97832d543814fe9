// The short token of an e-card that a hospital's software passes on (at most 40 characters): made when a code was decoded, for
// one institution and half an hour.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Vault } from '../../base/vault.ts';
import { isCardNumber } from '../cards/index.ts';

const lifeSeconds = 1800;
const epoch = Date.UTC(2020, 0, 1);
// format 1 | valid until, seconds since 2020 (4) | card number (9, ASCII) | HMAC-SM3, first 16: 30 bytes, 40 characters.
const format = 1;
const bodyLength = 14;

export function makeCardToken(cardNumber: string, institutionId: string, now: Date, vault: Vault): string {
  const body = Buffer.alloc(bodyLength);
  body[0] = format;
  body.writeUInt32BE(Math.floor((now.getTime() - epoch) / 1000) + lifeSeconds, 1);
  body.write(cardNumber, 5, 'latin1');
  return Buffer.concat([body, tagOf(body, institutionId, vault)]).toString('base64url');
}

/** The card a token stands for; the token of another institution is as invalid as a forged one. */
export function readCardToken(
  token: string,
  institutionId: string,
  now: Date,
  vault: Vault,
): { cardNumber: string } | 'code-invalid' | 'code-expired' {
  if (!/^[A-Za-z0-9_-]{40}$/.test(token)) return 'code-invalid';
  const bytes = Buffer.from(token, 'base64url');
  const body = bytes.subarray(0, bodyLength);
  if (!timingSafeEqual(tagOf(body, institutionId, vault), bytes.subarray(bodyLength)) || body[0] !== format)
    return 'code-invalid';
  const cardNumber = body.toString('latin1', 5);
  if (!isCardNumber(cardNumber)) return 'code-invalid';
  const until = epoch + body.readUInt32BE(1) * 1000;
  return now.getTime() > until ? 'code-expired' : { cardNumber };
}

function tagOf(body: Uint8Array, institutionId: string, vault: Vault): Uint8Array {
  return createHmac('sm3', vault.keyFor('e-card tokens'))
    .update(institutionId)
    .update('\0')
    .update(body)
    .digest()
    .subarray(0, 16);
}
