// Personal fields at rest: sealed with SM4-CTR and HMAC-SM3, found again through a blind index (SEC-01).
import { createCipheriv, createDecipheriv, hkdfSync, timingSafeEqual } from 'node:crypto';
import { HmacSm3Key } from '../crypto/index.ts';
import type { Random } from './random.ts';

/** A master secret of 32 bytes and the number under which sealed fields name it. */
export interface MasterKey {
  readonly id: number;
  readonly secret: Uint8Array;
}

interface FieldKeys {
  cipher: Uint8Array;
  /** Kept begun: a field is short, and beginning an HMAC anew costs three times what the field does. */
  mac: HmacSm3Key;
}

// Sealed field: format 1 | key id (2, big-endian) | nonce (16) | ciphertext | tag (16).
const format = 1;
const headLength = 3;
const nonceLength = 16;
const tagLength = 16;
const textStart = headLength + nonceLength;

/** Seals and opens personal fields. The newest key seals, every key opens, so keys can be rotated row by row. */
export class Vault {
  readonly #keys = new Map<number, FieldKeys>();
  readonly #sealingId: number;
  readonly #indexKey: HmacSm3Key;
  readonly #random: Random;

  constructor(keys: readonly MasterKey[], random: Random) {
    if (keys.length === 0) throw new Error('a vault needs at least one master key');
    for (const { id, secret } of keys) {
      if (secret.length !== 32) throw new Error(`master key ${id} must have 32 bytes`);
      this.#keys.set(id, { cipher: derive(secret, 'field cipher', 16), mac: macKey(secret, 'field mac') });
    }
    this.#sealingId = Math.max(...keys.map(({ id }) => id));
    // The index key never rotates, or nobody would be found any more; it comes from the oldest key.
    const oldest = keys.reduce((a, b) => (a.id < b.id ? a : b));
    this.#indexKey = macKey(oldest.secret, 'blind index');
    this.#random = random;
  }

  /** Seals a text for one place; a sealed field copied to another column or row does not open there. */
  seal(text: string, place: string): Uint8Array {
    return this.sealBytes(Buffer.from(text, 'utf8'), place);
  }

  /** The same for bytes, which their owner can wipe afterwards: keys. */
  sealBytes(bytes: Uint8Array, place: string): Uint8Array {
    const { cipher, mac } = this.#keys.get(this.#sealingId)!;
    const head = Uint8Array.of(format, this.#sealingId >> 8, this.#sealingId & 0xff);
    const nonce = this.#random.bytes(nonceLength);
    const sealer = createCipheriv('sm4-ctr', cipher, nonce);
    const body = Buffer.concat([head, nonce, sealer.update(bytes), sealer.final()]);
    return Buffer.concat([body, tagOf(mac, body, place)]);
  }

  /** Opens a sealed field; throws when it was changed, moved, or sealed with an unknown key. */
  open(sealed: Uint8Array, place: string): string {
    return Buffer.from(this.openBytes(sealed, place)).toString('utf8');
  }

  /** The same for bytes; whoever opened a key wipes it. */
  openBytes(sealed: Uint8Array, place: string): Uint8Array {
    const { cipher } = this.#check(sealed, place);
    const text = sealed.subarray(textStart, sealed.length - tagLength);
    return createDecipheriv('sm4-ctr', cipher, sealed.subarray(headLength, textStart)).update(text);
  }

  /**
   * Opens many fields, each as `open` does: a payment file has two of every person. Starting a cipher costs more than a short
   * field, so the key streams of all of them are made at once.
   */
  openMany(fields: readonly { readonly sealed: Uint8Array; readonly place: string }[]): string[] {
    const checked = fields.map(({ sealed, place }) => ({ sealed, keys: this.#check(sealed, place) }));
    const streams = new Map(
      [...new Set(checked.map(({ keys }) => keys))].map((keys) => [keys, keyStream(keys, checked)]),
    );
    return checked.map(({ sealed, keys }) => {
      const stream = streams.get(keys)!;
      const { bytes, at } = stream;
      const length = textLength(sealed);
      for (let i = 0; i < length; i += 1) bytes[at + i]! ^= sealed[textStart + i]!;
      stream.at += blocksOf(sealed) * blockLength;
      return bytes.toString('utf8', at, at + length);
    });
  }

  /** The keys of a field whose tag is right. */
  #check(sealed: Uint8Array, place: string): FieldKeys {
    if (sealed.length < textStart + tagLength || sealed[0] !== format) throw new Error('not a sealed field');
    const keys = this.#keys.get((sealed[1]! << 8) | sealed[2]!);
    if (!keys) throw new Error('sealed with an unknown master key');
    const end = sealed.length - tagLength;
    if (!timingSafeEqual(tagOf(keys.mac, sealed.subarray(0, end), place), sealed.subarray(end))) {
      throw new Error(`a sealed field of ${place} was changed or moved`);
    }
    return keys;
  }

  /** The blind index of a value: equal values of one kind give equal indexes, and nothing else can be read from it. */
  index(value: string, kind: string): Uint8Array {
    return this.#indexKey.mac(Buffer.from(`${kind}\0${value}`)).subarray(0, 16);
  }

  /** A key for another keyed use (message codes, access tokens), bound to its purpose. */
  keyFor(purpose: string): Uint8Array {
    return this.#indexKey.mac(Buffer.from(`key for\0${purpose}`));
  }
}

/** A field whose tag was right, still sealed. */
interface Checked {
  readonly keys: FieldKeys;
  readonly sealed: Uint8Array;
}

const blockLength = 16;
const textLength = (sealed: Uint8Array) => sealed.length - textStart - tagLength;
const blocksOf = (sealed: Uint8Array) => Math.ceil(textLength(sealed) / blockLength);

/** What CTR mode adds to the fields of one key, one after the other: their counters, encrypted in one go. */
function keyStream(keys: FieldKeys, checked: readonly Checked[]): { bytes: Buffer; at: number } {
  const own = checked.filter((one) => one.keys === keys);
  const counters = Buffer.alloc(own.reduce((blocks, { sealed }) => blocks + blocksOf(sealed), 0) * blockLength);
  let at = 0;
  for (const { sealed } of own) {
    for (let block = 0; block < blocksOf(sealed); block += 1, at += blockLength) {
      for (let i = 0; i < nonceLength; i += 1) counters[at + i] = sealed[headLength + i]!;
      let carry = block;
      for (let i = at + blockLength - 1; carry > 0 && i >= at; i -= 1) {
        carry += counters[i]!;
        counters[i] = carry;
        carry >>= 8;
      }
    }
  }
  const cipher = createCipheriv('sm4-ecb', keys.cipher, null).setAutoPadding(false);
  return { bytes: cipher.update(counters), at: 0 };
}

function derive(secret: Uint8Array, use: string, length: number): Uint8Array {
  return new Uint8Array(hkdfSync('sm3', secret, 'yikatong', use, length));
}

const macKey = (secret: Uint8Array, use: string) => new HmacSm3Key(derive(secret, use, 32));

const tagOf = (mac: HmacSm3Key, body: Uint8Array, place: string): Uint8Array =>
  mac.mac(Buffer.from(`${place}\0`), body).subarray(0, tagLength);
