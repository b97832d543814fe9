// The slow second implementation that the fast one is compared with: written from the standards with BigInt and plain loops.
// Never constant-time: test use only.
import { concat } from './bytes.ts';

const rotate = (x: number, n: number): number => (x << (n & 31)) | (x >>> (32 - (n & 31)));

/** SM3, GB/T 32905-2016 clause 5. */
export function oracleSm3(message: Uint8Array): Uint8Array {
  const blocks = Math.floor((message.length + 8) / 64) + 1;
  const padded = new Uint8Array(blocks * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(message.length / 0x20000000));
  view.setUint32(padded.length - 4, (message.length << 3) >>> 0);
  const v = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
  const w = new Int32Array(68);
  const p0 = (x: number) => x ^ rotate(x, 9) ^ rotate(x, 17);
  const p1 = (x: number) => x ^ rotate(x, 15) ^ rotate(x, 23);
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(block * 64 + i * 4);
    for (let i = 16; i < 68; i++) {
      w[i] = p1(w[i - 16]! ^ w[i - 9]! ^ rotate(w[i - 3]!, 15)) ^ rotate(w[i - 13]!, 7) ^ w[i - 6]!;
    }
    let [a, b, c, d, e, f, g, h] = v as [number, number, number, number, number, number, number, number];
    for (let j = 0; j < 64; j++) {
      const ss1 = rotate((rotate(a, 12) + e + rotate(j < 16 ? 0x79cc4519 : 0x7a879d8a, j)) | 0, 7);
      const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      const tt1 = (ff + d + (ss1 ^ rotate(a, 12)) + (w[j]! ^ w[j + 4]!)) | 0;
      const tt2 = (gg + h + ss1 + w[j]!) | 0;
      [d, c, b, a, h, g, f, e] = [c, rotate(b, 9), a, tt1, g, rotate(f, 19), e, p0(tt2)];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => {
      v[i]! ^= word;
    });
  }
  const out = new Uint8Array(32);
  v.forEach((word, i) => {
    new DataView(out.buffer).setUint32(4 * i, word >>> 0);
  });
  return out;
}

export function oracleHmacSm3(key: Uint8Array, message: Uint8Array): Uint8Array {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? oracleSm3(key) : key);
  const inner = oracleSm3(
    concat(
      block.map((b) => b ^ 0x36),
      message,
    ),
  );
  return oracleSm3(
    concat(
      block.map((b) => b ^ 0x5c),
      inner,
    ),
  );
}

/** The S-box of SM4 from its algebra: affine, inversion in GF(2^8) modulo x^8+x^7+x^6+x^5+x^4+x^2+1, affine. */
function makeSbox(): Uint8Array {
  const times = (a: number, b: number): number => {
    let product = 0;
    for (let i = 0; i < 8; i++) {
      if ((b >> i) & 1) product ^= a << i;
    }
    for (let i = 14; i >= 8; i--) {
      if ((product >> i) & 1) product ^= 0x1f5 << (i - 8);
    }
    return product;
  };
  const affine = (x: number): number => {
    let y = 0;
    for (let i = 0; i < 8; i++) {
      let row = ((0xa7 << i) | (0xa7 >> (8 - i))) & 0xff & x;
      row ^= row >> 4;
      row ^= row >> 2;
      row ^= row >> 1;
      y |= (row & 1) << i;
    }
    return y ^ 0xd3;
  };
  const box = new Uint8Array(256);
  for (let x = 0; x < 256; x++) {
    const a = affine(x);
    let inverse = 0;
    for (let b = 1; b < 256 && a !== 0; b++) {
      if (times(a, b) === 1) inverse = b;
    }
    box[x] = affine(inverse);
  }
  return box;
}

export const oracleSbox = makeSbox();

/** One block of SM4, GB/T 32907-2016. */
export function oracleSm4Block(key: Uint8Array, block: Uint8Array, decrypt = false): Uint8Array {
  const tau = (x: number): number => {
    let y = 0;
    for (let i = 0; i < 32; i += 8) y |= oracleSbox[(x >>> i) & 0xff]! << i;
    return y;
  };
  const words = (bytes: Uint8Array): number[] => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
    return [0, 4, 8, 12].map((at) => view.getInt32(at));
  };
  const k = words(key).map((word, i) => word ^ [0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc][i]!);
  const roundKeys: number[] = [];
  for (let i = 0; i < 32; i++) {
    let ck = 0;
    for (let j = 0; j < 4; j++) ck = (ck << 8) | (((4 * i + j) * 7) & 0xff);
    const b = tau(k[i + 1]! ^ k[i + 2]! ^ k[i + 3]! ^ ck);
    k.push(k[i]! ^ b ^ rotate(b, 13) ^ rotate(b, 23));
    roundKeys.push(k[i + 4]!);
  }
  if (decrypt) roundKeys.reverse();
  const x = words(block);
  for (let i = 0; i < 32; i++) {
    const b = tau(x[i + 1]! ^ x[i + 2]! ^ x[i + 3]! ^ roundKeys[i]!);
    x.push(x[i]! ^ b ^ rotate(b, 2) ^ rotate(b, 10) ^ rotate(b, 18) ^ rotate(b, 24));
  }
  const out = new Uint8Array(16);
  for (let i = 0; i < 4; i++) new DataView(out.buffer).setInt32(4 * i, x[35 - i]!);
  return out;
}

