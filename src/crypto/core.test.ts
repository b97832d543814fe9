// The fast core against the slow oracle: more than 100,000 cases a run, edges first. A longer run: ROUNDS=20 npx vitest run src/crypto/core.test.ts
import { describe, expect, test } from 'vitest';
import { concat, toHex } from './bytes.ts';
import { core } from './core.ts';
import {
  decodePoint,
  encodePoint,
  G,
  invert,
  isOnCurve,
  mod,
  N,
  type OraclePoint,
  oracleAdd,
  oracleMultiply,
  oracleSign,
  oracleSm3,
  oracleVerify,
  P,
  toBigInt,
  toBytes,
} from './oracle.fixture.ts';
import { sm2 } from './sm2/sm2.ts';

const rounds = Number(process.env.ROUNDS ?? 1);
const c = core();
const seed = crypto.getRandomValues(new Uint8Array(16));
const note = `seed ${toHex(seed)}`;
let drawn = 0;
/** 32 bytes from the seed, so that a failure can be repeated. */
const draw = (): Uint8Array => oracleSm3(concat(seed, toBytes(BigInt(drawn++), 8)));

/** Numbers where carries, folds and comparisons turn: around 0, the moduli, powers of two and the borders of the limbs. */
const edges: bigint[] = [
  0n,
  1n,
  2n,
  3n,
  P - 1n,
  P - 2n,
  P - 3n,
  N,
  N - 1n,
  N + 1n,
  N - 2n,
  (P - 1n) / 2n,
  (N - 1n) / 2n,
  (N + 1n) / 2n,
];
for (const bit of [
  28n,
  29n,
  31n,
  32n,
  58n,
  64n,
  87n,
  96n,
  116n,
  127n,
  128n,
  145n,
  174n,
  203n,
  224n,
  232n,
  255n,
  256n,
]) {
  edges.push((1n << bit) - 1n, 1n << bit, (1n << bit) + 1n, P - (1n << bit), mod(-(1n << bit), N));
}
for (const pattern of [0x1fffffffn, 0x10000000n, 0x0fffffffn, 0x15555555n, 0x0aaaaaaan]) {
  let value = 0n;
  for (let i = 0n; i < 9n; i++) value |= pattern << (29n * i);
  edges.push(value & ((1n << 256n) - 1n), mod(-value, P), mod(value, N));
}
const inField = [...new Set(edges.map((x) => mod(x, P)))];
const inOrder = [...new Set(edges.map((x) => mod(x, N)))];

const field = (operation: number, a: bigint, b: bigint): bigint => {
  c.run.testField(operation, c.put(0, toBytes(a)), c.put(32, toBytes(b)), c.at + 64);
  return toBigInt(c.get(64, 32));
};

let cases = 0;
/** Compares without the cost of an assertion for every case. */
function agree(got: bigint | Uint8Array | boolean, wanted: bigint | Uint8Array | boolean, what: () => string): void {
  cases++;
  const same =
    got instanceof Uint8Array && wanted instanceof Uint8Array ? toHex(got) === toHex(wanted) : got === wanted;
  if (!same) throw new Error(`${what()}, ${note}`);
}

describe('numbers', () => {
  test('multiplication and squaring modulo p', () => {
    for (const a of inField) {
      for (const b of inField) agree(field(0, a, b), (a * b) % P, () => `${a} * ${b} mod p`);
      agree(field(1, a, 0n), (a * a) % P, () => `${a}^2 mod p`);
    }
    for (let i = 0; i < 26_000 * rounds; i++) {
      const [a, b] = [mod(toBigInt(draw()), P), i % 4 ? mod(toBigInt(draw()), P) : inField[i % inField.length]!];
      agree(field(0, a, b), (a * b) % P, () => `${a} * ${b} mod p`);
      agree(field(1, a, 0n), (a * a) % P, () => `${a}^2 mod p`);
    }
  });

  test('multiplication modulo n', () => {
    for (const a of inOrder) for (const b of inOrder) agree(field(3, a, b), (a * b) % N, () => `${a} * ${b} mod n`);
    for (let i = 0; i < 10_000 * rounds; i++) {
      const [a, b] = [mod(toBigInt(draw()), N), mod(toBigInt(draw()), N)];
      agree(field(3, a, b), (a * b) % N, () => `${a} * ${b} mod n`);
    }
  });

  test('inversion modulo p and n', () => {
    for (let i = 0; i < inField.length + 1500 * rounds; i++) {
      const a = inField[i] ?? mod(toBigInt(draw()), P);
      if (a !== 0n) agree(field(2, a, 0n), invert(a, P), () => `1/${a} mod p`);
      const b = inOrder[i] ?? mod(toBigInt(draw()), N);
      if (b !== 0n && i < 400 * rounds) agree(field(4, b, 0n), invert(b, N), () => `1/${b} mod n`);
    }
  });
});

