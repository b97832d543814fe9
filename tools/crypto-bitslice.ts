// Writes the S-box of SM4 as a circuit of and and xor, for 128 bytes at a time spread over 8 registers (register p holds bit p).

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const bit = (x: number, i: number): number => (x >> i) & 1;
const parity = (x: number): number => range(0, 18).reduce((sum, i) => sum ^ bit(x, i), 0);

/** The field of SM4: polynomials modulo x^8+x^7+x^6+x^5+x^4+x^2+1. */
function times(a: number, b: number): number {
  let result = 0;
  for (const i of range(0, 8)) if (bit(b, i)) result ^= a << i;
  for (const i of [14, 13, 12, 11, 10, 9, 8]) if (bit(result, i)) result ^= 0x1f5 << (i - 8);
  return result;
}
const power = (x: number, n: number): number => range(0, n).reduce((y) => times(y, x), 1);

/** The linear part of the affine map that the S-box applies before and after the inversion. */
const linear = (x: number): number =>
  range(0, 8).reduce((y, i) => y | (parity(((0xa7 << i) | (0xa7 >> (8 - i))) & x & 0xff) << i), 0);

/** The constant of the affine map: added to round keys on the way in (brought before the linear part) and out (after L). */
export const CIRCUIT_IN = range(0, 256).find((x) => linear(x) === 0xd3)!;
export const CIRCUIT_OUT = ((0xd3 << 2) | (0xd3 >> 6)) & 0xff;

/**
 * Normal bases of GF(2^8) over GF(2^4) over GF(2^2) over GF(2): each pair is an element and its conjugate, with sum 1. Of all such
 * towers in which INVERSION below holds, this one needs the fewest gates.
 */
const TOWER = { y: 190, z: 80, w: 93 };

const conjugates = (x: number, n: number): [number, number] => [x, power(x, n)];
/** Basis of GF(2^4), then of GF(2^8): the element with coordinates v is the sum of the elements at the set bits. */
const quarter = conjugates(TOWER.z, 4).flatMap((z) => conjugates(TOWER.w, 2).map((w) => times(z, w)));
const basis = conjugates(TOWER.y, 16).flatMap((y) => quarter.map((q) => times(y, q)));
const element = (v: number, of: readonly number[]): number => of.reduce((sum, e, i) => (bit(v, i) ? sum ^ e : sum), 0);
const coordinates = new Map(range(0, 256).map((v) => [element(v, basis), v]));
const quarterCoordinates = new Map(range(0, 16).map((v) => [element(v, quarter), v]));
/** The matrix of a linear map as the sets of input bits that make up each output bit. */
const matrix = (map: (x: number) => number, from: number, to: number): number[] =>
  range(0, to).map((i) => range(0, from).reduce((set, j) => set | (bit(map(1 << j), i) << j), 0));

/** Karatsuba twice: which sums of 4 coordinates are multiplied with each other to multiply in GF(2^4). */
const SUMS = [1, 2, 3, 4, 8, 12, 5, 10, 15];
/** For every coordinate of the product, the set of the nine partial products that it sums. */
const PRODUCT = range(0, 4).map(
  (i) =>
    range(0, 512).find((set) =>
      range(0, 256).every((ab) => {
        const [a, b] = [ab & 15, ab >> 4];
        const sum = SUMS.reduce((s, form, k) => s ^ (bit(set, k) & parity(form & a) & parity(form & b)), 0);
        return sum === bit(quarterCoordinates.get(times(element(a, quarter), element(b, quarter)))!, i);
      }),
    )!,
);

/** Gates written as lines of AssemblyScript; a signal is a name. */
class Circuit {
  readonly lines: string[] = [];
  readonly xor = (a: string, b: string): string => this.#gate('xor', a, b);
  readonly and = (a: string, b: string): string => this.#gate('and', a, b);

  #gate(operation: string, a: string, b: string): string {
    const name = `g${this.lines.length}`;
    this.lines.push(`  const ${name} = v128.${operation}(${a}, ${b});`);
    return name;
  }

  /** Sums of signals (which ones: the bits of a set). The pair wanted by most sums is added first and shared (Paar's method). */
  sums(from: readonly string[], sets: readonly number[]): string[] {
    const signals = [...from];
    const open = sets.map((set) => new Set(range(0, from.length).filter((i) => bit(set, i))));
    for (;;) {
      const wanted = new Map<string, number>();
      for (const set of open) {
        for (const a of set)
          for (const b of set) if (a < b) wanted.set(`${a} ${b}`, (wanted.get(`${a} ${b}`) ?? 0) + 1);
      }
      const most = Math.max(0, ...wanted.values());
      if (most === 0) return open.map(([only]) => signals[only!]!);
      const [a, b] = [...wanted]
        .find(([, count]) => count === most)![0]
        .split(' ')
        .map(Number) as [number, number];
      for (const set of open) if (set.has(a) && set.has(b)) [set.delete(a), set.delete(b), set.add(signals.length)];
      signals.push(this.xor(signals[a]!, signals[b]!));
    }
  }

  /** The inverse in GF(2^4): the circuit of 5 and, 11 xor published by Boyar and Peralta (2010). */
  inverse([a, b, c, d]: readonly string[]): string[] {
    const { xor, and } = this;
    const ab = xor(a!, b!);
    const ac = and(a!, c!);
    const dac = xor(d!, ac);
    const y4 = xor(b!, and(ab, dac));
    const y2 = xor(d!, and(xor(b!, ac), xor(c!, d!)));
    const t = and(d!, xor(dac, y2));
    return [xor(t, xor(c!, y2)), y2, xor(and(y4, xor(dac, t)), ab), y4];
  }
}

