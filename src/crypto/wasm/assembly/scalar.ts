// Numbers modulo n, the order of the curve: 9 limbs of 29 bits, always in [0, n).
import { mulN, N_LIMBS, N_R_SQUARED } from './kernels.generated';
import { addMasked, copy, ELEMENT, isBelow, pack, subtractOnce, unpack } from './field';

const RAW_ONE = memory.data<i32>([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16);
const powerScratch = memory.data(<i32>ELEMENT * 17, 16);

/** z = x * y / 2^261 modulo n. */
export function multiply(z: usize, x: usize, y: usize): void {
  mulN(z, x, y);
  subtractOnce(z, N_LIMBS);
}

export function toMontgomery(z: usize, x: usize): void {
  multiply(z, x, N_R_SQUARED);
}

export function fromMontgomery(z: usize, x: usize): void {
  multiply(z, x, RAW_ONE);
}

export function add(z: usize, x: usize, y: usize): void {
  for (let i: usize = 0; i < 36; i += 4) store<i32>(z + i, load<i32>(x + i) + load<i32>(y + i));
  addMasked(z, N_LIMBS, 0);
  subtractOnce(z, N_LIMBS);
}

export function subtract(z: usize, x: usize, y: usize): void {
  for (let i: usize = 0; i < 36; i += 4) store<i32>(z + i, load<i32>(x + i) - load<i32>(y + i));
  addMasked(z, N_LIMBS, addMasked(z, N_LIMBS, 0));
}

/** -1 if x is 0, else 0; constant time. */
export function isZeroMask(x: usize): i32 {
  let all: i32 = 0;
  for (let i: usize = 0; i < 36; i += 4) all |= load<i32>(x + i);
  return (all - 1) >> 31;
}

/** Reads a number in [1, n-1]; false if it is outside. */
export function fromBytes(z: usize, bytes: usize): bool {
  unpack(z, bytes);
  return (isBelow(z, N_LIMBS) & ~isZeroMask(z)) != 0;
}

/** Reads any 32 bytes and reduces them once: enough, since 2^256 < 2n. */
export function reduceBytes(z: usize, bytes: usize): void {
  unpack(z, bytes);
  subtractOnce(z, N_LIMBS);
}

export function toBytes(bytes: usize, x: usize): void {
  pack(bytes, x);
}

/** z = 1/x in Montgomery form, by x^(n-2) with fixed 4-bit windows; the exponent is public, the steps never differ. */
export function invert(z: usize, x: usize): void {
  const table = powerScratch;
  const t = powerScratch + ELEMENT * 16;
  copy(table + ELEMENT, x);
  for (let i: usize = 2; i < 16; i++) multiply(table + i * ELEMENT, table + (i - 1) * ELEMENT, x);
  let started = false;
  for (let i: i32 = 63; i >= 0; i--) {
    if (started) for (let j = 0; j < 4; j++) multiply(t, t, t);
    const digit = exponentDigit(i);
    if (digit == 0) continue;
    if (started) multiply(t, t, table + <usize>digit * ELEMENT);
    else copy(t, table + <usize>digit * ELEMENT);
    started = true;
  }
  copy(z, t);
  memory.fill(powerScratch, 0, ELEMENT * 17);
}

/** The i-th hexadecimal digit of n - 2. */
function exponentDigit(i: i32): i32 {
  const bit = i * 4;
  const limb = bit / 29;
  const shift = bit % 29;
  let bits = <u64>load<u32>(N_LIMBS + <usize>limb * 4) >> shift;
  if (limb < 8) bits |= <u64>load<u32>(N_LIMBS + <usize>limb * 4 + 4) << (29 - shift);
  // n ends in 0x123, so subtracting 2 touches the last digit only.
  return <i32>(bits & 15) - (i == 0 ? 2 : 0);
}

/** Signed digits d_0.. with x = sum d_i 2^(w*i) and |d_i| <= 2^(w-1), one i8 each, in constant time. */
export function boothDigits(out: usize, x: usize, w: i32, count: i32): void {
  let carry: i32 = 0;
  const size = 1 << w;
  for (let i = 0; i < count; i++) {
    const digit = window(x, i * w, w) + carry;
    // digit > 2^(w-1) becomes digit - 2^w with a carry.
    carry = ((size >> 1) - digit) >>> 31;
    store<i8>(out + <usize>i, <i8>(digit - (size & -carry)));
  }
}

function window(x: usize, bit: i32, w: i32): i32 {
  const limb = bit / 29;
  const shift = bit % 29;
  if (limb > 8) return 0;
  let bits = <u64>load<u32>(x + <usize>limb * 4) >> shift;
  if (limb < 8) bits |= <u64>load<u32>(x + <usize>limb * 4 + 4) << (29 - shift);
  return <i32>bits & ((1 << w) - 1);
}

/** Width-w non-adjacent form into 264 i8; variable time, public numbers only. Returns its length. */
export function nonAdjacentForm(out: usize, x: usize, w: i32): i32 {
  memory.fill(out, 0, 264);
  let bit = 0;
  let carry = 0;
  let length = 0;
  while (bit < 258) {
    if ((window(x, bit, 1) ^ carry) == 0) {
      bit++;
      continue;
    }
    let digit = window(x, bit, w) + carry;
    carry = digit >> (w - 1);
    digit -= carry << w;
    store<i8>(out + <usize>bit, <i8>digit);
    length = bit + 1;
    bit += w;
  }
  return length;
}
