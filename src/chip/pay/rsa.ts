// RSA as payment cards use it: raw powers, no padding of its own, private keys in five parts. For the international side of a bank
// card only; the arithmetic is plain BigInt and takes no care of timing.
import { CryptoError, concat, fromHex, toHex } from '../../crypto/index.ts';

/** Prime factors and exponents, each half as long as the modulus. */
export type RsaPrivateKey = {
  readonly p: Uint8Array;
  readonly q: Uint8Array;
  readonly dp: Uint8Array;
  readonly dq: Uint8Array;
  readonly qInverse: Uint8Array;
};

export type RsaPublicKey = { readonly modulus: Uint8Array; readonly exponent: Uint8Array };
export type RsaKeyPair = { readonly privateKey: RsaPrivateKey; readonly publicKey: RsaPublicKey };

const toBig = (bytes: Uint8Array): bigint => (bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`));
const toBytes = (value: bigint, length: number): Uint8Array => fromHex(value.toString(16).padStart(2 * length, '0'));

/** Square and multiply, four bits at a time. */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const table = [1n];
  for (let i = 1; i < 16; i++) table.push((table[i - 1]! * base) % modulus);
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    for (let i = 0; i < 4; i++) result = (result * result) % modulus;
    if (digit !== '0') result = (result * table[Number.parseInt(digit, 16)]!) % modulus;
  }
  return result;
}

/** The block raised to the public exponent. Throws CryptoError when it is not as long as the modulus or not below it. */
export function rsaPublic({ modulus, exponent }: RsaPublicKey, block: Uint8Array): Uint8Array {
  const [n, x] = [toBig(modulus), toBig(block)];
  if (block.length !== modulus.length || n < 3n || x >= n) throw new CryptoError('bad-length', 'rsa block');
  return toBytes(power(x, toBig(exponent), n), modulus.length);
}

/** The block raised to the private exponent, checked against a fault: one wrong half would give the key away. */
export function rsaPrivate(key: RsaPrivateKey, block: Uint8Array): Uint8Array {
  const [p, q, dp, dq, qInverse] = [key.p, key.q, key.dp, key.dq, key.qInverse].map(toBig) as Five;
  const n = p * q;
  const x = toBig(block);
  const length = 2 * key.p.length;
  if (block.length !== length || x >= n) throw new CryptoError('bad-length', 'rsa block');
  const [a, b] = [power(x % p, dp, p), power(x % q, dq, q)];
  const result = b + q * (((((a - b) % p) + p) * qInverse) % p);
  if (power(result, 3n, n) !== x) throw new CryptoError('bad-key', 'rsa private key');
  return toBytes(result, length);
}

type Five = [bigint, bigint, bigint, bigint, bigint];

const parts = ['p', 'q', 'dp', 'dq', 'qInverse'] as const;

/** The five parts in a row, as a card keeps them. */
export const packRsaKey = (key: RsaPrivateKey): Uint8Array => concat(...parts.map((name) => key[name]));

export function unpackRsaKey(bytes: Uint8Array): RsaPrivateKey {
  const size = bytes.length / parts.length;
  const entries = parts.map((name, i) => [name, bytes.slice(i * size, (i + 1) * size)]);
  return Object.fromEntries(entries) as RsaPrivateKey;
}

const smallPrimes = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97].map(
  BigInt,
);

/** Miller and Rabin with random bases; 2^-80 and better for the sizes here. */
function isPrime(candidate: bigint, random: (length: number) => Uint8Array): boolean {
  if (smallPrimes.some((prime) => candidate % prime === 0n)) return false;
  let [odd, twos] = [candidate - 1n, 0];
  while ((odd & 1n) === 0n) [odd, twos] = [odd >> 1n, twos + 1];
  return Array.from({ length: 16 }).every(() => {
    let x = power((toBig(random(32)) % (candidate - 3n)) + 2n, odd, candidate);
    if (x === 1n || x === candidate - 1n) return true;
    for (let i = 1; i < twos; i++) {
      x = (x * x) % candidate;
      if (x === candidate - 1n) return true;
    }
    return false;
  });
}

/** A prime with both top bits set, so that two of them make a modulus of full length, and with p - 1 prime to 3. */
function drawPrime(length: number, random: (length: number) => Uint8Array): bigint {
  for (;;) {
    const bytes = random(length);
    bytes[0]! |= 0xc0;
    bytes[length - 1]! |= 1;
    const candidate = toBig(bytes);
    if (candidate % 3n === 2n && isPrime(candidate, random)) return candidate;
  }
}

/** A key pair with exponent 3; `length` of the modulus in bytes, even. */
export function generateRsaKeyPair(length: number, random: (length: number) => Uint8Array): RsaKeyPair {
  const half = length / 2;
  const p = drawPrime(half, random);
  let q = drawPrime(half, random);
  while (q === p) q = drawPrime(half, random);
  const inverseOf3 = (modulus: bigint): bigint => (2n * modulus + 1n) / 3n;
  const privateKey = {
    p: toBytes(p, half),
    q: toBytes(q, half),
    // p = 2 (mod 3), so that 3 * (2(p-1)+1)/3 = 1 (mod p-1).
    dp: toBytes(inverseOf3(p - 1n), half),
    dq: toBytes(inverseOf3(q - 1n), half),
    qInverse: toBytes(power(q % p, p - 2n, p), half),
  };
  return { privateKey, publicKey: { modulus: toBytes(p * q, length), exponent: Uint8Array.of(3) } };
}