/**
 * Lines that compute the signals s0 to s7 of L(inverse(L(x))), L being `linear`, from x0 to x7. With a and b the coordinates over
 * GF(2^4), N = a*b + nu*(a+b)^2 is the norm and (b/N, a/N) the inverse.
 */
export function circuit(): { lines: string[]; out: string[] } {
  const c = new Circuit();
  const inputs = range(0, 8).map((i) => `x${i}`);
  const [y, conjugate] = conjugates(TOWER.y, 16);
  const nu = times(y, conjugate);
  const toTower = (x: number): number => coordinates.get(linear(x))!;
  const squared = (x: number): number => {
    const sum = element((toTower(x) & 15) ^ (toTower(x) >> 4), quarter);
    return quarterCoordinates.get(times(nu, times(sum, sum)))!;
  };
  const part = (shift: number, form: number) => (x: number) => parity((toTower(x) >> shift) & form);
  const top = c.sums(inputs, [
    ...SUMS.flatMap((form) => matrix(part(0, form), 8, 1)),
    ...SUMS.flatMap((form) => matrix(part(4, form), 8, 1)),
    ...matrix(squared, 8, 4),
  ]);
  const [a, b, squares] = [top.slice(0, 9), top.slice(9, 18), top.slice(18)];
  const norm = c.sums(
    [...a.map((signal, k) => c.and(signal, b[k]!)), ...squares],
    PRODUCT.map((set, i) => set | (1 << (9 + i))),
  );
  const over = c.sums(c.inverse(norm), SUMS);
  const products = [...b, ...a].map((signal, k) => c.and(signal, over[k % 9]!));
  const fromProduct = (set: number): number =>
    linear(
      element(
        range(0, 8).reduce((v, i) => v | (parity(PRODUCT[i & 3]! & (set >> (i < 4 ? 0 : 9)) & 0x1ff) << i), 0),
        basis,
      ),
    );
  const out = c.sums(products, matrix(fromProduct, 18, 8));
  return { lines: c.lines, out };
}

/** Fails unless the circuit is the S-box for every byte: all 256 bytes at once, as 256-bit numbers. */
function prove(lines: readonly string[], out: readonly string[], sbox: readonly number[]): void {
  const plane = (map: (x: number) => number, i: number): bigint =>
    range(0, 256).reduce((all, x) => all | (BigInt(bit(map(x), i)) << BigInt(x)), 0n);
  const signals = new Map(range(0, 8).map((i) => [`x${i}`, plane((x) => x ^ CIRCUIT_IN, i)]));
  for (const line of lines) {
    const [, name, operation, a, b] = /const (\w+) = v128\.(\w+)\((\w+), (\w+)\)/.exec(line)!;
    const [left, right] = [signals.get(a!)!, signals.get(b!)!];
    signals.set(name!, operation === 'and' ? left & right : left ^ right);
  }
  const wrong = out.some((name, i) => signals.get(name) !== plane((x) => sbox[x]! ^ 0xd3, i));
  if (wrong) throw new Error('the circuit is not the S-box');
}

/**
 * One round on 32 blocks: a ^= L(S(b ^ c ^ d ^ key)), each word 8 registers in memory. The turns of L by 8, 16 and 24 move bytes
 * within a register, the ones by 2 more move to another register: L(s) = s ^ s<24 ^ (s ^ s<8 ^ s<16)<2.
 */
export function bulkRound(sbox: readonly number[]): string {
  const { lines, out } = circuit();
  prove(lines, out, sbox);
  const turned = (name: string, by: number): string => {
    const order = range(0, 16).map((i) => (i & 12) | ((i + by) & 3));
    return `v128.swizzle(${name}, i8x16(${order.join(', ')}))`;
  };
  const each = (write: (i: number) => string): string[] => range(0, 8).map(write);
  return [
    'export function sm4BulkRound(a: usize, b: usize, c: usize, d: usize, rk: usize): void {',
    ...each((i) => {
      const [b, c, d, rk] = ['b', 'c', 'd', 'rk'].map((name) => `v128.load(${name}, ${16 * i})`);
      return `  const x${i} = v128.xor(v128.xor(${b}, ${c}), v128.xor(${d}, ${rk}));`;
    }),
    ...lines,
    ...each((i) => `  const d${i} = v128.xor(${out[i]}, ${turned(out[i]!, 1)});`),
    ...each((i) => `  const u${i} = v128.xor(d${i}, ${turned(out[i]!, 2)});`),
    ...each((i) => {
      const two = i < 2 ? turned(`u${i + 6}`, 1) : `u${i - 2}`;
      const sum = `v128.xor(${turned(`d${i}`, 3)}, ${two})`;
      return `  v128.store(a, v128.xor(v128.load(a, ${16 * i}), ${sum}), ${16 * i});`;
    }),
    '}',
  ].join('\n');
}
