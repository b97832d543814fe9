// Whether signing, decryption and key exchange take the same time for every secret: `npm run bench -- crypto-timing`.
import { core } from '../src/crypto/core.ts';
import { fillRandom, fromHex, sm2 } from '../src/crypto/index.ts';
import { median } from './side-by-side.ts';

const hex = (value: bigint): Uint8Array => fromHex(value.toString(16).padStart(64, '0'));
const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
/** Scalars that a leak would tell apart. */
const SECRETS: Record<string, Uint8Array> = {
  two: hex(2n),
  '2^255': hex(1n << 255n),
  dense: hex((1n << 255n) - 1n),
  sparse: hex((1n << 254n) + (1n << 100n) + 1n),
  largest: hex(N - 2n),
  random: fillRandom(new Uint8Array(32)).map((byte, i) => (i === 0 ? byte & 0x7f : byte)),
  'random again': fillRandom(new Uint8Array(32)).map((byte, i) => (i === 0 ? byte & 0x7f : byte)),
};
/** The widest difference the project allows, and what the statistics may add to it. */
const FLAT = 0.02;

function operations(): Record<string, Record<string, () => unknown>> {
  const c = core();
  const peer = sm2.generateKeyPair();
  const ephemeral = sm2.generateKeyPair();
  const peerEphemeral = sm2.generateKeyPair().publicKey;
  const digest = fillRandom(new Uint8Array(32));
  c.run.prepareSigner(c.put(0, peer.privateKey), c.at + 128);
  const inverse = c.get(128, 40);
  const each = (make: (secret: Uint8Array) => () => unknown) =>
    Object.fromEntries(Object.entries(SECRETS).map(([name, secret]) => [name, make(secret)]));
  return {
    // The nonce is the secret here; the public interface draws it, so the core is called directly.
    'sign, nonce': each((nonce) => () => {
      c.put(128, inverse);
      return c.run.sign(c.put(192, digest), c.put(224, nonce), c.at + 128, c.at + 256);
    }),
    'sign, key': each((secret) => {
      const key = sm2.privateKey(secret);
      return () => key.signDigest(digest);
    }),
    decrypt: each((secret) => {
      const key = sm2.privateKey(secret);
      const sealed = sm2.encrypt(digest, key.publicKey);
      return () => key.decrypt(sealed);
    }),
    exchange: each((secret) => {
      const key = sm2.privateKey(secret);
      return () => key.agree(ephemeral, peer.publicKey, peerEphemeral);
    }),
  };
}

/** Times single calls in random order; the quarter of quickest calls of each class is compared, as the rest is the machine. */
function measure(classes: Record<string, () => unknown>, seconds: number) {
  const names = Object.keys(classes);
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]]));
  for (let i = 0; i < 300; i++) for (const name of names) classes[name]!();
  const end = performance.now() + seconds * 1000;
  const dice = new Uint8Array(1024);
  while (performance.now() < end) {
    fillRandom(dice);
    for (const die of dice) {
      const name = names[die % names.length]!;
      const start = process.hrtime.bigint();
      classes[name]!();
      samples[name]!.push(Number(process.hrtime.bigint() - start));
    }
  }
  const quick = (times: number[]): number[] => times.toSorted((a, b) => a - b).slice(0, Math.ceil(times.length / 4));
  const typical = Object.fromEntries(names.map((name) => [name, median(quick(samples[name]!))]));
  const middle = median(Object.values(typical));
  // The margin: how far the two halves of one class lie apart, which no secret can cause.
  const halves = names.map((name) => {
    const [even, odd] = [0, 1].map((half) => median(quick(samples[name]!.filter((_, i) => i % 2 === half)))) as [
      number,
      number,
    ];
    return Math.abs(even - odd) / middle;
  });
  const deviations = Object.fromEntries(names.map((name) => [name, Number((typical[name]! / middle - 1).toFixed(4))]));
  const widest = Math.max(...Object.values(deviations).map(Math.abs));
  const margin = Math.max(...halves);
  return {
    microseconds: Number((middle / 1000).toFixed(2)),
    deviations,
    widest,
    margin,
    flat: widest <= FLAT + margin,
  };
}

export async function run({ json, seconds = 6 }: { json: boolean; seconds?: number }): Promise<void> {
  const rows = Object.entries(operations()).map(([name, classes]) => ({ name, ...measure(classes, Number(seconds)) }));
  if (json) {
    console.log(JSON.stringify({ bench: 'crypto-timing', secrets: Object.keys(SECRETS), rows }));
    return;
  }
  for (const { name, microseconds, deviations, margin, flat } of rows) {
    const list = Object.entries(deviations).map(([secret, value]) => `${secret} ${(value * 100).toFixed(2)} %`);
    console.log(
      `${name.padEnd(12)} ${microseconds} us  ${flat ? 'flat' : 'NOT FLAT'} (margin ${(margin * 100).toFixed(2)} %)  ${list.join(', ')}`,
    );
  }
}
