// Writes the straight-line parts of the WebAssembly core: field arithmetic, SM3 compression, and the tables of SM4.
import { bulkRound, CIRCUIT_IN, CIRCUIT_OUT } from './crypto-bitslice.ts';

const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const GX = 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n;
const GY = 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n;
const R = 1n << 261n;
const MASK = '0x1fffffff';
const HALF = '0x10000000';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const limbs = (x: bigint): string[] => range(0, 9).map((i) => `${(x >> BigInt(29 * i)) & 0x1fffffffn}`);
const montgomery = (x: bigint): bigint => (x * R) % P;
const elements = (name: string, ...values: bigint[]): string =>
  `export const ${name}: usize = memory.data<i32>([${values.flatMap((v) => [...limbs(v), '0']).join(', ')}], 16);`;

function constants(): string {
  return [
    elements('P_LIMBS', P),
    elements('N_LIMBS', N),
    elements('ONE', montgomery(1n)),
    elements('R_SQUARED', (R * R) % P),
    elements('N_R_SQUARED', (R * R) % N),
    elements('CURVE_B', montgomery(B)),
    elements('BASE', montgomery(GX), montgomery(GY)),
  ].join('\n');
}

const loads = (name: string, pointer: string): string =>
  range(0, 9)
    .map((i) => `  const ${name}${i}: i64 = <i64>load<i32>(${pointer}, ${4 * i});`)
    .join('\n');

/** The products of one column, each a plain i64 multiplication; nothing is carried while they are summed. */
const column = (k: number, term: (i: number, j: number) => string | undefined): string =>
  range(0, 9)
    .map((i) => (k - i >= 0 && k - i < 9 ? term(i, k - i) : undefined))
    .filter((x) => x !== undefined)
    .join(' + ');

/**
 * Montgomery reduction modulo p, column by column. p = 2^256 - 2^224 - 2^96 + 2^64 - 1 is -1 modulo 2^29, so the quotient
 * digit is the low limb itself and adding digit * p is four shifts. Out: limbs in [-2^28, 2^28), value in (-1, 2) * p.
 */
function reduceP(products: (k: number) => string): string {
  const lines: string[] = ['  let acc: i64 = 0, t: i64;'];
  for (const k of range(0, 17)) {
    const digit = (at: number, shift: number, sign: string): string =>
      at >= 0 && at < 9 ? ` ${sign} (m${at} << ${shift})` : '';
    const folded = digit(k - 2, 6, '+') + digit(k - 3, 9, '-') + digit(k - 7, 21, '-') + digit(k - 8, 24, '+');
    lines.push(`  acc += ${products(k)}${folded};`);
    if (k < 9) {
      lines.push(`  const m${k}: i64 = acc & ${MASK};`, '  acc >>= 29;');
    } else {
      lines.push(
        `  t = acc + ${HALF};`,
        `  store<i32>(z, <i32>(t & ${MASK}) - ${HALF}, ${4 * (k - 9)});`,
        '  acc = t >> 29;',
      );
    }
  }
  lines.push('  store<i32>(z, <i32>acc, 32);');
  return lines.join('\n');
}

/** Montgomery reduction modulo n, which has no shape to use. Out: limbs in [0, 2^29), value below 2n for inputs below n. */
function reduceN(products: (k: number) => string): string {
  let inverse = 1n;
  for (let i = 0; i < 5; i++) inverse = (inverse * (2n - N * inverse)) & 0x1fffffffn;
  const negated = ((1n << 29n) - inverse) & 0x1fffffffn;
  const n = limbs(N);
  const lines: string[] = ['  let acc: i64 = 0;'];
  for (const k of range(0, 17)) {
    const folded = range(0, 9)
      .filter((i) => k - i >= 0 && k - i < 9 && (k >= 9 || i < k))
      .map((i) => ` + m${i} * ${n[k - i]}`)
      .join('');
    lines.push(`  acc += ${products(k)}${folded};`);
    if (k < 9) {
      lines.push(`  const m${k}: i64 = ((acc & ${MASK}) * ${negated}) & ${MASK};`, `  acc += m${k} * ${n[0]};`);
    } else {
      lines.push(`  store<i32>(z, <i32>(acc & ${MASK}), ${4 * (k - 9)});`);
    }
    lines.push('  acc >>= 29;');
  }
  lines.push('  store<i32>(z, <i32>acc, 32);');
  return lines.join('\n');
}

