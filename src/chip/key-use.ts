// What a key may be used for: bits in its header; one key may have several uses.
export const keyUse = {
  external: 0x01,
  internal: 0x02,
  maintenance: 0x04,
  lock: 0x08,
  unlock: 0x10,
  cardLock: 0x20,
} as const;