// The recommended curve, GB/T 32918.5-2017.
export const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
export const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const A = P - 3n;
const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
export type OraclePoint = { x: bigint; y: bigint } | undefined;
export const G = {
  x: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  y: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
};

export const mod = (x: bigint, m: bigint): bigint => ((x % m) + m) % m;

export function invert(x: bigint, m: bigint): bigint {
  let [a, b, u, v] = [mod(x, m), m, 1n, 0n];
  while (a > 1n) {
    const q = b / a;
    [a, b, u, v] = [b % a, a, v - q * u, u];
  }
  return mod(u, m);
}

export function oracleAdd(p: OraclePoint, q: OraclePoint): OraclePoint {
  if (!p) return q;
  if (!q) return p;
  if (p.x === q.x && mod(p.y + q.y, P) === 0n) return undefined;
  const slope =
    p.x === q.x ? mod((3n * p.x * p.x + A) * invert(2n * p.y, P), P) : mod((q.y - p.y) * invert(q.x - p.x, P), P);
  const x = mod(slope * slope - p.x - q.x, P);
  return { x, y: mod(slope * (p.x - x) - p.y, P) };
}

type Jacobian = [bigint, bigint, bigint];

function doubleJacobian([x, y, z]: Jacobian): Jacobian {
  const yy = (y * y) % P;
  const s = (4n * x * yy) % P;
  const zz = (z * z) % P;
  const m = (3n * (x - zz) * (x + zz)) % P;
  const x3 = mod(m * m - 2n * s, P);
  return [x3, mod(m * (s - x3) - 8n * yy * yy, P), (2n * y * z) % P];
}

function addJacobian(p: Jacobian, q: { x: bigint; y: bigint }): Jacobian {
  if (p[2] === 0n) return [q.x, q.y, 1n];
  const [x, y, z] = p;
  const zz = (z * z) % P;
  const h = mod(q.x * zz - x, P);
  const r = mod(q.y * zz * z - y, P);
  if (h === 0n) return r === 0n ? doubleJacobian(p) : [1n, 1n, 0n];
  const hh = (h * h) % P;
  const hhh = (h * hh) % P;
  const v = (x * hh) % P;
  const x3 = mod(r * r - hhh - 2n * v, P);
  return [x3, mod(r * (v - x3) - y * hhh, P), (z * h) % P];
}

export function oracleMultiply(k: bigint, point: { x: bigint; y: bigint } = G): OraclePoint {
  let sum: Jacobian = [1n, 1n, 0n];
  for (const bit of k.toString(2)) {
    sum = doubleJacobian(sum);
    if (bit === '1') sum = addJacobian(sum, point);
  }
  if (sum[2] === 0n) return undefined;
  const zi = invert(sum[2], P);
  return { x: mod(sum[0] * zi * zi, P), y: mod(sum[1] * zi * zi * zi, P) };
}

export const isOnCurve = ({ x, y }: { x: bigint; y: bigint }): boolean =>
  x < P && y < P && mod(y * y - x * x * x - A * x - B, P) === 0n;

export function toBigInt(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

export function toBytes(value: bigint, length = 32): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = length - 1, rest = value; i >= 0; i--, rest >>= 8n) out[i] = Number(rest & 0xffn);
  return out;
}

export const encodePoint = (p: { x: bigint; y: bigint }): Uint8Array =>
  concat(Uint8Array.of(4), toBytes(p.x), toBytes(p.y));

export const decodePoint = (bytes: Uint8Array): { x: bigint; y: bigint } => ({
  x: toBigInt(bytes.subarray(1, 33)),
  y: toBigInt(bytes.subarray(33, 65)),
});

/** Signs the digest e with nonce k; undefined where the standard says to draw again. */
export function oracleSign(e: bigint, d: bigint, k: bigint): { r: bigint; s: bigint } | undefined {
  const point = oracleMultiply(k);
  const r = mod(e + point!.x, N);
  const s = mod(invert(1n + d, N) * (k - r * d), N);
  return r === 0n || r + k === N || s === 0n ? undefined : { r, s };
}

export function oracleVerify(e: bigint, r: bigint, s: bigint, publicPoint: { x: bigint; y: bigint }): boolean {
  if (r < 1n || r >= N || s < 1n || s >= N) return false;
  const t = mod(r + s, N);
  if (t === 0n) return false;
  const point = oracleAdd(oracleMultiply(s), oracleMultiply(t, publicPoint));
  return point !== undefined && mod(e + point.x, N) === r;
}
