// Private keys of SM2: the software key, and the seam where a hardware key module takes its place.
import { concat, fillRandom, requireLength } from '../bytes.ts';
import { core } from '../core.ts';
import { CryptoError } from '../crypto-error.ts';
import { sm3Secret } from '../sm3.ts';
import { openCiphertext } from './ciphertext.ts';
import { coordinates, IdentityCache } from './public-key.ts';

/** A seam: whoever offers these methods can stand in for a key in memory. All answers are new arrays. */
export interface Sm2PrivateKey {
  /** 04‖X‖Y. */
  readonly publicKey: Uint8Array;
  /** r‖s over a digest of 32 bytes that already contains Z. */
  signDigest(digest: Uint8Array): Uint8Array;
  /** Opens 04‖C1‖C3‖C2 or throws 'decrypt-failed'. */
  decrypt(ciphertext: Uint8Array): Uint8Array;
  /** The shared point X‖Y of a key exchange, GB/T 32918.3 clause 6.1. */
  agree(ephemeral: KeyPair, peer: Uint8Array, peerEphemeral: Uint8Array): Uint8Array;
  wipe(): void;
}

export type Sm2PrivateKeyInput = Uint8Array | Sm2PrivateKey;

export interface KeyPair {
  /** 32 bytes. */
  privateKey: Uint8Array;
  /** 04‖X‖Y, 65 bytes. */
  publicKey: Uint8Array;
}

const POINT = 64;
const INVERSE = 128;
const DIGEST = 192;
const NONCE = 224;
const OUT = 256;

class SoftwareSm2Key implements Sm2PrivateKey {
  readonly publicKey: Uint8Array;
  readonly identity: IdentityCache;
  #secret: Uint8Array | undefined;
  /** (1 + d)^-1, computed when the key first signs. */
  #inverse: Uint8Array | undefined;

  constructor(secret: Uint8Array) {
    requireLength(secret, 32, 'sm2 private key');
    const c = core();
    // d = n-1 has no inverse of 1+d; prepareSigner refuses it together with 0 and everything from n up.
    const fine = c.run.prepareSigner(c.put(0, secret), c.at + INVERSE) && c.run.publicKey(c.at, c.at + POINT);
    if (fine) {
      this.#secret = new Uint8Array(secret);
      this.#inverse = c.get(INVERSE, 40);
    }
    this.publicKey = concat(Uint8Array.of(4), c.get(POINT, 64));
    c.wipe(0, OUT);
    if (!fine) throw new CryptoError('bad-key', 'sm2 private key');
    this.identity = new IdentityCache(this.publicKey.subarray(1));
  }

  signDigest(digest: Uint8Array): Uint8Array {
    const secret = this.#need();
    requireLength(digest, 32, 'digest');
    const random = new Uint8Array(32);
    const c = core();
    for (;;) {
      // Hedged: a weak source of chance alone does not give the nonce away, nor does a repeated message.
      const nonce = sm3Secret(secret, digest, fillRandom(random));
      c.put(INVERSE, this.#inverse!);
      const done = c.run.sign(c.put(DIGEST, digest), c.put(NONCE, nonce), c.at + INVERSE, c.at + OUT);
      const signature = c.get(OUT, 64);
      nonce.fill(0);
      c.wipe(INVERSE, OUT - INVERSE);
      if (done) return signature;
    }
  }

  decrypt(ciphertext: Uint8Array): Uint8Array {
    const secret = this.#need();
    return openCiphertext(ciphertext, (point) => multiply(secret, point));
  }

  agree(ephemeral: KeyPair, peer: Uint8Array, peerEphemeral: Uint8Array): Uint8Array {
    const secret = this.#need();
    requireLength(ephemeral.privateKey, 32, 'ephemeral key');
    const c = core();
    const done = c.run.exchange(
      c.put(0, secret),
      c.put(32, ephemeral.privateKey),
      c.put(64, coordinates(ephemeral.publicKey)),
      c.put(128, coordinates(peer)),
      c.put(192, coordinates(peerEphemeral)),
      c.at + OUT,
    );
    const point = c.get(OUT, 64);
    c.wipe(0, OUT + 64);
    if (!done) throw new CryptoError('bad-point', 'key exchange');
    return point;
  }

  wipe(): void {
    this.#secret?.fill(0);
    this.#inverse?.fill(0);
    this.#secret = undefined;
    this.#inverse = undefined;
  }

  #need(): Uint8Array {
    if (!this.#secret) throw new CryptoError('wiped-key');
    return this.#secret;
  }
}

/** secret * point, or undefined if the point is none of the curve. */
function multiply(secret: Uint8Array, point: Uint8Array): Uint8Array | undefined {
  const c = core();
  const done = c.run.multiply(c.put(0, secret), c.put(POINT, point), c.at + OUT);
  const product = c.get(OUT, 64);
  c.wipe(0, OUT + 64);
  return done ? product : undefined;
}

/** A key object from its 32 bytes (1 to n-2): computes the public key and what signing needs once. */
export function privateKey(secret: Uint8Array): Sm2PrivateKey & { readonly identity: IdentityCache } {
  return new SoftwareSm2Key(secret);
}

/** Runs one operation under key bytes or a key object; an object made for the occasion is wiped. */
export function withPrivateKey<T>(key: Sm2PrivateKeyInput, operation: (key: Sm2PrivateKey) => T): T {
  if (!(key instanceof Uint8Array)) return operation(key);
  const made = new SoftwareSm2Key(key);
  try {
    return operation(made);
  } finally {
    made.wipe();
  }
}

export function identityOf(key: Sm2PrivateKey): IdentityCache {
  return key instanceof SoftwareSm2Key ? key.identity : new IdentityCache(coordinates(key.publicKey));
}

/** A fresh key pair; d is uniform in [1, n-2]. */
export function generateKeyPair(): KeyPair {
  const c = core();
  const secret = new Uint8Array(32);
  for (;;) {
    fillRandom(secret);
    // One try in 2^32 is refused. d = n-1, of probability 2^-256, is refused when the key is first used.
    if (c.run.publicKey(c.put(0, secret), c.at + POINT)) break;
  }
  const publicKey = concat(Uint8Array.of(4), c.get(POINT, 64));
  c.wipe(0, 32);
  return { privateKey: secret, publicKey };
}
