// Identifiers: UUID version 7 (RFC 9562), made from the handed-in clock and chance so that they sort by time and can be replayed.
import type { Random } from './random.ts';

export type Uuid = string;

export function newUuid(now: Date, random: Random): Uuid {
  const bytes = new Uint8Array(16);
  bytes.set(random.bytes(10), 6);
  let ms = now.getTime();
  for (let i = 5; i >= 0; i -= 1) {
    bytes[i] = ms % 256;
    ms = Math.floor(ms / 256);
  }
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