const product = (k: number): string => column(k, (i, j) => `x${i} * y${j}`);
const square = (k: number): string =>
  column(k, (i, j) => (i < j ? `d${i} * x${j}` : i === j ? `x${i} * x${i}` : undefined));
const doubles = range(0, 8)
  .map((i) => `  const d${i}: i64 = x${i} << 1;`)
  .join('\n');

/** A limb of the result, written with the given way to load a limb of an operand. */
type Limb = (load: (pointer: string) => string) => string;

/** The same in 32 bits, as it runs, and in 64 bits, as it is meant. */
function bothWidths(limb: Limb, offset: number): [string, string] {
  return [limb((p) => `load<i32>(${p}, ${offset})`), limb((p) => `<i64>load<i32>(${p}, ${offset})`)];
}

function limbwise(name: string, parameters: string, limb: Limb, asserting: boolean): string {
  const lines = range(0, 9).flatMap((i) => {
    const [narrow, wide] = bothWidths(limb, 4 * i);
    if (!asserting) return `  store<i32>(z, ${narrow}, ${4 * i});`;
    // By way of a variable, as the compiler widens a load where 64 bits are asked for.
    return [`  const t${i}: i32 = ${narrow};`, `  assert(<i64>t${i} == ${wide});`, `  store<i32>(z, t${i}, ${4 * i});`];
  });
  return `export function ${name}(${parameters}): void {\n${lines.join('\n')}\n}`;
}

/** One exact carry from limb to limb; the top limb keeps what is left, so the value does not change. */
function carried(name: string, parameters: string, limb: Limb, asserting: boolean): string {
  const lines = ['  let t: i32, c: i32 = 0;'];
  for (const i of range(0, 9)) {
    const [narrow, wide] = bothWidths(limb, 4 * i);
    const half = i < 8 ? ` + ${HALF}` : '';
    if (asserting) lines.push(`  t = ${narrow} + c${half};`, `  assert(<i64>t == ${wide} + <i64>c${half});`);
    if (i < 8) {
      lines.push(
        ...(asserting ? [] : [`  t = ${narrow} + c${half};`]),
        `  store<i32>(z, (t & ${MASK}) - ${HALF}, ${4 * i});`,
        '  c = t >> 29;',
      );
    } else lines.push(`  store<i32>(z, ${narrow} + c, 32);`);
  }
  return `export function ${name}(${parameters}): void {\n${lines.join('\n')}\n}`;
}

/**
 * The sums of the columns as floating point numbers, which cannot wrap: below the limit, and with them every partial sum, whatever the
 * signs. The limits leave room below 2^63 for the carry and for the digits of the reduction.
 */
function columnsBelow(limit: number, x: string, y: string): string {
  const sum = (k: number): string => column(k, (i, j) => `abs(<f64>${x}${i} * <f64>${y}${j})`);
  return `${range(0, 17)
    .map((k) => `  assert(${sum(k)} < ${limit});`)
    .join('\n')}\n`;
}

function field(asserting: boolean): string {
  const check = (limit: number, x: string, y: string): string => (asserting ? columnsBelow(limit, x, y) : '');
  const fits = asserting ? '  assert(<i64><i32>acc == acc);\n' : '';
  const whole = (reduce: string): string =>
    reduce.replace(/ {2}store<i32>\(z, <i32>acc, 32\);$/, (last) => fits + last);
  const xy = `${loads('x', 'x')}\n${loads('y', 'y')}\n`;
  const two = 'z: usize, x: usize, y: usize';
  return [
    `export function mul(${two}): void {\n${xy}${check(9.2e18, 'x', 'y')}${whole(reduceP(product))}\n}`,
    `export function sqr(z: usize, x: usize): void {\n${loads('x', 'x')}\n${doubles}\n${check(9.2e18, 'x', 'x')}${whole(reduceP(square))}\n}`,
    `export function mulN(${two}): void {\n${xy}${check(6.5e18, 'x', 'y')}${whole(reduceN(product))}\n}`,
    limbwise('add', two, (l) => `${l('x')} + ${l('y')}`, asserting),
    limbwise('sub', two, (l) => `${l('x')} - ${l('y')}`, asserting),
    limbwise('subTwice', two, (l) => `${l('x')} - (${l('y')} << 1)`, asserting),
    limbwise('twice', 'z: usize, x: usize', (l) => `${l('x')} << 1`, asserting),
    limbwise('triple', 'z: usize, x: usize', (l) => `${l('x')} * 3`, asserting),
    carried('subCarry', two, (l) => `${l('x')} - ${l('y')}`, asserting),
    carried('subTwiceCarry', two, (l) => `${l('x')} - (${l('y')} << 1)`, asserting),
    carried(
      'subSubTwiceCarry',
      'z: usize, x: usize, y: usize, w: usize',
      (l) => `${l('x')} - ${l('y')} - (${l('w')} << 1)`,
      asserting,
    ),
  ].join('\n\n');
}

