// SM2EnvelopedKey of GM/T 0009 clause 7.4: an encryption key pair made elsewhere, on its way to the card that will hold it.
import { equalSecrets, fillRandom, requireLength } from '../bytes.ts';
import { CryptoError } from '../crypto-error.ts';
import { bits, nothing, oid, readWhole, sequence, TAG } from '../der.ts';
import { sm4 } from '../sm4.ts';
import { ciphertextFromDer, ciphertextToDer, encrypt } from './ciphertext.ts';
import { type KeyPair, privateKey, type Sm2PrivateKeyInput, withPrivateKey } from './private-key.ts';
import { type PreparedPublicKey, uncompress } from './public-key.ts';

const SM4_ECB = '1.2.156.10197.1.104.1';
/** The family identifier, which some makers write instead. */
const SM4 = '1.2.156.10197.1.104';

/** The key pair under a fresh SM4 key, and that under the recipient's public key: DER. */
export function envelopeKeyPair(pair: KeyPair, recipient: Uint8Array | PreparedPublicKey): Uint8Array {
  requireLength(pair.privateKey, 32, 'sm2 private key');
  const key = fillRandom(new Uint8Array(16));
  const envelope = sequence(
    sequence(oid(SM4_ECB), nothing()),
    ciphertextToDer(encrypt(key, recipient)),
    bits(uncompress(pair.publicKey)),
    bits(sm4.encryptEcb(key, pair.privateKey)),
  );
  key.fill(0);
  return envelope;
}

/** Opens an envelope and checks that both halves belong together. */
export function openEnvelope(envelope: Uint8Array, key: Sm2PrivateKeyInput): KeyPair {
  const { wrapped, publicKey, encrypted } = readWhole(envelope, TAG.sequence, (reader) => {
    const algorithm = reader.read(TAG.sequence);
    if (![SM4_ECB, SM4].includes(algorithm.oid())) throw new CryptoError('unknown-algorithm', 'envelope');
    if (!algorithm.isDone) algorithm.null();
    algorithm.finish();
    return {
      wrapped: ciphertextFromDer(reader.element(TAG.sequence)),
      publicKey: uncompress(reader.bits()),
      encrypted: reader.bits(),
    };
  });
  const inner = withPrivateKey(key, (k) => k.decrypt(wrapped));
  if (inner.length !== 16 || encrypted.length !== 32) throw new CryptoError('decrypt-failed');
  const secret = sm4.decryptEcb(inner, encrypted);
  inner.fill(0);
  const made = openKey(secret);
  made.wipe();
  if (!equalSecrets(made.publicKey, publicKey)) throw new CryptoError('decrypt-failed');
  return { privateKey: secret, publicKey };
}

function openKey(secret: Uint8Array): ReturnType<typeof privateKey> {
  try {
    return privateKey(secret);
  } catch {
    throw new CryptoError('decrypt-failed');
  }
}
