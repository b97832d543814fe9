// SM4 over blocks in memory, in two ways that give the same bytes.
// Tables: four tables of 1 KiB, quickest for one dependent chain (CBC encryption, MAC); their addresses depend on secrets.
// Lanes: 8 blocks in SIMD registers with the S-box computed by lookups in registers; no secret is ever an address.
// CTR and GCM use lanes only; ECB and CBC decryption use lanes for every full group of 8; a table-free key uses lanes always.
import { inHigh, inLow, inverse, outIo, outJo, overK, SBOX } from './kernels.generated';

/** Round keys for encryption, then the same in reverse order for decryption. */
export const SCHEDULE: usize = 256;
const TABLES = memory.data(4096, 16);
const group = memory.data(128, 16);
const lane = memory.data(128, 16);

for (let i: usize = 0; i < 256; i++) {
  const s = <u32>load<u8>(SBOX + i);
  const t = (s << 24) | 0;
  const spread = t ^ rotl<u32>(t, 2) ^ rotl<u32>(t, 10) ^ rotl<u32>(t, 18) ^ rotl<u32>(t, 24);
  store<u32>(TABLES + i * 4, spread);
  store<u32>(TABLES + 1024 + i * 4, rotr<u32>(spread, 8));
  store<u32>(TABLES + 2048 + i * 4, rotr<u32>(spread, 16));
  store<u32>(TABLES + 3072 + i * 4, rotr<u32>(spread, 24));
}

// @ts-ignore: decorator
@inline
function round(x: u32): u32 {
  return (
    load<u32>(TABLES + <usize>((x >> 24) << 2)) ^
    load<u32>(TABLES + <usize>(((x >> 16) & 255) << 2), 1024) ^
    load<u32>(TABLES + <usize>(((x >> 8) & 255) << 2), 2048) ^
    load<u32>(TABLES + <usize>((x & 255) << 2), 3072)
  );
}

