// Codes of an authenticator (RFC 6238: HMAC-SHA-1, thirty seconds, six digits), as every authenticator on the market makes them.
import { createHmac, timingSafeEqual } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const stepOf = (instant: Date): number => Math.floor(instant.getTime() / 30_000);

export function totpCode(secret: Uint8Array, step: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = mac[19]! & 0xf;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
}

/** The step whose code this is, if it is one of now, just before or just after, and later than any step used before. */
export function stepOfCode(secret: Uint8Array, code: string, now: Date, lastStep: number | null): number | undefined {
  if (!/^[0-9]{6}$/.test(code)) return undefined;
  const middle = stepOf(now);
  return [middle - 1, middle, middle + 1].find(
    (step) => step > (lastStep ?? -1) && timingSafeEqual(Buffer.from(totpCode(secret, step)), Buffer.from(code)),
  );
}

/** The secret as people type it into an authenticator. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}
