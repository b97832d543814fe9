// The ciphers beside sm-crypto, @noble/curves and Node's own OpenSSL, in one process: `npm run bench -- crypto --json`.
import nodeCrypto from 'node:crypto';
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import peer from 'sm-crypto';
import { fillRandom, sm2, sm3, sm4, toHex, x509 } from '../src/crypto/index.ts';
import { compare, type Row } from './side-by-side.ts';

/** What the project promises: at least this many times the speed of the peer, or this many operations a second. */
const TARGETS: Record<string, Record<string, number>> = {
  'sm2.sign': { 'sm-crypto': 330, node: 10 },
  'sm2.verify': { 'sm-crypto': 160, node: 2.4 },
  'sm2.verifyPrepared': { 'sm-crypto': 500, node: 8 },
  'sm2.encrypt': { 'sm-crypto': 120 },
  'sm2.decrypt': { 'sm-crypto': 80 },
  'sm3.1k': { node: 1 },
  'sm3.1m': { node: 0.95 },
  'sm4cbc.16': { node: 8 },
  'sm4cbc.1m': { node: 1 },
  'sm4ctr.1m': { node: 2.3 },
  'sm4mac.16': { node: 8 },
  'x509.parseVerify': { ops: 15_000 },
};

const random = (length: number): Uint8Array => fillRandom(new Uint8Array(length));