const publicKey = (k: bigint): Uint8Array => {
  if (!c.run.publicKey(c.put(0, toBytes(k)), c.at + 64)) throw new Error(`no public key for ${k}, ${note}`);
  return c.get(64, 64);
};
const xy = (point: OraclePoint): Uint8Array => encodePoint(point!).subarray(1);
const multiply = (k: bigint, point: Uint8Array): Uint8Array => {
  if (!c.run.multiply(c.put(0, toBytes(k)), c.put(64, point), c.at + 256))
    throw new Error(`no product for ${k}, ${note}`);
  return c.get(256, 64);
};
const other = oracleMultiply(mod(toBigInt(draw()), N))!;

/** Walks start, start + step, .. on the curve by affine additions of the oracle. */
function* walk(start: bigint, base: { x: bigint; y: bigint }, count: number): Generator<[bigint, OraclePoint]> {
  let k = start;
  let point = oracleMultiply(k, base);
  for (let i = 0; i < count; i++) {
    yield [k, point];
    k = mod(k + 1n, N);
    point = oracleAdd(point, base);
  }
}

describe('points', () => {
  test('k*G and k*P for edge scalars', () => {
    for (const k of inOrder) {
      if (k === 0n) continue;
      agree(publicKey(k), xy(oracleMultiply(k)), () => `${k} * G`);
      agree(multiply(k, xy(other)), xy(oracleMultiply(k, other)), () => `${k} * P`);
    }
  });

  test('k*G for the first and the last thousands and from random starts', () => {
    for (const start of [1n, N - 2500n, mod(toBigInt(draw()), N - 10_000n)]) {
      for (const [k, point] of walk(start, G, 2400 * rounds)) {
        if (!point) continue;
        agree(publicKey(k), xy(point), () => `${k} * G`);
      }
    }
  });

  test('k*P for an untrusted P, from both ends and the middle', () => {
    for (const start of [1n, N - 200n, (N - 1n) / 2n - 100n, mod(toBigInt(draw()), N - 10_000n)]) {
      for (const [k, point] of walk(start, other, 199 + 500 * rounds)) {
        if (point) agree(multiply(k, xy(other)), xy(point), () => `${k} * P`);
      }
    }
  });

  test('s*G + t*P with complete additions, also where the two parts are equal or cancel', () => {
    const two = (s: bigint, t: bigint, point: OraclePoint): Uint8Array | false => {
      const done = c.run.testMultiplyTwo(c.put(0, toBytes(s)), c.put(32, toBytes(t)), c.put(64, xy(point)), c.at + 256);
      return done ? c.get(256, 64) : false;
    };
    for (const k of [1n, 2n, 3n, 15n, 127n, 128n, N - 1n, N - 3n, mod(toBigInt(draw()), N)]) {
      const point = oracleMultiply(k);
      for (const t of [1n, 2n, 7n, 8n, N - 2n, mod(toBigInt(draw()), N)]) {
        agree(two(mod(k * t, N), t, point), xy(oracleMultiply(mod(2n * k * t, N))), () => `${k} ${t} equal`);
        agree(two(mod(-k * t, N), t, point), false, () => `${k} ${t} cancel`);
        agree(two(0n, t, point), xy(oracleMultiply(mod(k * t, N))), () => `${k} ${t} alone`);
      }
    }
    const [s, t] = [mod(toBigInt(draw()), N), mod(toBigInt(draw()), N)];
    let sum = oracleAdd(oracleMultiply(s), oracleMultiply(t, other));
    const step = oracleAdd(G, other);
    for (let i = 0n; i < 2000n * BigInt(rounds); i++) {
      agree(two(mod(s + i, N), mod(t + i, N), other), xy(sum), () => `${s + i} G + ${t + i} P`);
      sum = oracleAdd(sum, step);
    }
  });

  test('a point is accepted exactly if it satisfies the equation', () => {
    const root = (x: bigint): bigint => {
      let [base, exponent, y] = [
        mod(x * x * x - 3n * x + 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n, P),
        (P + 1n) / 4n,
        1n,
      ];
      for (; exponent > 0n; exponent >>= 1n, base = (base * base) % P) if (exponent & 1n) y = (y * base) % P;
      return y;
    };
    for (let i = 0; i < 400 * rounds; i++) {
      const x = inField[i] ?? mod(toBigInt(draw()), P);
      const candidate = { x, y: root(x) };
      const wanted = isOnCurve(candidate);
      agree(c.run.checkPoint(c.put(0, xy(candidate))) !== 0, wanted, () => `point ${x}`);
      const done = c.run.decompress(c.put(0, toBytes(x)), 1, c.at + 64) !== 0;
      agree(done, wanted, () => `decompress ${x}`);
      if (!done) continue;
      const y = candidate.y & 1n ? candidate.y : P - candidate.y;
      agree(c.get(64, 64), xy({ x, y }), () => `decompress ${x}`);
    }
  });
});

