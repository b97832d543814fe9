// The operations of SM2 on byte strings in memory; every pointer is to big-endian 32-byte numbers or X‖Y points of 64 bytes.
import { BASE, mul, N_LIMBS, P_LIMBS, R_SQUARED, sqr } from './kernels.generated';
import { copy, ELEMENT, invert, isBelow, isEqual, negateIf, select, subtractOnce, toBytes as elementToBytes, toPlain, unpack } from './field';
import * as scalar from './scalar';
import * as point from './point';

const COMB = memory.data(110080, 16);
const ODD_COUNT: i32 = 64;
const ODD_MULTIPLES = memory.data(5120, 16);
let ready = false;

const numbers = memory.data(<i32>ELEMENT * 9, 16);
const k = numbers;
const e = numbers + ELEMENT * 1;
const r = numbers + ELEMENT * 2;
const s = numbers + ELEMENT * 3;
const t = numbers + ELEMENT * 4;
const u = numbers + ELEMENT * 5;
const x = numbers + ELEMENT * 6;
const y = numbers + ELEMENT * 7;
const z = numbers + ELEMENT * 8;
const first = memory.data(120, 16);
const second = memory.data(120, 16);
const affine = memory.data(80, 16);
const other = memory.data(80, 16);
const formS = memory.data(264, 16);
const formT = memory.data(264, 16);

/** The tables of the base point, built when first needed. */
export function prepareTables(): void {
  if (ready) return;
  point.buildComb(COMB, BASE);
  point.buildOddMultiples(ODD_MULTIPLES, ODD_COUNT, BASE);
  ready = true;
}

/** Wipes all working memory that a secret may have touched. */
export function wipe(): void {
  memory.fill(numbers, 0, ELEMENT * 9);
  memory.fill(first, 0, 120);
  memory.fill(second, 0, 120);
  memory.fill(affine, 0, 80);
  memory.fill(other, 0, 80);
  point.wipe();
}

/** Writes the affine X‖Y of a finite point. */
function writeAffine(out: usize, p: usize): void {
  invert(z, p + 80);
  writeScaled(out, p);
}

/** The same with 1/Z already in z. */
function writeScaled(out: usize, p: usize): void {
  sqr(x, z);
  mul(y, x, z);
  mul(x, x, p);
  mul(y, y, p + 40);
  elementToBytes(out, x);
  elementToBytes(out + 32, y);
}

/** out = k * G for k in [1, n-1]; false outside. */
export function publicKey(kBytes: usize, out: usize): bool {
  prepareTables();
  if (!scalar.fromBytes(k, kBytes)) return false;
  point.multiplyComb(first, k, COMB);
  writeAffine(out, first);
  wipe();
  return true;
}

/** (1 + d)^-1 in Montgomery form into 40 bytes; false unless d is in [1, n-2]. */
export function prepareSigner(dBytes: usize, out: usize): bool {
  if (!scalar.fromBytes(k, dBytes)) return false;
  memory.fill(t, 0, ELEMENT);
  store<i32>(t, 1);
  scalar.add(k, k, t);
  if (scalar.isZeroMask(k) != 0) return false;
  scalar.toMontgomery(k, k);
  scalar.invert(out, k);
  wipe();
  return true;
}

/** Signs the digest with nonce k: r‖s into out. False where the standard draws another nonce (or k is out of range). */
export function sign(eBytes: usize, kBytes: usize, inverse: usize, out: usize): bool {
  prepareTables();
  if (!scalar.fromBytes(k, kBytes)) return false;
  point.multiplyComb(first, k, COMB);
  invert(z, first + 80);
  sqr(x, z);
  mul(x, x, first);
  const fine = finishSignature(eBytes, inverse, out);
  wipe();
  return fine;
}

/** From the affine x of k*G in x: r = e + x, s = (1+d)^-1 (k + r) - r. */
function finishSignature(eBytes: usize, inverse: usize, out: usize): bool {
  scalar.reduceBytes(e, eBytes);
  toPlain(x, x);
  subtractOnce(x, N_LIMBS);
  scalar.add(r, e, x);
  scalar.add(t, r, k);
  const bad = scalar.isZeroMask(r) | scalar.isZeroMask(t);
  scalar.multiply(s, t, inverse);
  scalar.subtract(s, s, r);
  if ((bad | scalar.isZeroMask(s)) != 0) return false;
  scalar.toBytes(out, r);
  scalar.toBytes(out + 32, s);
  return true;
}

