// The two symmetric cipher suites of the cards, behind one shape: what the card, the terminal module and the key module must
// agree on. 3DES follows public programs; the SM4 derivations are the simulation profile AUTH-A (no public text exists).
import { cardKeys, concat, des, pad80, sm4 } from '../crypto/index.ts';

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

function startValue(challenge: Uint8Array, block: number): Uint8Array {
  const start = new Uint8Array(block);
  start.set(challenge.subarray(0, block));
  return start;
}

export const desSuite: Suite = {
  code: algorithm.des,
  block: 8,
  encrypt: des.encryptEcb,
  decrypt: des.decryptEcb,
  diversify: des.diversify,
  sessionKey: des.purseSessionKey,
  cryptogram: (sessionKey, source) => des.encryptEcb(sessionKey, source),
  mac: (key, challenge, message) => des.retailMac(key, message, startValue(challenge, 8)).slice(0, 4),
};

export const sm4Suite: Suite = {
  code: algorithm.sm4,
  block: 16,
  encrypt: sm4.encryptEcb,
  decrypt: sm4.decryptEcb,
  diversify: cardKeys.diversify,
  sessionKey: cardKeys.diversify,
  cryptogram: (sessionKey, source) => sm4.encryptEcb(sessionKey, pad80(source)).slice(0, 8),
  mac: (key, challenge, message) => cardKeys.foldedMac(key, startValue(challenge, 16), message),
};

/**
 * The 16 bytes that prove a key (profile AUTH-A): cryptogram 8 ‖ process factor 8. The same for internal and external
 * authentication, so card, terminal module and key module call this one function.
 */
export function proofOf(suite: Suite, cardKey: Uint8Array, source: Uint8Array, factor: Uint8Array): Uint8Array {
  return concat(suite.cryptogram(suite.sessionKey(cardKey, factor), source), factor);
}

/** The suite of an algorithm code; undefined for SSF33 and unknown codes. */
export function suiteOf(code: number): Suite | undefined {
  if (code === algorithm.des) return desSuite;
  return code === algorithm.sm4 ? sm4Suite : undefined;
}
