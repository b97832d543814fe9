// The two symmetric cipher suites of the cards, behind one shape: what the card, the terminal module and the key module must
// agree on. 3DES follows public programs; the SM4 derivations are the simulation profile AUTH-A (no public text exists).
import { concat, pad80, xor } from './bytes.ts';
import { des, sm4, undoDes, undoSm4 } from './ciphers.ts';

/** Algorithm codes of keys and of the algorithm mark in the FCI. SSF33 (02) is not public: known by name, never computed. */
export const algorithm = { des: 1, ssf33: 2, sm4: 3 } as const;

export type Suite = {
  readonly code: number;
  readonly block: number;
  /** Whole blocks, ECB. */
  encrypt(key: Uint8Array, blocks: Uint8Array): Uint8Array;
  decrypt(key: Uint8Array, blocks: Uint8Array): Uint8Array;
  /** Card key of a master key and an 8-byte factor (last 8 historical bytes of the ATR). */
  diversify(master: Uint8Array, factor: Uint8Array): Uint8Array;
  /** Session key of a card key and an 8-byte process factor. */
  sessionKey(cardKey: Uint8Array, factor: Uint8Array): Uint8Array;
  /** 8-byte cryptogram over an 8-byte source. */
  cryptogram(sessionKey: Uint8Array, source: Uint8Array): Uint8Array;
  /** 4-byte secure-messaging MAC; the challenge, filled with zeros to one block, is the initial value. */
  mac(key: Uint8Array, challenge: Uint8Array, message: Uint8Array): Uint8Array;
};

const complement = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xff);

/** CBC over whole blocks, last block only. */
function chain(
  encrypt: (key: Uint8Array, block: Uint8Array) => Uint8Array,
  key: Uint8Array,
  start: Uint8Array,
  blocks: Uint8Array,
): Uint8Array {
  let state = start;
  for (let at = 0; at < blocks.length; at += start.length) {
    state = encrypt(key, xor(blocks.subarray(at, at + start.length), state));
  }
  return state;
}

function startValue(challenge: Uint8Array, block: number): Uint8Array {
  const start = new Uint8Array(block);
  start.set(challenge.subarray(0, block));
  return start;
}

export const desSuite: Suite = {
  code: algorithm.des,
  block: 8,
  encrypt: des,
  decrypt: undoDes,
  diversify: (master, factor) => des(master, concat(factor, complement(factor))),
  sessionKey: (cardKey, factor) => des(cardKey, factor),
  cryptogram: (sessionKey, source) => des(sessionKey, source),
  // ISO 9797-1 algorithm 3: single DES along the chain, the last block once more under both halves.
  mac(key, challenge, message) {
    const left = key.subarray(0, 8);
    const last = chain(des, left, startValue(challenge, 8), pad80(message, 8));
    return des(left, undoDes(key.subarray(8), last)).subarray(0, 4);
  },
};

export const sm4Suite: Suite = {
  code: algorithm.sm4,
  block: 16,
  encrypt: sm4,
  decrypt: undoSm4,
  diversify: (master, factor) => sm4(master, concat(factor, complement(factor))),
  sessionKey: (cardKey, factor) => sm4(cardKey, concat(factor, complement(factor))),
  cryptogram: (sessionKey, source) => sm4(sessionKey, pad80(source, 16)).subarray(0, 8),
  // CBC-MAC whose last block is folded: its four 4-byte words are xored (certificate application of a real card maker).
  mac(key, challenge, message) {
    const last = chain(sm4, key, startValue(challenge, 16), pad80(message, 16));
    return Uint8Array.from({ length: 4 }, (_, i) => last[i]! ^ last[i + 4]! ^ last[i + 8]! ^ last[i + 12]!);
  },
};

/** The suite of an algorithm code; undefined for SSF33 and unknown codes. */
export function suiteOf(code: number): Suite | undefined {
  if (code === algorithm.des) return desSuite;
  return code === algorithm.sm4 ? sm4Suite : undefined;
}
