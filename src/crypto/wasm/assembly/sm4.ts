// SM4 over blocks in memory, in three ways that give the same bytes.
// Tables: four tables of 1 KiB, quickest for one dependent chain (CBC encryption, MAC); their addresses depend on secrets.
// Lanes: 8 blocks in SIMD registers with the S-box computed by lookups in registers; no secret is ever an address.
// Bulk: 64 blocks bit by bit, see sm4-bulk.ts.
// CTR uses bulk and lanes only; elsewhere the caller says whether tables may be used.
import {
  baseHigh,
  baseLow,
  inConstant,
  inHigh,
  inLow,
  inverse,
  oneIo,
  oneJo,
  outConstant,
  outIo,
  outJo,
  overK,
  plainHigh,
  plainLow,
  ROUND_CONSTANTS,
  SBOX,
  twoIo,
  twoJo,
} from './kernels.generated';
import { BULK, BULK_BLOCKS, bulkKeys, bulkWipe, cryptBulk } from './sm4-bulk';

const TABLES = memory.data(4096, 16);
/** The same for the key schedule, whose linear map is another. */
const KEY_TABLES = memory.data(4096, 16);
const group = memory.data(1024, 16);
const lane = memory.data(128, 16);
/** Round keys as the lanes want them: in the tower, with the constants of their round. */
const laneKeys = memory.data(128, 16);

for (let i: usize = 0; i < 256; i++) {
  const s = <u32>load<u8>(SBOX + i) << 24;
  const spread = s ^ rotl<u32>(s, 2) ^ rotl<u32>(s, 10) ^ rotl<u32>(s, 18) ^ rotl<u32>(s, 24);
  const key = s ^ rotl<u32>(s, 13) ^ rotl<u32>(s, 23);
  for (let j: usize = 0; j < 4; j++) {
    store<u32>(TABLES + j * 1024 + i * 4, rotr<u32>(spread, <u32>j * 8));
    store<u32>(KEY_TABLES + j * 1024 + i * 4, rotr<u32>(key, <u32>j * 8));
  }
}

/** a ^ T(x). The byte looked up first comes first: its address is ready first. */
// @ts-ignore: decorator
@inline
function mix(a: u32, x: u32, tables: usize): u32 {
  return (
    (a ^ load<u32>(tables + <usize>((x >> 24) << 2)) ^ load<u32>(tables + <usize>((x & 255) << 2), 3072)) ^
    (load<u32>(tables + <usize>(((x >> 16) & 255) << 2), 1024) ^ load<u32>(tables + <usize>(((x >> 8) & 255) << 2), 2048))
  );
}

// Constant masks go through swizzle, not shuffle: V8 builds the mask of a shuffle anew each time, but keeps a constant vector.
// @ts-ignore: decorator
@inline
function low4(): v128 {
  return i8x16(15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15);
}

/** The high nibbles. */
// @ts-ignore: decorator
@inline
function high4(v: v128): v128 {
  return v128.and(v128.shr<u16>(v, 4), low4());
}

/** The S-box on 16 bytes; see sm4Tables in the generator for the algebra. */
// @ts-ignore: decorator
@inline
function substitute(v: v128): v128 {
  const tower = through(v, inLow(), inHigh());
  const i = high4(tower);
  const k = v128.and(tower, low4());
  const j = v128.xor(i, k);
  const ak = v128.swizzle(overK(), k);
  const io = v128.xor(v128.swizzle(inverse(), v128.xor(v128.swizzle(inverse(), i), ak)), j);
  const jo = v128.xor(v128.swizzle(inverse(), v128.xor(v128.swizzle(inverse(), j), ak)), i);
  return v128.xor(v128.xor(v128.swizzle(outIo(), io), v128.swizzle(outJo(), jo)), v128.splat<u8>(0xd3));
}

/** A linear map of bytes, given by its values for the low and for the high nibbles. */
// @ts-ignore: decorator
@inline
function through(v: v128, low: v128, high: v128): v128 {
  return v128.xor(v128.swizzle(low, v128.and(v, low4())), v128.swizzle(high, high4(v)));
}

