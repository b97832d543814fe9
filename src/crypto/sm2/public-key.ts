// Public keys of SM2: checked points, their digest Z with an identity, and combs for keys that verify again and again.
import { concat, toHex } from '../bytes.ts';
import { core } from '../core.ts';
import { CryptoError } from '../crypto-error.ts';
import { sm3 } from '../sm3.ts';

/** The identity every GM/T 0009 signature uses unless the parties agree otherwise: 1234567812345678. */
export const DEFAULT_ID = Uint8Array.from('1234567812345678', (c) => c.charCodeAt(0));

// a, b, x and y of the base point, GB/T 32918.5.
const CURVE = Uint8Array.from(
  'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e9332c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0'.match(
    /../g,
  )!,
  (digits) => Number.parseInt(digits, 16),
);

/**
 * X‖Y (64 bytes) of a public key given as 04‖X‖Y, X‖Y, or compressed 02/03‖X. The length and the prefix are checked here; that the
 * point lies on the curve is checked by `requirePoint` or by the core before every use.
 */
export function coordinates(publicKey: Uint8Array): Uint8Array {
  if (publicKey.length === 64) return publicKey;
  if (publicKey.length === 65 && publicKey[0] === 4) return publicKey.subarray(1);
  if (publicKey.length === 33 && (publicKey[0] === 2 || publicKey[0] === 3)) {
    const c = core();
    if (!c.run.decompress(c.put(0, publicKey.subarray(1)), publicKey[0] & 1, c.at + 64))
      throw new CryptoError('bad-point');
    return c.get(64, 64);
  }
  throw new CryptoError('bad-point');
}

/** X‖Y of a point that is on the curve; throws 'bad-point' otherwise. Infinity has no encoding and is refused with it. */
export function requirePoint(publicKey: Uint8Array): Uint8Array {
  const point = coordinates(publicKey);
  const c = core();
  if (!c.run.checkPoint(c.put(0, point))) throw new CryptoError('bad-point');
  return point;
}

/** 02 or 03 ‖ X. */
export function compress(publicKey: Uint8Array): Uint8Array {
  const point = requirePoint(publicKey);
  return concat(Uint8Array.of(2 | (point[63]! & 1)), point.subarray(0, 32));
}

/** 04‖X‖Y. */
export function uncompress(publicKey: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(4), requirePoint(publicKey));
}

/** Z of GB/T 32918.2 clause 5.5: the digest of identity, curve and public point. */
export function identityDigest(point: Uint8Array, id: Uint8Array): Uint8Array {
  if (id.length > 8191) throw new CryptoError('bad-length', 'sm2 id');
  return sm3(Uint8Array.of(id.length >> 5, id.length << 3), id, CURVE, point);
}

/** Z for one point and many identities: remembers the last. */
export class IdentityCache {
  readonly #point: Uint8Array;
  #id: Uint8Array | undefined;
  #digest = new Uint8Array(0);

  constructor(point: Uint8Array) {
    this.#point = point;
  }

  get(id: Uint8Array): Uint8Array {
    if (!this.#id || !sameBytes(this.#id, id)) {
      this.#digest = identityDigest(this.#point, id) as Uint8Array<ArrayBuffer>;
      this.#id = new Uint8Array(id);
    }
    return this.#digest;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

const COMB_BYTES = 43 * 32 * 80;
/** 32 issuers at once take 3.5 MB. */
const MOST_COMBS = 32;
/** Building a comb costs as much as it saves in about 20 verifications. */
const USES_BEFORE_REBUILD = 20;

interface Slot {
  address: number;
  owner: PreparedPublicKey;
  lastUse: number;
}

const slots: Slot[] = [];
const known = new Map<string, PreparedPublicKey>();
let uses = 0;

/** A public key with a table of its multiples in the core: verifies about three times as fast. */
export class PreparedPublicKey {
  /** 04‖X‖Y. */
  readonly publicKey: Uint8Array;
  readonly point: Uint8Array;
  readonly identity: IdentityCache;
  #slot: Slot | undefined;
  #misses = 0;

  constructor(point: Uint8Array) {
    this.publicKey = concat(Uint8Array.of(4), point);
    this.point = this.publicKey.subarray(1);
    this.identity = new IdentityCache(this.point);
    this.#build();
  }

  /** The address of the comb, or 0 while another key holds its place. */
  table(): number {
    if (this.#slot?.owner !== this) {
      this.#misses++;
      if (this.#misses < USES_BEFORE_REBUILD) return 0;
      this.#build();
    }
    this.#slot!.lastUse = ++uses;
    return this.#slot!.address;
  }

  #build(): void {
    const c = core();
    this.#slot = claimSlot(this);
    this.#misses = 0;
    if (!c.run.prepareComb(c.put(0, this.point), this.#slot.address)) throw new CryptoError('bad-point');
  }
}

/** A free place, or that of the key that was not used for longest. */
function claimSlot(owner: PreparedPublicKey): Slot {
  if (slots.length < MOST_COMBS) {
    const slot = { address: core().grow(COMB_BYTES), owner, lastUse: ++uses };
    slots.push(slot);
    return slot;
  }
  const slot = slots.reduce((oldest, other) => (other.lastUse < oldest.lastUse ? other : oldest));
  known.delete(toHex(slot.owner.point));
  slot.owner = owner;
  slot.lastUse = ++uses;
  return slot;
}

/** Prepares a key that will verify (or receive) many times; the same key gives the same object while it is held. */
export function preparePublicKey(publicKey: Uint8Array | PreparedPublicKey): PreparedPublicKey {
  if (publicKey instanceof PreparedPublicKey) return publicKey;
  const point = requirePoint(publicKey);
  const name = toHex(point);
  let prepared = known.get(name);
  if (!prepared) {
    prepared = new PreparedPublicKey(point);
    known.set(name, prepared);
  }
  return prepared;
}
