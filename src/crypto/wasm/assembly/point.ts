// Points of SM2's curve y^2 = x^3 - 3x + b in Jacobian coordinates: (X, Y, Z) stands for (X/Z^2, Y/Z^3), Z = 0 for infinity.
//
// Weights (see field.ts) of a stored point: X 1, Y 3, Z 1; values |X| < 4.5p, |Y| < 4p, |Z| < 1.5p. Tables hold weight 1.
import { add, CURVE_B, mul, ONE, sqr, sub, subCarry, subSubTwiceCarry, subTwice, subTwiceCarry, triple, twice } from './kernels.generated';
import { copy, ELEMENT, fromBytes, invert, isEqual, isZero, negateIf, select, toPlain } from './field';
import { boothDigits } from './scalar';

export const AFFINE: usize = 80;
export const JACOBIAN: usize = 120;
export const COMB_ROWS: i32 = 43;
const COMB_WIDTH: i32 = 32;
const ROW: usize = 32 * 80;
export const COMB_SIZE: usize = 43 * 32 * 80;

const scratch = memory.data(<i32>ELEMENT * 12, 16);
const t0 = scratch;
const t1 = scratch + ELEMENT;
const t2 = scratch + ELEMENT * 2;
const t3 = scratch + ELEMENT * 3;
const t4 = scratch + ELEMENT * 4;
const t5 = scratch + ELEMENT * 5;
const t6 = scratch + ELEMENT * 6;
const t7 = scratch + ELEMENT * 7;
const selected = memory.data(<i32>AFFINE, 16);
const selectedJacobian = memory.data(<i32>JACOBIAN, 16);
const sum = memory.data(<i32>JACOBIAN, 16);
const digits = memory.data(264, 16);
const window = memory.data(<i32>JACOBIAN * 17, 16);
/** Z coordinates and their running products while a table is brought to affine form. */
const rowZ = memory.data(<i32>ELEMENT * 32, 16);
const rowProduct = memory.data(<i32>ELEMENT * 33, 16);
const rowBase = memory.data(<i32>JACOBIAN, 16);

export function copyPoint(z: usize, x: usize): void {
  memory.copy(z, x, JACOBIAN);
}

export function setInfinity(z: usize): void {
  memory.fill(z, 0, JACOBIAN);
}

export function fromAffine(z: usize, affine: usize): void {
  memory.copy(z, affine, AFFINE);
  copy(z + 80, ONE);
}

/** r = 2p; r may be p. Infinity stays infinity, because Z3 = 2YZ. */
export function double(r: usize, p: usize): void {
  sqr(t0, p + 80); // delta = Z^2
  sqr(t1, p + 40); // gamma = Y^2, 3*3
  twice(t1, t1); // 2 gamma: 2
  twice(t2, p); // 2X: 2
  mul(t3, t2, t1); // 4 beta = 2X * 2 gamma: 2*2
  twice(t2, p + 40); // 2Y: 6
  mul(r + 80, t2, p + 80); // Z3 = 2Y * Z: 6*1
  sub(t2, p, t0); // 2
  add(t4, p, t0); // 2
  mul(t2, t2, t4); // 2*2
  triple(t2, t2); // alpha: 3, below 6p
  sqr(t4, t2); // 3*3
  subTwiceCarry(r, t4, t3); // X3 = alpha^2 - 8 beta: carried to 1
  sub(t3, t3, r); // 2
  mul(t3, t2, t3); // 3*2
  sqr(t1, t1); // 4 gamma^2: 2*2
  subTwice(r + 40, t3, t1); // Y3 = alpha (4 beta - X3) - 8 gamma^2: 3
}

/** The end of both additions: from U1 = X1 (scaled), S1 = Y1 (scaled), H in t2, R in t3, and Z3 already stored. */
// @ts-ignore: decorator
@inline
function finishAdd(r: usize, u1: usize, s1: usize): void {
  sqr(t4, t2); // H^2: 2*2
  mul(t5, t4, t2); // H^3: 1*2
  mul(t4, u1, t4); // V = U1 H^2: 1*1
  mul(t6, s1, t5); // S1 H^3: 3*1
  sqr(t7, t3); // R^2: 2*2 at most
  subSubTwiceCarry(r, t7, t5, t4); // X3 = R^2 - H^3 - 2V: carried to 1
  sub(t4, t4, r); // 2
  mul(t4, t3, t4); // 2*2
  sub(r + 40, t4, t6); // Y3: 2
}

/** r = p + q for affine q; not for infinity, equal or opposite points. r may be p. */
function addMixed(r: usize, p: usize, q: usize): void {
  sqr(t0, p + 80);
  mul(t2, q, t0); // U2
  mul(t0, t0, p + 80);
  mul(t3, q + 40, t0); // S2
  sub(t2, t2, p); // H: 2
  subCarry(t3, t3, p + 40); // R: 4, carried to 1, below 5.5p
  mul(r + 80, p + 80, t2); // Z3 = Z1 H: 1*2
  finishAdd(r, p, p + 40);
}

