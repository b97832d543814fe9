// Keys of SM4: the four primitives every mode is built on. The software key runs the core; a hardware key module may offer the same.
import { requireLength } from './bytes.ts';
import { CHUNK, core } from './core.ts';
import { CryptoError } from './crypto-error.ts';

/**
 * A seam: whoever offers these four methods can stand in for a key in memory. All data is whole blocks of 16 bytes except for
 * `ctr`; answers are new arrays.
 */
export interface Sm4Key {
  /** `tableFree`, here and below: for this call as under a key prepared so, see `prepareKey`; hardware may ignore it. */
  ecb(data: Uint8Array, decrypt: boolean, tableFree?: boolean): Uint8Array;
  cbc(iv: Uint8Array, data: Uint8Array, decrypt: boolean): Uint8Array;
  /** The last block of CBC encryption. */
  cbcMac(iv: Uint8Array, data: Uint8Array, tableFree?: boolean): Uint8Array;
  /** `narrow`: only the last 32 bits of the counter count up (GCM). */
  ctr(counter: Uint8Array, data: Uint8Array, narrow: boolean): Uint8Array;
  wipe(): void;
}

export type Sm4KeyInput = Uint8Array | Sm4Key;

const IV = 256;
const KEY = 272;
const DATA = 288;
/** From this length on, blocks that do not wait for each other go without tables: it is quicker. */
const GROUP = 128;

class SoftwareSm4Key implements Sm4Key {
  /** The key of 16 bytes, or its 256 bytes of round keys. */
  material: Uint8Array | undefined;
  readonly tableFree: number;

  constructor(tableFree: boolean) {
    this.tableFree = tableFree ? 1 : 0;
  }

  /** Brings the round keys into the core; `lanes`: without any table, whatever the key says. */
  enter(decrypt: boolean, lanes = false): number {
    const c = core();
    const { material } = this;
    if (!material) throw new CryptoError('wiped-key');
    if (material.length === 16) {
      c.put(KEY, material);
      c.run.sm4Expand(c.at, c.at + KEY, lanes ? 1 : this.tableFree);
    } else {
      c.put(0, material);
    }
    return decrypt ? c.at + 128 : c.at;
  }

