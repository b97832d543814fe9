// SM3 over bytes in memory; the compression function is written out by the generator.
import { SM3_W, sm3Compress } from './kernels.generated';

const state = memory.data(32, 16);
const tail = memory.data(128, 16);
const INITIAL = memory.data<u32>(
  [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e], 16);

export function sm3Start(): void {
  v128.store(state, v128.load(INITIAL));
  v128.store(state, v128.load(INITIAL, 16), 16);
}

/** Takes whole blocks of 64 bytes. */
export function sm3Blocks(at: usize, count: i32): void {
  for (; count > 0; count--) {
    sm3Compress(state, at);
    at += 64;
  }
}

/** Takes the last bytes (any length) of a message of `total` bytes and writes the digest. */
export function sm3Finish(at: usize, length: i32, total: f64, out: usize): void {
  const whole = length >> 6;
  sm3Blocks(at, whole);
  at += <usize>whole << 6;
  const rest = <usize>length & 63;
  memory.fill(tail, 0, 128);
  memory.copy(tail, at, rest);
  store<u8>(tail + rest, 0x80);
  const blocks: usize = rest < 56 ? 1 : 2;
  store<u64>(tail + blocks * 64 - 8, bswap<u64>(<u64>total << 3));
  sm3Blocks(tail, <i32>blocks);
  const order = v128.splat<u8>(0);
  let v = v128.load(state);
  v128.store(out, v128.shuffle<u8>(v, order, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  v = v128.load(state, 16);
  v128.store(out, v128.shuffle<u8>(v, order, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12), 16);
}

/** The digest of a message that lies in memory whole. */
export function sm3(at: usize, length: i32, out: usize): void {
  sm3Start();
  sm3Finish(at, length, <f64>length, out);
}

/** Copies the chaining value out or in: midstates of HMAC. */
export function sm3Save(to: usize): void {
  memory.copy(to, state, 32);
}

export function sm3Restore(from: usize): void {
  memory.copy(state, from, 32);
}

export function sm3Wipe(): void {
  memory.fill(state, 0, 32);
  memory.fill(tail, 0, 128);
  memory.fill(SM3_W, 0, 528);
}