/** r = p + q for affine q, complete, in variable time: public points only. */
export function addMixedComplete(r: usize, p: usize, q: usize): void {
  if (isZero(p + 80)) {
    fromAffine(r, q);
    return;
  }
  sqr(t0, p + 80);
  mul(t2, q, t0);
  mul(t0, t0, p + 80);
  mul(t3, q + 40, t0);
  sub(t2, t2, p);
  subCarry(t3, t3, p + 40);
  if (isZero(t2)) {
    if (isZero(t3)) double(r, p);
    else setInfinity(r);
    return;
  }
  mul(r + 80, p + 80, t2);
  finishAdd(r, p, p + 40);
}

/** r = p + q, complete, in variable time: public points only. r may be p but not q. */
export function addComplete(r: usize, p: usize, q: usize): void {
  if (isZero(q + 80)) {
    if (r != p) copyPoint(r, p);
    return;
  }
  if (isZero(p + 80)) {
    copyPoint(r, q);
    return;
  }
  addUnequal(r, p, q, true);
}

/** r = p + q; `checked` looks for equal and opposite points in variable time. */
// @ts-ignore: decorator
@inline
function addUnequal(r: usize, p: usize, q: usize, checked: bool): void {
  const u1 = scratch + ELEMENT * 8;
  const s1 = scratch + ELEMENT * 9;
  sqr(t0, p + 80);
  sqr(t1, q + 80);
  mul(u1, p, t1); // U1
  mul(t2, q, t0); // U2
  mul(t1, t1, q + 80);
  mul(s1, p + 40, t1); // S1: 3*1
  mul(t0, t0, p + 80);
  mul(t3, q + 40, t0); // S2
  sub(t2, t2, u1); // H: 2
  sub(t3, t3, s1); // R: 2
  if (checked && isZero(t2)) {
    if (isZero(t3)) double(r, p);
    else setInfinity(r);
    return;
  }
  mul(t1, p + 80, q + 80);
  mul(r + 80, t1, t2); // Z3 = Z1 Z2 H
  finishAdd(r, u1, s1);
}

/** Reads 64 bytes X‖Y into an affine point; false unless both are below p and the curve equation holds. */
export function readPoint(z: usize, bytes: usize): bool {
  const xFine = fromBytes(z, bytes);
  const yFine = fromBytes(z + 40, bytes + 32);
  if (!xFine || !yFine) return false;
  curveRight(t1, z);
  sqr(t0, z + 40);
  return isEqual(t0, t1);
}

/** z = x^3 - 3x + b. */
function curveRight(z: usize, x: usize): void {
  sqr(t2, x);
  triple(t3, ONE);
  sub(t2, t2, t3); // x^2 - 3: 4
  mul(z, t2, x);
  add(z, z, CURVE_B); // 2
}

/** Completes a compressed point: the root of the curve equation whose lowest bit is `odd`; false if there is none. */
export function decompress(z: usize, bytes: usize, odd: i32): bool {
  if (!fromBytes(z, bytes)) return false;
  const y = z + 40;
  const right = scratch + ELEMENT * 8;
  const parity = scratch + ELEMENT * 9;
  curveRight(right, z);
  // p = 3 mod 4: the root is right^((p+1)/4), (p+1)/4 = 2^254 - 2^222 - 2^94 + 2^62, built from runs of ones:
  // 31 ones, 0, 128 ones, 31 zeros, 1, 62 zeros.
  const ones31 = scratch + ELEMENT * 10;
  const ones32 = scratch + ELEMENT * 11;
  copy(t0, right);
  for (let i = 0; i < 30; i++) {
    sqr(t0, t0);
    mul(t0, t0, right);
  }
  copy(ones31, t0);
  sqr(ones32, ones31);
  mul(ones32, ones32, right);
  sqr(t0, ones31);
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 32; j++) sqr(t0, t0);
    mul(t0, t0, ones32);
  }
  for (let j = 0; j < 32; j++) sqr(t0, t0);
  mul(t0, t0, right);
  for (let j = 0; j < 62; j++) sqr(t0, t0);
  copy(y, t0);
  sqr(t0, y);
  if (!isEqual(t0, right)) return false;
  toPlain(parity, y);
  if ((load<i32>(parity) & 1) != odd) negateIf(y, -1);
  return true;
}

