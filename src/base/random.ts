// Chance is handed in: the system's for real work, a seeded one so that a simulated city can be replayed.
import { randomFillSync } from 'node:crypto';

export interface Random {
  bytes(length: number): Uint8Array;
}

const pool = new Uint8Array(4096);
let spent = pool.length;

/** Asking the system costs many times what a nonce needs, so it is asked for 4 KiB at once; what is given out is wiped here. */
export const systemRandom: Random = {
  bytes(length) {
    if (length > pool.length / 16) return randomFillSync(new Uint8Array(length));
    if (spent + length > pool.length) {
      randomFillSync(pool);
      spent = 0;
    }
    const given = pool.slice(spent, spent + length);
    pool.fill(0, spent, spent + length);
    spent += length;
    return given;
  },
};

/** Deterministic chance from one seed (sfc32). For simulations and tests only: it guards no secret. */
export class SeededRandom implements Random {
  #a: number;
  #b: number;
  #c: number;
  #d = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = (seed ^ 0x9e3779b9) | 0;
    this.#c = (seed * 0x85ebca6b) | 0;
    for (let i = 0; i < 15; i += 1) this.uint32();
  }

  uint32(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    this.#c |= 0;
    return t >>> 0;
  }

  /** Even in [0, 1). */
  fraction(): number {
    return this.uint32() / 2 ** 32;
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('nothing to pick from');
    return list[this.below(list.length)]!;
  }

  bytes(length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i += 4) {
      const word = this.uint32();
      for (let j = 0; j < 4 && i + j < length; j += 1) out[i + j] = word >>> (8 * j);
    }
    return out;
  }
}