/** Reads r, s in [1, n-1] and t = r + s, which must not be 0. */
function readSignature(signature: usize): bool {
  if (!scalar.fromBytes(r, signature) || !scalar.fromBytes(s, signature + 32)) return false;
  scalar.add(t, r, s);
  return scalar.isZeroMask(t) == 0;
}

export function verify(eBytes: usize, signature: usize, publicPoint: usize): bool {
  prepareTables();
  if (!readSignature(signature) || !point.readPoint(affine, publicPoint)) return false;
  const sLength = scalar.nonAdjacentForm(formS, s, 8);
  const tLength = scalar.nonAdjacentForm(formT, t, 5);
  point.multiplyTwo(first, formS, ODD_MULTIPLES, sLength, formT, tLength, affine);
  scalar.reduceBytes(e, eBytes);
  return xMatches(first);
}

/** The same under a key whose comb was built. */
export function verifyPrepared(eBytes: usize, signature: usize, table: usize): bool {
  prepareTables();
  if (!readSignature(signature)) return false;
  point.setInfinity(first);
  point.addCombPublic(first, s, COMB);
  point.addCombPublic(first, t, table);
  scalar.reduceBytes(e, eBytes);
  return xMatches(first);
}

/**
 * Whether the affine x of p is r - e modulo n, without an inversion. x lies below p and p > n, so r - e + n is a second
 * candidate; it is below p with probability 2^-32 only.
 */
function xMatches(p: usize): bool {
  sqr(z, p + 80);
  if (isInfinity(p)) return false;
  scalar.subtract(u, r, e);
  mul(x, u, R_SQUARED);
  mul(x, x, z);
  if (isEqual(x, p)) return true;
  for (let i: usize = 0; i < 36; i += 4) store<i32>(u + i, load<i32>(u + i) + load<i32>(N_LIMBS + i));
  if (isBelow(u, P_LIMBS) == 0) return false;
  mul(x, u, R_SQUARED);
  mul(x, x, z);
  return isEqual(x, p);
}

function isInfinity(p: usize): bool {
  memory.fill(y, 0, ELEMENT);
  return isEqual(p + 80, y);
}

/** For tests: xMatches on an affine x given as bytes, with a Z that is not 1, so that the rare branch can be reached. */
export function testXMatches(xBytes: usize, rBytes: usize, eBytes: usize, zBytes: usize): bool {
  unpack(first, xBytes);
  mul(first, first, R_SQUARED);
  unpack(first + 80, zBytes);
  mul(first + 80, first + 80, R_SQUARED);
  sqr(z, first + 80);
  mul(first, first, z);
  scalar.reduceBytes(r, rBytes);
  scalar.reduceBytes(e, eBytes);
  return xMatches(first);
}

export function checkPoint(bytes: usize): bool {
  return point.readPoint(affine, bytes);
}

/** Completes x to X‖Y; false if x is no coordinate of a point. */
export function decompress(xBytes: usize, odd: i32, out: usize): bool {
  if (!point.decompress(affine, xBytes, odd)) return false;
  elementToBytes(out, affine);
  elementToBytes(out + 32, affine + 40);
  return true;
}

/** Builds the comb of a public point; false if it is none. */
export function prepareComb(bytes: usize, table: usize): bool {
  if (!point.readPoint(affine, bytes)) return false;
  point.buildComb(table, affine);
  return true;
}

/** first = k * affine for k in [1, n-1]: the smaller of k and n - k is used, because multiplySecret wants it below n/2. */
function multiplyInto(p: usize): void {
  scalar.subtract(u, N_LIMBS, k);
  // k is the larger one if n - k - k is negative.
  for (let i: usize = 0; i < 36; i += 4) store<i32>(y + i, load<i32>(u + i) - load<i32>(k + i));
  let carry: i32 = 0;
  for (let i: usize = 0; i < 36; i += 4) carry = (load<i32>(y + i) + carry) >> 29;
  const mask = carry >> 31;
  select(k, u, mask);
  point.multiplySecret(p, k, affine);
  negateIf(p + 40, mask);
}

/** out = k * P for a secret k and an untrusted P; false if k or P is out of range. */
export function multiply(kBytes: usize, publicPoint: usize, out: usize): bool {
  if (!point.readPoint(affine, publicPoint) || !scalar.fromBytes(k, kBytes)) return false;
  multiplyInto(first);
  writeAffine(out, first);
  wipe();
  return true;
}