/** Brings `count` (at most 32) points to affine form with one inversion: X, Y lie at 80-byte steps, their Z in rowZ. */
function normaliseRow(points: usize, count: i32): void {
  copy(rowProduct, ONE);
  for (let i: usize = 0; i < <usize>count; i++) {
    mul(rowProduct + (i + 1) * ELEMENT, rowProduct + i * ELEMENT, rowZ + i * ELEMENT);
  }
  invert(t0, rowProduct + <usize>count * ELEMENT);
  for (let i: usize = <usize>count; i > 0; i--) {
    const z = rowZ + (i - 1) * ELEMENT;
    const point = points + (i - 1) * AFFINE;
    mul(t1, t0, rowProduct + (i - 1) * ELEMENT); // 1/Z
    mul(t0, t0, z);
    sqr(t2, t1);
    mul(point, point, t2);
    mul(t2, t2, t1);
    mul(point + 40, point + 40, t2);
  }
}

/** Fills a row: first, first + step, first + 2 step, .. as affine points. Public points, hence complete additions. */
function fillRow(points: usize, count: i32, first: usize, step: usize): void {
  copyPoint(sum, first);
  for (let i: usize = 0; i < <usize>count; i++) {
    if (i > 0) addComplete(sum, sum, step);
    memory.copy(points + i * AFFINE, sum, AFFINE);
    copy(rowZ + i * ELEMENT, sum + 80);
  }
  normaliseRow(points, count);
}

/** The comb of an affine point: row i holds j * 2^(6i) * point for j = 1..32. */
export function buildComb(table: usize, affine: usize): void {
  fromAffine(rowBase, affine);
  for (let row = 0; row < COMB_ROWS; row++) {
    fillRow(table, COMB_WIDTH, rowBase, rowBase);
    // The last entry is 32 times the base: one more doubling gives 2^6.
    fromAffine(rowBase, table + AFFINE * 31);
    double(rowBase, rowBase);
    table += ROW;
  }
}

/** The odd multiples 1, 3, .. of an affine point as affine points, for the non-adjacent form. */
export function buildOddMultiples(table: usize, count: i32, affine: usize): void {
  fromAffine(rowBase, affine);
  double(window, rowBase);
  for (let i = 0; i < count; i += 32) {
    const step = count - i < 32 ? count - i : 32;
    fillRow(table + <usize>i * AFFINE, step, rowBase, window);
    fromAffine(rowBase, table + <usize>(i + step - 1) * AFFINE);
    addComplete(rowBase, rowBase, window);
  }
}

/** selected = row[index - 1], read by scanning the whole row, so that the index shows in no address; zero for index 0. */
function selectAffine(row: usize, index: i32): void {
  let a = i32x4.splat(0), b = a, c = a, d = a, e = a;
  const wanted = i32x4.splat(index);
  let number = i32x4.splat(1);
  const one = number;
  for (let end = row + ROW; row < end; row += AFFINE) {
    const mask = i32x4.eq(number, wanted);
    number = i32x4.add(number, one);
    a = v128.or(a, v128.and(v128.load(row), mask));
    b = v128.or(b, v128.and(v128.load(row, 16), mask));
    c = v128.or(c, v128.and(v128.load(row, 32), mask));
    d = v128.or(d, v128.and(v128.load(row, 48), mask));
    e = v128.or(e, v128.and(v128.load(row, 64), mask));
  }
  v128.store(selected, a);
  v128.store(selected, b, 16);
  v128.store(selected, c, 32);
  v128.store(selected, d, 48);
  v128.store(selected, e, 64);
}

/**
 * r = k * P from P's comb, k in [1, n-1] and secret: no branch, no address depends on it. The partial sum is always smaller
 * than the weight of the next digit, and n is out of its reach in the last row, so the plain addition never meets equal or
 * opposite points; only the start at infinity and zero digits are masked.
 */
export function multiplyComb(r: usize, k: usize, table: usize): void {
  boothDigits(digits, k, 6, COMB_ROWS);
  setInfinity(r);
  let empty: i32 = -1;
  for (let row = 0; row < COMB_ROWS; row++) {
    const digit: i32 = load<i8>(digits + <usize>row);
    const negative = digit >> 31;
    const index = (digit ^ negative) - negative;
    selectAffine(table, index);
    table += ROW;
    negateIf(selected + 40, negative);
    const zero = (index - 1) >> 31;
    addMixed(sum, r, selected);
    // r = zero ? r : empty ? selected : sum
    const takeSelected = empty & ~zero;
    const takeSum = ~empty & ~zero;
    select(r, sum, takeSum);
    select(r + 40, sum + 40, takeSum);
    select(r + 80, sum + 80, takeSum);
    select(r, selected, takeSelected);
    select(r + 40, selected + 40, takeSelected);
    select(r + 80, ONE, takeSelected);
    empty &= zero;
  }
}

