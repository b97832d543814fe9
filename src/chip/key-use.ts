// What a key may be used for: bits in its header; one key may have several uses.

/** `transaction`: session keys of debit, load, purchase and application cryptograms; `tac`: the certificate of a transaction. */
export const keyUse = {
  external: 0x01,
  internal: 0x02,
  maintenance: 0x04,
  lock: 0x08,
  unlock: 0x10,
  cardLock: 0x20,
  transaction: 0x40,
  tac: 0x80,
} as const;
