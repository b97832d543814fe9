// SM4 on 64 blocks at a time, spread bit by bit over registers ("bitsliced"): quickest for data that is long and has no chain. The
// S-box is a circuit, so no secret is ever an address. Word w of all blocks lies in 8 registers; register p holds bit p of its bytes.
import { CIRCUIT_IN, CIRCUIT_OUT, sm4BulkRound } from './kernels.generated';

export const BULK_BLOCKS: i32 = 64;
export const BULK: i32 = 1024;
const words = memory.data(1024, 16);
/** Per round 8 registers: bit p of the round key, the same for every block. */
const keys = memory.data(4096, 16);

/** Rounds whose key takes the output constant of the S-box: each word carries it after every other change, so it mostly cancels. */
const WITH_CONSTANT: u32 = 0b01011010;

export function bulkKeys(rk: usize): void {
  for (let round: usize = 0; round < 32; round++) {
    let key = load<u32>(rk + (round << 2)) ^ CIRCUIT_IN;
    if ((WITH_CONSTANT >> (<u32>round & 7)) & 1) key ^= CIRCUIT_OUT;
    const all = v128.splat<u32>(bswap<u32>(key));
    let one = v128.splat<u8>(1);
    for (let bit: usize = 0; bit < 128; bit += 16) {
      v128.store(keys + (round << 7) + bit, v128.eq<u8>(v128.and(all, one), one));
      one = v128.add<u8>(one, one);
    }
  }
}

// @ts-ignore: decorator
@inline
function exchange(i: usize, j: usize, shift: i32, mask: u8): void {
  const a = v128.load(i), b = v128.load(j);
  const t = v128.and(v128.xor(v128.shr<u64>(a, shift), b), v128.splat<u8>(mask));
  v128.store(j, v128.xor(b, t));
  v128.store(i, v128.xor(a, v128.shl<u64>(t, shift)));
}

/** Bit i of the bytes in register j and bit j of those in register i change places; a second time brings them back. */
function transpose(at: usize): void {
  for (let i: usize = 0; i < 128; i += 32) exchange(at + i, at + i + 16, 1, 0x55);
  for (let i: usize = 0; i < 128; i += 64) {
    exchange(at + i, at + i + 32, 2, 0x33);
    exchange(at + i + 16, at + i + 48, 2, 0x33);
  }
  for (let i: usize = 0; i < 64; i += 16) exchange(at + i, at + i + 64, 4, 0x0f);
}

/** 32 blocks into words at `words`. */
function enter(from: usize, words: usize): void {
  for (let i: usize = 0; i < 8; i++) {
    const at = from + (i << 6), word = words + (i << 4);
    const p = v128.load(at), q = v128.load(at, 16), r = v128.load(at, 32), s = v128.load(at, 48);
    const t = v128.shuffle<u32>(p, q, 0, 4, 1, 5), u = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
    const v = v128.shuffle<u32>(r, s, 0, 4, 1, 5), w = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
    v128.store(word, v128.shuffle<u64>(t, v, 0, 2));
    v128.store(word, v128.shuffle<u64>(t, v, 1, 3), 128);
    v128.store(word, v128.shuffle<u64>(u, w, 0, 2), 256);
    v128.store(word, v128.shuffle<u64>(u, w, 1, 3), 384);
  }
  for (let w: usize = 0; w < 512; w += 128) transpose(words + w);
}

/** The way back; the last four words leave in reverse order. */
function leave(to: usize, words: usize): void {
  for (let w: usize = 0; w < 512; w += 128) transpose(words + w);
  for (let i: usize = 0; i < 8; i++) {
    const at = to + (i << 6), word = words + (i << 4);
    const p = v128.load(word, 384), q = v128.load(word, 256), r = v128.load(word, 128), s = v128.load(word);
    const t = v128.shuffle<u32>(p, q, 0, 4, 1, 5), u = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
    const v = v128.shuffle<u32>(r, s, 0, 4, 1, 5), w = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
    v128.store(at, v128.shuffle<u64>(t, v, 0, 2));
    v128.store(at, v128.shuffle<u64>(t, v, 1, 3), 16);
    v128.store(at, v128.shuffle<u64>(u, w, 0, 2), 32);
    v128.store(at, v128.shuffle<u64>(u, w, 1, 3), 48);
  }
}

/** Encrypts 64 blocks from `from` to `to` under the keys of bulkKeys. */
export function cryptBulk(to: usize, from: usize): void {
  const a = words, b = words + 128, c = words + 256, d = words + 384;
  enter(from, words);
  enter(from + 512, words + 512);
  // Two halves in turn: within one, every round waits for the one before.
  for (let rk = keys, end = keys + 4096; rk < end; rk += 512) {
    sm4BulkRound(a, b, c, d, rk);
    sm4BulkRound(a + 512, b + 512, c + 512, d + 512, rk);
    sm4BulkRound(b, c, d, a, rk + 128);
    sm4BulkRound(b + 512, c + 512, d + 512, a + 512, rk + 128);
    sm4BulkRound(c, d, a, b, rk + 256);
    sm4BulkRound(c + 512, d + 512, a + 512, b + 512, rk + 256);
    sm4BulkRound(d, a, b, c, rk + 384);
    sm4BulkRound(d + 512, a + 512, b + 512, c + 512, rk + 384);
  }
  leave(to, words);
  leave(to + 512, words + 512);
}

export function bulkWipe(): void {
  memory.fill(words, 0, 1024);
  memory.fill(keys, 0, 4096);
}
