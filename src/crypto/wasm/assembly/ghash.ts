// GHASH, the polynomial hash of GCM, by integer multiplication with holes: no tables, no secret-dependent time.
// Every 64-bit word is split into 4 words with three of four bits zero, so that carries of the integer product die in the holes.

const M0: u64 = 0x1111111111111111;
const M1: u64 = 0x2222222222222222;
const M2: u64 = 0x4444444444444444;
const M3: u64 = 0x8888888888888888;
/** The parts of h0, h1, h0^h1 and of their bit reversals: 6 words of 4 parts. */
const split = memory.data(192, 16);

function reverse(x: u64): u64 {
  x = ((x & 0x5555555555555555) << 1) | ((x >> 1) & 0x5555555555555555);
  x = ((x & 0x3333333333333333) << 2) | ((x >> 2) & 0x3333333333333333);
  x = ((x & 0x0f0f0f0f0f0f0f0f) << 4) | ((x >> 4) & 0x0f0f0f0f0f0f0f0f);
  return bswap<u64>(x);
}

/** The low 64 bits of the carry-less product of x and the split word at y. */
// @ts-ignore: decorator
@inline
function times(x: u64, y: usize): u64 {
  const x0 = x & M0, x1 = x & M1, x2 = x & M2, x3 = x & M3;
  const y0 = load<u64>(y), y1 = load<u64>(y, 8), y2 = load<u64>(y, 16), y3 = load<u64>(y, 24);
  const z0 = (x0 * y0) ^ (x1 * y3) ^ (x2 * y2) ^ (x3 * y1);
  const z1 = (x0 * y1) ^ (x1 * y0) ^ (x2 * y3) ^ (x3 * y2);
  const z2 = (x0 * y2) ^ (x1 * y1) ^ (x2 * y0) ^ (x3 * y3);
  const z3 = (x0 * y3) ^ (x1 * y2) ^ (x2 * y1) ^ (x3 * y0);
  return (z0 & M0) | (z1 & M1) | (z2 & M2) | (z3 & M3);
}

function splitInto(at: usize, x: u64): void {
  store<u64>(at, x & M0);
  store<u64>(at, x & M1, 8);
  store<u64>(at, x & M2, 16);
  store<u64>(at, x & M3, 24);
}

/** Takes the hash key H of 16 bytes. */
export function ghashKey(h: usize): void {
  const h1 = bswap<u64>(load<u64>(h)), h0 = bswap<u64>(load<u64>(h, 8));
  const r1 = reverse(h1), r0 = reverse(h0);
  splitInto(split, h0);
  splitInto(split + 32, h1);
  splitInto(split + 64, h0 ^ h1);
  splitInto(split + 96, r0);
  splitInto(split + 128, r1);
  splitInto(split + 160, r0 ^ r1);
}

/** Takes `length` bytes into the 16-byte state; the last block is filled up with zeros. */
export function ghash(state: usize, at: usize, length: i32): void {
  if ((length & 15) != 0) memory.fill(at + <usize>length, 0, 16 - (<usize>length & 15));
  let y1 = bswap<u64>(load<u64>(state)), y0 = bswap<u64>(load<u64>(state, 8));
  for (; length > 0; length -= 16) {
    y1 ^= bswap<u64>(load<u64>(at));
    y0 ^= bswap<u64>(load<u64>(at, 8));
    at += 16;
    const r0 = reverse(y0), r1 = reverse(y1);
    const z0 = times(y0, split);
    const z1 = times(y1, split + 32);
    const z2 = times(y0 ^ y1, split + 64) ^ z0 ^ z1;
    let h0 = times(r0, split + 96);
    let h1 = times(r1, split + 128);
    let h2 = times(r0 ^ r1, split + 160) ^ h0 ^ h1;
    h0 = reverse(h0) >> 1;
    h1 = reverse(h1) >> 1;
    h2 = reverse(h2) >> 1;
    let v0 = z0, v1 = h0 ^ z2, v2 = z1 ^ h2, v3 = h1;
    v3 = (v3 << 1) | (v2 >> 63);
    v2 = (v2 << 1) | (v1 >> 63);
    v1 = (v1 << 1) | (v0 >> 63);
    v0 = v0 << 1;
    v2 ^= v0 ^ (v0 >> 1) ^ (v0 >> 2) ^ (v0 >> 7);
    v1 ^= (v0 << 63) ^ (v0 << 62) ^ (v0 << 57);
    v3 ^= v1 ^ (v1 >> 1) ^ (v1 >> 2) ^ (v1 >> 7);
    v2 ^= (v1 << 63) ^ (v1 << 62) ^ (v1 << 57);
    y0 = v2;
    y1 = v3;
  }
  store<u64>(state, bswap<u64>(y1));
  store<u64>(state, bswap<u64>(y0), 8);
}

export function ghashWipe(): void {
  memory.fill(split, 0, 192);
}
