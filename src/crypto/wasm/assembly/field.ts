// Elements modulo p, SM2's prime: 9 signed limbs of 29 bits in 40 bytes, Montgomery form with R = 2^261, lazily reduced.
//
// Bounds. "A limb of weight w" means |limb| <= w * 2^28 (+ a few units after a carry); a product leaves weight 1.
// mul(x, y) needs weight(x) * weight(y) <= 15 (the column sums stay below 2^63) and each weight <= 7 (i32);
// its value is below |x||y|/2^261 + p, so values of up to 6p in both operands give less than 2.2p.
// Every formula in point.ts writes the weights beside the code; tools/crypto-bounds.test.ts runs all cases on a core that checks them.
import { mul, sqr, N_LIMBS, ONE, P_LIMBS, R_SQUARED } from './kernels.generated';

export const ELEMENT: usize = 40;
const MASK: i32 = 0x1fffffff;

const inverseScratch = memory.data(<i32>ELEMENT * 10, 16);
const freezeScratch = memory.data(<i32>ELEMENT * 2, 16);
const RAW_ONE = memory.data<i32>([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16);

// @ts-ignore: decorator
@inline
export function copy(z: usize, x: usize): void {
  v128.store(z, v128.load(x));
  v128.store(z, v128.load(x, 16), 16);
  store<i64>(z, load<i64>(x, 32), 32);
}

// @ts-ignore: decorator
@inline
export function clear(z: usize): void {
  memory.fill(z, 0, ELEMENT);
}

/** z = mask ? x : z, for mask 0 or -1. */
export function select(z: usize, x: usize, mask: i32): void {
  for (let i: usize = 0; i < 36; i += 4) {
    const old = load<i32>(z + i);
    store<i32>(z + i, old ^ ((old ^ load<i32>(x + i)) & mask));
  }
}

/** z = mask ? -z : z. */
export function negateIf(z: usize, mask: i32): void {
  for (let i: usize = 0; i < 36; i += 4) store<i32>(z + i, (load<i32>(z + i) ^ mask) - mask);
}

/** Carries so that limbs 0..7 lie in [0, 2^29); returns the sign of the value as a mask. */
function normalise(z: usize): i32 {
  let c: i32 = 0;
  for (let i: usize = 0; i < 32; i += 4) {
    const t = load<i32>(z + i) + c;
    store<i32>(z + i, t & MASK);
    c = t >> 29;
  }
  const top = load<i32>(z, 32) + c;
  store<i32>(z, top, 32);
  return top >> 31;
}

/** z += m & mask, z normalised; then normalises again. */
export function addMasked(z: usize, m: usize, mask: i32): i32 {
  for (let i: usize = 0; i < 36; i += 4) store<i32>(z + i, load<i32>(z + i) + (load<i32>(m + i) & mask));
  return normalise(z);
}

/** z -= m if z >= m, in constant time; z normalised and not negative. Returns -1 if it was below m. */
export function subtractOnce(z: usize, m: usize): i32 {
  for (let i: usize = 0; i < 36; i += 4) store<i32>(z + i, load<i32>(z + i) - load<i32>(m + i));
  const below = normalise(z);
  addMasked(z, m, below);
  return below;
}

/** The one representative in [0, p) of a value in (-p, 2p). */
function canonical(z: usize): void {
  addMasked(z, P_LIMBS, normalise(z));
  subtractOnce(z, P_LIMBS);
}

/** Whether x is 0 modulo p, for |x| < 8p. Variable time: public values only. */
export function isZero(x: usize): bool {
  // A multiple j*p with |j| <= 8 has the low limb -j, so nearly every other value is told by its low limb.
  if (((load<i32>(x) + 8) & MASK) > 16) return false;
  return isZeroSlow(x);
}

function isZeroSlow(x: usize): bool {
  mul(freezeScratch, x, ONE);
  canonical(freezeScratch);
  let all: i32 = 0;
  for (let i: usize = 0; i < 36; i += 4) all |= load<i32>(freezeScratch + i);
  return all == 0;
}

export function isEqual(x: usize, y: usize): bool {
  for (let i: usize = 0; i < 36; i += 4) {
    store<i32>(freezeScratch + ELEMENT + i, load<i32>(x + i) - load<i32>(y + i));
  }
  return isZero(freezeScratch + ELEMENT);
}

/** Big-endian bytes to plain limbs. */
export function unpack(z: usize, bytes: usize): void {
  let acc: u64 = 0;
  let bits: u32 = 0;
  let at = z;
  for (let i: usize = 32; i > 0; i -= 4) {
    acc |= <u64>bswap<u32>(load<u32>(bytes + i - 4)) << bits;
    bits += 32;
    while (bits >= 29 && at < z + 32) {
      store<i32>(at, <i32>(acc & MASK));
      acc >>= 29;
      bits -= 29;
      at += 4;
    }
  }
  store<i32>(z, <i32>acc, 32);
  store<i32>(z, 0, 36);
}

/** Plain normalised limbs to big-endian bytes. */
export function pack(bytes: usize, x: usize): void {
  let acc: u64 = 0;
  let bits: u32 = 0;
  let at = x;
  for (let i: usize = 32; i > 0; i -= 4) {
    while (bits < 32 && at < x + 36) {
      acc |= <u64>load<u32>(at) << bits;
      bits += 29;
      at += 4;
    }
    store<u32>(bytes + i - 4, bswap<u32>(<u32>acc));
    acc >>= 32;
    bits -= 32;
  }
}

/** Whether plain limbs are below the modulus (P_LIMBS or N_LIMBS): -1 or 0, in constant time. */
export function isBelow(x: usize, modulus: usize): i32 {
  let c: i32 = 0;
  for (let i: usize = 0; i < 36; i += 4) c = (load<i32>(x + i) - load<i32>(modulus + i) + c) >> 29;
  return c >> 31;
}

/** Reads a field element; false if it is not below p. */
export function fromBytes(z: usize, bytes: usize): bool {
  unpack(z, bytes);
  const fine = isBelow(z, P_LIMBS) != 0;
  mul(z, z, R_SQUARED);
  return fine;
}

/** Writes the canonical 32 bytes. */
export function toBytes(bytes: usize, x: usize): void {
  mul(freezeScratch, x, RAW_ONE);
  canonical(freezeScratch);
  pack(bytes, freezeScratch);
}

/** Plain canonical limbs of x. */
export function toPlain(z: usize, x: usize): void {
  mul(z, x, RAW_ONE);
  canonical(z);
}

// @ts-ignore: decorator
@inline
function sqrTimes(z: usize, n: i32): void {
  for (let i = 0; i < n; i++) sqr(z, z);
}

/** z = x^(p-2), Fermat, the same steps for every x. */
export function invert(z: usize, x: usize): void {
  const a = inverseScratch;
  const x3 = a + ELEMENT, x15 = a + ELEMENT * 2, x30 = a + ELEMENT * 3, x31 = a + ELEMENT * 4, x32 = a + ELEMENT * 5;
  const t = a + ELEMENT * 6, base = a + ELEMENT * 7;
  copy(base, x);
  sqr(t, base);
  mul(t, t, base); // 2 ones
  sqr(t, t);
  mul(x3, t, base);
  copy(t, x3);
  sqrTimes(t, 3);
  mul(t, t, x3); // 6
  copy(x15, t);
  sqrTimes(x15, 6);
  mul(x15, x15, t); // 12
  sqrTimes(x15, 3);
  mul(x15, x15, x3);
  copy(x30, x15);
  sqrTimes(x30, 15);
  mul(x30, x30, x15);
  sqr(x31, x30);
  mul(x31, x31, base);
  sqr(x32, x31);
  mul(x32, x32, base);
  sqr(t, x31);
  for (let i = 0; i < 4; i++) {
    sqrTimes(t, 32);
    mul(t, t, x32);
  }
  sqrTimes(t, 64);
  mul(t, t, x32);
  sqrTimes(t, 30);
  mul(t, t, x30);
  sqrTimes(t, 2);
  mul(z, t, base);
  memory.fill(inverseScratch, 0, ELEMENT * 10);
}