/**
 * Four words of the message expansion of SM3 at once, w[j] to w[j+3] from the four vectors before. The last of them wants the first,
 * rotated and through P1, which is linear: what is missing is added afterwards. There a pair of equal words shifted by n holds the
 * word rotated by n in its upper half.
 */
function sm3Expand(group: number): string[] {
  const [p, q, r, s] = range(group - 4, group).map((i) => `v${i}`) as [string, string, string, string];
  const align = (a: string, b: string, n: number): string =>
    `v128.shuffle<u32>(${a}, ${b}, ${range(n, n + 4).join(', ')})`;
  const turn = (x: string, n: number): string => `v128.or(v128.shl<u32>(${x}, ${n}), v128.shr<u32>(${x}, ${32 - n}))`;
  const [x, y, z, f] = ['x', 'y', 'z', 'f'].map((name) => name + group) as [string, string, string, string];
  return [
    `  const t${group} = v128.swizzle(${s}, i8x16(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1));`,
    `  const ${x} = v128.xor(v128.xor(${p}, ${align(q, r, 3)}), ${turn(`t${group}`, 15)});`,
    `  const ${y} = ${turn(x, 15)};`,
    `  const o${group} = ${align(p, q, 3)};`,
    `  const ${z} = v128.xor(v128.xor(v128.xor(${x}, ${y}), v128.xor(${turn(`o${group}`, 7)}, ${align(r, s, 2)})), v128.swizzle(${y}, i8x16(3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14)));`,
    `  const ${f} = v128.swizzle(${z}, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 2, 3, 0, 1, 2, 3));`,
    `  const v${group} = v128.xor(${z}, v128.and(v128.xor(v128.xor(v128.shl<u64>(${f}, 15), v128.shl<u64>(${f}, 30)), v128.shl<u64>(${f}, 6)), i32x4(0, 0, 0, -1)));`,
    `  v128.store(SM3_W, v${group}, ${16 * group});`,
    `  v128.store(SM3_W, v128.xor(${s}, v${group}), ${272 + 16 * (group - 1)});`,
  ];
}

/** The compression function; the expansion runs three groups of four rounds ahead, through memory. */
function sm3(): string {
  const lines: string[] = [
    '/** The words w[0] to w[67] of a block, then w[0] ^ w[4] to w[63] ^ w[67]. */',
    'export const SM3_W: usize = memory.data(528, 16);',
    'export function sm3Compress(state: usize, data: usize): void {',
    ...range(0, 4).flatMap((i) => [
      `  const v${i} = v128.swizzle(v128.load(data, ${16 * i}), i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));`,
      `  v128.store(SM3_W, v${i}, ${16 * i});`,
    ]),
    ...range(0, 3).map((i) => `  v128.store(SM3_W, v128.xor(v${i}, v${i + 1}), ${272 + 16 * i});`),
    ...[...'abcdefgh'].map((name, i) => `  let ${name}: i32 = load<i32>(state, ${4 * i});`),
    '  let r: i32, s: i32;',
  ];
  let names = [...'abcdefgh'];
  for (const j of range(0, 64)) {
    const [a, b, c, d, e, f, g, h] = names as [string, string, string, string, string, string, string, string];
    if (j % 4 === 0 && j < 52) lines.push(...sm3Expand(j / 4 + 4));
    const constant = j < 16 ? 0x79cc4519 : 0x7a879d8a;
    const turned = j % 32 === 0 ? constant | 0 : (constant << (j & 31)) | (constant >>> (32 - (j & 31))) | 0;
    const ff = j < 16 ? `(${a} ^ ${b} ^ ${c})` : `((${a} & ${b}) | (${c} & (${a} | ${b})))`;
    const gg = j < 16 ? `(${e} ^ ${f} ^ ${g})` : `(((${f} ^ ${g}) & ${e}) ^ ${g})`;
    lines.push(
      `  r = rotl<i32>(${a}, 12);`,
      `  s = rotl<i32>(r + ${e} + ${turned}, 7);`,
      `  ${d} = (${ff} + (${d} + load<i32>(SM3_W, ${272 + 4 * j}))) + (s ^ r);`,
      `  ${h} = (${gg} + (${h} + load<i32>(SM3_W, ${4 * j}))) + s;`,
      `  ${h} = ${h} ^ rotl<i32>(${h}, 9) ^ rotl<i32>(${h}, 17);`,
      `  ${b} = rotl<i32>(${b}, 9);`,
      `  ${f} = rotl<i32>(${f}, 19);`,
    );
    names = [d, a, b, c, h, e, f, g];
  }
  names.forEach((name, i) => {
    lines.push(`  store<i32>(state, load<i32>(state, ${4 * i}) ^ ${name}, ${4 * i});`);
  });
  return `${lines.join('\n')}\n}`;
}

