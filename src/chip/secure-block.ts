// The encrypted part of a secure message: length byte, content, 80 00.., ECB under the suite's cipher.
import { pad80 } from '../crypto/index.ts';
import { concat, sameBytes } from './bytes.ts';
import type { Suite } from './suites.ts';

export function sealBlock(suite: Suite, key: Uint8Array, content: Uint8Array): Uint8Array {
  return suite.encrypt(key, pad80(concat([content.length], content), suite.block));
}

/** The content; undefined when length or padding are not as they must be (wrong key, damaged message). */
export function openBlock(suite: Suite, key: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length === 0 || sealed.length % suite.block !== 0) return undefined;
  const clear = suite.decrypt(key, sealed);
  const content = clear.subarray(1, 1 + clear[0]!);
  if (content.length !== clear[0]) return undefined;
  return sameBytes(pad80(concat([content.length], content), suite.block), clear) ? content : undefined;
}
