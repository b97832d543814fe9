// SM2 encryption (GB/T 32918.4): C1‖C3‖C2, where C1 is 04‖X‖Y, C3 the digest of 32 bytes, C2 as long as the message.
import { concat, equalSecrets, fillRandom } from '../bytes.ts';
import { core } from '../core.ts';
import { CryptoError } from '../crypto-error.ts';
import { type DerReader, octets, readWhole, sequence, TAG, unsigned } from '../der.ts';
import { kdf, sm3Secret } from '../sm3.ts';
import { coordinates, PreparedPublicKey } from './public-key.ts';

const HEAD = 97;

/** Encrypts a message of at least one byte. A prepared key makes it nearly twice as fast. */
export function encrypt(message: Uint8Array, recipient: Uint8Array | PreparedPublicKey): Uint8Array {
  const point = recipient instanceof PreparedPublicKey ? recipient.point : coordinates(recipient);
  const nonce = new Uint8Array(32);
  for (;;) {
    const sealed = encryptWith(fillRandom(nonce), message, point, recipient);
    if (sealed) {
      nonce.fill(0);
      return sealed;
    }
  }
}

/** The same with a given nonce, for the vectors of the standard; undefined where another nonce must be drawn. */
export function encryptWith(
  nonce: Uint8Array,
  message: Uint8Array,
  point: Uint8Array,
  recipient: Uint8Array | PreparedPublicKey = point,
): Uint8Array | undefined {
  if (message.length === 0) throw new CryptoError('bad-length', 'empty message');
  const c = core();
  const table = recipient instanceof PreparedPublicKey ? recipient.table() : 0;
  if (table === 0 && !c.run.checkPoint(c.put(64, point))) throw new CryptoError('bad-point');
  const done = c.run.encryptPoints(c.put(0, nonce), c.put(64, point), table, c.at + 128);
  const c1 = c.get(128, 64);
  const shared = c.get(192, 64);
  c.wipe(0, 256);
  if (!done) return undefined;
  const mask = kdf(shared, message.length);
  const empty = mask.every((byte) => byte === 0);
  const c3 = sm3Secret(shared.subarray(0, 32), message, shared.subarray(32));
  shared.fill(0);
  if (empty) return undefined;
  for (let i = 0; i < mask.length; i++) mask[i]! ^= message[i]!;
  return concat(Uint8Array.of(4), c1, c3, mask);
}

/** Opens a ciphertext with whoever can multiply C1 by the private key. Every failure is the same error. */
export function openCiphertext(
  ciphertext: Uint8Array,
  multiply: (point: Uint8Array) => Uint8Array | undefined,
): Uint8Array {
  if (ciphertext.length <= HEAD || ciphertext[0] !== 4) throw new CryptoError('decrypt-failed');
  const shared = multiply(ciphertext.subarray(1, 65));
  if (!shared) throw new CryptoError('decrypt-failed');
  const c2 = ciphertext.subarray(HEAD);
  const message = kdf(shared, c2.length);
  const empty = message.every((byte) => byte === 0);
  for (let i = 0; i < message.length; i++) message[i]! ^= c2[i]!;
  const c3 = sm3Secret(shared.subarray(0, 32), message, shared.subarray(32));
  shared.fill(0);
  if (!equalSecrets(c3, ciphertext.subarray(65, HEAD)) || empty) {
    message.fill(0);
    throw new CryptoError('decrypt-failed');
  }
  return message;
}

/** GM/T 0009 SM2Cipher: SEQUENCE { INTEGER x, INTEGER y, OCTET STRING C3, OCTET STRING C2 }. */
export function ciphertextToDer(ciphertext: Uint8Array): Uint8Array {
  if (ciphertext.length <= HEAD || ciphertext[0] !== 4) throw new CryptoError('bad-length', 'sm2 ciphertext');
  return sequence(
    unsigned(ciphertext.subarray(1, 33)),
    unsigned(ciphertext.subarray(33, 65)),
    octets(ciphertext.subarray(65, HEAD)),
    octets(ciphertext.subarray(HEAD)),
  );
}

export function ciphertextFromDer(bytes: Uint8Array): Uint8Array {
  return readWhole(bytes, TAG.sequence, (reader: DerReader) => {
    const [x, y] = [reader.unsigned(32), reader.unsigned(32)];
    const [c3, c2] = [reader.octets(), reader.octets()];
    if (c3.length !== 32 || c2.length === 0) throw new CryptoError('bad-der', 'sm2 ciphertext');
    return concat(Uint8Array.of(4), x, y, c3, c2);
  });
}