/** r += k * P from P's comb for a public k, in variable time. */
export function addCombPublic(r: usize, k: usize, table: usize): void {
  boothDigits(digits, k, 6, COMB_ROWS);
  for (let row = 0; row < COMB_ROWS; row++) {
    const digit: i32 = load<i8>(digits + <usize>row);
    if (digit != 0) addMixedComplete(r, r, signedEntry(table, digit));
    table += ROW;
  }
}

// @ts-ignore: decorator
@inline
function signedEntry(table: usize, digit: i32): usize {
  if (digit > 0) return table + <usize>(digit - 1) * AFFINE;
  memory.copy(selected, table + <usize>(-digit - 1) * AFFINE, AFFINE);
  negateIf(selected + 40, -1);
  return selected;
}

/**
 * r = k * P for a secret k in [1, (n-1)/2] and any affine P of the curve: signed windows of 5 bits from the top, every entry
 * read by a scan. The sum before a digit is a multiple of 32 larger than any digit and, k being below n/2, never within 16 of
 * n: no exceptional addition.
 */
export function multiplySecret(r: usize, k: usize, affine: usize): void {
  boothDigits(digits, k, 5, 52);
  fromAffine(window, affine);
  for (let i: usize = 1; i < 16; i++) {
    const entry = window + i * JACOBIAN;
    if (i & 1) double(entry, window + (i >> 1) * JACOBIAN);
    else addMixed(entry, window + (i - 1) * JACOBIAN, affine);
  }
  setInfinity(r);
  let empty: i32 = -1;
  for (let i = 51; i >= 0; i--) {
    if (i < 51) for (let j = 0; j < 5; j++) double(r, r);
    const digit: i32 = load<i8>(digits + <usize>i);
    const negative = digit >> 31;
    const index = (digit ^ negative) - negative;
    selectJacobian(index);
    negateIf(selectedJacobian + 40, negative);
    const zero = (index - 1) >> 31;
    addUnequal(sum, r, selectedJacobian, false);
    const takeSelected = empty & ~zero;
    const takeSum = ~empty & ~zero;
    for (let j: usize = 0; j < JACOBIAN; j += ELEMENT) {
      select(r + j, sum + j, takeSum);
      select(r + j, selectedJacobian + j, takeSelected);
    }
    empty &= zero;
  }
}

function selectJacobian(index: i32): void {
  memory.fill(selectedJacobian, 0, JACOBIAN);
  for (let i: i32 = 0; i < 16; i++) {
    const difference = (i + 1) ^ index;
    const mask = i32x4.splat((difference - 1) >> 31);
    const entry = window + <usize>i * JACOBIAN;
    for (let j: usize = 0; j < 112; j += 16) {
      v128.store(selectedJacobian + j, v128.or(v128.load(selectedJacobian + j), v128.and(v128.load(entry + j), mask)));
    }
    store<i64>(
      selectedJacobian,
      load<i64>(selectedJacobian, 112) | (load<i64>(entry, 112) & i64x2.extract_lane(mask, 0)),
      112,
    );
  }
}

/** r = s*G + t*P for public numbers: interleaved non-adjacent forms, complete additions. */
export function multiplyTwo(r: usize, s: usize, sTable: usize, sLength: i32, t: usize, tLength: i32, affine: usize): void {
  fromAffine(window, affine);
  double(window + JACOBIAN * 16, window);
  for (let i: usize = 1; i < 8; i++) {
    addComplete(window + i * JACOBIAN, window + (i - 1) * JACOBIAN, window + JACOBIAN * 16);
  }
  setInfinity(r);
  for (let i = (sLength > tLength ? sLength : tLength) - 1; i >= 0; i--) {
    double(r, r);
    const digit: i32 = load<i8>(s + <usize>i);
    if (digit != 0) {
      const entry = sTable + <usize>((digit < 0 ? -digit : digit) >> 1) * AFFINE;
      memory.copy(selected, entry, AFFINE);
      if (digit < 0) negateIf(selected + 40, -1);
      addMixedComplete(r, r, selected);
    }
    const other: i32 = load<i8>(t + <usize>i);
    if (other != 0) {
      const entry = window + <usize>((other < 0 ? -other : other) >> 1) * JACOBIAN;
      copyPoint(selectedJacobian, entry);
      if (other < 0) negateIf(selectedJacobian + 40, -1);
      addComplete(r, r, selectedJacobian);
    }
  }
}

/** Wipes whatever a multiplication with a secret left behind. */
export function wipe(): void {
  memory.fill(scratch, 0, ELEMENT * 12);
  memory.fill(selected, 0, AFFINE);
  memory.fill(selectedJacobian, 0, JACOBIAN);
  memory.fill(sum, 0, JACOBIAN);
  memory.fill(digits, 0, 264);
  memory.fill(window, 0, JACOBIAN * 17);
}