// @ts-ignore: decorator
@inline
function swap(v: v128): v128 {
  return v128.shuffle<u8>(v, v, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** The S-box on 16 bytes; see sboxTables in the generator for the algebra. */
// @ts-ignore: decorator
@inline
function substitute(v: v128): v128 {
  const low = v128.splat<u8>(15);
  const tower = v128.xor(
    v128.swizzle(inLow(), v128.and(v, low)),
    v128.swizzle(inHigh(), v128.shr<u8>(v, 4)),
  );
  const i = v128.shr<u8>(tower, 4);
  const k = v128.and(tower, low);
  const j = v128.xor(i, k);
  const ak = v128.swizzle(overK(), k);
  const iak = v128.xor(v128.swizzle(inverse(), i), ak);
  const jak = v128.xor(v128.swizzle(inverse(), j), ak);
  const io = v128.xor(v128.swizzle(inverse(), iak), j);
  const jo = v128.xor(v128.swizzle(inverse(), jak), i);
  return v128.xor(v128.xor(v128.swizzle(outIo(), io), v128.swizzle(outJo(), jo)), v128.splat<u8>(0xd3));
}

// @ts-ignore: decorator
@inline
function turn(v: v128): v128 {
  return v128.or(v128.shl<u32>(v, 2), v128.shr<u32>(v, 30));
}

// @ts-ignore: decorator
@inline
function transform(v: v128): v128 {
  const s = substitute(v);
  const by8 = v128.shuffle<u8>(s, s, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14);
  const by16 = v128.shuffle<u8>(s, s, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
  const by24 = v128.shuffle<u8>(s, s, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
  return v128.xor(v128.xor(s, by24), turn(v128.xor(v128.xor(s, by8), by16)));
}

// @ts-ignore: decorator
@inline
function xor4(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.xor(v128.xor(a, b), v128.xor(c, d));
}

/** 8 blocks from `from` to `to`; `step` is 4 for one key (words splat), 32 for a key per lane (8 words a round). */
// @ts-ignore: decorator
@inline
function crypt(to: usize, from: usize, rk: usize, perLane: bool): void {
  let p = swap(v128.load(from)), q = swap(v128.load(from, 16)), r = swap(v128.load(from, 32)), s = swap(v128.load(from, 48));
  let t = v128.shuffle<u32>(p, q, 0, 4, 1, 5), u = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
  let v = v128.shuffle<u32>(r, s, 0, 4, 1, 5), w = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
  let a0 = v128.shuffle<u64>(t, v, 0, 2), a1 = v128.shuffle<u64>(t, v, 1, 3);
  let a2 = v128.shuffle<u64>(u, w, 0, 2), a3 = v128.shuffle<u64>(u, w, 1, 3);
  p = swap(v128.load(from, 64)), q = swap(v128.load(from, 80)), r = swap(v128.load(from, 96)), s = swap(v128.load(from, 112));
  t = v128.shuffle<u32>(p, q, 0, 4, 1, 5), u = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
  v = v128.shuffle<u32>(r, s, 0, 4, 1, 5), w = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
  let b0 = v128.shuffle<u64>(t, v, 0, 2), b1 = v128.shuffle<u64>(t, v, 1, 3);
  let b2 = v128.shuffle<u64>(u, w, 0, 2), b3 = v128.shuffle<u64>(u, w, 1, 3);
  for (let i = 0; i < 8; i++) {
    if (perLane) {
      a0 = v128.xor(a0, transform(xor4(a1, a2, a3, v128.load(rk))));
      b0 = v128.xor(b0, transform(xor4(b1, b2, b3, v128.load(rk, 16))));
      a1 = v128.xor(a1, transform(xor4(a2, a3, a0, v128.load(rk, 32))));
      b1 = v128.xor(b1, transform(xor4(b2, b3, b0, v128.load(rk, 48))));
      a2 = v128.xor(a2, transform(xor4(a3, a0, a1, v128.load(rk, 64))));
      b2 = v128.xor(b2, transform(xor4(b3, b0, b1, v128.load(rk, 80))));
      a3 = v128.xor(a3, transform(xor4(a0, a1, a2, v128.load(rk, 96))));
      b3 = v128.xor(b3, transform(xor4(b0, b1, b2, v128.load(rk, 112))));
      rk += 128;
    } else {
      let key = v128.load_splat<u32>(rk);
      a0 = v128.xor(a0, transform(xor4(a1, a2, a3, key)));
      b0 = v128.xor(b0, transform(xor4(b1, b2, b3, key)));
      key = v128.load_splat<u32>(rk, 4);
      a1 = v128.xor(a1, transform(xor4(a2, a3, a0, key)));
      b1 = v128.xor(b1, transform(xor4(b2, b3, b0, key)));
      key = v128.load_splat<u32>(rk, 8);
      a2 = v128.xor(a2, transform(xor4(a3, a0, a1, key)));
      b2 = v128.xor(b2, transform(xor4(b3, b0, b1, key)));
      key = v128.load_splat<u32>(rk, 12);
      a3 = v128.xor(a3, transform(xor4(a0, a1, a2, key)));
      b3 = v128.xor(b3, transform(xor4(b0, b1, b2, key)));
      rk += 16;
    }
  }
  // The last four words leave in reverse order.
  t = v128.shuffle<u32>(a3, a2, 0, 4, 1, 5), u = v128.shuffle<u32>(a3, a2, 2, 6, 3, 7);
  v = v128.shuffle<u32>(a1, a0, 0, 4, 1, 5), w = v128.shuffle<u32>(a1, a0, 2, 6, 3, 7);
  v128.store(to, swap(v128.shuffle<u64>(t, v, 0, 2)));
  v128.store(to, swap(v128.shuffle<u64>(t, v, 1, 3)), 16);
  v128.store(to, swap(v128.shuffle<u64>(u, w, 0, 2)), 32);
  v128.store(to, swap(v128.shuffle<u64>(u, w, 1, 3)), 48);
  t = v128.shuffle<u32>(b3, b2, 0, 4, 1, 5), u = v128.shuffle<u32>(b3, b2, 2, 6, 3, 7);
  v = v128.shuffle<u32>(b1, b0, 0, 4, 1, 5), w = v128.shuffle<u32>(b1, b0, 2, 6, 3, 7);
  v128.store(to, swap(v128.shuffle<u64>(t, v, 0, 2)), 64);
  v128.store(to, swap(v128.shuffle<u64>(t, v, 1, 3)), 80);
  v128.store(to, swap(v128.shuffle<u64>(u, w, 0, 2)), 96);
  v128.store(to, swap(v128.shuffle<u64>(u, w, 1, 3)), 112);
}

function crypt8(to: usize, from: usize, rk: usize): void {
  crypt(to, from, rk, false);
}

function cryptEach(to: usize, from: usize, rk: usize): void {
  crypt(to, from, rk, true);
}

/** One block through the tables. */
function cryptOne(to: usize, from: usize, rk: usize): void {
  let a = bswap<u32>(load<u32>(from)), b = bswap<u32>(load<u32>(from, 4));
  let c = bswap<u32>(load<u32>(from, 8)), d = bswap<u32>(load<u32>(from, 12));
  for (let end = rk + 128; rk < end; rk += 32) {
    a ^= round(b ^ c ^ d ^ load<u32>(rk));
    b ^= round(c ^ d ^ a ^ load<u32>(rk, 4));
    c ^= round(d ^ a ^ b ^ load<u32>(rk, 8));
    d ^= round(a ^ b ^ c ^ load<u32>(rk, 12));
    a ^= round(b ^ c ^ d ^ load<u32>(rk, 16));
    b ^= round(c ^ d ^ a ^ load<u32>(rk, 20));
    c ^= round(d ^ a ^ b ^ load<u32>(rk, 24));
    d ^= round(a ^ b ^ c ^ load<u32>(rk, 28));
  }
  store<u32>(to, bswap<u32>(d));
  store<u32>(to, bswap<u32>(c), 4);
  store<u32>(to, bswap<u32>(b), 8);
  store<u32>(to, bswap<u32>(a), 12);
}

/** One block through lane 0. */
function cryptLane(to: usize, from: usize, rk: usize): void {
  v128.store(lane, v128.load(from));
  crypt8(lane, lane, rk);
  v128.store(to, v128.load(lane));
}

function constant(i: i32): u32 {
  let word: u32 = 0;
  for (let j = 0; j < 4; j++) word = (word << 8) | (((4 * i + j) * 7) & 255);
  return word;
}

/** Expands a 16-byte key into 256 bytes of round keys. */
export function sm4Expand(schedule: usize, key: usize, tableFree: bool): void {
  let a = bswap<u32>(load<u32>(key)) ^ 0xa3b1bac6, b = bswap<u32>(load<u32>(key, 4)) ^ 0x56aa3350;
  let c = bswap<u32>(load<u32>(key, 8)) ^ 0x677d9197, d = bswap<u32>(load<u32>(key, 12)) ^ 0xb27022dc;
  for (let i: i32 = 0; i < 32; i++) {
    const x = b ^ c ^ d ^ constant(i);
    let s: u32;
    if (tableFree) {
      s = i32x4.extract_lane(substitute(i32x4.splat(x)), 0);
    } else {
      s =
        (<u32>load<u8>(SBOX + <usize>(x >> 24)) << 24) |
        (<u32>load<u8>(SBOX + <usize>((x >> 16) & 255)) << 16) |
        (<u32>load<u8>(SBOX + <usize>((x >> 8) & 255)) << 8) |
        <u32>load<u8>(SBOX + <usize>(x & 255));
    }
    const next = a ^ s ^ rotl<u32>(s, 13) ^ rotl<u32>(s, 23);
    a = b;
    b = c;
    c = d;
    d = next;
    store<u32>(schedule + (<usize>i << 2), next);
    store<u32>(schedule + 252 - (<usize>i << 2), next);
  }
}

/** ECB in place; rk is the schedule for encryption and schedule + 128 for decryption. */
export function sm4Ecb(rk: usize, at: usize, count: i32, tableFree: bool): void {
  for (; count >= 8; count -= 8) {
    crypt8(at, at, rk);
    at += 128;
  }
  for (; count > 0; count--) {
    if (tableFree) cryptLane(at, at, rk);
    else cryptOne(at, at, rk);
    at += 16;
  }
}

/** CBC encryption in place; the last block becomes the new iv. */
export function sm4CbcEncrypt(rk: usize, iv: usize, at: usize, count: i32, tableFree: bool): void {
  let state = v128.load(iv);
  for (; count > 0; count--) {
    v128.store(at, v128.xor(state, v128.load(at)));
    if (tableFree) cryptLane(at, at, rk);
    else cryptOne(at, at, rk);
    state = v128.load(at);
    at += 16;
  }
  v128.store(iv, state);
}

/** CBC-MAC: the chaining value in `state` takes the blocks. */
export function sm4CbcMac(rk: usize, state: usize, at: usize, count: i32, tableFree: bool): void {
  if (tableFree) {
    for (; count > 0; count--) {
      v128.store(state, v128.xor(v128.load(state), v128.load(at)));
      cryptLane(state, state, rk);
      at += 16;
    }
    return;
  }
  // The whole chain stays in registers.
  let a = bswap<u32>(load<u32>(state)), b = bswap<u32>(load<u32>(state, 4));
  let c = bswap<u32>(load<u32>(state, 8)), d = bswap<u32>(load<u32>(state, 12));
  for (; count > 0; count--) {
    a ^= bswap<u32>(load<u32>(at));
    b ^= bswap<u32>(load<u32>(at, 4));
    c ^= bswap<u32>(load<u32>(at, 8));
    d ^= bswap<u32>(load<u32>(at, 12));
    for (let key = rk, end = rk + 128; key < end; key += 32) {
      a ^= round(b ^ c ^ d ^ load<u32>(key));
      b ^= round(c ^ d ^ a ^ load<u32>(key, 4));
      c ^= round(d ^ a ^ b ^ load<u32>(key, 8));
      d ^= round(a ^ b ^ c ^ load<u32>(key, 12));
      a ^= round(b ^ c ^ d ^ load<u32>(key, 16));
      b ^= round(c ^ d ^ a ^ load<u32>(key, 20));
      c ^= round(d ^ a ^ b ^ load<u32>(key, 24));
      d ^= round(a ^ b ^ c ^ load<u32>(key, 28));
    }
    let swapped = a;
    a = d;
    d = swapped;
    swapped = b;
    b = c;
    c = swapped;
    at += 16;
  }
  store<u32>(state, bswap<u32>(a));
  store<u32>(state, bswap<u32>(b), 4);
  store<u32>(state, bswap<u32>(c), 8);
  store<u32>(state, bswap<u32>(d), 12);
}

/** CBC decryption in place; rk is schedule + 128. The last ciphertext block becomes the new iv. */
export function sm4CbcDecrypt(rk: usize, iv: usize, at: usize, count: i32, tableFree: bool): void {
  let previous = v128.load(iv);
  for (; count >= 8; count -= 8) {
    crypt8(group, at, rk);
    for (let i: usize = 0; i < 128; i += 16) {
      const next = v128.load(at + i);
      v128.store(at + i, v128.xor(previous, v128.load(group + i)));
      previous = next;
    }
    at += 128;
  }
  for (; count > 0; count--) {
    const next = v128.load(at);
    if (tableFree) cryptLane(at, at, rk);
    else cryptOne(at, at, rk);
    v128.store(at, v128.xor(previous, v128.load(at)));
    previous = next;
    at += 16;
  }
  v128.store(iv, previous);
}

/**
 * CTR in place over `length` bytes (the buffer must have room up to a multiple of 16), the counter of 128 bits big-endian;
 * with `narrow` only its last 32 bits count, as in GCM. Leaves the next counter.
 */
export function sm4Ctr(rk: usize, counter: usize, at: usize, length: i32, narrow: bool): void {
  let high = bswap<u64>(load<u64>(counter)), low = bswap<u64>(load<u64>(counter, 8));
  for (; length > 0; length -= 128) {
    const used: usize = length >= 128 ? 8 : (<usize>length + 15) >> 4;
    for (let i: usize = 0; i < 128; i += 16) {
      store<u64>(group + i, bswap<u64>(high));
      store<u64>(group + i, bswap<u64>(low), 8);
      if (i >> 4 >= used) continue;
      if (narrow) {
        low = (low & 0xffffffff00000000) | ((low + 1) & 0xffffffff);
      } else {
        low++;
        high += low == 0 ? 1 : 0;
      }
    }
    crypt8(group, group, rk);
    for (let i: usize = 0; i < used << 4; i += 16) {
      v128.store(at + i, v128.xor(v128.load(at + i), v128.load(group + i)));
    }
    at += 128;
  }
  store<u64>(counter, bswap<u64>(high));
  store<u64>(counter, bswap<u64>(low), 8);
}

/**
 * One step of 8 CBC-MACs under 8 keys: states ^= blocks, then encrypt. `keys` holds 32 rounds of 8 words, see sm4Interleave.
 */
export function sm4MacEach(keys: usize, states: usize, blocks: usize, count: i32): void {
  for (; count > 0; count--) {
    for (let i: usize = 0; i < 128; i += 16) {
      v128.store(states + i, v128.xor(v128.load(states + i), v128.load(blocks + i)));
    }
    cryptEach(states, states, keys);
    blocks += 128;
  }
}

/** Expands 8 keys of 16 bytes at once into 32 rounds of 8 words (1024 bytes). */
export function sm4ExpandEach(keys: usize, from: usize): void {
  for (let half: usize = 0; half < 2; half++) {
    const at = from + half * 64;
    const p = swap(v128.load(at)), q = swap(v128.load(at, 16)), r = swap(v128.load(at, 32)), s = swap(v128.load(at, 48));
    const t = v128.shuffle<u32>(p, q, 0, 4, 1, 5), u = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
    const v = v128.shuffle<u32>(r, s, 0, 4, 1, 5), w = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
    let a = v128.xor(v128.shuffle<u64>(t, v, 0, 2), i32x4.splat(0xa3b1bac6));
    let b = v128.xor(v128.shuffle<u64>(t, v, 1, 3), i32x4.splat(0x56aa3350));
    let c = v128.xor(v128.shuffle<u64>(u, w, 0, 2), i32x4.splat(0x677d9197));
    let d = v128.xor(v128.shuffle<u64>(u, w, 1, 3), i32x4.splat(0xb27022dc));
    for (let i: i32 = 0; i < 32; i++) {
      const x = substitute(xor4(b, c, d, i32x4.splat(constant(i))));
      const by13 = v128.or(v128.shl<u32>(x, 13), v128.shr<u32>(x, 19));
      const by23 = v128.or(v128.shl<u32>(x, 23), v128.shr<u32>(x, 9));
      const next = xor4(a, x, by13, by23);
      a = b;
      b = c;
      c = d;
      d = next;
      v128.store(keys + (<usize>i << 5) + half * 16, next);
    }
  }
}

export function sm4Wipe(): void {
  memory.fill(group, 0, 128);
  memory.fill(lane, 0, 128);
}