/** out = k*G ‖ k*P for encryption; with a comb of P if there is one (table not 0). One inversion for both. */
export function encryptPoints(kBytes: usize, publicPoint: usize, table: usize, out: usize): bool {
  prepareTables();
  if (!scalar.fromBytes(k, kBytes)) return false;
  point.multiplyComb(first, k, COMB);
  if (table != 0) {
    point.multiplyComb(second, k, table);
  } else {
    if (!point.readPoint(affine, publicPoint)) return false;
    multiplyInto(second);
  }
  mul(t, first + 80, second + 80);
  invert(u, t);
  mul(z, u, second + 80);
  writeScaled(out, first);
  mul(z, u, first + 80);
  writeScaled(out + 64, second);
  wipe();
  return true;
}

/** 2^127 + the low 127 bits of a coordinate, GB/T 32918.3 clause 6.1. */
function exchangeFactor(out: usize, bytes: usize): void {
  unpack(out, bytes);
  // 127 = 4 * 29 + 11
  store<i32>(out, (load<i32>(out, 16) & 0x7ff) | 0x800, 16);
  memory.fill(out + 20, 0, 20);
}

/**
 * The shared point of the key exchange: (d + f(R) r) * (P' + f(R') R'), own key d, own ephemeral r with R = r*G, the peer's P', R'.
 * False if anything is out of range or the point is infinity.
 */
export function exchange(d: usize, ephemeral: usize, ownPoint: usize, peer: usize, peerEphemeral: usize, out: usize): bool {
  if (!point.readPoint(affine, peer) || !point.readPoint(other, peerEphemeral)) return false;
  if (!scalar.fromBytes(k, d) || !scalar.fromBytes(t, ephemeral)) return false;
  exchangeFactor(u, ownPoint);
  scalar.toMontgomery(u, u);
  scalar.multiply(t, t, u);
  scalar.add(k, k, t);
  if (scalar.isZeroMask(k) != 0) return false;
  // P' + f(R') R' is public.
  exchangeFactor(s, peerEphemeral);
  memory.fill(formS, 0, 264);
  const length = scalar.nonAdjacentForm(formT, s, 5);
  point.multiplyTwo(first, formS, ODD_MULTIPLES, 0, formT, length, other);
  point.addMixedComplete(first, first, affine);
  if (isInfinity(first)) return false;
  // Its affine form, for the secret multiplication.
  invert(z, first + 80);
  sqr(x, z);
  mul(y, x, z);
  mul(affine, first, x);
  mul(affine + 40, first + 40, y);
  multiplyInto(first);
  writeAffine(out, first);
  wipe();
  return true;
}

/** For tests: the field operations, on bytes. operation 0 multiply, 1 square, 2 invert, 3 multiply modulo n, 4 invert modulo n. */
export function testField(operation: i32, a: usize, b: usize, out: usize): void {
  if (operation < 3) {
    unpack(x, a);
    mul(x, x, R_SQUARED);
    unpack(y, b);
    mul(y, y, R_SQUARED);
    if (operation == 0) mul(x, x, y);
    else if (operation == 1) sqr(x, x);
    else invert(x, x);
    elementToBytes(out, x);
    return;
  }
  scalar.reduceBytes(r, a);
  scalar.reduceBytes(s, b);
  scalar.toMontgomery(r, r);
  if (operation == 3) {
    scalar.multiply(r, r, s);
  } else {
    scalar.invert(r, r);
    scalar.fromMontgomery(r, r);
  }
  scalar.toBytes(out, r);
}

/** For tests: k * P through the public path, s*G + t*P, with complete additions; false for infinity. */
export function testMultiplyTwo(sBytes: usize, tBytes: usize, publicPoint: usize, out: usize): bool {
  prepareTables();
  scalar.reduceBytes(s, sBytes);
  scalar.reduceBytes(t, tBytes);
  point.readPoint(affine, publicPoint);
  const sLength = scalar.nonAdjacentForm(formS, s, 8);
  const tLength = scalar.nonAdjacentForm(formT, t, 5);
  point.multiplyTwo(first, formS, ODD_MULTIPLES, sLength, formT, tLength, affine);
  if (isInfinity(first)) return false;
  writeAffine(out, first);
  return true;
}