/** x^8+x^7+x^6+x^5+x^4+x^2+1 is the field polynomial of SM4, x^4+x+1 the one of the tower below. */
const multiply = (a: number, b: number, bits: number, polynomial: number): number => {
  let result = 0;
  for (const i of range(0, bits)) if ((b >> i) & 1) result ^= a << i;
  for (let i = 2 * bits - 2; i >= bits; i--) if ((result >> i) & 1) result ^= polynomial << (i - bits);
  return result;
};
const affine = (x: number): number =>
  range(0, 8).reduce((y, i) => {
    const row = ((0xa7 << i) | (0xa7 >> (8 - i))) & x & 0xff;
    return y | ((range(0, 8).reduce((sum, bit) => sum + ((row >> bit) & 1), 0) & 1) << i);
  }, 0) ^ 0xd3;

function sbox(): number[] {
  const inverse = (x: number): number => range(0, 256).find((y) => multiply(x, y, 8, 0x1f5) === 1) ?? 0;
  return range(0, 256).map((x) => affine(inverse(affine(x))));
}

/**
 * The S-box as lookups in tables of 16 bytes, so that no secret is ever an address. A byte becomes k + i*w in GF((2^4)^2) with
 * w^2 + a*w + a = 0. With j = i + k, 1/0 written as 0x80 (a lookup of which gives 0): io = 1/(1/i + a/k) + j and
 * jo = 1/(1/j + a/k) + i hold N/(k+ai) and N/(k+aj), N the norm, whose inverses are linear in the inverse of the byte.
 *
 * In bulk the whole state is kept in the tower ("base" and "plain" go there and back), so that a round begins with the nibbles and
 * ends with the linear map L, which per byte is (1+X) b0 + (X+Y)(b1+b2) + (1+Y) b3 with X = shift left by 2 and Y = shift right by 6:
 * "one" looks up (1+X), "two" looks up (X+Y), and (1+Y) is their sum.
 */