describe('signatures', () => {
  test('sign and verify, plain and prepared, against the oracle', () => {
    const d = mod(toBigInt(draw()), N - 2n) + 1n;
    const point = oracleMultiply(d)!;
    const prepared = sm2.preparePublicKey(encodePoint(point));
    c.run.prepareSigner(c.put(0, toBytes(d)), c.at + 128);
    const inverse = c.get(128, 40);
    const factor = invert(1n + d, N);
    for (const [k, nonce] of walk(mod(toBigInt(draw()), N - 10_000n), G, 3000 * rounds)) {
      const e = draw();
      const r = mod(toBigInt(e) + nonce!.x, N);
      const wanted = concat(toBytes(r), toBytes(mod(factor * (k - r * d), N)));
      c.put(128, inverse);
      c.run.sign(c.put(192, e), c.put(224, toBytes(k)), c.at + 128, c.at + 256);
      const got = c.get(256, 64);
      agree(got, wanted, () => `sign ${toHex(e)} with ${k}`);
      agree(sm2.hazardousVerifyDigest(e, got, prepared), true, () => 'verify prepared');
      agree(sm2.hazardousVerifyDigest(e, got, prepared.publicKey), true, () => 'verify');
      const forged = got.slice();
      forged[Number(k % 64n)]! ^= 1 << Number(k % 7n);
      agree(sm2.hazardousVerifyDigest(e, forged, prepared), false, () => 'forged, prepared');
      agree(sm2.hazardousVerifyDigest(e, forged, prepared.publicKey), false, () => 'forged');
    }
  });

  test('edge digests and signatures give the answer of the oracle on both paths', () => {
    const d = 0x1234567n;
    const publicPoint = oracleMultiply(d)!;
    const prepared = sm2.preparePublicKey(encodePoint(publicPoint));
    const picks = inOrder.filter((_, i) => i % 9 === 0);
    for (const e of picks) {
      const good = oracleSign(e, d, 0x7654321n)!;
      for (const s of [good.s, ...picks.slice(0, 4)]) {
        const wanted = oracleVerify(e, good.r, s, publicPoint);
        const signature = concat(toBytes(good.r), toBytes(s));
        agree(sm2.hazardousVerifyDigest(toBytes(e), signature, prepared), wanted, () => `edge ${e} ${s}`);
        agree(sm2.hazardousVerifyDigest(toBytes(e), signature, prepared.publicKey), wanted, () => `edge ${e} ${s}`);
      }
    }
  });

  test('the comparison of x takes the branch r - e + n that chance meets once in 2^32', () => {
    const matches = (x: bigint, r: bigint, e: bigint, z: Uint8Array): boolean =>
      c.run.testXMatches(c.put(0, toBytes(x)), c.put(32, toBytes(r)), c.put(64, toBytes(e)), c.put(96, z)) !== 0;
    for (let i = 0n; i < 500n; i++) {
      const e = mod(toBigInt(draw()), N);
      const z = draw();
      z[0] = 1;
      // x in [n, p): its residue modulo n is x - n.
      const x = i < 3n ? N + i : i < 6n ? P - 1n - (i - 3n) : N + mod(toBigInt(draw()), P - N);
      const r = mod(x - N + e, N);
      agree(matches(x, r, e, z), true, () => `x ${x}`);
      agree(matches(x - N, r, e, z), true, () => `x ${x - N}`);
      agree(matches(x === P - 1n ? x - 1n : x + 1n, r, e, z), false, () => `not x ${x}`);
      const small = mod(toBigInt(draw()), N);
      agree(matches(small, mod(small + e, N), e, z), true, () => `x ${small}`);
    }
    // Just below and at the border of the second candidate: r - e + n = p must not wrap to 0.
    agree(matches(0n, mod(P - N, N), 0n, draw()), false, () => 'x = p');
  });

  test('infinity never verifies', () => {
    // s*G + t*P = infinity needs s = -t*d; r follows from t.
    const d = 77n;
    const t = mod(toBigInt(draw()), N);
    const s = mod(-t * d, N);
    const r = mod(t - s, N);
    const signature = concat(toBytes(r), toBytes(s));
    const key = encodePoint(oracleMultiply(d)!);
    for (const e of [0n, r, mod(r - 1n, N)]) {
      agree(sm2.hazardousVerifyDigest(toBytes(e), signature, key), false, () => 'infinity');
      agree(sm2.hazardousVerifyDigest(toBytes(e), signature, sm2.preparePublicKey(key)), false, () => 'infinity');
    }
    expect(decodePoint(key)).toEqual(oracleMultiply(d));
  });
});

test('at least 100,000 cases were compared', () => {
  expect(cases).toBeGreaterThanOrEqual(100_000);
});