function* rows(): Generator<Row> {
  const pair = sm2.generateKeyPair();
  const key = sm2.privateKey(pair.privateKey);
  const prepared = sm2.preparePublicKey(pair.publicKey);
  const message = random(64);
  const signature = sm2.sign(message, key);

  // sm-crypto takes hex and number arrays; conversions are made beforehand where its interface allows.
  const [d, p] = [toHex(pair.privateKey), toHex(pair.publicKey)];
  const numbers = [...message];
  const peerSignature = toHex(signature);
  const short = random(32);
  const ciphertext = sm2.encrypt(short, pair.publicKey);
  const peerCiphertext = toHex(ciphertext.subarray(1));

  // Node signs SM2 only with a re-imported key, and then with an empty identity: same work, wrong signature.
  const made = nodeCrypto.generateKeyPairSync('ec', { namedCurve: 'SM2' });
  const nodeKey = nodeCrypto.createPrivateKey(made.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const nodePublic = nodeCrypto.createPublicKey(made.publicKey.export({ type: 'spki', format: 'pem' }));
  const nodeSignature = nodeCrypto.sign('sm3', message, nodeKey);

  const noble = nobleSm2(pair.privateKey);

  const nodeVerify = () => nodeCrypto.verify('sm3', message, nodePublic, nodeSignature) || fail('node verify');
  const peerVerify = () =>
    peer.sm2.doVerifySignature(numbers, peerSignature, p, { hash: true }) || fail('sm-crypto verify');

  yield compare('sm2.keygen', sm2.generateKeyPair, {
    'sm-crypto': () => peer.sm2.generateKeyPairHex(),
    node: () => nodeCrypto.generateKeyPairSync('ec', { namedCurve: 'SM2' }),
    noble: noble.keygen,
  });
  yield compare('sm2.sign', () => sm2.sign(message, key), {
    'sm-crypto': () => peer.sm2.doSignature(numbers, d, { hash: true, publicKey: p }),
    node: () => nodeCrypto.sign('sm3', message, nodeKey),
    noble: () => noble.sign(message),
  });
  yield compare('sm2.verify', () => sm2.verify(message, signature, pair.publicKey) || fail('verify'), {
    'sm-crypto': peerVerify,
    node: nodeVerify,
    noble: () => noble.verify(message, signature) || fail('noble verify'),
  });
  yield compare('sm2.verifyPrepared', () => sm2.verify(message, signature, prepared) || fail('prepared'), {
    'sm-crypto': peerVerify,
    node: nodeVerify,
  });
  yield compare('sm2.encrypt', () => sm2.encrypt(short, pair.publicKey), {
    'sm-crypto': () => peer.sm2.doEncrypt([...short], p, 1),
    'ours, prepared recipient': () => sm2.encrypt(short, prepared),
  });
  yield compare('sm2.decrypt', () => sm2.decrypt(ciphertext, key), {
    'sm-crypto': () => peer.sm2.doDecrypt(peerCiphertext, d, 1, { output: 'array' }).length === 32 || fail('decrypt'),
  });

  const nodeHash = (bytes: Uint8Array): unknown =>
    nodeCrypto.hash ? nodeCrypto.hash('sm3', bytes, 'buffer') : nodeCrypto.createHash('sm3').update(bytes).digest();
  for (const [name, length] of [
    ['64', 64],
    ['1k', 1024],
    ['1m', 1 << 20],
  ] as const) {
    const bytes = random(length);
    const array = [...bytes];
    yield compare(`sm3.${name}`, () => sm3(bytes), { 'sm-crypto': () => peer.sm3(array), node: () => nodeHash(bytes) });
  }

  const [secret, iv, block, million] = [random(16), random(16), random(16), random(1 << 20)];
  const [peerKey, peerIv, peerBlock, peerMillion] = [[...secret], [...iv], [...block], [...million]];
  const cipher = (name: string, input: Uint8Array) => (): unknown =>
    nodeCrypto.createCipheriv(name, secret, iv).setAutoPadding(false).update(input);
  const peerCbc = (input: number[]) => (): unknown =>
    peer.sm4.encrypt(input, peerKey, { mode: 'cbc', iv: peerIv, padding: 'none', output: 'array' });
  yield compare('sm4cbc.16', () => sm4.encryptCbc(secret, iv, block), {
    'sm-crypto': peerCbc(peerBlock),
    node: cipher('sm4-cbc', block),
  });
  yield compare('sm4cbc.1m', () => sm4.encryptCbc(secret, iv, million), {
    'sm-crypto': peerCbc(peerMillion),
    node: cipher('sm4-cbc', million),
  });
  yield compare('sm4ctr.1m', () => sm4.ctr(secret, iv, million), { node: cipher('sm4-ctr', million) });
  const nonce = random(12);
  yield compare('sm4gcm.1m', () => sm4.encryptGcm(secret, nonce, million), {
    "node's CTR, it has no GCM": cipher('sm4-ctr', million),
  });
  yield compare('sm4mac.16', () => sm4.cbcMac(secret, block), {
    'sm-crypto': peerCbc(peerBlock),
    node: cipher('sm4-cbc', block),
  });

  const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2036-01-01T00:00:00Z') };
  const authority = new x509.Authority(x509.Authority.root([['CN', 'Root']], key, validity), key);
  const { certificate } = authority.issue({
    profile: 'card-signing',
    subject: [
      ['C', 'CN'],
      ['CN', '张三'],
    ],
    publicKey: sm2.generateKeyPair().publicKey,
    ...validity,
  });
  const issuer = new nodeCrypto.X509Certificate(authority.certificate.bytes).publicKey;
  yield compare(
    'x509.parseVerify',
    () => x509.verifySigned(x509.parseCertificate(certificate), prepared) || fail('certificate'),
    // Node answers false, because it cannot know the identity; the work is the same.
    { node: () => new nodeCrypto.X509Certificate(certificate).verify(issuer) },
  );
}

function fail(what: string): never {
  throw new Error(`${what} gave the wrong answer`);
}

/** SM2 over the curve arithmetic of @noble/curves, written here because that package has no SM2. */
function nobleSm2(secret: Uint8Array) {
  const n = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
  const prime = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
  const Point = weierstrass({
    p: prime,
    n,
    h: 1n,
    a: prime - 3n,
    b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
    Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
    Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
  });
  const number = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
  const mod = (x: bigint): bigint => ((x % n) + n) % n;
  const scalar = (): bigint => mod(number(random(32))) || 1n;
  const d = number(secret);
  const { Fn } = Point;
  const inverse = Fn.inv(1n + d);
  const publicPoint = Point.BASE.multiply(d);
  // The digest over the identity as a real signer would have it: the same Z as ours.
  const z = sm3(
    Uint8Array.of(0, 128),
    new TextEncoder().encode('1234567812345678'),
    Uint8Array.from(
      [Point.CURVE().a, Point.CURVE().b, Point.CURVE().Gx, Point.CURVE().Gy, publicPoint.x, publicPoint.y].flatMap(
        (x) =>
          x
            .toString(16)
            .padStart(64, '0')
            .match(/../g)!
            .map((pair) => Number.parseInt(pair, 16)),
      ),
    ),
  );
  const digest = (message: Uint8Array): bigint => number(sm3(z, message));
  return {
    keygen: () => Point.BASE.multiply(scalar()).toAffine(),
    sign(message: Uint8Array) {
      const k = scalar();
      const r = mod(digest(message) + Point.BASE.multiply(k).toAffine().x);
      return [r, mod(inverse * (k + r) - r)];
    },
    verify(message: Uint8Array, signature: Uint8Array): boolean {
      const [r, s] = [number(signature.subarray(0, 32)), number(signature.subarray(32))];
      const point = Point.BASE.multiplyUnsafe(s).add(publicPoint.multiplyUnsafe(mod(r + s)));
      return mod(digest(message) + point.toAffine().x) === r;
    },
  };
}

export async function run({ json }: { json: boolean }): Promise<void> {
  const all = [];
  for (const row of rows()) {
    const targets = TARGETS[row.name] ?? {};
    const missed = Object.entries(targets).filter(
      ([peer, least]) => (peer === 'ops' ? row.ops : row.ratios[peer]!) < least,
    );
    all.push({ ...row, targets, met: missed.length === 0 });
    if (json) continue;
    const ratios = Object.entries(row.ratios).map(([peer, ratio]) => `${ratio}x ${peer}`);
    const note = missed.map(([peer, least]) => `  MISSED ${least} (${peer})`).join('');
    console.log(`${row.name.padEnd(20)}${String(row.ops).padStart(9)} op/s   ${ratios.join(', ')}${note}`);
  }
  const runtime = { node: process.version, openssl: process.versions.openssl, arch: process.arch };
  if (json) console.log(JSON.stringify({ bench: 'crypto', runtime, rows: all }));
}