function sm4Tables(): Record<string, number[]> {
  const times = (x: number, y: number): number => multiply(x, y, 4, 0x13);
  const reciprocal = (x: number): number => range(1, 16).find((y) => times(x, y) === 1)!;
  const a = range(1, 16).find((c) => range(0, 16).every((w) => (times(w, w) ^ times(c, w) ^ c) !== 0))!;
  // Elements of the tower are written i*16 + k.
  const towerTimes = (x: number, y: number): number => {
    const [xi, xk, yi, yk] = [x >> 4, x & 15, y >> 4, y & 15] as const;
    const ii = times(xi, yi);
    return ((times(xi, yk) ^ times(xk, yi) ^ times(a, ii)) << 4) | (times(xk, yk) ^ times(a, ii));
  };
  const powers = (root: number): number[] => {
    const all = [1];
    while (all.length < 9) all.push(towerTimes(all.at(-1)!, root));
    return all;
  };
  const combine = (x: number, vectors: number[]): number =>
    vectors.reduce((sum, vector, bit) => ((x >> bit) & 1 ? sum ^ vector : sum), 0);
  // A root of the field polynomial in the tower gives the isomorphism.
  const basis = powers(range(2, 256).find((candidate) => combine(0x1f5, powers(candidate)) === 0)!);
  const toTower = (x: number): number => combine(x, basis);
  const back = new Map(range(0, 256).map((x) => [toTower(x), x]));
  const linear = (x: number): number => affine(x) ^ affine(0);
  /** Where a byte of the state lives in bulk, without the constant of the affine map. */
  const base = (x: number): number => toTower(linear(x));
  const plain = new Map(range(0, 256).map((x) => [base(x), x]));
  const inverse = range(0, 16).map((x) => (x === 0 ? 0x80 : reciprocal(x)));
  const overK = range(0, 16).map((k) => (k === 0 ? 0x80 : times(a, reciprocal(k))));
  // u = (k+ai)/N and v = (k+aj)/N; the inverse has k' = u and i' = i/N = (u + k/N)/a with k/N = (u + v)/a.
  const ra = reciprocal(a);
  const fromU = (u: number): number => linear(back.get((times(ra, u ^ times(ra, u)) << 4) | u)!);
  const fromV = (v: number): number => linear(back.get(times(ra, times(ra, v)) << 4)!);
  const lookup = (table: number[], x: number): number => (x < 16 ? table[x]! : 0);
  const nibbles = (map: (x: number) => number): number[] => range(0, 16).map(map);
  const X = (x: number): number => (x << 2) & 0xff;
  const Y = (x: number): number => x >> 6;
  const u = (map: (x: number) => number) => nibbles((x) => map(fromU(lookup(inverse, x) & 15)));
  const v = (map: (x: number) => number) => nibbles((x) => map(fromV(lookup(inverse, x) & 15)));
  const one = (x: number): number => base(x ^ X(x));
  const two = (x: number): number => base(X(x) ^ Y(x));
  const tables = {
    inLow: nibbles((x) => toTower(affine(x))),
    inHigh: nibbles((x) => base(x << 4)),
    overK,
    inverse,
    // All outputs without the constant 0xd3 of the affine map: an infinite io or jo must look up a true zero.
    outIo: u((x) => x),
    outJo: v((x) => x),
    baseLow: nibbles(base),
    baseHigh: nibbles((x) => base(x << 4)),
    plainLow: nibbles((x) => plain.get(x)!),
    plainHigh: nibbles((x) => plain.get(x << 4)!),
    oneIo: u(one),
    oneJo: v(one),
    twoIo: u(two),
    twoJo: v(two),
    /** What the affine map adds on the way in, and what L makes of 0xd3 on the way out (0xd3 turned by 2): both go into round keys. */
    inConstant: [toTower(0xd3)],
    outConstant: [base(((0xd3 << 2) | (0xd3 >> 6)) & 0xff)],
  };
  const expected = sbox();
  for (const x of range(0, 256)) {
    const tower = tables.inLow[x & 15]! ^ tables.inHigh[x >> 4]!;
    const [i, k] = [tower >> 4, tower & 15] as const;
    const j = i ^ k;
    const io = lookup(inverse, inverse[i]! ^ overK[k]!) ^ j;
    const jo = lookup(inverse, inverse[j]! ^ overK[k]!) ^ i;
    const both = (first: number[], second: number[]): number => lookup(first, io) ^ lookup(second, jo);
    const s = both(tables.outIo, tables.outJo) ^ 0xd3;
    const fine =
      s === expected[x] &&
      both(tables.oneIo, tables.oneJo) === one(s ^ 0xd3) &&
      both(tables.twoIo, tables.twoJo) === two(s ^ 0xd3) &&
      (tables.baseLow[x & 15]! ^ tables.baseHigh[x >> 4]! ^ toTower(0xd3)) === tower;
    if (!fine) throw new Error(`table-free S-box is wrong at ${x}`);
  }
  return tables;
}

function sm4(): string {
  const roundConstants = range(0, 32).map((i) =>
    range(0, 4).reduce((word, j) => word * 256 + (((4 * i + j) * 7) & 255), 0),
  );
  const tables = Object.entries(sm4Tables()).map(([name, values]) => {
    const bytes = range(0, 16).map((i) => ((values[i % values.length]! << 24) >> 24).toString());
    return `// @ts-ignore: decorator\n@inline export function ${name}(): v128 { return i8x16(${bytes.join(', ')}); }`;
  });
  return [
    `export const SBOX: usize = memory.data<u8>([${sbox().join(', ')}], 16);`,
    `export const ROUND_CONSTANTS: usize = memory.data<u32>([${roundConstants.join(', ')}], 16);`,
    `export const CIRCUIT_IN: u32 = ${CIRCUIT_IN * 0x1010101};`,
    `export const CIRCUIT_OUT: u32 = ${CIRCUIT_OUT * 0x1010101};`,
    ...tables,
    bulkRound(sbox()),
  ].join('\n');
}

/** The whole AssemblyScript file; `asserting`: it stops where a number of the field arithmetic would outgrow its type. */
export function kernels(asserting = false): string {
  return [
    '// Written by tools/crypto-kernels.ts; run `npm run build:crypto` instead of editing.',
    constants(),
    field(asserting),
    sm3(),
    sm4(),
    '',
  ].join('\n\n');
}