/** x ^ L(S(t)) on words of the tower, bytes in memory order. */
// @ts-ignore: decorator
@inline
function transform(x: v128, t: v128): v128 {
  const i = high4(t);
  const k = v128.and(t, low4());
  const j = v128.xor(i, k);
  const ak = v128.swizzle(overK(), k);
  const io = v128.xor(v128.swizzle(inverse(), v128.xor(v128.swizzle(inverse(), i), ak)), j);
  const jo = v128.xor(v128.swizzle(inverse(), v128.xor(v128.swizzle(inverse(), j), ak)), i);
  const one = v128.xor(v128.swizzle(oneIo(), io), v128.swizzle(oneJo(), jo));
  const two = v128.xor(v128.swizzle(twoIo(), io), v128.swizzle(twoJo(), jo));
  const three = v128.xor(one, two);
  const by8 = v128.swizzle(two, i8x16(1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12));
  const by16 = v128.swizzle(two, i8x16(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
  const by24 = v128.swizzle(three, i8x16(3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14));
  // by24 is ready last.
  return v128.xor(v128.xor(v128.xor(x, one), v128.xor(by8, by16)), by24);
}

// @ts-ignore: decorator
@inline
function swap(v: v128): v128 {
  return v128.swizzle(v, i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
}

// @ts-ignore: decorator
@inline
function xor4(a: v128, b: v128, newest: v128, key: v128): v128 {
  return v128.xor(v128.xor(v128.xor(a, b), key), newest);
}

/** The mask of rounds whose key takes the output constant: x5, x6, .. carry it in groups of four, so it cancels in the others. */
const WITH_CONSTANT: i32 = 0b01011010;

/** Brings 4 round keys into the tower. */
// @ts-ignore: decorator
@inline
function towerKeys(v: v128): v128 {
  return v128.xor(through(swap(v), baseLow(), baseHigh()), inConstant());
}

/** Prepares laneKeys from 32 round keys; call before crypt8. */
function prepareLanes(rk: usize): void {
  // Rounds 1 and 3 of the first four, 0 and 2 of the second, take the constant.
  const odd = v128.and(outConstant(), i32x4(0, -1, 0, -1));
  const even = v128.and(outConstant(), i32x4(-1, 0, -1, 0));
  for (let i: usize = 0; i < 128; i += 32) {
    v128.store(laneKeys + i, v128.xor(towerKeys(v128.load(rk + i)), odd));
    v128.store(laneKeys + i, v128.xor(towerKeys(v128.load(rk + i, 16)), even), 16);
  }
}

/** 8 blocks from `from` to `to`, under laneKeys or under a key per lane (8 words a round at `rk`, in the tower). */
// @ts-ignore: decorator
@inline
function crypt(to: usize, from: usize, rk: usize, perLane: bool): void {
  const low = baseLow(), high = baseHigh();
  let p = through(v128.load(from), low, high), q = through(v128.load(from, 16), low, high);
  let r = through(v128.load(from, 32), low, high), s = through(v128.load(from, 48), low, high);
  let t = v128.shuffle<u32>(p, q, 0, 4, 1, 5), u = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
  let v = v128.shuffle<u32>(r, s, 0, 4, 1, 5), w = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
  let a0 = v128.shuffle<u64>(t, v, 0, 2), a1 = v128.shuffle<u64>(t, v, 1, 3);
  let a2 = v128.shuffle<u64>(u, w, 0, 2), a3 = v128.shuffle<u64>(u, w, 1, 3);
  p = through(v128.load(from, 64), low, high), q = through(v128.load(from, 80), low, high);
  r = through(v128.load(from, 96), low, high), s = through(v128.load(from, 112), low, high);
  t = v128.shuffle<u32>(p, q, 0, 4, 1, 5), u = v128.shuffle<u32>(p, q, 2, 6, 3, 7);
  v = v128.shuffle<u32>(r, s, 0, 4, 1, 5), w = v128.shuffle<u32>(r, s, 2, 6, 3, 7);
  let b0 = v128.shuffle<u64>(t, v, 0, 2), b1 = v128.shuffle<u64>(t, v, 1, 3);
  let b2 = v128.shuffle<u64>(u, w, 0, 2), b3 = v128.shuffle<u64>(u, w, 1, 3);
  for (let i = 0; i < 8; i++) {
    if (perLane) {
      a0 = transform(a0, xor4(a1, a2, a3, v128.load(rk)));
      b0 = transform(b0, xor4(b1, b2, b3, v128.load(rk, 16)));
      a1 = transform(a1, xor4(a2, a3, a0, v128.load(rk, 32)));
      b1 = transform(b1, xor4(b2, b3, b0, v128.load(rk, 48)));
      a2 = transform(a2, xor4(a3, a0, a1, v128.load(rk, 64)));
      b2 = transform(b2, xor4(b3, b0, b1, v128.load(rk, 80)));
      a3 = transform(a3, xor4(a0, a1, a2, v128.load(rk, 96)));
      b3 = transform(b3, xor4(b0, b1, b2, v128.load(rk, 112)));
      rk += 128;
    } else {
      let key = v128.load_splat<u32>(rk);
      a0 = transform(a0, xor4(a1, a2, a3, key));
      b0 = transform(b0, xor4(b1, b2, b3, key));
      key = v128.load_splat<u32>(rk, 4);
      a1 = transform(a1, xor4(a2, a3, a0, key));
      b1 = transform(b1, xor4(b2, b3, b0, key));
      key = v128.load_splat<u32>(rk, 8);
      a2 = transform(a2, xor4(a3, a0, a1, key));
      b2 = transform(b2, xor4(b3, b0, b1, key));
      key = v128.load_splat<u32>(rk, 12);
      a3 = transform(a3, xor4(a0, a1, a2, key));
      b3 = transform(b3, xor4(b0, b1, b2, key));
      rk += 16;
    }
  }
  // The last four words leave in reverse order.
  const backLow = plainLow(), backHigh = plainHigh();
  t = v128.shuffle<u32>(a3, a2, 0, 4, 1, 5), u = v128.shuffle<u32>(a3, a2, 2, 6, 3, 7);
  v = v128.shuffle<u32>(a1, a0, 0, 4, 1, 5), w = v128.shuffle<u32>(a1, a0, 2, 6, 3, 7);
  v128.store(to, through(v128.shuffle<u64>(t, v, 0, 2), backLow, backHigh));
  v128.store(to, through(v128.shuffle<u64>(t, v, 1, 3), backLow, backHigh), 16);
  v128.store(to, through(v128.shuffle<u64>(u, w, 0, 2), backLow, backHigh), 32);
  v128.store(to, through(v128.shuffle<u64>(u, w, 1, 3), backLow, backHigh), 48);
  t = v128.shuffle<u32>(b3, b2, 0, 4, 1, 5), u = v128.shuffle<u32>(b3, b2, 2, 6, 3, 7);
  v = v128.shuffle<u32>(b1, b0, 0, 4, 1, 5), w = v128.shuffle<u32>(b1, b0, 2, 6, 3, 7);
  v128.store(to, through(v128.shuffle<u64>(t, v, 0, 2), backLow, backHigh), 64);
  v128.store(to, through(v128.shuffle<u64>(t, v, 1, 3), backLow, backHigh), 80);
  v128.store(to, through(v128.shuffle<u64>(u, w, 0, 2), backLow, backHigh), 96);
  v128.store(to, through(v128.shuffle<u64>(u, w, 1, 3), backLow, backHigh), 112);
}

function crypt8(to: usize, from: usize): void {
  crypt(to, from, laneKeys, false);
}

function cryptEach(to: usize, from: usize, rk: usize): void {
  crypt(to, from, rk, true);
}

/** One block through the tables. In every sum the newest word comes last, because it is ready last. */
function cryptOne(to: usize, from: usize, rk: usize): void {
  let a = bswap<u32>(load<u32>(from)), b = bswap<u32>(load<u32>(from, 4));
  let c = bswap<u32>(load<u32>(from, 8)), d = bswap<u32>(load<u32>(from, 12));
  for (let end = rk + 128; rk < end; rk += 32) {
    a = mix(a, (b ^ c ^ load<u32>(rk)) ^ d, TABLES);
    b = mix(b, (c ^ d ^ load<u32>(rk, 4)) ^ a, TABLES);
    c = mix(c, (d ^ a ^ load<u32>(rk, 8)) ^ b, TABLES);
    d = mix(d, (a ^ b ^ load<u32>(rk, 12)) ^ c, TABLES);
    a = mix(a, (b ^ c ^ load<u32>(rk, 16)) ^ d, TABLES);
    b = mix(b, (c ^ d ^ load<u32>(rk, 20)) ^ a, TABLES);
    c = mix(c, (d ^ a ^ load<u32>(rk, 24)) ^ b, TABLES);
    d = mix(d, (a ^ b ^ load<u32>(rk, 28)) ^ c, TABLES);
  }
  store<u32>(to, bswap<u32>(d));
  store<u32>(to, bswap<u32>(c), 4);
  store<u32>(to, bswap<u32>(b), 8);
  store<u32>(to, bswap<u32>(a), 12);
}

/** One block through lane 0. */
function cryptLane(to: usize, from: usize): void {
  v128.store(lane, v128.load(from));
  crypt8(lane, lane);
  v128.store(to, v128.load(lane));
}

/** Expands a 16-byte key into 32 round keys for encryption and the same in reverse order for decryption: 256 bytes. */
export function sm4Expand(schedule: usize, key: usize, tableFree: bool): void {
  let a = bswap<u32>(load<u32>(key)) ^ 0xa3b1bac6, b = bswap<u32>(load<u32>(key, 4)) ^ 0x56aa3350;
  let c = bswap<u32>(load<u32>(key, 8)) ^ 0x677d9197, d = bswap<u32>(load<u32>(key, 12)) ^ 0xb27022dc;
  for (let i: usize = 0; i < 128; i += 4) {
    const x = (b ^ c ^ load<u32>(ROUND_CONSTANTS + i)) ^ d;
    let next: u32;
    if (tableFree) {
      const s = i32x4.extract_lane(substitute(i32x4.splat(x)), 0);
      next = a ^ s ^ rotl<u32>(s, 13) ^ rotl<u32>(s, 23);
    } else {
      next = mix(a, x, KEY_TABLES);
    }
    a = b;
    b = c;
    c = d;
    d = next;
    store<u32>(schedule + i, next);
    store<u32>(schedule + 252 - i, next);
  }
}

/**
 * Encrypts one block under one key, both given as big-endian words, so that neither is ever stored; the answer goes to `to`, the
 * last word first, in the order of the machine. Schedule and cipher advance together: each is a chain of waits for the tables, so
 * the two in one loop take little longer than one.
 */
export function sm4One(p: u32, q: u32, r: u32, s: u32, a: u32, b: u32, c: u32, d: u32, to: usize): void {
  p ^= 0xa3b1bac6;
  q ^= 0x56aa3350;
  r ^= 0x677d9197;
  s ^= 0xb27022dc;
  for (let i: usize = 0; i < 128; i += 16) {
    p = mix(p, (q ^ r ^ load<u32>(ROUND_CONSTANTS + i)) ^ s, KEY_TABLES);
    a = mix(a, (b ^ c ^ d) ^ p, TABLES);
    q = mix(q, (r ^ s ^ load<u32>(ROUND_CONSTANTS + i, 4)) ^ p, KEY_TABLES);
    b = mix(b, (c ^ d ^ q) ^ a, TABLES);
    r = mix(r, (s ^ p ^ load<u32>(ROUND_CONSTANTS + i, 8)) ^ q, KEY_TABLES);
    c = mix(c, (d ^ a ^ r) ^ b, TABLES);
    s = mix(s, (p ^ q ^ load<u32>(ROUND_CONSTANTS + i, 12)) ^ r, KEY_TABLES);
    d = mix(d, (a ^ b ^ s) ^ c, TABLES);
  }
  store<u32>(to, a);
  store<u32>(to, b, 4);
  store<u32>(to, c, 8);
  store<u32>(to, d, 12);
}

/**
 * ECB in place; rk is the schedule for encryption and schedule + 128 for decryption. Without tables (`tableFree`) up to 7 blocks
 * behind the data are read, but not changed.
 */
export function sm4Ecb(rk: usize, at: usize, count: i32, tableFree: bool): void {
  if (!tableFree) {
    for (; count > 0; count--) {
      cryptOne(at, at, rk);
      at += 16;
    }
    return;
  }
  if (count >= BULK_BLOCKS) bulkKeys(rk);
  if ((count & (BULK_BLOCKS - 1)) != 0) prepareLanes(rk);
  while (count > 0) {
    const step = cryptGroup(at, count);
    memory.copy(at, group, <usize>step << 4);
    at += <usize>step << 4;
    count -= step;
  }
}

/** Brings the first 64, the first 8, or else all of `count` blocks into `group`, encrypted; returns how many. */
function cryptGroup(at: usize, count: i32): i32 {
  if (count >= BULK_BLOCKS) {
    cryptBulk(group, at);
    return BULK_BLOCKS;
  }
  crypt8(group, at);
  return min(count, 8);
}

/** CBC encryption in place; the last block becomes the new iv. */
export function sm4CbcEncrypt(rk: usize, iv: usize, at: usize, count: i32, tableFree: bool): void {
  if (tableFree) {
    chainLanes(rk, iv, at, count, true);
  } else {
    chainTables(rk, iv, at, count, true);
  }
}

/** CBC-MAC: the chaining value in `state` takes the blocks. */
export function sm4CbcMac(rk: usize, state: usize, at: usize, count: i32, tableFree: bool): void {
  if (tableFree) {
    chainLanes(rk, state, at, count, false);
  } else {
    chainTables(rk, state, at, count, false);
  }
}

function chainLanes(rk: usize, state: usize, at: usize, count: i32, keep: bool): void {
  prepareLanes(rk);
  for (; count > 0; count--) {
    v128.store(state, v128.xor(v128.load(state), v128.load(at)));
    cryptLane(state, state);
    if (keep) v128.store(at, v128.load(state));
    at += 16;
  }
}

/** The chain stays in registers from block to block. */
// @ts-ignore: decorator
@inline
function chainTables(rk: usize, state: usize, at: usize, count: i32, keep: bool): void {
  let a = bswap<u32>(load<u32>(state)), b = bswap<u32>(load<u32>(state, 4));
  let c = bswap<u32>(load<u32>(state, 8)), d = bswap<u32>(load<u32>(state, 12));
  for (; count > 0; count--) {
    a ^= bswap<u32>(load<u32>(at));
    b ^= bswap<u32>(load<u32>(at, 4));
    c ^= bswap<u32>(load<u32>(at, 8));
    d ^= bswap<u32>(load<u32>(at, 12));
    for (let key = rk, end = rk + 128; key < end; key += 32) {
      a = mix(a, (b ^ c ^ load<u32>(key)) ^ d, TABLES);
      b = mix(b, (c ^ d ^ load<u32>(key, 4)) ^ a, TABLES);
      c = mix(c, (d ^ a ^ load<u32>(key, 8)) ^ b, TABLES);
      d = mix(d, (a ^ b ^ load<u32>(key, 12)) ^ c, TABLES);
      a = mix(a, (b ^ c ^ load<u32>(key, 16)) ^ d, TABLES);
      b = mix(b, (c ^ d ^ load<u32>(key, 20)) ^ a, TABLES);
      c = mix(c, (d ^ a ^ load<u32>(key, 24)) ^ b, TABLES);
      d = mix(d, (a ^ b ^ load<u32>(key, 28)) ^ c, TABLES);
    }
    let swapped = a;
    a = d;
    d = swapped;
    swapped = b;
    b = c;
    c = swapped;
    if (keep) {
      store<u32>(at, bswap<u32>(a));
      store<u32>(at, bswap<u32>(b), 4);
      store<u32>(at, bswap<u32>(c), 8);
      store<u32>(at, bswap<u32>(d), 12);
    }
    at += 16;
  }
  store<u32>(state, bswap<u32>(a));
  store<u32>(state, bswap<u32>(b), 4);
  store<u32>(state, bswap<u32>(c), 8);
  store<u32>(state, bswap<u32>(d), 12);
}

/** CBC decryption in place; rk is schedule + 128. The last ciphertext block becomes the new iv. Reads as much as sm4Ecb. */
export function sm4CbcDecrypt(rk: usize, iv: usize, at: usize, count: i32, tableFree: bool): void {
  if (tableFree && count >= BULK_BLOCKS) bulkKeys(rk);
  if (tableFree && (count & (BULK_BLOCKS - 1)) != 0) prepareLanes(rk);
  let previous = v128.load(iv);
  while (count > 0) {
    let step = 1;
    if (tableFree) step = cryptGroup(at, count);
    else cryptOne(group, at, rk);
    for (let i: usize = 0; i < <usize>step << 4; i += 16) {
      const next = v128.load(at);
      v128.store(at, v128.xor(previous, v128.load(group + i)));
      previous = next;
      at += 16;
    }
    count -= step;
  }
  v128.store(iv, previous);
}

/**
 * CTR in place over `length` bytes (the buffer must have room up to a multiple of 16), the counter of 128 bits big-endian;
 * with `narrow` only its last 32 bits count, as in GCM. Leaves the next counter.
 */
export function sm4Ctr(rk: usize, counter: usize, at: usize, length: i32, narrow: bool): void {
  if (length >= BULK) bulkKeys(rk);
  if ((length & (BULK - 1)) != 0) prepareLanes(rk);
  // The counter runs in the order of the machine: its lowest part is lane 0.
  let count = reversed(v128.load(counter));
  const zero = i64x2.splat(0), one = i64x2(1, 0);
  while (length > 0) {
    const step = length >= BULK ? BULK : length >= 128 ? 128 : (length + 15) & ~15;
    const carries = <u64>i64x2.extract_lane(count, 0) >= -<u64>BULK_BLOCKS;
    for (let i: usize = 0; i < <usize>step; i += 16) {
      v128.store(group + i, reversed(count));
      if (narrow) {
        count = v128.add<u32>(count, one);
      } else {
        count = v128.add<u64>(count, one);
        // Where the low lane came round to zero, -1 is taken from the high one.
        if (carries) count = v128.sub<u64>(count, v128.shuffle<u64>(zero, v128.eq<u64>(count, zero), 0, 2));
      }
    }
    if (step == BULK) cryptBulk(group, group);
    else crypt8(group, group);
    for (let i: usize = 0; i < <usize>step; i += 16) {
      v128.store(at + i, v128.xor(v128.load(at + i), v128.load(group + i)));
    }
    at += step;
    length -= step;
  }
  v128.store(counter, reversed(count));
}

// @ts-ignore: decorator
@inline
function reversed(v: v128): v128 {
  return v128.swizzle(v, i8x16(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
}

/**
 * One step of 8 CBC-MACs under 8 keys: states ^= blocks, then encrypt. `keys` holds 32 rounds of 8 words, see sm4ExpandEach.
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

/** Expands 8 keys of 16 bytes at once into 32 rounds of 8 words (1024 bytes), in the tower. */
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
      const x = substitute(xor4(b, c, d, v128.load_splat<u32>(ROUND_CONSTANTS + (<usize>i << 2))));
      const by13 = v128.or(v128.shl<u32>(x, 13), v128.shr<u32>(x, 19));
      const by23 = v128.or(v128.shl<u32>(x, 23), v128.shr<u32>(x, 9));
      const next = xor4(a, x, by13, by23);
      a = b;
      b = c;
      c = d;
      d = next;
      const keyed = (WITH_CONSTANT >> (i & 7)) & 1 ? v128.xor(towerKeys(next), outConstant()) : towerKeys(next);
      v128.store(keys + (<usize>i << 5) + half * 16, keyed);
    }
  }
}

export function sm4Wipe(): void {
  memory.fill(group, 0, 1024);
  memory.fill(lane, 0, 128);
  memory.fill(laneKeys, 0, 128);
  bulkWipe();
}
