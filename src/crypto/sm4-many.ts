// CBC-MACs of many cards at once: eight keys and eight messages share every SIMD instruction, and no table is read.
import { requireLength } from './bytes.ts';
import { core } from './core.ts';
import { CryptoError } from './crypto-error.ts';

const LANES = 8;
/** Offsets in the buffer: interleaved round keys, states, key bytes, one block of every message. */
const KEYS = 0;
const STATES = 1024;
const RAW = 1152;
const BLOCKS = 1280;

/**
 * The CBC-MACs (16 bytes, iv zero) of many messages, each under its own 16-byte key; `messages` are whole blocks, already padded.
 * Also derives many keys: a message of one block is encrypted under its key.
 */
export function macMany(items: readonly { key: Uint8Array; message: Uint8Array }[]): Uint8Array[] {
  for (const { key, message } of items) {
    requireLength(key, 16, 'sm4 key');
    if (message.length === 0 || message.length % 16 !== 0) throw new CryptoError('bad-length', 'sm4 data');
  }
  const out = new Array<Uint8Array>(items.length);
  // Lanes of one length end together.
  const order = items.map((_, i) => i).sort((a, b) => items[a]!.message.length - items[b]!.message.length);
  const c = core();
  for (let start = 0; start < order.length; start += LANES) {
    const group = order.slice(start, start + LANES);
    for (const [lane, i] of group.entries()) c.put(RAW + 16 * lane, items[i]!.key);
    c.run.sm4ExpandEach(c.at + KEYS, c.at + RAW);
    c.wipe(STATES, 128);
    const longest = items[group.at(-1)!]!.message.length;
    for (let at = 0; at < longest; at += 16) {
      for (const [lane, i] of group.entries()) {
        const { message } = items[i]!;
        if (at < message.length) c.put(BLOCKS + 16 * lane, message.subarray(at, at + 16));
      }
      c.run.sm4MacEach(c.at + KEYS, c.at + STATES, c.at + BLOCKS, 1);
      for (const [lane, i] of group.entries()) {
        if (at + 16 === items[i]!.message.length) out[i] = c.get(STATES + 16 * lane, 16);
      }
    }
  }
  c.wipe(0, BLOCKS + 128);
  c.run.sm4Wipe();
  return out;
}