  ecb(data: Uint8Array, decrypt: boolean, tableFree = false): Uint8Array {
    requireBlocks(data);
    const free = tableFree || this.tableFree !== 0 || data.length >= GROUP;
    if (!decrypt && !free && this.#isOnce(data)) return encryptOnce(this.material!, data);
    const rk = this.enter(decrypt, free);
    const c = core();
    return inChunks(data, free, (length) => c.run.sm4Ecb(rk, c.at + DATA, length >> 4, free ? 1 : 0));
  }

  cbc(iv: Uint8Array, data: Uint8Array, decrypt: boolean): Uint8Array {
    requireBlocks(data);
    requireLength(iv, 16, 'sm4 iv');
    if (!decrypt && this.#isOnce(data)) return encryptOnce(this.material!, data, iv);
    const free = this.tableFree !== 0 || (decrypt && data.length >= GROUP);
    const rk = this.enter(decrypt, free);
    const c = core();
    c.put(IV, iv);
    const run = decrypt ? c.run.sm4CbcDecrypt : c.run.sm4CbcEncrypt;
    return inChunks(data, free || decrypt, (length) => run(rk, c.at + IV, c.at + DATA, length >> 4, free ? 1 : 0));
  }

  cbcMac(iv: Uint8Array, data: Uint8Array, tableFree = false): Uint8Array {
    requireBlocks(data);
    requireLength(iv, 16, 'sm4 iv');
    const free = tableFree || this.tableFree !== 0;
    if (!free && this.#isOnce(data)) return encryptOnce(this.material!, data, iv);
    const rk = this.enter(false, free);
    const c = core();
    c.put(IV, iv);
    let used = 0;
    for (let at = 0; at < data.length; at += CHUNK) {
      const piece = data.length <= CHUNK ? data : data.subarray(at, at + CHUNK);
      c.put(DATA, piece);
      c.run.sm4CbcMac(rk, c.at + IV, c.at + DATA, piece.length >> 4, free ? 1 : 0);
      used = Math.max(used, piece.length);
    }
    const mac = c.get(IV, 16);
    c.wipe(0, DATA + used);
    if (free) c.run.sm4Wipe();
    return mac;
  }

  ctr(counter: Uint8Array, data: Uint8Array, narrow: boolean): Uint8Array {
    requireLength(counter, 16, 'sm4 counter');
    const rk = this.enter(false, true);
    const c = core();
    c.put(IV, counter);
    return inChunks(data, true, (length) => c.run.sm4Ctr(rk, c.at + IV, c.at + DATA, length, narrow ? 1 : 0));
  }

  /** One block under a key that was not expanded: schedule and cipher run together, nothing is kept. */
  #isOnce(data: Uint8Array): boolean {
    return data.length === 16 && this.material?.length === 16 && this.tableFree === 0;
  }

  wipe(): void {
    this.material?.fill(0);
    this.material = undefined;
  }
}

function requireBlocks(data: Uint8Array): void {
  if (data.length % 16 !== 0) throw new CryptoError('bad-length', 'sm4 data');
}

const NO_IV = new Uint8Array(16);

const word = (bytes: Uint8Array, i: number): number =>
  (bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!;

function encryptOnce(key: Uint8Array, block: Uint8Array, iv: Uint8Array = NO_IV): Uint8Array {
  const c = core();
  c.run.sm4One(
    word(key, 0),
    word(key, 4),
    word(key, 8),
    word(key, 12),
    word(block, 0) ^ word(iv, 0),
    word(block, 4) ^ word(iv, 4),
    word(block, 8) ^ word(iv, 8),
    word(block, 12) ^ word(iv, 12),
    c.at + DATA,
  );
  const { words } = c;
  const start = (c.at + DATA) >> 2;
  const out = new Uint8Array(16);
  for (let i = 0; i < 4; i++) {
    const value = words[start + 3 - i]!;
    out[4 * i] = value >>> 24;
    out[4 * i + 1] = value >>> 16;
    out[4 * i + 2] = value >>> 8;
    out[4 * i + 3] = value;
    words[start + 3 - i] = 0;
  }
  return out;
}

/** Runs an operation that works in place over the data, chunk by chunk, and wipes the buffer (and the lanes, if used). */
function inChunks(data: Uint8Array, lanes: boolean, run: (length: number) => void): Uint8Array {
  const c = core();
  if (data.length <= CHUNK) {
    c.put(DATA, data);
    run(data.length);
    const out = c.get(DATA, data.length);
    c.wipe(0, DATA + data.length + 15);
    if (lanes) c.run.sm4Wipe();
    return out;
  }
  const out = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += CHUNK) {
    const piece = data.subarray(at, at + CHUNK);
    c.put(DATA, piece);
    run(piece.length);
    out.set(c.bytes.subarray(c.at + DATA, c.at + DATA + piece.length), at);
  }
  c.wipe(0, DATA + CHUNK);
  c.run.sm4Wipe();
  return out;
}

/**
 * Expands a key of 16 bytes once for many uses. `tableFree`: never look anything up at a secret address, in any mode; CBC
 * encryption and MACs then run at about a third of their speed.
 */
export function prepareKey(key: Uint8Array, { tableFree = false } = {}): Sm4Key {
  requireLength(key, 16, 'sm4 key');
  const prepared = new SoftwareSm4Key(tableFree);
  prepared.material = key;
  prepared.enter(false, true);
  const c = core();
  prepared.material = c.get(0, 256);
  c.wipe(0, DATA);
  return prepared;
}

const borrowed = new SoftwareSm4Key(false);

/** The key object behind a key; for bytes one that lasts until the next call, because nothing is kept of it but a reference. */
export function keyOf(key: Sm4KeyInput): Sm4Key {
  if (!(key instanceof Uint8Array)) return key;
  if (key.length !== 16) throw new CryptoError('bad-length', 'sm4 key');
  borrowed.material = key;
  return borrowed;
}
