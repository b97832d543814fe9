// temporary core over the oracle, replaced by the WebAssembly core

import { concat, xor } from './bytes.ts';
import { oracleSm3, oracleSm4Block } from './oracle.fixture.ts';

export const hash = (parts: Uint8Array[]): Uint8Array => oracleSm3(concat(...parts));

export const block = (key: Uint8Array, data: Uint8Array, decrypt: boolean): Uint8Array =>
  oracleSm4Block(key, data, decrypt);

export { xor };
